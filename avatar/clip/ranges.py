"""A range of a clip is encoded so that nothing shows where the ranges of a clip begin."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from types import TracebackType

from avatar.animator import Frames, Pixels
from avatar.clip.bitrate import Rates, rates
from avatar.clip.dress import Dress, dress
from avatar.clip.errors import FramesMissing
from avatar.clip.fragments import fragments_of
from avatar.clip.framing import Framing
from avatar.clip.group import Group
from avatar.clip.options import ClipOptions
from avatar.clip.piece import Facts, Piece, seal
from avatar.clip.thumbnail import thumbnail
from avatar.clip.whole import removed_on_error
from avatar.honest.fingerprint import Looks
from avatar.pace import FPS, KEY_FRAMES
from generation.errors import Cancelled

THUMBNAIL_AT = FPS // 2  # of the frames: the face has settled
TELL_EVERY = FPS // 2  # frames
AHEAD = 3  # frames that may wait for the encoder


@dataclass(frozen=True)
class Range:
    """Some frames of a clip; both numbers are multiples of KEY_FRAMES, but for the last range's count."""

    first: int
    count: int


def ranges(total: int, at_most: int) -> tuple[Range, ...]:
    """Divide a clip of ``total`` frames into ranges of at most so many, a multiple of KEY_FRAMES."""
    if at_most <= 0 or at_most % KEY_FRAMES:
        raise ValueError(f"{at_most} frames are no multiple of {KEY_FRAMES}")
    return tuple(Range(first, min(at_most, total - first)) for first in range(0, total, at_most))


@dataclass
class _Seen:
    """What is kept of the frames that passed."""

    first: int
    total: int
    looks: Looks = field(default_factory=Looks)
    thumbnail: bytes = b""
    count: int = 0

    @property
    def index(self) -> int:
        """Tell which frame of the clip comes next."""
        return self.first + self.count

    def note(self, pixels: Pixels) -> None:
        """Look at the next frame."""
        if self.looks.due(self.count / FPS):  # a range begins at a whole second
            self.looks.see(pixels)
        if self.index == min(THUMBNAIL_AT, self.total - 1):
            self.thumbnail = thumbnail(pixels)
        self.count += 1


def encode_range(
    frames: Frames,
    wanted: ClipOptions,
    first: int,
    total: int,
    to: Path,
    tell: Callable[[float], None],
    cancelled: Callable[[], bool],
) -> Piece:
    """Encode frames of a clip of ``total`` frames, from its frame ``first`` on, into the file ``to``.

    ``tell`` hears the share of the range that is done (0..1); ``cancelled`` is asked before every frame.
    The file grows by a segment of two seconds at a time, see `avatar.clip.fragments`.

    Raises Cancelled, ClipTooLarge, RoundClipTooLong, FramesMissing or ClipNotWritten; no file is left then.
    """
    if first % KEY_FRAMES or (frames.count % KEY_FRAMES and first + frames.count != total):
        raise ValueError(f"{frames.count} frames from {first} on are no range of {total}")
    limits, clothes, seen = (
        rates(total / FPS, wanted.max_bytes),
        dress(frames, wanted, total),
        _Seen(first, total),
    )
    with removed_on_error(to):
        with _Writer(to, clothes.framing, limits) as file:
            _stream(frames, clothes, seen, file.write, tell, cancelled)
        return seal(to, _facts(seen, clothes), seen.thumbnail)


def _stream(
    frames: Frames,
    clothes: Dress,
    seen: _Seen,
    write: Callable[[Pixels, int], None],
    tell: Callable[[float], None],
    cancelled: Callable[[], bool],
) -> None:
    waiting: deque[Future[None]] = deque()
    # The encoders let go of Python's lock: the next frame is drawn meanwhile.
    with ThreadPoolExecutor(1, thread_name_prefix="encode") as beside:
        for picture in frames.pictures:
            if cancelled():
                raise Cancelled
            dressed = clothes.put_on(picture, seen.index)
            waiting.append(beside.submit(write, dressed, seen.index))
            seen.note(dressed)
            if len(waiting) > AHEAD:
                waiting.popleft().result()
            if seen.count % TELL_EVERY == 0 or seen.count == frames.count:
                tell(seen.count / frames.count)
        while waiting:
            waiting.popleft().result()
    if seen.count != frames.count:
        raise FramesMissing(frames.count, seen.count)


def _facts(seen: _Seen, clothes: Dress) -> Facts:
    return Facts(
        first=seen.first,
        count=seen.count,
        total=seen.total,
        width_px=clothes.framing.width_px,
        height_px=clothes.framing.height_px,
        looks=seen.looks.taken.hex(),
        notes=clothes.notes,
    )


class _Writer:
    """Writes pictures into a file, two seconds at a time."""

    def __init__(self, to: Path, shape: Framing, limits: Rates) -> None:
        self._file = to.open("wb")
        self._shape, self._limits = shape, limits
        self._group: Group | None = None

    def write(self, pixels: Pixels, index: int) -> None:
        """Write a picture (uint8 [h, w, 3]); ``index`` counts from the clip's first one."""
        if index % KEY_FRAMES == 0:
            self._end()
        self._group = self._group or Group(index // KEY_FRAMES, self._shape, self._limits)
        self._group.write(pixels, index)

    def _end(self) -> None:
        """Write the group that is finished; the head only once."""
        if self._group is None:
            return
        written, self._group = self._group.finish(), None
        segment = fragments_of(BytesIO(written)).segments[0]
        self._file.write(written[segment.start if self._file.tell() else 0 :])
        self._file.flush()

    def __enter__(self) -> "_Writer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._file:
            if error is None:
                self._end()
            elif self._group:
                self._group.drop()
