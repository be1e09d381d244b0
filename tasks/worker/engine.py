"""What a runner needs of an engine, whatever it makes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from generation.notes import Note
from tasks.worker.messages import Draw, Made, Ranges, Stepped

Tell = Callable[[float, str, bytes], None]  # share (0..1), stage, preview (a JPEG or nothing)


@dataclass(frozen=True)
class Work:
    """What came out of the engine: files still to be written, and what is to be told with them."""

    finish: Callable[[], tuple[Made, ...]]  # called in another thread: the device goes on meanwhile
    notes: tuple[Note, ...] = ()
    drawn_s: float | None = None  # what it took of the device; nothing: as long as it was made
    ranges: Ranges = ()  # what was made is a plan, and these are still to be drawn
    learnt: bytes = b""  # the file of an adapter, where one was trained


class Engine(Protocol):
    """Makes what orders ask for."""

    @property
    def on_cpu(self) -> bool:
        """Whether it takes the processor from everybody else."""

    @property
    def at_once(self) -> int:
        """How many orders it may work on at the same time."""

    def warm(self) -> None:
        """Load what most orders need before the first one comes."""

    def make(self, order: Draw, tell: Tell, cancelled: Callable[[], bool]) -> Work:
        """Make what an order asks for.

        Raises Cancelled soon after ``cancelled`` turns true, and whatever else stands in its way.
        """


@runtime_checkable
class Teaches(Protocol):
    """An engine that trains as well, beside what it makes."""

    def teach(self, order: Draw, say: Callable[[Stepped], None], cancelled: Callable[[], bool]) -> Work:
        """Train what an order asks for, stepping aside for whatever is made meanwhile.

        Raises Cancelled soon after ``cancelled`` turns true; what was learnt so far lies in the checkpoint.
        """
