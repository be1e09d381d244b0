"""Decides which part of a photo is animated, and cuts it out; SadTalker's geometry.

Source: the alignment of Karras et al. (2019), "A style-based generator architecture", appendix A (FFHQ).
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from avatar.animator import Pixels
from avatar.face.errors import FeaturesUnclear
from avatar.face.landmarks import Points
from avatar.requests import PhotoMode

SHRINK_FROM_PX = 2 * 512  # side of the face's square; from twice this on a photo is shrunk first
BORDER = 0.1  # of the square's side, around it
LEAST_BORDER_PX = 3
LEAST_SIDE_PX = 16  # of the face's square; anything smaller is no face


@dataclass(frozen=True)
class Rectangle:
    """A part of a picture, in whole pixels; right and bottom lie just outside of it."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Tell how wide it is (pixels)."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Tell how high it is (pixels)."""
        return self.bottom - self.top


@dataclass(frozen=True)
class FaceBoxes:
    """Where the face is in a photo that was resized to ``resized_wh``.

    The inner box is the face's square made upright, counted from the outer box's corner; it may reach beyond
    the outer box. The outer box has a border around the square and ends where the photo does.
    """

    resized_wh: tuple[int, int]
    outer: Rectangle
    inner: Rectangle


@dataclass(frozen=True)
class Framing:
    """What a mode cuts out of a photo: ``window`` of the photo resized to ``resized_wh``."""

    mode: PhotoMode
    size_wh: tuple[int, int]  # the photo's own
    resized_wh: tuple[int, int]
    window: Rectangle

    @property
    def region(self) -> Rectangle:
        """Tell which part of the photo at its own size the window is; never empty, never beyond the photo."""
        x, y = (own / resized for own, resized in zip(self.size_wh, self.resized_wh, strict=True))
        window, (width, height) = self.window, self.size_wh
        right, bottom = min(round(window.right * x), width), min(round(window.bottom * y), height)
        return Rectangle(round(window.left * x), round(window.top * y), right, bottom)


@dataclass(frozen=True)
class Cut:
    """The part of a photo that is animated, squeezed to a square."""

    image: Pixels  # uint8 [size_px, size_px, 3], RGB
    proportions: tuple[int, int]  # width and height before it was squeezed
    region: Rectangle  # where it was, in pixels of the photo
    points: Points  # [68, 2], in pixels of ``image``


def face_boxes(points: Points, size_wh: tuple[int, int]) -> FaceBoxes:
    """Find the face's boxes by its 68 points, in a photo of this width and height.

    The original limits the inner box's lower edge by the photo's width, which cuts chins off tall photos;
    here it is the longer side. Raises FeaturesUnclear where the points are no face's.
    """
    corners = _square(points)
    side = float(np.hypot(*(corners[3] - corners[0])))
    times = int(side / SHRINK_FROM_PX)
    width, height = size_wh
    if times > 1:
        width, height = (max(1, int(np.rint(length / times))) for length in size_wh)
        corners, side = corners / times, side / times
    border = max(int(np.rint(BORDER * side)), LEAST_BORDER_PX)
    left, top = (max(int(least) - border, 0) for least in np.floor(corners.min(axis=0)))
    right, bottom = (int(most) + border for most in np.ceil(corners.max(axis=0)))
    outer = Rectangle(left, top, min(right, width), min(bottom, height))
    corners = corners - (left, top) + 0.5
    near, far = (
        np.maximum(corners.min(axis=0), 0),
        np.minimum(corners.max(axis=0), (width, max(width, height))),
    )
    return FaceBoxes((width, height), outer, Rectangle(*(int(edge) for edge in (*near, *far))))


def frame(points: Points, size_wh: tuple[int, int], mode: PhotoMode) -> Framing:
    """Decide what to cut out of a photo of this width and height, by the face's 68 points.

    Raises FeaturesUnclear where the points are no face's, ValueError at PhotoMode.AUTO, which
    `avatar.face.modes.choose_mode` makes one of the others.
    """
    if mode is PhotoMode.RESIZE:
        return whole(size_wh)
    if mode is PhotoMode.AUTO:
        raise ValueError("the mode must have been chosen")
    boxes = face_boxes(points, size_wh)
    outside = mode in {PhotoMode.EXTCROP, PhotoMode.EXTFULL}
    window = boxes.outer if outside else _inside(boxes)
    if min(window.width, window.height) < 1:
        raise FeaturesUnclear
    return Framing(mode, size_wh, boxes.resized_wh, window)


def whole(size_wh: tuple[int, int]) -> Framing:
    """Take all of a photo: PhotoMode.RESIZE."""
    return Framing(PhotoMode.RESIZE, size_wh, size_wh, Rectangle(0, 0, *size_wh))


def take(pixels: Pixels, framing: Framing, size_px: int) -> Pixels:
    """Cut out of a photo what the framing says, squeezed to [size_px, size_px, 3]."""
    height, width = pixels.shape[:2]
    if (width, height) != framing.resized_wh:
        pixels = cv2.resize(pixels, framing.resized_wh, interpolation=cv2.INTER_LINEAR).astype(np.uint8)
    window = framing.window
    pixels = pixels[window.top : window.bottom, window.left : window.right]
    return cv2.resize(pixels, (size_px, size_px), interpolation=cv2.INTER_LINEAR).astype(np.uint8)


def into_cut(points: NDArray[np.float64], region: Rectangle, size_px: int) -> NDArray[np.float64]:
    """Tell where points of the photo, [n, 2], are in its cut; OpenCV's convention of pixel centres."""
    corner, spans = _spans(region)
    return (points + 0.5 - corner) * size_px / spans - 0.5


def out_of_cut(points: NDArray[np.float64], region: Rectangle, size_px: int) -> NDArray[np.float64]:
    """Tell where points of a cut, [n, 2], are in the photo."""
    corner, spans = _spans(region)
    return (points + 0.5) * spans / size_px + corner - 0.5


def _spans(region: Rectangle) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return np.array([region.left, region.top]), np.array([region.width, region.height])


def _square(points: Points) -> NDArray[np.float64]:
    """Lay a square around the face, [4, 2]: it leans as the face does.

    Means are taken in the points' own precision, as in the original: a box's edge may depend on it.
    """
    eye_left, eye_right = points[36:42].mean(axis=0), points[42:48].mean(axis=0)
    eyes, across = (eye_left + eye_right) * 0.5, eye_right - eye_left
    down = (points[48] + points[54]) * 0.5 - eyes
    middle = eyes + down * 0.1
    x = np.array([across[0] + down[1], across[1] - down[0]], np.float64)
    half = float(max(2.0 * np.hypot(*across), 1.8 * np.hypot(*down)))
    length = float(np.hypot(*x))
    if not np.isfinite(points).all() or 2 * half < LEAST_SIDE_PX or length == 0:
        raise FeaturesUnclear
    x *= half / length
    y = np.array([-x[1], x[0]])
    return np.stack([middle - x - y, middle - x + y, middle + x + y, middle + x - y])


def _inside(boxes: FaceBoxes) -> Rectangle:
    """Give the inner box in pixels of the resized photo, without what the outer box has not."""
    outer, inner = boxes.outer, boxes.inner
    right, bottom = min(outer.left + inner.right, outer.right), min(outer.top + inner.bottom, outer.bottom)
    return Rectangle(outer.left + inner.left, outer.top + inner.top, right, bottom)
