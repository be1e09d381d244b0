"""SadTalker's goldens as numbers and as pictures."""

import numpy as np
from numpy.typing import NDArray

from avatar.animator import Pixels
from tests.sadtalker import golden


def numbers(name: str, key: str) -> NDArray[np.float64]:
    """Read one of a golden's arrays as float64."""
    return golden(name)[key].astype(np.float64)


def floats(name: str, key: str) -> NDArray[np.float32]:
    """Read one of a golden's arrays as float32, in which the original computes."""
    return golden(name)[key].astype(np.float32)


def picture(name: str, key: str) -> Pixels:
    """Read a golden's picture, uint8 [h, w, 3]."""
    return golden(name)[key].astype(np.uint8)
