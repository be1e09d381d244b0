"""Reads the original's numbers and compares with them."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tests.sadtalker import golden


def numbers(name: str, key: str) -> NDArray[np.float32]:
    """Read an array of a golden."""
    return np.asarray(golden(name)[key], np.float32)


def assert_near(expected: NDArray[np.float32], found: ArrayLike, within: float) -> None:
    """Fail where the largest difference is above ``within``."""
    np.testing.assert_allclose(np.asarray(found, np.float32), expected, rtol=0, atol=within)
