"""Lines of text that are drawn once and laid over many pictures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from avatar.animator import Pixels
from avatar.clip.fonts import Font

OUTLINE = 0.1  # of the font's size
PADDING = 0.35  # of the font's size, around a text that stands on a plate
PLATE = 150  # how dark the plate is, 0..255


@dataclass(frozen=True, eq=False)
class Overlay:
    """A drawing with see-through parts and the place where it lies on a picture."""

    light: Pixels  # [h, w, 3], multiplied by how opaque it is
    clear: Pixels  # [h, w, 3], how much of the picture shines through, 0..255
    left_px: int = 0
    top_px: int = 0

    @property
    def width_px(self) -> int:
        """How wide it is."""
        return int(self.light.shape[1])

    @property
    def height_px(self) -> int:
        """How high it is."""
        return int(self.light.shape[0])

    def at(self, left_px: int, top_px: int) -> "Overlay":
        """Lay it elsewhere."""
        return replace(self, left_px=max(0, left_px), top_px=max(0, top_px))

    def onto(self, pixels: Pixels) -> None:
        """Blend it into a picture (uint8 [h, w, 3]), in place; what stands out is cut off."""
        part = pixels[self.top_px : self.top_px + self.height_px, self.left_px : self.left_px + self.width_px]
        height, width = part.shape[:2]
        dimmed = cv2.multiply(part, self.clear[:height, :width], scale=1 / 255)
        part[:] = cv2.add(dimmed, self.light[:height, :width])


def overlay(lines: Sequence[str], font: Font, plate: bool = False, opacity: float = 1.0) -> Overlay:
    """Draw lines in white, centred, one below the other: with a dark outline, or on a dark plate."""
    size = int(font.size)
    edge = max(1, round(OUTLINE * size))
    around = round(PADDING * size) if plate else edge
    step = round(1.25 * size)
    width = max(round(font.getlength(line)) for line in lines) + 2 * around + 2 * edge
    height = step * len(lines) + 2 * around
    image = Image.new("RGBA", (width, height), (0, 0, 0, PLATE if plate else 0))
    draw = ImageDraw.Draw(image)
    for row, line in enumerate(lines):
        middle = (width / 2, around + step * (row + 0.5))
        outline = 0 if plate else edge
        draw.text(middle, line, "white", font, anchor="mm", stroke_width=outline, stroke_fill=(0, 0, 0, 230))
    return _premultiplied(np.asarray(image), opacity)


def _premultiplied(drawn: NDArray[np.uint8], opacity: float) -> Overlay:
    alpha = drawn[..., 3:].astype(np.float32) / 255 * opacity  # [h, w, 1]
    light = np.round(drawn[..., :3] * alpha).astype(np.uint8)
    clear = np.repeat(np.round(255 * (1 - alpha)), 3, axis=2).astype(np.uint8)
    return Overlay(light, clear)
