"""Which sizes a model can draw, and the nearest one to what was asked for."""

import math
import re

from generation.catalogue import Card
from generation.errors import BadAspect, OutOfRange, SizeOffGrid, SizeTooLarge

RATIO_MAX = 4.0  # the longer side is at most four times the shorter one
SIDE_MAX = 4096  # px

_ASPECT = re.compile(r"\s*(\d{1,4})\s*[:/x]\s*(\d{1,4})\s*", re.ASCII)


def check_size(card: Card, width_px: int, height_px: int) -> tuple[int, int]:
    """Give the size back if the model can draw it.

    Raises OutOfRange, SizeOffGrid or SizeTooLarge; the last two know the nearest size that fits.
    """
    longest = most_side(card)
    for field, side in (("width", width_px), ("height", height_px)):
        if not card.least_px <= side <= SIDE_MAX:
            raise OutOfRange(field, side, card.least_px, longest)
    near = near_size(card, width_px, height_px)
    if width_px * height_px > card.most_pixels or max(width_px, height_px) > longest:
        raise SizeTooLarge(width_px, height_px, *near)
    if width_px % card.multiple_px or height_px % card.multiple_px:
        raise SizeOffGrid(width_px, height_px, card.multiple_px, *near)
    return width_px, height_px


def most_side(card: Card) -> int:
    """Tell the longest side (px) a model may draw: the area's limit at the widest ratio."""
    return min(_down(math.sqrt(card.most_pixels * RATIO_MAX), card.multiple_px), SIDE_MAX)


def near_size(card: Card, width_px: int, height_px: int) -> tuple[int, int]:
    """Find the size on the model's grid that is nearest to the one asked for, of about the same shape."""
    shrink = min(1.0, math.sqrt(card.most_pixels / (width_px * height_px)))
    width, height = (_near(side * shrink, card) for side in (width_px, height_px))
    while width * height > card.most_pixels:
        if width >= height:
            width -= card.multiple_px
        else:
            height -= card.multiple_px
    return width, height


def parse_aspect(aspect: str) -> float:
    """Read "3:2" as 1.5. Raises BadAspect if it is anything else or beyond 1:4 and 4:1."""
    match = _ASPECT.fullmatch(aspect)
    if match is None or 0 in (width := int(match[1]), height := int(match[2])):
        raise BadAspect(aspect)
    ratio = width / height
    if not 1 / RATIO_MAX <= ratio <= RATIO_MAX:
        raise BadAspect(aspect)
    return ratio


def size_of_aspect(card: Card, ratio: float) -> tuple[int, int]:
    """Find the size on the model's grid with this ratio and the area of the model's own size.

    Where the grid allows only one of the two, the ratio counts double.
    """
    area = card.width_px * card.height_px
    step = card.multiple_px
    least = _up(card.least_px, step)
    widths = range(least, most_side(card) + 1, step)
    sizes = [
        (width, height)
        for width in widths
        for height in {_up(width / ratio, step), max(_down(width / ratio, step), least)}
        if least <= height <= widths[-1] and width * height <= card.most_pixels
    ]

    def distance(size: tuple[int, int]) -> float:
        width, height = size
        return 2 * abs(math.log(width / height / ratio)) + abs(math.log(width * height / area))

    return min(sizes, key=distance)


def _near(side: float, card: Card) -> int:
    snapped = math.floor(side / card.multiple_px + 0.5) * card.multiple_px
    return min(max(snapped, _up(card.least_px, card.multiple_px)), most_side(card))


def _up(side: float, step: int) -> int:
    return math.ceil(side / step) * step


def _down(side: float, step: int) -> int:
    return math.floor(side / step) * step
