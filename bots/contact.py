"""A contact sheet: small pictures beside each other, each with the number by which people speak of it."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

ACROSS = 3
TILE_PX, GAP_PX, BADGE_PX = 224, 8, 34
PAPER, SUNK, INK, ACCENT = "#f6f3ed", "#e4dccf", "#fffaf5", "#a83f27"
QUALITY = 82  # of the JPEG
BARS = (0.25, 0.55, 0.9, 0.6, 0.35, 0.7, 0.3)  # of what stands for a sound


def contact_sheet(pictures: Sequence[bytes]) -> bytes:
    """Draw a sheet of WebP pictures; an empty one stands for what cannot be seen. Returns: a JPEG.

    Blocks for some milliseconds; only for pictures of ours.
    """
    from PIL import Image  # noqa: PLC0415 - few processes draw

    across, step = min(ACROSS, len(pictures)), TILE_PX + GAP_PX
    down = -(-len(pictures) // across)
    sheet = Image.new("RGB", (across * step + GAP_PX, down * step + GAP_PX), PAPER)
    for index, picture in enumerate(pictures):
        tile = _tile(picture)
        _number(tile, index + 1)
        sheet.paste(tile, (GAP_PX + index % across * step, GAP_PX + index // across * step))
    file = io.BytesIO()
    sheet.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


def _tile(picture: bytes) -> "Image":
    from PIL import Image, ImageDraw, ImageOps  # noqa: PLC0415

    if picture:
        with Image.open(io.BytesIO(picture), formats=("WEBP",)) as image:
            return ImageOps.fit(image.convert("RGB"), (TILE_PX, TILE_PX))
    tile = Image.new("RGB", (TILE_PX, TILE_PX), SUNK)
    draw, middle = ImageDraw.Draw(tile), TILE_PX / 2
    for index, height in enumerate(BARS):
        x, half = middle + (index - len(BARS) // 2) * 18, height * TILE_PX / 4
        draw.rounded_rectangle((x - 4, middle - half, x + 4, middle + half), 4, fill=ACCENT)
    return tile


def _number(tile: "Image", number: int) -> None:
    from PIL import ImageDraw, ImageFont  # noqa: PLC0415

    draw = ImageDraw.Draw(tile)
    draw.rounded_rectangle((8, 8, 8 + BADGE_PX, 8 + BADGE_PX), 10, fill=ACCENT)
    middle = 8 + BADGE_PX / 2
    draw.text((middle, middle), str(number), INK, ImageFont.load_default(22), "mm")
