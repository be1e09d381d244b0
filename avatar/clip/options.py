"""What is wanted of a clip, and the clip."""

from dataclasses import dataclass, field
from pathlib import Path

from avatar.honest.fingerprint import Fingerprint
from avatar.honest.style import LabelStyle
from avatar.requests import Aspect
from avatar.sound import Word
from generation.notes import Note

Jpeg = bytes

ROUND_SIDE_PX = 640  # the largest that Telegram takes as a round video note
ROUND_S = 60


@dataclass(frozen=True)
class ClipOptions:
    """How a clip is to look, and how large its file may get."""

    aspect: Aspect = Aspect.SQUARE  # round clips are square
    captions: bool = False
    words: tuple[Word, ...] = ()  # what is said and when, or ...
    text: str = ""  # ... what is said, spread over the time
    max_bytes: int | None = None
    round: bool = False
    label: LabelStyle = field(default_factory=LabelStyle)


@dataclass(frozen=True)
class Clip:
    """A finished clip: H.264 and AAC in an MP4 that starts to play before all of it is there."""

    path: Path
    width_px: int
    height_px: int
    duration_s: float
    bytes: int
    thumbnail: Jpeg  # at most 320 px a side and 200 kB
    fingerprint: Fingerprint
    notes: tuple[Note, ...] = ()
