"""Restores the faces of a picture: each is cut out, drawn anew, and put back under a soft mask."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from generation.restoring.faces import Landmarks, Pixels, cut, window
from generation.restoring.network import Restorer
from generation.upscalers.upscale import Upscaler

Told = Callable[[int, int], None]  # faces done, and of how many


def _ignore(done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Ground:
    """What is around the faces: as it was, or twice as large by an upscaler, or else by a plain filter."""

    scale: int = 1  # 1 or 2
    upscaler: Upscaler | None = None

    def enlarged(self, picture: Image.Image) -> Image.Image:
        """Make a picture ``scale`` times larger; at 1 it is the very same."""
        if self.scale == 1:
            return picture
        size = (picture.width * self.scale, picture.height * self.scale)
        larger = self.upscaler.enlarge(picture) if self.upscaler else picture
        return larger if larger.size == size else larger.resize(size, Image.Resampling.LANCZOS)

    def enlarged_pixels(self, pixels: Pixels) -> Pixels:
        """Make RGB pixels ``scale`` times larger: a copy, also at 1."""
        return np.array(self.enlarged(Image.fromarray(pixels)))


AS_IT_WAS = Ground()


def restore(
    picture: Image.Image,
    faces: Sequence[Landmarks],
    strength: float,
    restorer: Restorer,
    ground: Ground = AS_IT_WAS,
    on_face: Told = _ignore,
) -> Image.Image:
    """Restore faces in a picture of any mode, its transparency kept.

    ``strength`` 0 leaves faces as they are, every bit of them, and 1 draws them wholly anew. ``on_face`` is
    called after each; what it raises ends the work.
    Returns: RGB or RGBA; the picture itself where nothing is asked for.
    """
    larger = ground.enlarged(picture)
    if not faces or strength <= 0:
        return larger
    given = np.array(picture.convert("RGB"))
    pixels = np.array(larger.convert("RGB"))
    for done, face in enumerate(faces, 1):
        matrix = face.to_aligned()
        drawn = restorer.restore(cut(given, matrix)[None])[0]
        window(matrix, pixels.shape[1], pixels.shape[0], ground.scale).paste(
            pixels, drawn, min(strength, 1.0)
        )
        on_face(done, len(faces))
    restored = Image.fromarray(pixels)
    if larger.has_transparency_data:
        restored.putalpha(larger.convert("RGBA").getchannel("A"))
    return restored
