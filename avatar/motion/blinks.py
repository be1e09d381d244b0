"""When the eyes shut."""

from random import Random

import numpy as np
from numpy.typing import NDArray

SHUTTING = (0.5, 0.9, 1.0, 0.9, 0.5)  # of the eye, frame by frame
QUIET_FRAMES = 20  # a clip as short as this has no blink
SHORTEST_GAP, LONGEST_GAP = 10, 70  # frames; the longer one, and half of the clip, are not reached


def draw_blinks(count: int, draw: Random) -> NDArray[np.float32]:
    """Draw how far the eyes are shut in each of ``count`` frames, 0 open .. 1 shut.

    Gaps are drawn in the original's order, so ``Random(seed)`` gives what the original gives after
    ``random.seed(seed)``. Returns float32 [count].
    """
    ratios = np.zeros(count, np.float32)
    gaps = range(SHORTEST_GAP, min(count // 2, LONGEST_GAP))
    if count <= QUIET_FRAMES or not gaps:  # at 21 frames the original dies of the empty range
        return ratios
    first = draw.choice(gaps)
    while first + len(SHUTTING) < count:
        ratios[first : first + len(SHUTTING)] = SHUTTING
        first += len(SHUTTING) + draw.choice(gaps)
    return ratios
