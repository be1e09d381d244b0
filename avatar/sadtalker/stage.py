"""Where the face of a clip comes from and where it goes: what all its frames share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

from avatar.animator import Pixels
from avatar.face.crop import Rectangle, out_of_cut
from avatar.face.landmarks import Points
from avatar.face.source import Source
from avatar.requests import PhotoMode

LONGEST_PX = 1280  # of a clip that shows the whole photo
EVEN = 2  # what an encoder wants sides to be multiples of


@dataclass(frozen=True)
class Stage:
    """The part of a photo that moves, and the size of the frames that show it.

    It travels with the score: another machine might find the face a pixel beside.
    """

    image: Pixels  # [s, s, 3], what the renderer is given
    points: Points  # [68, 2], in pixels of the image
    region: Rectangle  # where the image lay in the photo
    proportions: tuple[int, int]  # width and height that the image had before it was squeezed
    mode: PhotoMode

    @classmethod
    def of(cls, source: Source) -> Self:
        """Take what a photo's source tells."""
        cut = source.cut
        return cls(cut.image, cut.points, cut.region, cut.proportions, source.mode)

    @classmethod
    def read(cls, tracks: Mapping[str, NDArray[np.generic]]) -> Self:
        """Read it from a score's tracks."""
        left, top, right, bottom = (int(edge) for edge in tracks["region"])
        width, height = (int(side) for side in tracks["proportions"])
        return cls(
            np.array(tracks["image"], np.uint8),
            np.asarray(tracks["points"], np.float32),
            Rectangle(left, top, right, bottom),
            (width, height),
            PhotoMode(str(tracks["mode"])),
        )

    @property
    def tracks(self) -> dict[str, NDArray[np.generic]]:
        """The stage as arrays by name, for a score."""
        region = self.region
        return {
            "image": self.image,
            "points": np.asarray(self.points, np.float32),
            "region": np.array([region.left, region.top, region.right, region.bottom]),
            "proportions": np.array(self.proportions),
            "mode": np.array(self.mode.value),
        }

    @property
    def size_px(self) -> int:
        """The side of the image (pixels)."""
        return len(self.image)

    def unsqueezed(self) -> tuple[int, int]:
        """Give width and height of a frame that has the photo's proportions again; both are even."""
        width, height = self.proportions
        return self.size_px, max(EVEN, even(self.size_px * height / width))

    def shown(self, photo: Pixels) -> tuple[Pixels, Rectangle]:
        """Give the photo as a clip of a whole photo shows it, and where the face's region is in it.

        Long photos are shrunk to LONGEST_PX; sides are even.
        """
        height, width = photo.shape[:2]
        share = min(1.0, LONGEST_PX / max(width, height))
        size = (max(EVEN, even(width * share)), max(EVEN, even(height * share)))
        across, down = size[0] / width, size[1] / height
        region = self.region
        placed = Rectangle(
            round(region.left * across),
            round(region.top * down),
            min(size[0], round(region.right * across)),
            min(size[1], round(region.bottom * down)),
        )
        if size == (width, height):
            return photo, placed
        return np.asarray(cv2.resize(photo, size, interpolation=cv2.INTER_AREA), np.uint8), placed

    def points_in(self, region: Rectangle) -> Points:
        """Give the 68 points where the image's region is another one, such as that of a smaller photo."""
        return out_of_cut(self.points.astype(np.float64), region, self.size_px).astype(np.float32)


def even(length: float) -> int:
    """Round a length down to an even number of pixels."""
    return int(length) // EVEN * EVEN
