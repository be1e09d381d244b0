"""A face that was found, and the seam that finders share."""

from dataclasses import dataclass
from typing import Protocol

from avatar.animator import Box, Pixels

EYES_DOWN, EYES_APART, MOUTH_DOWN = 0.31, 0.385, 0.69  # shares of a box's height, width and height


@dataclass(frozen=True)
class Face:
    """A face in a picture.

    Its box reaches from the hairline to the chin and from ear to ear, so that eyes and mouth lie at the
    same places of every box (see ``EYES_DOWN`` and its neighbours).
    """

    box: Box
    score: float  # 0..1, how sure the finder is
    drawn: bool = False  # by hand or by a model: no photograph


class FaceFinder(Protocol):
    """Finds faces; a network takes this place where its weights are there."""

    def find(self, pixels: Pixels) -> tuple[Face, ...]:
        """Find every face in RGB pixels, in any order, each once."""


def overlap(one: Box, other: Box) -> float:
    """Tell what share of the smaller box lies in the other, 0..1."""
    width = min(one.left_px + one.width_px, other.left_px + other.width_px) - max(one.left_px, other.left_px)
    height = min(one.top_px + one.height_px, other.top_px + other.height_px) - max(one.top_px, other.top_px)
    smaller = min(one.width_px * one.height_px, other.width_px * other.height_px)
    return max(0.0, width) * max(0.0, height) / max(smaller, 1e-6)
