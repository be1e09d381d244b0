"""How much of a pasted picture is seen, pixel by pixel: all of the face, nothing of what is far from it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from avatar.animator import Pixels
from avatar.face.landmarks import Points
from avatar.paste.outline import Curve, outline
from avatar.paste.place import Sides

Mask = NDArray[np.float32]  # [h, w], 0 the photo .. 1 what is pasted

MARGIN = 0.1  # of the outline's width: ears, and a chin that drops as the mouth opens
FEATHER = 0.16  # of the outline's width: over which the pasted picture fades into the photo
TAPER = 0.06  # of the region's shorter side: over which it fades at the rim; a chin is as close to it
OVAL = 0.92  # of the region that an oval fills, for want of a face's outline
OVAL_POINTS = 90
SUBPIXEL_BITS = 4
LEAST_PX = 8  # of a region's shorter side: what is narrower holds no face


def face_mask(ground: Pixels, points: Points | None, on_edge: Sides) -> Mask:
    """Draw the mask over a region of a photo, uint8 [h, w, 3], with the face's 68 points in its pixels.

    It is 0 along the region's rim, except where that is the photo's edge. Without a face's points, or where
    those are no face's, it is an oval. A region too narrow for a face has none of it.
    """
    height, width = ground.shape[:2]
    if min(height, width) < LEAST_PX:
        return np.zeros((height, width), np.float32)
    curve = None if points is None else outline(ground, points)
    if curve is None:
        curve = _oval(height, width)
    mask = _faded(curve, height, width) * _taper(height, width, on_edge)
    return np.asarray(mask, np.float32)


def _oval(height: int, width: int) -> Curve:
    angle = np.linspace(0, 2 * np.pi, OVAL_POINTS, endpoint=False)
    # Margin and feather come on top of it.
    reach = OVAL / (1 + 2 * MARGIN + FEATHER) / 2
    middle = np.array([width - 1, height - 1]) / 2
    return middle + reach * np.stack([width * np.cos(angle), height * np.sin(angle)], axis=1)


def _faded(curve: Curve, height: int, width: int) -> Mask:
    """Fill a curve and let it fade outwards."""
    span = float(np.ptp(curve[:, 0]))
    fading = max(FEATHER * span, 1.0)
    drawn = np.full((height, width), 255, np.uint8)
    corners = np.rint(curve * (1 << SUBPIXEL_BITS)).astype(np.int32)
    cv2.fillPoly(drawn, [corners], [0], shift=SUBPIXEL_BITS)
    away = cv2.distanceTransform(drawn, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    soft = _step(1 - (away - MARGIN * span) / fading)
    softer = cv2.GaussianBlur(soft, (0, 0), max(0.1 * fading, 0.3))
    return np.asarray(np.clip(softer, 0, 1), np.float32)  # blurring rounds 1 up


def _taper(height: int, width: int, on_edge: Sides) -> Mask:
    """Fade towards the rim: 0 on its pixels, 1 further inside."""
    reach = max(TAPER * min(height, width), 1.0)
    down = _ramp(height, reach, on_edge.top, on_edge.bottom)
    across = _ramp(width, reach, on_edge.left, on_edge.right)
    return np.asarray(down[:, None] * across, np.float32)


def _ramp(length: int, reach: float, first_free: bool, last_free: bool) -> Mask:
    at = np.arange(length, dtype=np.float32)
    far = np.full(length, np.inf, np.float32)
    if not first_free:
        far = np.minimum(far, at)
    if not last_free:
        far = np.minimum(far, at[::-1])
    return _step(far / reach)


def _step(values: NDArray[np.floating]) -> Mask:
    """Go smoothly from 0 to 1 as the values do (3 v^2 - 2 v^3)."""
    held = np.clip(values, 0, 1)
    return np.asarray(held * held * (3 - 2 * held), np.float32)
