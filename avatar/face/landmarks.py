"""The 68 points of a face, and what is computed from them without a network.

They are counted from 0, in pixels of the picture with y down: 17 of the jaw, 5 + 5 of the brows, 9 of the
nose, 6 + 6 of the eyes, 12 + 8 of the lips; left is the picture's left.
"""

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float32]  # [n, 2], x and y

SIDE = 64  # cells a side of a heat map
MIDPOINTS = {  # where the scheme of 68 has one point between two of the other
    **{18 + at: (34 + at, 41 - at) for at in range(4)},
    22: (42, 50),
    23: (43, 49),
    24: (44, 48),
    25: (45, 47),
}
SAME_POINTS = {  # 68 -> 98
    **{at: 2 * at for at in range(17)},
    17: 33,
    26: 46,
    **{27 + at: 51 + at for at in range(9)},
    **dict(zip(range(36, 42), (60, 61, 63, 64, 65, 67), strict=True)),
    **dict(zip(range(42, 48), (68, 69, 71, 72, 73, 75), strict=True)),
    **{48 + at: 76 + at for at in range(20)},
}


def to_68(points: Points) -> Points:
    """Turn the 98 points of the WFLW scheme, [98, 2], into the usual 68."""
    taken = np.empty((68, 2), np.float32)
    for target, source in SAME_POINTS.items():
        taken[target] = points[source]
    for target, (one, other) in MIDPOINTS.items():
        taken[target] = (points[one] + points[other]) / 2
    return taken


def decode(maps: NDArray[np.float32]) -> Points:
    """Read the points off their heat maps, [n, 64, 64]: float32 [n, 2], x and y in cells.

    Each is the middle of the highest cell, moved a quarter towards its higher neighbour across and down.
    As in the original, a neighbour beyond the first or last column is the cell that comes before or after
    in the flat array; beyond the first or last row it is the first or last cell.
    """
    flat = maps.reshape(len(maps), -1)
    peak = flat.argmax(axis=1)

    def beside(step: int) -> NDArray[np.float32]:
        at = np.clip(peak + step, 0, flat.shape[1] - 1)
        heights: NDArray[np.float32] = flat[np.arange(len(flat)), at]
        return heights

    lean = np.stack([beside(1) - beside(-1), beside(SIDE) - beside(-SIDE)], axis=1)
    cells = np.stack([peak % SIDE, peak // SIDE], axis=1)
    points: Points = (cells + 0.25 * np.sign(lean) + 0.5).astype(np.float32)
    return points
