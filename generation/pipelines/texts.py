"""Keeps what a model has read: most requests share their negative prompt, and many their prompt."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

KEPT = 128  # texts; one of Stable Diffusion XL is 0.3 MB in half precision

T = TypeVar("T")


class Texts(Generic[T]):
    """What was read of the last texts; the one used longest ago is forgotten. Thread-safe."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._read: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def get(self, text: Hashable, read: Callable[[], T]) -> T:
        """Give what was read of a text, and read it where nothing was."""
        with self._lock:
            if text in self._read:
                self._read.move_to_end(text)
                return self._read[text]
        found = read()  # by nobody else meanwhile, or by somebody else as well: it comes out the same
        with self._lock:
            self._read[text] = found
            while len(self._read) > self._kept:
                self._read.popitem(last=False)
        return found
