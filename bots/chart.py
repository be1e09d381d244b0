"""Draws small charts for chats: numbers and days only, so they read alike in every language."""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

TWICE = 2  # drawn at twice the size, then made smaller: smooth edges
WIDTH_PX, HEIGHT_PX, EDGE_PX = 800 * TWICE, 400 * TWICE, 28 * TWICE
TEXT_PX = 15 * TWICE
ROW_PX = 34 * TWICE
PAPER, GRID, INK, BAR = (246, 243, 237), (226, 219, 207), (109, 102, 91), (168, 63, 39)
LABELS = 12  # days that are named, at most
STEPS = (1, 2, 5)  # of the scale, times a power of ten

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def columns(heights: Sequence[tuple[str, float]]) -> bytes:
    """Draw a column for each label, such as a day. Returns: a JPEG of 800 x 400 pixels."""
    image = Image.new("RGB", (WIDTH_PX, HEIGHT_PX), PAPER)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(TEXT_PX)
    marks = scale(max((height for _, height in heights), default=0.0))
    left = EDGE_PX + round(max(draw.textlength(written(mark), font) for mark in marks)) + EDGE_PX // 2
    floor, ceiling = HEIGHT_PX - 2 * EDGE_PX, EDGE_PX
    for mark in marks:
        y = floor - (floor - ceiling) * mark / marks[-1]
        draw.line((left, y, WIDTH_PX - EDGE_PX, y), GRID, TWICE)
        draw.text((left - EDGE_PX // 2, y), written(mark), INK, font, anchor="rm")
    slot = (WIDTH_PX - EDGE_PX - left) / max(1, len(heights))
    named = -(-len(heights) // LABELS)
    for number, (label, height) in enumerate(heights):
        x = left + slot * (number + 0.5)
        top = floor - (floor - ceiling) * height / marks[-1]
        if height > 0:
            _bar(draw, (x - slot * 0.34, min(top, floor - TWICE), x + slot * 0.34, floor))
        if (len(heights) - 1 - number) % named == 0:
            draw.text((x, floor + EDGE_PX // 2), label, INK, font, anchor="mt")
    return _jpeg(image)


def bars(lengths: Sequence[float]) -> bytes:
    """Draw a numbered bar for each of some lengths, one below the other. Returns: a JPEG, 800 pixels wide."""
    image = Image.new("RGB", (WIDTH_PX, ROW_PX * len(lengths) + EDGE_PX), PAPER)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(TEXT_PX)
    numbers = [written(length) for length in lengths]
    left = EDGE_PX * 2
    room = WIDTH_PX - left - EDGE_PX - round(max(draw.textlength(number, font) for number in numbers))
    longest = max(*lengths, 1e-9)
    for row, (length, number) in enumerate(zip(lengths, numbers, strict=True)):
        y = EDGE_PX // 2 + ROW_PX * (row + 0.5)
        end = left + max(2 * TWICE, (room - EDGE_PX) * length / longest)
        draw.text((left - EDGE_PX // 2, y), f"{row + 1}", INK, font, anchor="rm")
        _bar(draw, (left, y - ROW_PX * 0.3, end, y + ROW_PX * 0.3))
        draw.text((end + EDGE_PX // 3, y), number, INK, font, anchor="lm")
    return _jpeg(image)


def scale(most: float, marks: int = 4) -> list[float]:
    """Choose round marks from 0 to at least ``most``: [0, 50, 100, 150]."""
    power = 10.0**-1
    while True:
        for step in STEPS:
            if step * power * marks >= most:
                count = max(1, -int(-most // (step * power)))
                return [step * power * number for number in range(count + 1)]
        power *= 10


def written(value: float) -> str:
    """Write a number as short as it may be read: 0.5, 12, 1500, 25k, 3M."""
    for size, sign in ((1e6, "M"), (1e4, "k")):
        if value >= size:
            return f"{value / (1e6 if sign == 'M' else 1e3):.3g}{sign}"
    return f"{value:.0f}" if value >= 10 or value == int(value) else f"{value:.1f}"


def _bar(draw: ImageDraw.ImageDraw, box: tuple[float, float, float, float]) -> None:
    radius = min(6 * TWICE, (box[2] - box[0]) / 2, (box[3] - box[1]) / 2)
    draw.rounded_rectangle(box, radius, BAR)


def _jpeg(image: Image.Image) -> bytes:
    buffer = BytesIO()
    small = image.resize((image.width // TWICE, image.height // TWICE), Image.Resampling.LANCZOS)
    small.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()
