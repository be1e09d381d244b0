"""What a worker and its runner say to each other: plain values, pickled between two of our own processes."""

from dataclasses import dataclass

from generation.errors import Fact
from generation.notes import Note
from tasks.job import Request


@dataclass(frozen=True)
class Draw:
    """Draw this request; ``ticket`` names it in every answer."""

    ticket: str
    request: Request


@dataclass(frozen=True)
class Stop:
    """Nobody wants this ticket any more."""

    ticket: str


@dataclass(frozen=True)
class Ready:
    """The runner takes orders."""


@dataclass(frozen=True)
class Started:
    """The engine has begun; the wall clock of the ticket runs from here."""

    ticket: str


@dataclass(frozen=True)
class Stepped:
    """The engine got further. ``preview`` is a JPEG or empty."""

    ticket: str
    done: int
    total: int
    preview: bytes


@dataclass(frozen=True)
class Rendered:
    """One finished picture as PNG."""

    png: bytes
    width_px: int
    height_px: int
    seed: int


@dataclass(frozen=True)
class Drawn:
    """Every picture of the ticket, how long the engine took (seconds), and what it did not take in."""

    ticket: str
    pictures: tuple[Rendered, ...]
    drawn_s: float
    notes: tuple[Note, ...] = ()


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
