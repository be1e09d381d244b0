"""What a worker and its runner say to each other: plain values, pickled between two of our own processes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from generation.errors import Fact
from generation.notes import Note
from tasks.filter import Filter, Flagged
from tasks.job import Request

RENDERING, LEARNING = "rendering", "learning"
PART = "application/octet-stream"  # a plan or a piece: only engines read them

Ranges = tuple[tuple[int, int], ...]  # (first frame, frames)


@dataclass(frozen=True)
class Tools:
    """What a runner works with: its engine's dotted path, and what the engine is opened with."""

    engine: str  # "tasks.worker.pictures:open_pictures"
    opened_with: tuple[object, ...] = ()  # pickled on its way to the child


@dataclass(frozen=True)
class Begin:
    """Make all of it, or the plan alone where several machines may draw it."""


@dataclass(frozen=True)
class DrawRange:
    """Draw a range of frames of a planned clip."""

    plan: bytes
    first: int
    frames: int


@dataclass(frozen=True)
class Join:
    """Make a clip of all its pieces, in order."""

    plan: bytes
    pieces: tuple[bytes, ...]


Task = Begin | DrawRange | Join


@dataclass(frozen=True)
class Draw:
    """Draw, animate or speak this request, or a part of it; ``ticket`` names it in every answer."""

    ticket: str
    request: Request
    sources: Mapping[str, bytes] = field(default_factory=dict)  # what lies in the store under its keys
    task: Task = Begin()
    filter: Filter = Filter.STRICT  # of the place that it is for
    checkpoint: str = ""  # the path of the file by which a training goes on


@dataclass(frozen=True)
class Stop:
    """Nobody wants this ticket any more."""

    ticket: str


@dataclass(frozen=True)
class Ready:
    """The runner takes orders, and draws so many of them at once on a device (in words)."""

    drawers: int = 1
    device: str = ""


@dataclass(frozen=True)
class Started:
    """The engine has begun; the wall clock of the ticket runs from here."""

    ticket: str


@dataclass(frozen=True)
class Stepped:
    """The engine got further. ``preview`` is a JPEG or empty."""

    ticket: str
    share: float  # 0..1
    stage: str = RENDERING
    preview: bytes = b""
    loss: float | None = None  # of a training's step


@dataclass(frozen=True)
class Made:
    """One finished result, as it is stored and sent."""

    data: bytes
    mime: str
    width_px: int = 0
    height_px: int = 0
    duration_s: float = 0.0
    seed: int | None = None
    thumbnail: bytes = b""  # a JPEG, or nothing
    fingerprint: str = ""  # by which it is known again, or nothing
    flagged: Flagged | None = None  # what became of it, where the safety checker flagged it


@dataclass(frozen=True)
class Drawn:
    """Everything that the ticket asked for, how long the engine took (seconds), and what is to be told.

    Where there are ``ranges`` (first frame, frames), what was made is a plan, and they are still to be drawn.
    """

    ticket: str
    made: tuple[Made, ...]
    drawn_s: float
    notes: tuple[Note, ...] = ()
    ranges: Ranges = ()
    learnt: bytes = b""  # the file of an adapter (safetensors), where one was trained


@dataclass(frozen=True)
class Ended:
    """The engine refused or failed. ``trace`` is for our log, never for a user."""

    ticket: str
    code: str
    facts: dict[str, Fact]
    refusal: bool
    retry: bool
    trace: str


Order = Draw | Stop
Answer = Ready | Started | Stepped | Drawn | Ended
