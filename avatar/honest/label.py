"""The visible mark in a corner of every picture. Its style can be chosen; that it is there cannot."""

import math
from dataclasses import replace

import numpy as np

from avatar.clip.fonts import Font, any_font, font_for
from avatar.clip.overlay import Overlay, overlay
from avatar.honest.style import TEXT, Corner, LabelStyle

WIDTH = 0.28  # of the picture's width, that a label takes unless its letters would get too small
HEIGHT = 0.06  # of the short side: no letter needs to be larger
LETTER_PX = 8  # the least height of a capital: it outlives the encoder and can be read
SMALLEST_PX = 8  # of a font's size
BOLD = 1.7  # times as light as the font draws its edges
MARGIN = 0.03  # of the short side


def label(style: LabelStyle, width_px: int, height_px: int, captions: bool = True) -> Overlay:
    """Draw the label for pictures of a size, once for all of them.

    A text that no font of this machine can show is replaced by the usual one. Where the style names no
    corner, ``captions`` tells whether the lower ones are taken.
    """
    short_px = min(width_px, height_px)
    corner = style.corner or (Corner.TOP_LEFT if captions else Corner.BOTTOM_LEFT)
    mark = _fitting(style, WIDTH * width_px, max(SMALLEST_PX, round(HEIGHT * short_px)))
    gap = round(MARGIN * short_px)
    left = {"left": gap, "top": (width_px - mark.width_px) // 2, "right": width_px - mark.width_px - gap}
    if corner is Corner.TOP:  # where a circle that is cut out of the picture is as wide as the label
        share = min(1.0, mark.width_px / width_px)
        gap = max(gap, math.ceil(height_px * (1 - math.sqrt(1 - share**2)) / 2))
    top = gap if corner.startswith("top") else height_px - mark.height_px - gap
    return mark.at(left[corner.split("-")[-1]], top)


def _fitting(style: LabelStyle, width_px: float, largest_px: int) -> Overlay:
    """Draw the text as large as it fits into a width, and never too small to be read."""
    size_px = largest_px
    mark, letter_px = _drawn(style, size_px)
    while mark.width_px > width_px and size_px > SMALLEST_PX:
        size_px -= 1
        smaller, letter_px = _drawn(style, size_px)
        if letter_px < LETTER_PX:
            break
        mark = smaller
    return mark


def _drawn(style: LabelStyle, size_px: int) -> tuple[Overlay, float]:
    """Draw the text in a size, and tell how high its capitals are (pixels)."""
    font = _font(style.text, size_px)
    text, font = (style.text, font) if font else (TEXT, any_font(size_px))
    _, top, _, bottom = font.getbbox("A")
    mark = overlay((text,), font, plate=True, opacity=style.opacity)
    bolder = np.minimum(BOLD * mark.light, 255 * style.opacity).astype(np.uint8)  # thin strokes come out grey
    return replace(mark, light=bolder), bottom - top


def _font(text: str, size_px: int) -> Font | None:
    """Find a font; English is drawn in the one that is narrower than most."""
    return any_font(size_px) if text.isascii() else font_for(text, size_px)
