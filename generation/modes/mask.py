"""Masks: brought to the size of their picture, shown on it, and used to lay what was drawn over it."""

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops

from generation.modes.errors import MaskEmpty, MaskMisshapen

SHAPE_TOLERANCE = 0.03  # by which the ratios of the sides may differ: phones cut a few pixels off
HALF = 128  # of 255: from here on, a pixel is drawn anew
SOFT_SHARE = 0.008  # of the longer side: how far the seam reaches into what is drawn anew
TINT = (255, 64, 96)
TINT_SHARE = 0.55
COLOURLESS = 12  # steps of 255 by which the channels of a mask may differ on average
EXTREME = 48  # steps of 255 from black or white
EXTREME_SHARE = 0.93  # of a mask's pixels that are black or white

Bytes = NDArray[np.uint8]


def fit_mask(mask: Image.Image, size: tuple[int, int], *, invert: bool = False) -> Image.Image:
    """Bring a mask to the size of its picture, black and white.

    Returns: L, 255 where it is to be drawn anew.
    Raises MaskMisshapen where its shape is another one, and MaskEmpty where it marks nothing.
    """
    insist_on_shape(mask.size, size)
    grey = mask.convert("L").resize(size, Image.Resampling.BILINEAR)
    hard = grey.point(lambda value: 255 if value >= HALF else 0)
    marked = ImageChops.invert(hard) if invert else hard
    if marked.getbbox() is None:
        raise MaskEmpty
    return marked


def insist_on_shape(one: tuple[int, int], other: tuple[int, int]) -> None:
    """Insist that two sizes have about the same ratio of sides. Raises MaskMisshapen."""
    mine, theirs = one[0] / one[1], other[0] / other[1]
    if abs(mine / theirs - 1) > SHAPE_TOLERANCE:
        raise MaskMisshapen("×".join(map(str, one)), "×".join(map(str, other)))


def is_mask(picture: Image.Image) -> bool:
    """Tell whether a picture is a mask: nearly all of it black or white."""
    pixels = np.asarray(picture.convert("RGB"), np.int16)
    colour = float((pixels.max(2) - pixels.min(2)).mean())
    grey = pixels.mean(2)
    extreme = float(((grey < EXTREME) | (grey > 255 - EXTREME)).mean())
    return colour < COLOURLESS and extreme >= EXTREME_SHARE


def overlay(picture: Image.Image, mask: Image.Image) -> Image.Image:
    """Show on a picture what a mask of its size marks."""
    tint = Image.blend(picture.convert("RGB"), Image.new("RGB", picture.size, TINT), TINT_SHARE)
    return Image.composite(tint, picture.convert("RGB"), mask)


def lay_over(picture: Image.Image, drawn: Image.Image, mask: Image.Image) -> Image.Image:
    """Lay what was drawn over a picture of the same size, where its mask is white.

    The seam is soft on the inside: outside the mask, every pixel stays as it was.
    """
    weight = _soft(np.asarray(mask, np.uint8))[..., None]  # [rows, columns, 1]
    under, over = (np.asarray(one.convert("RGB"), np.float32) for one in (picture, drawn))
    mixed = under + weight * (over - under)
    return Image.fromarray(np.rint(mixed).astype(np.uint8))


def _soft(mask: Bytes) -> NDArray[np.float32]:
    """Let a mask rise from its edge inwards: float32, 0 outside .. 1 well inside."""
    reach_px = max(max(mask.shape) * SOFT_SHARE, 1.0)
    within = np.pad((mask >= HALF).astype(np.uint8), 1, mode="edge")
    deep = cv2.distanceTransform(within, cv2.DIST_L2, 3)[1:-1, 1:-1]
    weight: NDArray[np.float32] = np.clip(np.asarray(deep, np.float32) / np.float32(reach_px), 0, 1)
    return weight
