"""What was worked out of a photo alone, kept for the next clip of it: people use a selfie again and again."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from hashlib import sha256
from threading import Lock
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

V = TypeVar("V")


class Kept(Generic[V]):
    """Keeps the last few values. Thread-safe; two threads may work out the same value at once."""

    def __init__(self, at_most: int) -> None:
        self._at_most = at_most
        self._values: OrderedDict[Hashable, V] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], V]) -> V:
        """Give the value of a key, made now if it is not kept."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._at_most:
                self._values.popitem(last=False)
        return value


def digest(values: NDArray[np.generic]) -> str:
    """Name an array by what it holds."""
    return sha256(np.ascontiguousarray(values).data).hexdigest()
