"""Places at the device: how many pictures are drawn at once, and with how many threads each."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, Lock


class Places:
    """A number of places that drawings take and give back. Who comes first is served first. Thread-safe."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._free = count
        self._changed = Condition()
        self._door = Lock()  # who stands in it is next, so that many small ones cannot keep a large one out

    @contextmanager
    def take(self, share: int) -> Iterator[None]:
        """Hold ``share`` places, at most all there are; wait until so many are free."""
        share = min(share, self.count)
        with self._door, self._changed:
            self._changed.wait_for(lambda: self._free >= share)
            self._free -= share
        try:
            yield
        finally:
            with self._changed:
                self._free += share
                self._changed.notify_all()
