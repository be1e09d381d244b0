"""The door before the next job: a slot passes when the engine is nearly free, and not before.

What is claimed has left the line. So a worker claims late, or those who come meanwhile wait for jobs of a
crowd that they should have overtaken; and not too late, or the engine would wait for its next job.
"""

from collections.abc import Callable
from threading import Condition

NEARLY_DONE = 0.7  # the share of a job after which the next one may be claimed

LOOK_EVERY_S = 0.5


class Pass:
    """The right to have a job that is not nearly done. To be left by whoever got it; again is harmless."""

    def __init__(self, door: "Door") -> None:
        self._door = door
        self._left = False

    def leave(self) -> None:
        """Let the next slot pass."""
        if not self._left:
            self._left = True
            self._door.left()


class Door:
    """Lets as many slots pass as the engine works on jobs at once. Thread-safe."""

    def __init__(self, drawers: Callable[[], int]) -> None:
        self._drawers = drawers
        self._inside = 0
        self._closed = False
        self._changed = Condition()

    def enter(self) -> Pass | None:
        """Wait for a pass. Returns: it, or None once the door is closed."""
        with self._changed:
            while not self._closed and self._inside >= self._drawers():
                self._changed.wait(LOOK_EVERY_S)  # the engine may be ready for more than it said
            if self._closed:
                return None
            self._inside += 1
            return Pass(self)

    def try_enter(self) -> Pass | None:
        """Give a pass, if there is one now."""
        with self._changed:
            if self._closed or self._inside >= self._drawers():
                return None
            self._inside += 1
            return Pass(self)

    def left(self) -> None:
        """Let the next one pass. Called by the pass."""
        with self._changed:
            self._inside -= 1
            self._changed.notify_all()

    @property
    def closed(self) -> bool:
        """Whether nobody gets a pass."""
        with self._changed:
            return self._closed

    @property
    def empty(self) -> bool:
        """Whether nobody has a pass and nobody gets one."""
        with self._changed:
            return self._closed and not self._inside

    def close(self) -> None:
        """Let nobody pass any more, and send those away who wait."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def open(self) -> None:
        """Let slots pass again."""
        with self._changed:
            self._closed = False
            self._changed.notify_all()
