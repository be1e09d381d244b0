"""Fits the gap of an open mouth: a lens from corner to corner that holds teeth and dark, and no lips.

A corner lies deep in shadow, so teeth alone do not reach it. Every pixel speaks for or against being seen
between the lips; the lens with the greatest sum is the gap.
"""

from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float32]  # [n, 2], x and y
Plane = NDArray[np.float32]
Mask = NDArray[np.uint8]
Lab = NDArray[np.float32]  # [160, 160, 3]
Colour = NDArray[np.float32]  # [3], of Lab
Lens = NDArray[np.float64]  # [8]: both corners' x, y, height of both edges' middles, bulge of both

POINTS = 17  # along a lip
ROWS, COLUMNS = slice(88, 142), slice(34, 126)  # where the gap may lie
PALE, LIGHT, DARK = 0.78, 0.7, 0.6  # chroma of teeth, their light, light of the inside: against the skin's
CHROMA_STEP, LIGHT_STEP = 0.15, 0.12  # from no witness at all to a sure one
AGAINST = -0.5  # what is neither may still be the edge of a tooth
WIDER_PX, RISES_PX = (2.0, 8.0, 14.0, 20.0), (-8.0, -4.0, 0.0)  # of first lenses against the teeth
STEPS_PX = (4.0, 2.0, 1.0, 0.5)
_ONE = np.eye(8)[[0, 2, 1, 3, 4, 5, 6, 7]]
MOVES = np.vstack([_ONE, -_ONE])
CLIMBS = 5  # from the best of these: a tooth's edge beside a corner's shadow stops a single one
ROUNDS = 6  # at each step; most are still after three
UNEQUAL = 0.5  # what a pixel costs by which one corner lies lower than the other
UPPER_SAG, LOWER_SAG = (-8.0, 14.0), (2.0, 32.0)  # of the edges' middles below the corners
BULGE = 8.0  # half way between middle and corner, times four
THINNEST, NARROWEST = 2.0, 16.0
OUTWARD = 1.0  # the last of a corner's shadow is mixed with skin
BEARD_LIGHT, BEARD_SHARE = 0.58, 0.5  # against the skin's; of what is beside the mouth
BESIDE_ROWS, BESIDE = slice(100, 120), (slice(40, 50), slice(110, 120))
WINE_LIGHT, WINE_RED = 77.0, 8.0  # dark red tells on dark skin and in a beard too (Lab; red against the skin)


def fit_gap(teeth: Mask, lab: Lab, left: Colour, right: Colour) -> tuple[Points, Points]:
    """Give the edges of the gap around ``teeth``, upper and lower, each [17, 2] from corner to corner.

    ``teeth`` and ``lab`` are those of `avatar.face.mouths`; ``left`` and ``right`` are the cheeks' colours.
    """
    witness = _witness(teeth, lab, left, right)
    lens, _ = max((_climb(witness, start) for start in _starts(witness, teeth)), key=lambda found: found[1])
    lens[0], lens[2] = lens[0] - OUTWARD, lens[2] + OUTWARD
    s = np.linspace(-1, 1, POINTS)
    x, upper, lower = _edges(lens, s)
    return np.stack([x, upper], 1).astype(np.float32), np.stack([x, lower], 1).astype(np.float32)


def _witness(teeth: Mask, lab: Lab, left: Colour, right: Colour) -> Plane:
    """Tell of every pixel whether it is seen between lips, 1, or is lip or skin, ``AGAINST``.

    Returns float32 [160, 160].
    """
    across = np.clip((np.arange(lab.shape[1]) - 44) / 72, 0, 1)[None]  # one cheek may lie in shadow
    light = lab[..., 0] / (left[0] + across * (right[0] - left[0]))
    chromas = [max(float(np.hypot(each[1] - 128, each[2] - 128)), 8.0) for each in (left, right)]
    chroma = np.hypot(lab[..., 1] - 128, lab[..., 2] - 128) / (
        chromas[0] + across * (chromas[1] - chromas[0])
    )
    pale = np.minimum((PALE - chroma) / CHROMA_STEP, (light - LIGHT) / LIGHT_STEP)
    dark = (DARK - light) / LIGHT_STEP
    redder = lab[..., 1] - (left[1] + right[1]) / 2
    wine = np.minimum((WINE_LIGHT - lab[..., 0]) / 15, (redder - WINE_RED) / 5)
    if bearded(light):
        dark = np.full_like(dark, AGAINST)
    return np.asarray(np.clip(np.maximum(np.maximum(pale, dark), wine), AGAINST, 1), np.float32)


