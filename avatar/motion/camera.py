"""Turns the head as keyframes say, whatever the voice wants."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray


def angle_track(keyframes: Sequence[float], count: int) -> NDArray[np.float32]:
    """Go through the keyframes at an even speed, one angle a frame (degrees), float32 [count]; [0] for none.

    One keyframe holds, and so do equal ones, and the first where the clip has a single frame.
    """
    if not keyframes:
        return np.zeros(0, np.float32)
    way = float(np.abs(np.diff(keyframes)).sum())
    if way == 0 or count < 2:
        return np.full(count, keyframes[0], np.float32)
    step = way / (count - 1)
    legs = [
        np.arange(begin, end, np.copysign(step, end - begin))
        for begin, end in pairwise(keyframes)
        if begin != end
    ]
    angles = np.concatenate(legs)[:count]
    return np.pad(angles, (0, count - len(angles)), mode="edge").astype(np.float32)
