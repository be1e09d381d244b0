"""Finds the lips in a face, closed or open, in the square of `avatar.face.features`."""

from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float32]  # [n, 2], x and y
Plane = NDArray[np.float32]  # [160, 160]
Mask = NDArray[np.uint8]

POINTS = 17  # along a lip
ROWS, COLUMNS = (92, 138), (36, 124)  # where a mouth may be
HALF_WIDTHS = (15, 18, 21, 24, 27, 30)
SLOPES = (-3.0, 0.0, 3.0)  # how much lower the right corner lies than the middle
BENDS = tuple(range(-18, 19, 3))  # how much lower both corners lie
TEETH_CHROMA, TEETH_LIGHT = 0.62, 0.85  # against the skin's
TEETH_WIDE, TEETH_HIGH = (16, 64), (4, 28)
TEETH_ASIDE = 14  # from the middle of the face
RED = 0.5  # what a step of redness counts against one of darkness
DARK = 0.5  # light of an open mouth against the skin's


def find_mouth(lab: NDArray[np.float32], middle: float) -> tuple[Points, Points]:
    """Find the edges of the upper and the lower lip, each [17, 2] from the left corner to the right.

    ``lab`` is the face, float32 [160, 160, 3], OpenCV's 8-bit scale; ``middle`` is the x between the eyes.
    Where the lips touch, both edges are one line.
    """
    skin = np.median(
        np.concatenate([lab[84:100, 36:52].reshape(-1, 3), lab[84:100, 108:124].reshape(-1, 3)]), axis=0
    )
    teeth = _teeth(lab, skin, middle)
    if teeth is not None:
        return _edges_of_gap(teeth, lab, skin)
    line = _line(lab, middle)
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


def _edges_of_gap(teeth: Mask, lab: NDArray[np.float32], skin: NDArray[np.float32]) -> tuple[Points, Points]:
    """Follow the edges of an open mouth: its teeth and the dark that touches them."""
    around = cv2.dilate(teeth, np.ones((9, 13), np.uint8)).astype(np.uint8)
    below = cv2.dilate(teeth, np.ones((13, 1), np.uint8), anchor=(0, 0)).astype(np.uint8)
    dark = (lab[..., 0] < DARK * skin[0]).astype(np.uint8) & (around | below)
    gap = cv2.morphologyEx(teeth | dark, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8)).astype(np.uint8)
    columns = np.flatnonzero(gap.any(0))
    left, right = float(columns[0]) - 2, float(columns[-1]) + 2
    tops = np.array([np.flatnonzero(gap[:, column])[0] for column in columns], float)
    bottoms = np.array([np.flatnonzero(gap[:, column])[-1] + 1 for column in columns], float)
    across = (columns - (left + right) / 2) / ((right - left) / 2)
    x, s = np.linspace(left, right, POINTS), np.linspace(-1, 1, POINTS)
    upper = np.polyval(np.polyfit(across, tops, 2), s)
    lower = np.maximum(np.polyval(np.polyfit(across, bottoms, 2), s), upper)
    meet, tip = (upper + lower) / 2, np.abs(s) ** 6  # the lips meet at the corners
    upper, lower = upper + (meet - upper) * tip, lower + (meet - lower) * tip
    return np.stack([x, upper], 1).astype(np.float32), np.stack([x, lower], 1).astype(np.float32)


def _line(lab: NDArray[np.float32], middle: float) -> Points:
    """Find the line between closed lips: the bent line that is darkest against what is around it, and red."""
    light, red = lab[..., 0], cv2.GaussianBlur(lab[..., 1], (0, 0), 3)
    redder = red - float(np.median(red[slice(*ROWS), slice(*COLUMNS)]))
    smooth = cv2.GaussianBlur(light, (0, 0), 1.5)
    ridge = (np.roll(smooth, 5, 0) + np.roll(smooth, -5, 0)) / 2 - smooth
    ridge = np.clip(ridge, -10, 40) + RED * np.clip(redder, -10, 30)
    s = np.linspace(-1, 1, 21)
    rows = np.arange(ROWS[0] + 4, ROWS[1] - 8)
    best, found = -np.inf, (middle, 108.0, 24.0, 0.0, 0.0)
    for half, slope, bend, aside in product(HALF_WIDTHS, SLOPES, BENDS, (-6, -3, 0, 3, 6)):
        x = np.clip(np.rint(middle + aside + half * s), 0, light.shape[1] - 1).astype(int)
        y = np.rint(rows[:, None] + slope * s + bend * s * s).astype(int)
        y = np.clip(y, ROWS[0], min(ROWS[1] + 10, len(light) - 1))
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
