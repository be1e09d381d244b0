"""A training steps aside while pictures are drawn: they wait for no more than the step that it takes."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition

PATIENCE_S = 30.0  # however much is drawn, a training takes a step so often
LOOK_EVERY_S = 0.5


class Aside:
    """Knows how many orders are drawn. Thread-safe."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s
        self._drawn = 0
        self._changed = Condition()

    @contextmanager
    def drawing(self) -> Iterator[None]:
        """Be an order that is drawn meanwhile."""
        with self._changed:
            self._drawn += 1
        try:
            yield
        finally:
            with self._changed:
                self._drawn -= 1
                self._changed.notify_all()

    def wait(self, cancelled: Callable[[], bool]) -> None:
        """Wait until nothing is drawn, but no longer than patience lasts, nor once it is cancelled."""
        until = time.monotonic() + self._patience_s
        with self._changed:
            while self._drawn and not cancelled() and time.monotonic() < until:
                self._changed.wait(LOOK_EVERY_S)
