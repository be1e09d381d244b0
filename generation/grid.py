"""Puts pictures side by side: one file to look at, of which one is picked."""

from collections.abc import Sequence
from io import BytesIO
from math import ceil, sqrt

import PIL.Image
from PIL.Image import Image

GAP_PX = 4  # between pictures
GROUND = (24, 24, 27)  # RGB behind them
PNG_LEVEL = 1  # level 6 takes several times longer for a file a tenth smaller


def grid(files: Sequence[bytes]) -> bytes:
    """Lay 1 to 9 pictures (PNG, JPEG) out in rows, numbered as people read, each as large as it is.

    Returns: PNG, RGB; two are side by side, three and four lie two by two.
    """
    pictures = [_open(file) for file in files]
    columns = ceil(sqrt(len(pictures)))
    rows = ceil(len(pictures) / columns)
    width, height = (max(side) for side in zip(*(picture.size for picture in pictures), strict=True))
    size = (columns * (width + GAP_PX) - GAP_PX, rows * (height + GAP_PX) - GAP_PX)
    sheet = PIL.Image.new("RGB", size, GROUND)
    for index, picture in enumerate(pictures):
        row, column = divmod(index, columns)
        sheet.paste(picture, (column * (width + GAP_PX), row * (height + GAP_PX)))
    out = BytesIO()
    sheet.save(out, "PNG", compress_level=PNG_LEVEL)
    return out.getvalue()


def _open(file: bytes) -> Image:
    with PIL.Image.open(BytesIO(file), formats=("PNG", "JPEG")) as image:
        return image.convert("RGB")
