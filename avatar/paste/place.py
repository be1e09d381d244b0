"""Where a face goes in a photo: a region that may touch the photo's edge or reach beyond it."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from avatar.animator import Pixels
from avatar.face.crop import Rectangle

Squares = NDArray[np.uint8]  # [b, h, w, 3], RGB: what was drawn
Photos = NDArray[np.uint8]  # [b, H, W, 3], RGB: the photo with it
Slices = tuple[slice, slice]  # rows and columns


@dataclass(frozen=True)
class Sides:
    """Which sides of a region lie on the photo's edge: there is nothing there to be continuous with."""

    left: bool
    top: bool
    right: bool
    bottom: bool

    @property
    def all(self) -> bool:
        """Whether the region is the whole photo."""
        return self.left and self.top and self.right and self.bottom


@dataclass(frozen=True)
class Place:
    """The part of a region that is in the photo."""

    region: Rectangle  # as it was asked for
    visible: Rectangle  # what of it the photo has
    on_edge: Sides

    @property
    def inside(self) -> Slices:
        """Tell the rows and columns of the photo that are in the region."""
        seen = self.visible
        return slice(seen.top, seen.bottom), slice(seen.left, seen.right)

    def fit(self, square: Pixels, steady: bool = False) -> Pixels:
        """Bring a picture, uint8 [h, w, 3], to the region's size (bilinear) and give the visible part.

        ``steady`` takes the mean of what becomes one pixel where it gets smaller: fine hair doesn't glitter.
        """
        whole, seen = self.region, self.visible
        if square.shape[:2] != (whole.height, whole.width):
            smaller = whole.height <= square.shape[0] and whole.width <= square.shape[1]
            kind = cv2.INTER_AREA if steady and smaller else cv2.INTER_LINEAR
            square = np.asarray(cv2.resize(square, (whole.width, whole.height), interpolation=kind), np.uint8)
        rows = slice(seen.top - whole.top, seen.bottom - whole.top)
        return square[rows, seen.left - whole.left : seen.right - whole.left]


def place(photo: Pixels, region: Rectangle) -> Place:
    """Find a region in a photo, uint8 [H, W, 3].

    Raises ValueError where the region is empty or shares no pixel with the photo.
    """
    height, width = photo.shape[:2]
    left, top = max(region.left, 0), max(region.top, 0)
    right, bottom = min(region.right, width), min(region.bottom, height)
    if region.width < 1 or region.height < 1 or right <= left or bottom <= top:
        raise ValueError(f"{region} holds nothing of a photo of {width} x {height} pixels")
    on_edge = Sides(left == 0, top == 0, right == width, bottom == height)
    return Place(region, Rectangle(left, top, right, bottom), on_edge)


def copies(photo: Pixels, count: int) -> Photos:
    """Give the photo several times, to be pasted into: [count, H, W, 3]."""
    return np.repeat(photo[None], count, axis=0)
