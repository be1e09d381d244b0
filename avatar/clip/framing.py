"""Square pictures in another shape: sharp in the middle, over a blurred and darkened enlargement."""

from dataclasses import dataclass

import cv2
import numpy as np

from avatar.animator import Pixels
from avatar.requests import Aspect

SHAPES = {Aspect.SQUARE: (1, 1), Aspect.TALL: (9, 16), Aspect.WIDE: (16, 9)}
SMALL_PX = 48  # the enlargement's source: so small that blurring it costs nothing
BLUR = 2.0  # standard deviation in pixels of the small picture
DARKNESS = 0.55  # how much of the light is left


@dataclass(frozen=True)
class Framing:
    """The size of a clip and where the square lies in it."""

    side_px: int
    width_px: int
    height_px: int

    def frame(self, pixels: Pixels) -> Pixels:
        """Put a square picture (uint8 [side, side, 3]) into the clip's shape, as one to draw on."""
        if self.width_px == self.height_px:
            return np.array(pixels)
        framed = self._background(pixels)
        left, top = (self.width_px - self.side_px) // 2, (self.height_px - self.side_px) // 2
        framed[top : top + self.side_px, left : left + self.side_px] = pixels
        return framed

    def _background(self, pixels: Pixels) -> Pixels:
        small = cv2.resize(pixels, (SMALL_PX, SMALL_PX), interpolation=cv2.INTER_AREA)
        long_px = max(self.width_px, self.height_px)
        across = round(SMALL_PX * self.width_px / long_px)
        down = round(SMALL_PX * self.height_px / long_px)
        left, top = (SMALL_PX - across) // 2, (SMALL_PX - down) // 2
        dim = cv2.convertScaleAbs(small, alpha=DARKNESS)
        soft = cv2.GaussianBlur(dim, (0, 0), BLUR)[top : top + down, left : left + across]
        large = cv2.resize(soft, (self.width_px, self.height_px), interpolation=cv2.INTER_LINEAR)
        return np.asarray(large, np.uint8)


def framing(side_px: int, aspect: Aspect) -> Framing:
    """Choose the size of a clip: the square's side is its short side, both sides are even."""
    across, down = SHAPES[aspect]
    long_px = 2 * round(side_px * max(across, down) / min(across, down) / 2)
    width_px = long_px if across > down else side_px
    height_px = long_px if down > across else side_px
    return Framing(side_px, width_px, height_px)
