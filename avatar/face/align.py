"""Lays a face the way the coefficient net wants it: 224 pixels a side, all features in their places."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from avatar.animator import Pixels
from avatar.face.errors import FeaturesUnclear
from avatar.face.landmarks import Points

SIDE_PX = 224
FACE_PX = 102  # what one unit of the standard face becomes
LARGEST_PX = 6144  # side to which a cut may be enlarged; beyond it the face would be a few pixels wide

# Left eye, right eye, tip of the nose, left and right corner of the mouth; x right, y up, z to the viewer.
# Source: the 3D face model of Deng et al. (2019), "Accurate 3D face reconstruction", as SadTalker has it.
STANDARD = np.array(
    [
        (-0.31148657, 0.29036078, 0.13377953),
        (0.30979887, 0.28972036, 0.13179526),
        (0.0032535, -0.04617932, 0.55244243),
        (-0.25216928, -0.38133916, 0.22405732),
        (0.2484662, -0.38128236, 0.22235769),
    ]
)

FivePoints = NDArray[np.float64]  # [5, 2], in the order of ``STANDARD``; pixels, y up from the lowest row


@dataclass(frozen=True)
class Alignment:
    """An aligned face, and the camera that it was seen with."""

    image: Pixels  # uint8 [224, 224, 3], RGB
    scale: float
    shift: tuple[float, float]  # x and y of the standard face's origin in the cut; pixels, y up


def five_points(points: Points, height_px: int) -> FivePoints:
    """Take the five points out of the 68 of a cut that is ``height_px`` high."""
    placed = points.astype(np.float64)
    placed[:, 1] = height_px - 1 - placed[:, 1]
    eyes = [(placed[36] + placed[39]) / 2, (placed[42] + placed[45]) / 2]
    return np.stack([*eyes, placed[30], placed[48], placed[54]])


def standard_points(size_px: int) -> FivePoints:
    """Give the five points of the standard face filling a cut, for want of a face that was found."""
    return (STANDARD[:, :2] + 1) / 2 * size_px


def align(image: Pixels, points: FivePoints) -> Alignment:
    """Align a cut, uint8 [s, s, 3], by the five points; beyond the cut it is black.

    Raises FeaturesUnclear where the points are no face's.
    """
    scale, (x, y) = fit_camera(points)
    height, width = image.shape[:2]
    if not LARGEST_PX >= scale * max(width, height) >= 1:
        raise FeaturesUnclear
    wide, high = int(width * scale), int(height * scale)
    left = int(wide / 2 - SIDE_PX / 2 + (x - width / 2) * scale)
    top = int(high / 2 - SIDE_PX / 2 + (height / 2 - y) * scale)
    picture = Image.fromarray(image).resize((wide, high), Image.Resampling.BICUBIC)
    placed = picture.crop((left, top, left + SIDE_PX, top + SIDE_PX))
    return Alignment(np.asarray(placed, np.uint8), scale, (x, y))


def fit_camera(points: FivePoints) -> tuple[float, tuple[float, float]]:
    """Find the scaled orthographic camera that sees the standard face at these points, by least squares.

    Returns: how much to enlarge the cut for a face of `FACE_PX`, and where the origin is seen, x and y.
    """
    rows = np.hstack([STANDARD, np.ones((len(STANDARD), 1))])  # [5, 4]
    camera, *_ = np.linalg.lstsq(rows, points, rcond=None)  # [4, 2]: both axes, then the shift
    seen = np.linalg.norm(camera[:3], axis=0).mean()
    if not np.isfinite(seen) or seen == 0:
        raise FeaturesUnclear
    return float(FACE_PX / seen), (float(camera[3, 0]), float(camera[3, 1]))
