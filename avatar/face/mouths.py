"""Finds the lips in a face, closed or open, in the square of `avatar.face.features`."""

from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from avatar.face.gaps import POINTS, bearded, fit_gap

Points = NDArray[np.float32]  # [n, 2], x and y
Plane = NDArray[np.float32]  # [160, 160]
Mask = NDArray[np.uint8]

ROWS, COLUMNS = (92, 138), (36, 124)  # where a mouth may be
HALF_WIDTHS = (15, 18, 21, 24, 27, 30)
SLOPES = (-3.0, 0.0, 3.0)  # how much lower the right corner lies than the middle
BENDS = tuple(range(-18, 19, 3))  # how much lower both corners lie
TEETH_CHROMA, TEETH_LIGHT = 0.62, 0.85  # against the skin's
TEETH_WIDE, TEETH_HIGH = (16, 64), (4, 28)
TEETH_ASIDE = 14  # from the middle of the face
RED = 0.5  # what a step of redness counts against one of darkness


def find_mouth(lab: NDArray[np.float32], middle: float) -> tuple[Points, Points]:
    """Find the edges of the upper and the lower lip, each [17, 2] from the left corner to the right.

    ``lab`` is the face, float32 [160, 160, 3], OpenCV's 8-bit scale; ``middle`` is the x between the eyes.
    Where the lips touch, both edges are one line.
    """
    cheeks = [lab[84:100, first : first + 16].reshape(-1, 3) for first in (36, 108)]
    skin = np.median(np.concatenate(cheeks), axis=0)
    teeth = _teeth(lab, skin, middle)
    if teeth is not None:
        left, right = (np.median(cheek, axis=0) for cheek in cheeks)
        return fit_gap(teeth, lab, left, right)
    line = _line(lab, skin, middle)
    return line, line.copy()


def _teeth(lab: NDArray[np.float32], skin: NDArray[np.float32], middle: float) -> Mask | None:
    """Find the patch of teeth: bright and nearly without colour; nothing where none is shaped like teeth."""
    chroma = np.hypot(lab[..., 1] - 128, lab[..., 2] - 128)
    skin_chroma = max(float(np.hypot(skin[1] - 128, skin[2] - 128)), 8.0)
    like = (chroma < TEETH_CHROMA * skin_chroma) & (lab[..., 0] > TEETH_LIGHT * skin[0])
    mask = np.zeros(like.shape, np.uint8)
    window = slice(*ROWS), slice(*COLUMNS)
    mask[window] = like[window]
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, 5), np.uint8)).astype(np.uint8)
    count, labels, stats, centres = cv2.connectedComponentsWithStats(mask)
    fitting = [
        number
        for number in range(1, count)
        if TEETH_WIDE[0] <= stats[number, cv2.CC_STAT_WIDTH] <= TEETH_WIDE[1]
        and TEETH_HIGH[0] <= stats[number, cv2.CC_STAT_HEIGHT] <= TEETH_HIGH[1]
        and abs(centres[number, 0] - middle) < TEETH_ASIDE
    ]
    if not fitting:
        return None
    best = max(fitting, key=lambda number: int(stats[number, cv2.CC_STAT_AREA]))
    return np.asarray(labels == best, np.uint8)


def _likely(lab: NDArray[np.float32], skin: NDArray[np.float32]) -> Plane:
    """Tell how like a line between lips every pixel is: darker than what is above and below it, and red.

    The edge of a dark beard is darker than what is on one side of it only; lips in a beard are known by red.
    """
    light, red = lab[..., 0], cv2.GaussianBlur(lab[..., 1], (0, 0), 3)
    window = slice(*ROWS), slice(*COLUMNS)
    redder = red - float(np.median(red[window]))
    smooth = cv2.GaussianBlur(light, (0, 0), 1.5)
    above, below = np.roll(smooth, 5, 0) - smooth, np.roll(smooth, -5, 0) - smooth
    if bearded(light / skin[0]):
        return np.asarray(np.clip(np.minimum(above, below), 0, 40) + np.clip(redder, -10, 40), np.float32)
    return np.asarray(np.clip((above + below) / 2, -10, 40) + RED * np.clip(redder, -10, 30), np.float32)


def _line(lab: NDArray[np.float32], skin: NDArray[np.float32], middle: float) -> Points:
    """Find the line between closed lips: the bent line that is darkest against what is around it, and red."""
    ridge = _likely(lab, skin)
    s = np.linspace(-1, 1, 21)
    rows = np.arange(ROWS[0] + 4, ROWS[1] - 8)
    best, found = -np.inf, (middle, 108.0, 24.0, 0.0, 0.0)
    for half, slope, bend, aside in product(HALF_WIDTHS, SLOPES, BENDS, (-6, -3, 0, 3, 6)):
        x = np.clip(np.rint(middle + aside + half * s), 0, lab.shape[1] - 1).astype(int)
        y = np.rint(rows[:, None] + slope * s + bend * s * s).astype(int)
        y = np.clip(y, ROWS[0], min(ROWS[1] + 10, len(lab) - 1))
        score = ridge[y, x].mean(1) * half**0.6 - 0.15 * (abs(aside) + abs(slope)) - 0.08 * abs(bend)
        score = score - 0.5 * ((rows - 110) / 7.0) ** 2
        row = int(np.argmax(score))
        if score[row] > best:
            best, found = (
                float(score[row]),
                (middle + aside, float(rows[row]), float(half), slope, float(bend)),
            )
    x0, y0, wide, lean, bow = found
    s = np.linspace(-1, 1, POINTS)
    return np.stack([x0 + wide * s, y0 + lean * s + bow * s * s], 1).astype(np.float32)
