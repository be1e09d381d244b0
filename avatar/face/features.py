"""Places eyes and mouth in a face's box, by what the picture shows there."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from avatar.animator import Box, Pixels
from avatar.face.face import EYES_APART, EYES_DOWN
from avatar.face.mouths import find_mouth

Points = NDArray[np.float32]  # [n, 2], x and y
Plane = NDArray[np.float32]  # [SIDE, SIDE]

SIDE = 160  # pixels a side of the box where features are looked for
EYE_SPREAD = (6.0, 5.5)  # how far from its usual place an eye may be (standard deviations across, down)
TILT_LIMIT = 0.2  # of the eyes' distance; beyond it one of the two was misplaced
WIDER_THAN_TALL = 1.2
SKIN_STEP = 0.28  # of the eye's greatest distance from the skin's colour
LID_REACH = (0.07, 0.29)  # of the eyes' distance: from the eye's middle to its lids
COVERED_LIGHT = 0.8  # of the cheek's; an eye of which most is darker is behind dark glasses
CORNER_REACH = (0.19, 0.36)  # and to its corners


@dataclass(frozen=True)
class Eye:
    """An eye, in pixels of the picture."""

    x: float
    y: float
    half_width: float
    up: float  # from the middle to the edge of the upper lid
    down: float
    covered: bool  # by dark glasses or hair


@dataclass(frozen=True)
class Features:
    """Eyes and mouth of a face, in pixels of the picture; left is the picture's left.

    Upper and lower are the edges of the lips where they meet or where the gap between them begins, each
    [17, 2] from the left corner to the right one.
    """

    left: Eye
    right: Eye
    upper: Points
    lower: Points

    @property
    def apart(self) -> float:
        """Tell how far the eyes are from each other (pixels)."""
        return float(np.hypot(self.right.x - self.left.x, self.right.y - self.left.y))


def place_features(pixels: Pixels, box: Box) -> Features:
    """Place eyes and mouth in a box as `avatar.face.face.Face` has it."""
    face = unfold_box(pixels, box)
    lab = cv2.cvtColor(face, cv2.COLOR_RGB2LAB).astype(np.float32)
    middles = _eyes(lab[..., 0])
    left, right = _alike(*(_measured(lab, middle) for middle in middles))
    upper, lower = find_mouth(lab, float(np.mean([x for x, _ in middles])))
    zoom = box.width_px / SIDE
    corner = np.array([box.left_px, box.top_px], np.float32)
    return Features(
        left=_moved(left, box),
        right=_moved(right, box),
        upper=(upper * zoom + corner).astype(np.float32),
        lower=(lower * zoom + corner).astype(np.float32),
    )


def unfold_box(pixels: Pixels, box: Box) -> Pixels:
    """Cut the box out at ``SIDE`` pixels a side; beyond the picture its edge is repeated."""
    zoom = box.width_px / SIDE
    if zoom > 1:
        pixels = cv2.GaussianBlur(pixels, (0, 0), 0.45 * zoom).astype(np.uint8)
    matrix = np.array([[zoom, 0, box.left_px], [0, zoom, box.top_px]], np.float32)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    cut = cv2.warpAffine(pixels, matrix, (SIDE, SIDE), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return cut.astype(np.uint8)


def _eyes(light: Plane) -> tuple[tuple[float, float], tuple[float, float]]:
    """Find the middles of both eyes: where it is darker than around, and varied."""
    dark = cv2.GaussianBlur(light, (0, 0), 14) - cv2.GaussianBlur(light, (0, 0), 4)
    mean = cv2.GaussianBlur(light, (0, 0), 6)
    varied = np.sqrt(np.maximum(cv2.GaussianBlur(light * light, (0, 0), 6) - mean * mean, 0))
    seen = (dark / max(float(dark.std()), 1.0) + varied / max(float(varied.std()), 1.0)).astype(np.float32)
    left, right = (_likeliest(seen, 0.5 + side * EYES_APART / 2) for side in (-1, 1))
    apart = right[0] - left[0]
    if abs(left[1] - right[1]) > TILT_LIMIT * apart:
        middle = (left[1] + right[1]) / 2
        return (left[0], middle), (right[0], middle)
    return left, right


def _likeliest(seen: Plane, across: float) -> tuple[float, float]:
    """Find the best place near where an eye should be."""
    y, x = np.mgrid[:SIDE, :SIDE].astype(np.float32)
    off = ((x - across * SIDE) / EYE_SPREAD[0]) ** 2 + ((y - EYES_DOWN * SIDE) / EYE_SPREAD[1]) ** 2
    row, column = np.unravel_index(np.argmax(seen - 0.5 * off), seen.shape)
    return float(column), float(row)


def _measured(lab: NDArray[np.float32], middle: tuple[float, float]) -> Eye:
    """Measure an eye by how far its colours are from those of the cheek below it."""
    apart = EYES_APART * SIDE
    x, y = round(middle[0]), round(middle[1])
    cheek = lab[y + 28 : y + 40, max(0, x - 8) : x + 8].reshape(-1, 3)
    away = np.linalg.norm(lab - np.median(cheek, axis=0), axis=2)
    away = cv2.GaussianBlur(away.astype(np.float32), (0, 0), 1.0)
    down_profile = away[:, x - 4 : x + 5].mean(1)
    across_profile = away[y - 3 : y + 4].mean(0)
    up = _reach(down_profile[y::-1], LID_REACH, apart)
    down = _reach(down_profile[y:], LID_REACH, apart)
    outward = _reach(across_profile[x:], CORNER_REACH, apart)
    inward = _reach(across_profile[x::-1], CORNER_REACH, apart)
    bright = float(np.percentile(lab[y - 11 : y + 12, x - 18 : x + 19, 0], 70))
    covered = bright < COVERED_LIGHT * float(np.median(cheek[:, 0]))
    return Eye(float(x), float(y), max(outward, inward), up, down, covered)


def _alike(left: Eye, right: Eye) -> tuple[Eye, Eye]:
    """Give both eyes the mean of their sizes, which is surer than either."""
    half, up, down = (
        (getattr(left, name) + getattr(right, name)) / 2 for name in ("half_width", "up", "down")
    )
    half = max(half, WIDER_THAN_TALL * up)  # the white's corners may look like skin
    return replace(left, half_width=half, up=up, down=down), replace(right, half_width=half, up=up, down=down)


def _reach(profile: NDArray[np.float32], limits: tuple[float, float], apart: float) -> float:
    """Tell how far from the middle the eye ends (pixels).

    The white of an eye may be like the skin, so the last dark part that ends within the limits counts;
    a brow that starts there and goes on does not.
    """
    low, high = (limit * apart for limit in limits)
    reach = round(high)
    away = profile[: reach + 4] > SKIN_STEP * float(profile[:reach].max())
    ends = [at for at in range(1, reach + 1) if away[at - 1] and not away[at : at + 3].any()]
    return float(np.clip(ends[-1] if ends else high, low, high))


def _moved(eye: Eye, box: Box) -> Eye:
    zoom = box.width_px / SIDE
    x, y = box.left_px + eye.x * zoom, box.top_px + eye.y * zoom
    return Eye(x, y, eye.half_width * zoom, eye.up * zoom, eye.down * zoom, eye.covered)
