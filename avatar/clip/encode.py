"""Frames and sound stream into one file while they are made: nothing is kept, nothing is encoded twice."""

import contextlib
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import av

from avatar.animator import FPS, Frames, Pixels
from avatar.clip.bitrate import rates, too_large
from avatar.clip.captions import Captions, captions, spread
from avatar.clip.errors import ClipNotWritten, FramesMissing, RoundClipTooLong
from avatar.clip.framing import Framing, framing
from avatar.clip.options import ROUND_S, ROUND_SIDE_PX, Clip, ClipOptions
from avatar.clip.overlay import Overlay
from avatar.clip.thumbnail import thumbnail
from avatar.clip.writer import Writer
from avatar.honest.fingerprint import Fingerprint, Looks, listen
from avatar.honest.label import label
from avatar.honest.marks import write_xmp
from avatar.honest.style import Corner, LabelStyle
from avatar.requests import Aspect
from avatar.sound import Sound
from generation.errors import Cancelled
from generation.notes import Note

THUMBNAIL_AT = FPS // 2  # of the frames: the face has settled
TELL_EVERY = FPS // 2  # frames
AHEAD = 3  # frames that may wait for the encoder


@dataclass(frozen=True)
class _Dress:
    """What is done to every frame before it is encoded."""

    framing: Framing
    mark: Overlay
    captions: Captions | None

    def put_on(self, pixels: Pixels, at_s: float) -> Pixels:
        framed = self.framing.frame(pixels)
        line = self.captions.at(at_s) if self.captions else None
        if line:
            line.onto(framed)
        self.mark.onto(framed)  # above all else
        return framed


@dataclass
class _Seen:
    """What is kept of the frames that passed."""

    looks: Looks
    thumbnail: bytes = b""
    count: int = 0

    def note(self, pixels: Pixels, index: int, total: int) -> None:
        if self.looks.due(index / FPS):
            self.looks.see(pixels)
        if index == min(THUMBNAIL_AT, total - 1):
            self.thumbnail = thumbnail(pixels)
        self.count = index + 1


def encode(
    frames: Frames,
    sound: Sound,
    wanted: ClipOptions,
    to: Path,
    tell: Callable[[float], None],
    cancelled: Callable[[], bool],
) -> Clip:
    """Encode a clip into the file ``to``, which must lie in a private folder.

    The clip is as long as its frames: a longer sound is cut off. ``tell`` hears the share that is done
    (0..1); ``cancelled`` is asked before every frame.

    Raises Cancelled, ClipTooLarge, RoundClipTooLong, FramesMissing or ClipNotWritten; no file is left then.
    """
    duration_s = frames.count / FPS
    if wanted.round:
        wanted = replace(wanted, aspect=Aspect.SQUARE, label=_round_label(wanted, frames, duration_s))
    limits = rates(duration_s, wanted.max_bytes)
    dress, notes = _dress(frames, wanted, duration_s)
    with _removed_on_error(to):
        with Writer(to, dress.framing, limits, sound) as file:
            seen = _stream(frames, dress, file, tell, cancelled)
            file.finish()
        write_xmp(to)
        size = to.stat().st_size
        if wanted.max_bytes is not None and size > wanted.max_bytes:
            raise too_large(duration_s, wanted.max_bytes)
    mark = Fingerprint(seen.looks.taken, listen(sound))
    shape = dress.framing
    return Clip(to, shape.width_px, shape.height_px, duration_s, size, seen.thumbnail, mark, notes)


def _stream(
    frames: Frames, dress: _Dress, file: Writer, tell: Callable[[float], None], cancelled: Callable[[], bool]
) -> _Seen:
    seen = _Seen(Looks())
    waiting: deque[Future[None]] = deque()
    # The encoders let go of Python's lock: the next frame is drawn meanwhile.
    with ThreadPoolExecutor(1, thread_name_prefix="encode") as beside:
        for index, picture in enumerate(frames.pictures):
            if cancelled():
                raise Cancelled
            dressed = dress.put_on(picture, index / FPS)
            waiting.append(beside.submit(file.write, dressed, index))
            seen.note(dressed, index, frames.count)
            if len(waiting) > AHEAD:
                waiting.popleft().result()
            if seen.count % TELL_EVERY == 0 or seen.count == frames.count:
                tell(seen.count / frames.count)
        while waiting:
            waiting.popleft().result()
    if seen.count != frames.count:
        raise FramesMissing(frames.count, seen.count)
    return seen


def _dress(frames: Frames, wanted: ClipOptions, duration_s: float) -> tuple[_Dress, tuple[Note, ...]]:
    shape = framing(frames.width_px, wanted.aspect)
    mark = label(wanted.label, shape.width_px, shape.height_px, captions=wanted.captions)
    if not wanted.captions:
        return _Dress(shape, mark, None), ()
    words = wanted.words or spread(wanted.text, duration_s)
    written = captions(words, shape.width_px, shape.height_px, circle=wanted.round)
    if written is None:
        reason = "font" if words else "text"
        return _Dress(shape, mark, None), (Note(code="captions_unavailable", facts={"reason": reason}),)
    return _Dress(shape, mark, written), ()


def _round_label(wanted: ClipOptions, frames: Frames, duration_s: float) -> LabelStyle:
    """Move the label to where a round clip has a border. Raises RoundClipTooLong."""
    if duration_s > ROUND_S:
        raise RoundClipTooLong(round(duration_s, 1), ROUND_S)
    if frames.width_px > ROUND_SIDE_PX:
        raise ValueError(f"a round clip has at most {ROUND_SIDE_PX} pixels a side, not {frames.width_px}")
    return wanted.label.model_copy(update={"corner": Corner.TOP})


@contextlib.contextmanager
def _removed_on_error(path: Path) -> Iterator[None]:
    """Leave no half-written file behind, and translate what the encoder says."""
    done = False
    try:
        yield
        done = True
    except (av.FFmpegError, OSError) as error:
        raise ClipNotWritten(str(error)) from error
    finally:
        if not done:
            path.unlink(missing_ok=True)
