"""The visible mark in a corner of every picture. Its style can be chosen; that it is there cannot."""

import math

from avatar.clip.fonts import any_font, font_for
from avatar.clip.overlay import Overlay, overlay
from avatar.honest.style import TEXT, Corner, LabelStyle

HEIGHT = 0.06  # of the short side; China's GB 45438-2025 asks for 0.05
MARGIN = 0.03  # of the short side


def label(style: LabelStyle, width_px: int, height_px: int) -> Overlay:
    """Draw the label for pictures of a size, once for all of them.

    A text that no font of this machine can show is replaced by the usual one.
    """
    short_px = min(width_px, height_px)
    size_px = max(9, round(HEIGHT * short_px))
    font = font_for(style.text, size_px)
    text = style.text if font else TEXT
    mark = overlay((text,), font or any_font(size_px), plate=True, opacity=style.opacity)
    gap = round(MARGIN * short_px)
    left = {"left": gap, "top": (width_px - mark.width_px) // 2, "right": width_px - mark.width_px - gap}
    if style.corner is Corner.TOP:  # where a circle that is cut out of the picture is as wide as the label
        share = min(1.0, mark.width_px / width_px)
        gap = max(gap, math.ceil(height_px * (1 - math.sqrt(1 - share**2)) / 2))
    top = gap if style.corner.startswith("top") else height_px - mark.height_px - gap
    return mark.at(left[style.corner.split("-")[-1]], top)
