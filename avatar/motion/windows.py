"""What the renderer looks at: each frame's coefficients, with those of its neighbours."""

import numpy as np
from numpy.typing import NDArray

from avatar.motion.coefficients import ALL, EXPRESSIONS, MOVING, POSES

REACH = 13  # frames to either side
SPAN = 2 * REACH + 1

Coefficients = NDArray[np.float32]


def windows27(
    rows: Coefficients,
    source: Coefficients,
    whole: bool,
    still: bool = False,
    expression: float = 1.0,
    frames: range | None = None,
) -> tuple[Coefficients, Coefficients]:
    """Give the mapping net's inputs for some frames of a clip, all of them unless said otherwise.

    ``rows`` [T, 70] are the clip's, ``source`` [73] the photo's. ``whole`` adds the photo's crop to every
    row, as the nets for whole photos want it; ``still`` holds the photo's pose; ``expression`` multiplies.
    Returns: the windows [len(frames), C, SPAN], each around its frame, the first and last row repeated
    beyond the ends; the photo's window [C, SPAN]. C is 73 if ``whole``, else 70; float32.
    """
    frames = range(len(rows)) if frames is None else frames
    near = np.add.outer(np.asarray(frames, np.int64), np.arange(-REACH, REACH + 1)).clip(0, len(rows) - 1)
    width = ALL if whole else MOVING
    target = np.empty((*near.shape, width), np.float32)
    target[..., :MOVING] = rows[near]
    target[..., MOVING:] = source[MOVING:width]
    target[..., EXPRESSIONS] *= np.float32(expression)
    if still:
        target[..., POSES] = source[POSES]
    window = np.repeat(source[:width, None], SPAN, 1)
    return np.ascontiguousarray(target.transpose(0, 2, 1)), window
