"""Measures how visible the seam of a pasted picture is.

An edge is seen where the gradient jumps: across a line that was not in the photo. The jump at two
neighbouring pixels, one on either side, is how far their difference is from the mean of those before and
after it: 0 on any plane, the step's height at a step. The photo has texture of its own, which jumps
everywhere; so what counts is how much larger the jumps along the line are than the photo's own at the same
place.

Source: the blocking measure of Wang, Sheikh & Bovik (2002), "No-reference perceptual quality assessment of
JPEG compressed images", with a line of any shape in place of a grid, and the photo in place of its inside.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from avatar.animator import Pixels
from avatar.face.crop import Rectangle

LEVELS = (0.002, 0.1, 0.25, 0.5, 0.75, 0.9, 0.998)  # of a soft mask: nobody knows at which a seam would be
INSETS_PX = range(7)  # a rectangle's seam may lie this far inside: OpenCV's gradients change at 4

Area = NDArray[np.bool_]  # [H, W]
Floats = NDArray[np.float32]


def seam(photo: Pixels, pasted: Pixels, areas: Iterable[Area]) -> float:
    """Tell how much larger the gradient's jumps are than the photo's, on average, 0..255.

    Each area has its edge for a line; the worst line counts. Pictures are uint8 [H, W, 3]. 0 or less: there
    is no seam. Raises ValueError where no area has an edge.
    """
    own, new = _jumps(photo), _jumps(pasted)
    excess = []
    for area in areas:
        across, down = _crossings(area)
        if across.any() or down.any():
            excess.append(_mean(new, across, down) - _mean(own, across, down))
    if not excess:
        raise ValueError("no line to look at: every area is empty, or the whole picture")
    return max(excess)


def levels(mask: Floats) -> list[Area]:
    """Give the areas whose edges a soft mask's seam may be on; the mask is [H, W], 0..1."""
    return [mask > level for level in LEVELS]


def insets(photo: Pixels, region: Rectangle) -> list[Area]:
    """Give the areas whose edges a pasted rectangle's seam may be on."""
    areas = []
    for inset in INSETS_PX:
        area = np.zeros(photo.shape[:2], bool)
        rows = slice(max(region.top + inset, 0), max(region.bottom - inset, 0))
        area[rows, max(region.left + inset, 0) : max(region.right - inset, 0)] = True
        areas.append(area)
    return areas


def _jumps(picture: Pixels) -> tuple[Floats, Floats]:
    """Measure the jump between each pixel and the next, across and down: [H, W - 3] and [H - 3, W].

    The first is between the second and the third column (row): there must be a difference on either side.
    """
    values = picture.astype(np.float32)
    return _along(values), _along(values.swapaxes(0, 1)).T


def _along(values: Floats) -> Floats:
    steps = np.diff(values, axis=1)
    jumps = steps[:, 1:-1] - (steps[:, :-2] + steps[:, 2:]) / 2
    return np.asarray(np.abs(jumps).mean(axis=2), np.float32)


def _crossings(area: Area) -> tuple[Area, Area]:
    """Mark where the area's edge runs between the pixels of which `_jumps` tells."""
    across, down = area[:, 1:] != area[:, :-1], area[1:] != area[:-1]
    return across[:, 1:-1], down[1:-1]


def _mean(jumps: tuple[Floats, Floats], across: Area, down: Area) -> float:
    return float(np.concatenate([jumps[0][across], jumps[1][down]]).mean())
