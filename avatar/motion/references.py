"""Videos that lend their motion to a face."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avatar.motion.errors import ReferenceEmpty

Rows = NDArray[np.float32]  # [n, 70 or 73], coefficients frame by frame


@dataclass(frozen=True)
class References:
    """What other videos show, frame by frame; none: the voice decides, and blinks are drawn."""

    pose: Rows | None = None  # its motion of the head is added to the one that the voice gives
    eyes: Rows | None = None  # its expressions take the place of the photo's


def fit(rows: Rows, count: int) -> Rows:
    """Repeat the rows of a video from its first one, or cut them, to ``count``.

    Raises ReferenceEmpty if there are none.
    """
    if not len(rows):
        raise ReferenceEmpty
    return rows[np.arange(count) % len(rows)]
