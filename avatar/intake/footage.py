"""Decode a reference video; this runs in a cell.

The demuxer is the one that our own look at the content chose, as for sounds. Numbers of the header are
checked before the first picture is decoded, and those of each picture after it: a stream may change its size.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from math import floor

import av
import numpy as np
from av.container import InputContainer
from av.video.reformatter import ColorTrc
from av.video.stream import VideoStream

from avatar.animator import Pixels
from avatar.intake.errors import (
    FileDamaged,
    FileIncomplete,
    NoPicturesInVideo,
    VideoCodecUnknown,
    VideoHdr,
    VideoTooDense,
    VideoTooLarge,
    VideoTooShort,
    VideoTooSmall,
)
from avatar.intake.limits import VideoLimits
from avatar.intake.mp4 import encode
from avatar.intake.samples import Damage
from avatar.intake.sniff import UNKNOWN
from avatar.pace import FPS

CODECS = frozenset(
    {"h264", "hevc", "vp8", "vp9", "libvpx", "libvpx-vp9", "av1", "libdav1d", "mpeg4", "h263", "mjpeg", "gif"}
)
LOCKED = "encv"  # how a sample entry calls encrypted pictures (ISO/IEC 23001-7)
# Phones film HLG, which is made to be shown as it is (ITU-R BT.2100, annex); PQ shown so is grey and dim.
HDR = ColorTrc.SMPTE2084.value
MEGAPIXEL = 1_000_000
ROUNDING = 1e-6  # of a tick, by which floats are off
LONGEST_GAP_S = 1.0  # that the last picture stays
SQUEEZES = (0.25, 4.0)  # shapes of pixels that are believed


@dataclass(frozen=True)
class _Shape:
    """How large a picture is kept: as it is to be seen, before it is turned."""

    width_px: int
    height_px: int


def decode(content: bytes, options: dict[str, object]) -> tuple[dict[str, object], bytes]:
    """Decode a video to an MP4 of our own: upright, FPS pictures a second whatever it had, no sound.

    ``options``: ``opener`` (FFmpeg's name of the demuxer), ``limits`` (fields of VideoLimits).
    Answers the facts of avatar.intake.video.Told, and the MP4.
    """
    limits = VideoLimits(**options["limits"])  # type: ignore[arg-type]  # JSON of our own VideoLimits
    opener = str(options["opener"])
    if opener == "mov":
        _check_boxes(content)
    if opener == "gif":  # FFmpeg itself would only say that it cannot
        _check_size(int.from_bytes(content[6:8], "little"), int.from_bytes(content[8:10], "little"), limits)
    try:
        with av.open(io.BytesIO(content), "r", format=opener, metadata_errors="ignore") as container:
            stream = _stream(container, limits)
            film = _Film(_frames(container, stream, limits), _squeeze(stream), limits)
            first = next(film, None)
            if first is None:
                raise NoPicturesInVideo
            mp4 = encode(_and_then(first, film))
    except Damage as error:
        raise FileDamaged("clip") from error
    if film.count < limits.shortest_s * FPS:
        raise VideoTooShort(round(film.count / FPS, 2), limits.shortest_s)
    height_px, width_px = first.shape[:2]
    return {"frames": film.count, "width_px": width_px, "height_px": height_px, "cut": film.cut}, mp4


def _and_then(first: Pixels, others: Iterator[Pixels]) -> Iterator[Pixels]:
    yield first
    yield from others


def _check_boxes(content: bytes) -> None:
    """Raise FileIncomplete where a box claims more bytes than there are (ISO/IEC 14496-12, section 4.2)."""
    at = 0
    while at + 8 <= len(content):
        size = int.from_bytes(content[at : at + 4], "big")
        if size == 1:
            size = int.from_bytes(content[at + 8 : at + 16], "big")
        if size == 0:  # to the end of the file
            return
        if at + size > len(content):
            raise FileIncomplete("clip")
        at += max(size, 8)


def _stream(container: InputContainer, limits: VideoLimits) -> VideoStream:
    """Find the first stream of moving pictures; a cover is none."""
    moving = [one for one in container.streams.video if not one.disposition & one.disposition.attached_pic]
    if not moving:
        raise NoPicturesInVideo
    stream = moving[0]
    codec = stream.codec_context
    if codec is None or codec.codec_tag.rstrip("\0") == LOCKED:  # PyAV gives none where there is no decoder
        raise VideoCodecUnknown(UNKNOWN.name)
    if codec.name not in CODECS:
        raise VideoCodecUnknown(codec.name)
    if codec.color_trc == HDR:
        raise VideoHdr
    if codec.width and codec.height:
        _check_size(codec.width, codec.height, limits)
    codec.thread_count = 1
    return stream


def _check_size(width_px: int, height_px: int, limits: VideoLimits) -> None:
    if max(width_px, height_px) > limits.side_px or width_px * height_px > limits.megapixels * MEGAPIXEL:
        raise VideoTooLarge(width_px, height_px, limits.side_px, limits.megapixels)
    if min(width_px, height_px) < limits.least_px:
        raise VideoTooSmall(width_px, height_px, limits.least_px)


def _frames(container: InputContainer, stream: VideoStream, limits: VideoLimits) -> Iterator[av.VideoFrame]:
    """Decode packet by packet. Single bad ones are passed over, as players do."""
    bad = count = 0
    for packet in container.demux(stream):
        try:
            frames = packet.decode()
        except av.InvalidDataError:
            bad += 1
            continue
        for frame in frames:
            count += 1
            if count > limits.frames:
                raise VideoTooDense(limits.frames)
            _check_size(frame.width, frame.height, limits)
            if frame.color_trc == HDR:
                raise VideoHdr
            yield frame
    if bad > count:
        raise FileDamaged("clip")


class _Film(Iterator[Pixels]):
    """Shows decoded frames at a constant rate, as a player would; counts what it showed."""

    def __init__(self, frames: Iterator[av.VideoFrame], squeeze: float, limits: VideoLimits) -> None:
        self.count = 0
        self.cut = False  # whether there was more than is kept
        self._most = limits.kept_s * FPS
        self._squeeze, self._longest_px = squeeze, limits.kept_px
        self._pictures = self._paced(frames)

    def __next__(self) -> Pixels:
        picture = next(self._pictures)
        if self.count == self._most:
            self.cut = True
            raise StopIteration
        self.count += 1
        return picture

    def _paced(self, frames: Iterator[av.VideoFrame]) -> Iterator[Pixels]:
        """Give the picture of every tick: of frames that round to the same one, the last."""
        shape: _Shape | None = None
        held: av.VideoFrame | None = None
        tick, clock = 0, _Clock()
        for frame in frames:
            shape = shape or _kept_shape(frame, self._squeeze, self._longest_px)
            due = min(clock.tick_of(frame), self._most + 1)
            if held is not None and due > tick:
                yield from _repeated(_upright(held, shape), due - tick)
                tick = due
            held = frame
        if held is not None and shape is not None:
            yield from _repeated(_upright(held, shape), max(0 if tick else 1, clock.end - tick))


class _Clock:
    """Tells when frames are shown, counted from the first one. Frames without a time follow evenly."""

    def __init__(self) -> None:
        self._start_s: float | None = None
        self._at_s = 0.0
        self._gap_s = 1 / FPS

    def tick_of(self, frame: av.VideoFrame) -> int:
        """Round the time of a frame to a tick."""
        time_s = frame.time if frame.pts is not None else None
        if self._start_s is None:
            self._start_s = time_s or 0.0
            return 0
        at_s = self._at_s + self._gap_s if time_s is None else time_s - self._start_s
        if at_s > self._at_s:
            self._gap_s = min(at_s - self._at_s, LONGEST_GAP_S)
        self._at_s = at_s
        return _tick(at_s)

    @property
    def end(self) -> int:
        """The tick at which the last frame is over: it stays as long as the one before."""
        return _tick(self._at_s + self._gap_s)


def _tick(at_s: float) -> int:
    """Round to the next tick; halves up, all of them, so that an even rate is thinned evenly."""
    return floor(at_s * FPS + 0.5 + ROUNDING)


def _repeated(picture: Pixels, times: int) -> Iterator[Pixels]:
    for _ in range(times):
        yield picture


def _squeeze(stream: VideoStream) -> float:
    """Read how wide a pixel is for its height; 1 where nobody says so."""
    ratio = stream.sample_aspect_ratio
    low, high = SQUEEZES
    return float(ratio) if ratio and low <= ratio <= high else 1.0


def _kept_shape(frame: av.VideoFrame, squeeze: float, longest_px: int) -> _Shape:
    """Scale the long side down to the limit; sides are even, pixels square."""
    width = frame.width * squeeze
    scale = min(1.0, longest_px / max(width, frame.height))
    return _Shape(_even(width * scale), _even(frame.height * scale))


def _even(side_px: float) -> int:
    return max(2, 2 * round(side_px / 2))


def _upright(frame: av.VideoFrame, shape: _Shape) -> Pixels:
    """Scale a frame and turn it as the camera was held."""
    small = frame.reformat(shape.width_px, shape.height_px, "rgb24", interpolation="AREA", threads=1)
    return np.ascontiguousarray(np.rot90(small.to_ndarray(), round(frame.rotation / 90)), np.uint8)
