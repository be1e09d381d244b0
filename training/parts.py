"""What each pixel of a drawing belongs to, and how near it is."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

SIZE_PX = 128
HORIZON_PX = 70.0
Floats = NDArray[np.float32]


class Part(IntEnum):
    """The parts of a drawing; a map of them is uint8 [128, 128]."""

    BACKGROUND = 0  # of a portrait
    SKY = 1
    LIGHT = 2  # the sun or the moon
    STARS = 3
    CLOUDS = 4
    GROUND = 5
    FOOTING = 6  # an islet, a ripple
    HOUSE = 7
    TREE = 8
    BOAT = 9
    CAR = 10
    CLOTHES = 11
    SKIN = 12
    HAIR = 13
    BEARD = 14
    EYES = 15
    MOUTH = 16
    EYEWEAR = 17


# Nearness: 0 as far as the sky, 1 as near as the lower edge of the picture or the tip of a nose.
FAR = np.float32(0)
MOUNTAINS_NEAR = np.float32(0.15)
_ROWS = np.arange(SIZE_PX, dtype=np.float32)[:, None] + np.float32(0.5)
GROUND_NEAR: Floats = np.broadcast_to(
    np.clip(0.1 + 0.9 * (_ROWS - HORIZON_PX) / (SIZE_PX - HORIZON_PX), 0.1, 1).astype(np.float32),
    (SIZE_PX, SIZE_PX),
)  # flat ground comes nearer from the horizon down


def ground_near(y: float) -> np.float32:
    """Tell how near something is that stands on flat ground at a row of the picture."""
    return np.float32(GROUND_NEAR[int(np.clip(y, 0, SIZE_PX - 1)), 0])


def dome(x: float, y: float, rx: float, ry: float, rim: float, top: float) -> Floats:
    """Make the nearness of a rounded thing: ``rim`` at its edge, ``top`` at its middle.

    Returns: float32 [128, 128].
    """
    columns = _ROWS.T
    inside = np.clip(1 - ((columns - x) / rx) ** 2 - ((_ROWS - y) / ry) ** 2, 0, 1)
    near: Floats = (rim + (top - rim) * np.sqrt(inside)).astype(np.float32)
    return near
