"""Cuts faces out of a picture, upright and of one size, and puts them back where they were."""

from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]  # [h, w, 3], RGB
Plane = NDArray[np.float32]  # [h, w] or [h, w, 3]
Matrix = NDArray[np.float64]  # [2, 3], from points of one picture to those of another
Point: TypeAlias = tuple[float, float]  # x and y, pixels

SIDE_PX = 512
# Where the five points of an aligned face of SIDE_PX lie: means over FFHQ, as facexlib gives them.
TEMPLATE = np.array(
    [
        (192.98138, 239.94708),  # eyes
        (318.90277, 240.1936),
        (256.63416, 314.01935),  # tip of the nose
        (201.26117, 371.41043),  # corners of the mouth
        (313.08905, 371.15118),
    ]
)
# The face within an aligned square: an oval from above the hair line to below the chin, between the ears.
OVAL_MIDDLE = (256.0, 272.0)
OVAL_RADII = (205.0, 232.0)
OVAL_POWER = 2.4  # 2 is an ellipse; a little above it leaves the jaw in
FEATHER = 0.3  # of the radius: how far the edge fades
MARGIN_PX = 8  # around a face: what resampling looks at
SHRINK_BLUR = 0.45  # standard deviation for each pixel that becomes one


@dataclass(frozen=True)
class Landmarks:
    """Where a face's features are, in pixels of the picture; left is the picture's left."""

    left_eye: Point
    right_eye: Point
    left_mouth: Point  # its corners
    right_mouth: Point
    nose: Point | None = None  # its tip

    def to_aligned(self) -> Matrix:
        """Give the turn, zoom and shift that brings the face next to the template.

        Source: Umeyama (1991), Least-squares estimation of transformation parameters, in the plane, where
        a turn and a zoom are one complex number.
        """
        points = (self.left_eye, self.right_eye, self.nose, self.left_mouth, self.right_mouth)
        pairs = [(p, q) for p, q in zip(points, TEMPLATE, strict=True) if p is not None]
        given = np.array([complex(*point) for point, _ in pairs])
        wanted = np.array([complex(*point) for _, point in pairs])
        apart = given - given.mean()
        spread = float(np.sum(np.abs(apart) ** 2))
        turn = np.vdot(apart, wanted - wanted.mean()) / max(spread, 1e-9)
        shift = wanted.mean() - turn * given.mean()
        return np.array([[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag]])


@dataclass(frozen=True)
class Window:
    """The part of a picture that a face's oval covers, and how the aligned face is put there."""

    rows: slice
    columns: slice
    matrix: Matrix  # from the aligned face to the window
    mask: Plane  # [h, w, 1], 0..1

    def paste(self, pixels: Pixels, face: Plane, strength: float) -> None:
        """Blend an aligned face into a picture, in place; what the mask leaves out keeps every bit."""
        if not self.mask.size:
            return
        here = pixels[self.rows, self.columns]
        height, width = here.shape[:2]
        placed = _warped(face, self.matrix, (width, height))
        blended = here + strength * self.mask * (placed - here)
        here[:] = np.clip(np.rint(blended), 0, 255).astype(np.uint8)


def cut(pixels: Pixels, matrix: Matrix) -> Plane:
    """Cut a face out, aligned: float32 [SIDE_PX, SIDE_PX, 3]; beyond the picture its edge is repeated."""
    back = cv2.invertAffineTransform(matrix).astype(np.float64)
    rows, columns = _covered(back, pixels.shape[1], pixels.shape[0])
    here = pixels[rows, columns].astype(np.float32)
    if not here.size:  # wholly outside
        return np.zeros((SIDE_PX, SIDE_PX, 3), np.float32)
    moved = matrix.copy()
    moved[:, 2] += matrix[:, :2] @ (columns.start, rows.start)
    return _warped(here, moved, (SIDE_PX, SIDE_PX), cv2.BORDER_REPLICATE)


def window(matrix: Matrix, width_px: int, height_px: int, scale: int = 1) -> Window:
    """Find where an aligned face goes in a picture that is ``scale`` times as large as the one it is from.

    Width and height are the larger picture's.
    """
    back = _scaled(cv2.invertAffineTransform(matrix).astype(np.float64), scale)
    rows, columns = _covered(back, width_px, height_px)
    back[:, 2] -= (columns.start, rows.start)
    size = (columns.stop - columns.start, rows.stop - rows.start)
    mask = _warped(_oval(), back, size) if min(size) > 0 else np.zeros((0, 0), np.float32)
    return Window(rows, columns, back, mask[..., None])


def _covered(back: Matrix, width_px: int, height_px: int) -> tuple[slice, slice]:
    """Find the rows and columns of a picture that an aligned square covers, with what filters look at."""
    square = np.array([(0, 0), (SIDE_PX, 0), (SIDE_PX, SIDE_PX), (0, SIDE_PX)])
    corners = square @ back[:, :2].T + back[:, 2]
    left, top = np.clip(np.floor(corners.min(0)).astype(int) - MARGIN_PX, 0, (width_px, height_px)).tolist()
    right, bottom = np.clip(
        np.ceil(corners.max(0)).astype(int) + MARGIN_PX, 0, (width_px, height_px)
    ).tolist()
    return slice(top, bottom), slice(left, right)


def _scaled(matrix: Matrix, scale: int) -> Matrix:
    """Lead to a picture that is larger; a pixel's middle is half a pixel from its edge in both."""
    larger = matrix * scale
    larger[:, 2] += (scale - 1) / 2
    return larger


@cache
def _oval() -> Plane:
    """Draw the soft mask of an aligned face: 1 within, 0 well before the square ends."""
    down, across = np.mgrid[0:SIDE_PX, 0:SIDE_PX].astype(np.float64)
    x, y = (
        np.abs(axis - middle) / radius
        for axis, middle, radius in zip((across, down), OVAL_MIDDLE, OVAL_RADII, strict=True)
    )
    radius = (x**OVAL_POWER + y**OVAL_POWER) ** (1 / OVAL_POWER)
    inside = np.clip((1 - radius) / FEATHER, 0, 1)
    soft: Plane = (inside * inside * (3 - 2 * inside)).astype(np.float32)  # no kink where it begins or ends
    return soft


def _warped(
    picture: Plane, matrix: Matrix, size: tuple[int, int], border: int = cv2.BORDER_CONSTANT
) -> Plane:
    """Warp a picture; where it shrinks, what would be too fine is blurred away first."""
    shrink = 1 / max(float(np.hypot(matrix[0, 0], matrix[1, 0])), 1e-9)
    if shrink > 1:
        picture = cv2.GaussianBlur(picture, (0, 0), SHRINK_BLUR * shrink).astype(np.float32)
    return cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_LINEAR, borderMode=border).astype(np.float32)
