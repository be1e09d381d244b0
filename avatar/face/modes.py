"""Chooses the mode that suits a photo."""

import cv2
import numpy as np
from numpy.typing import NDArray

from avatar.animator import Pixels
from avatar.face.crop import Rectangle, frame
from avatar.face.landmarks import Points
from avatar.requests import PhotoMode

FILLS = 0.75  # of the photo's width or height; a head that takes more fills the photo
FAR = 0.35  # a head that takes less is far away
SQUARE = 4 / 3  # a photo longer than this is deformed too much by being squeezed to a square
CROWN = 0.8  # of the way from chin to brows: how far above the brows a head usually ends
EAR = 1.15  # of half the jaw's width: hair and ears beside the face
TEMPLE = 0.7  # of that, at the crown
SLACK = 0.03  # of the head's size that may be missing; hair has no sharp edge
STRIP = 0.03  # of a region's height, at its upper edge
BESIDE = 0.12  # of a region's width, at either end of the strip: backdrop
STRANGE = 30.0  # of a colour from the backdrop's (L*a*b* as OpenCV scales it)
CROSSED = 0.15  # of the strip over the crown that may be strange


def choose_mode(pixels: Pixels, points: Points) -> PhotoMode:
    """Choose the mode for an RGB photo by the face's 68 points in it.

    The head is the face with hair, ears and chin, as far as the photo shows it.

    * A head that takes at least 3/4 of the photo's width or height fills it: everything moves (RESIZE),
      unless squeezing the long photo to a square would deform the face; then the clip shows the face with a
      border (EXTCROP).
    * A head that takes at least 0.35 belongs to a portrait, and the clip shows it so, too (EXTCROP).
    * A smaller one belongs to a photo of something else, too: it moves inside the photo (FULL, or EXTFULL
      where the face's square would cut the head).

    No choice cuts the head off: where the wider box would, a portrait is shown whole instead (EXTFULL), and
    a photo that is filled is squeezed however long it is. A box cuts the head where a usual head would reach
    beyond it, and where something that is not the backdrop crosses its upper edge: much hair, or a hat.

    Raises FeaturesUnclear where the points are no face's.
    """
    head = _head(points)
    height, width = pixels.shape[:2]
    share = max(np.ptp(head[:, 0]) / width, np.ptp(head[:, 1]) / height)
    bordered = frame(points, (width, height), PhotoMode.EXTCROP).region
    if share >= FILLS:
        long = max(width, height) > SQUARE * min(width, height)
        return PhotoMode.EXTCROP if long and _holds(pixels, bordered, head) else PhotoMode.RESIZE
    if share >= FAR:
        return PhotoMode.EXTCROP if _holds(pixels, bordered, head) else PhotoMode.EXTFULL
    square = frame(points, (width, height), PhotoMode.CROP).region
    return PhotoMode.FULL if _holds(pixels, square, head) else PhotoMode.EXTFULL


def _head(points: Points) -> NDArray[np.float64]:
    """Guess the outline of the head: chin, both sides and both ends of the crown, [5, 2]."""
    chin, brows = points[8].astype(np.float64), points[17:27].mean(axis=0, dtype=np.float64)
    crown = brows + CROWN * (brows - chin)
    side = EAR * (points[16].astype(np.float64) - points[0]) / 2
    return np.stack([chin, brows - side, brows + side, crown - TEMPLE * side, crown + TEMPLE * side])


def _holds(pixels: Pixels, region: Rectangle, head: NDArray[np.float64]) -> bool:
    """Tell whether a region shows as much of the head as the photo does."""
    slack = SLACK * np.ptp(head, axis=0)
    near = np.maximum(head.min(axis=0) + slack, 0)
    far = np.minimum(head.max(axis=0) - slack, pixels.shape[1::-1])
    inside = (near >= (region.left, region.top)).all() and (far <= (region.right, region.bottom)).all()
    return bool(inside) and not _crossed(pixels, region, head)


def _crossed(pixels: Pixels, region: Rectangle, head: NDArray[np.float64]) -> bool:
    """Tell whether something crosses the region's upper edge above the head."""
    if region.top == 0:
        return False
    rows = pixels[region.top : region.top + max(1, round(STRIP * region.height)), region.left : region.right]
    strip = cv2.cvtColor(np.ascontiguousarray(rows), cv2.COLOR_RGB2LAB).astype(np.float64).mean(axis=0)
    beside = max(1, round(BESIDE * region.width))
    backdrops = np.median([strip[:beside], strip[-beside:]], axis=1)  # [2, 3]
    away = np.linalg.norm(strip[:, None] - backdrops, axis=2).min(axis=1)
    left, right = np.clip(np.array([head[:, 0].min(), head[:, 0].max()]) - region.left, 0, region.width)
    over = away[int(left) : max(int(left) + 1, int(right))]
    return float((over > STRANGE).mean()) > CROSSED
