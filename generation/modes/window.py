"""The window of a close-up: the part of a large picture, around its mask, that the model draws."""

from PIL import Image

MARGIN = 0.5  # of the mask's sides, on each side: what is around tells the model what belongs there

Box = tuple[int, int, int, int]  # left, top, right, bottom (pixels)


def window_of(mask: Image.Image, width_px: int, height_px: int) -> Box:
    """Choose the window around a mask that is drawn ``width_px`` by ``height_px`` large.

    It has their ratio and is at least as large, where the picture has room for that: nothing is drawn
    larger than it was for no gain.
    """
    left, top, right, bottom = mask.getbbox() or (0, 0, *mask.size)
    wide = max((right - left) * (1 + 2 * MARGIN), width_px)
    high = max((bottom - top) * (1 + 2 * MARGIN), height_px)
    scale = max(wide / width_px, high / height_px)
    size = min(round(width_px * scale), mask.width), min(round(height_px * scale), mask.height)
    x = _start((left + right) / 2, size[0], mask.width)
    y = _start((top + bottom) / 2, size[1], mask.height)
    return x, y, x + size[0], y + size[1]


def _start(middle: float, length: int, room: int) -> int:
    return min(max(round(middle - length / 2), 0), room - length)