def bearded(light: Plane) -> bool:
    """Tell from light against the skin's, float32 [160, 160], whether a dark beard is around the mouth."""
    beside = np.concatenate([light[BESIDE_ROWS, columns].ravel() for columns in BESIDE])
    return bool(np.mean(beside < BEARD_LIGHT) > BEARD_SHARE)


def _starts(witness: Plane, teeth: Mask) -> list[Lens]:
    """Choose the best lens of each width of many that hold the teeth, seen at half size."""
    rows, columns = np.flatnonzero(teeth.any(1)), np.flatnonzero(teeth.any(0))
    top, low = float(rows[0]), float(rows[-1])
    y, x = np.mgrid[ROWS, COLUMNS].astype(np.float32)
    seen, x, y = (_halved(plane) for plane in (witness[ROWS, COLUMNS], x, y))
    best: dict[float, tuple[float, Lens]] = {}
    for left, right, rise, upper, lower in product(WIDER_PX, WIDER_PX, RISES_PX, (0.0, 3.0), (0.0, 4.0)):
        ends = [columns[0] - left, top + rise, columns[-1] + right, top + rise]
        lens = np.array([*ends, top + upper, low + lower, 0, 0])
        gain = _gain(seen, x, y, lens)
        if gain > best.get(left + right, (-np.inf, lens))[0]:
            best[left + right] = gain, lens
    ranked = sorted(best.values(), key=lambda each: each[0], reverse=True)
    return [lens for _, lens in ranked[:CLIMBS]]


def _halved(plane: Plane) -> Plane:
    half = cv2.resize(plane, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return np.asarray(half, np.float32)


def _climb(witness: Plane, lens: Lens) -> tuple[Lens, float]:
    """Change one number of the lens after the other while that is for the better; give its gain too."""
    y, x = np.mgrid[ROWS, COLUMNS].astype(np.float32)
    seen = witness[ROWS, COLUMNS]
    best = _gain(seen, x, y, lens)
    for step in STEPS_PX:
        for _ in range(ROUNDS):
            before = best
            for change in step * MOVES:
                gain = _gain(seen, x, y, lens + change)
                if gain > best:
                    best, lens = gain, lens + change
            if best == before:
                break
    return lens, best


def _gain(seen: Plane, x: Plane, y: Plane, lens: Lens) -> float:
    """Sum the witnesses within a lens; -inf for what no mouth is like."""
    if not _like_a_mouth(lens):
        return -np.inf
    s = (2 * x[0] - lens[0] - lens[2]) / (lens[2] - lens[0])
    _, upper, lower = (each.astype(np.float32) for each in _edges(lens, s))
    cover = np.clip(np.minimum(y - upper, lower - y) + 0.5, 0, 1)
    return float(np.vdot(cover, seen)) - UNEQUAL * abs(float(lens[1] - lens[3]))


def _like_a_mouth(lens: Lens) -> bool:
    """Tell whether a lens lies in the window, has a height, and bends as mouths do."""
    upper_sag, lower_sag = lens[4:6] - (lens[1] + lens[3]) / 2
    bent = UPPER_SAG[0] <= upper_sag <= UPPER_SAG[1] and LOWER_SAG[0] <= lower_sag <= LOWER_SAG[1]
    within = lens[0] >= COLUMNS.start and lens[2] < COLUMNS.stop
    sized = lens[5] - lens[4] >= THINNEST and lens[2] - lens[0] >= NARROWEST
    apart = lens[5] - lens[4] + min(0, lens[7] - lens[6]) > 0  # up to the corners
    return bool(bent and within and sized and apart and np.abs(lens[6:]).max() <= BULGE)


def _edges(lens: Lens, s: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """Give x, and y of both edges, at places -1..1 from corner to corner; beyond them the edges cross."""
    x = (lens[0] + lens[2]) / 2 + s * (lens[2] - lens[0]) / 2
    chord = (lens[1] + lens[3]) / 2 + s * (lens[3] - lens[1]) / 2
    arch = 1 - s * s
    middle = (lens[1] + lens[3]) / 2
    upper = chord + (lens[4] - middle + lens[6] * s * s) * arch
    return x, upper, chord + (lens[5] - middle + lens[7] * s * s) * arch
