"""Pictures in another shape: sharp in the middle, over a blurred and darkened enlargement."""

from dataclasses import dataclass

import cv2
import numpy as np

from avatar.animator import Pixels
from avatar.requests import Aspect

SHAPES = {Aspect.SQUARE: (1, 1), Aspect.TALL: (9, 16), Aspect.WIDE: (16, 9)}
SMALL_PX = 48  # the short side of the enlargement's source: so small that blurring it costs nothing
BLUR = 2.0  # standard deviation in pixels of the small picture
DARKNESS = 0.55  # how much of the light is left


@dataclass(frozen=True)
class Framing:
    """The size of a clip and of the pictures that lie in its middle."""

    inner_width_px: int
    inner_height_px: int
    width_px: int
    height_px: int

    def frame(self, pixels: Pixels) -> Pixels:
        """Put a picture (uint8 [inner_height, inner_width, 3]) into the clip's shape, as one to draw on."""
        if (self.width_px, self.height_px) == (self.inner_width_px, self.inner_height_px):
            return np.array(pixels)
        framed = self._background(pixels)
        left = (self.width_px - self.inner_width_px) // 2
        top = (self.height_px - self.inner_height_px) // 2
        framed[top : top + self.inner_height_px, left : left + self.inner_width_px] = pixels
        return framed

    def _background(self, pixels: Pixels) -> Pixels:
        shrunk = SMALL_PX / min(self.inner_width_px, self.inner_height_px)
        wide, high = round(shrunk * self.inner_width_px), round(shrunk * self.inner_height_px)
        small = cv2.resize(pixels, (wide, high), interpolation=cv2.INTER_AREA)
        share = min(wide / self.width_px, high / self.height_px)
        across, down = round(share * self.width_px), round(share * self.height_px)
        left, top = (wide - across) // 2, (high - down) // 2
        dim = cv2.convertScaleAbs(small, alpha=DARKNESS)
        soft = cv2.GaussianBlur(dim, (0, 0), BLUR)[top : top + down, left : left + across]
        large = cv2.resize(soft, (self.width_px, self.height_px), interpolation=cv2.INTER_LINEAR)
        return np.asarray(large, np.uint8)


def framing(width_px: int, height_px: int, aspect: Aspect) -> Framing:
    """Choose the smallest clip of an aspect that pictures of a size fit into; its sides are even.

    Aspect.PHOTO is that of the pictures.
    """
    across, down = SHAPES.get(aspect, (width_px, height_px))
    wanted_width_px = max(width_px, height_px * across / down)
    wanted_height_px = max(height_px, width_px * down / across)
    return Framing(width_px, height_px, _even(wanted_width_px, width_px), _even(wanted_height_px, height_px))


def _even(wanted_px: float, least_px: int) -> int:
    """Give the even number that is nearest, or the next one where the picture would not fit."""
    near_px = 2 * round(wanted_px / 2)
    return near_px if near_px >= least_px else near_px + 2
