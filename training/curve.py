"""The picture of a training: one panel a part, how its loss fell over its steps."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

Curve = Sequence[tuple[int, float]]  # (steps taken, mean loss since the point before)

PANEL_PX = (640, 220)
MARGIN_PX = (58, 30, 14, 24)  # left, top, right, bottom of the plot inside its panel
PAPER, FRAME, GRID, INK, WORDS = "#ffffff", "#9aa0a6", "#e4e7ea", "#1a5fb4", "#30343a"
TEXT_PX = 12
LEAST_SPAN = 1.25  # a curve that is nearly flat is not blown up to fill its panel


def write_curves(path: Path, curves: Mapping[str, Curve]) -> None:
    """Draw the curves of some parts and replace the picture in one move."""
    unfinished = path.with_suffix(".part")
    draw_curves(curves).save(unfinished, "PNG")
    unfinished.replace(path)


def draw_curves(curves: Mapping[str, Curve]) -> Image.Image:
    """Draw one panel a part below the other; losses on a logarithmic scale.

    Points whose loss has no logarithm are left out.
    """
    width, height = PANEL_PX
    sheet = Image.new("RGB", (width, height * max(len(curves), 1)), PAPER)
    for row, (part, curve) in enumerate(curves.items()):
        panel = Image.new("RGB", PANEL_PX, PAPER)
        _draw_panel(ImageDraw.Draw(panel), part, [point for point in curve if _drawable(point[1])])
        sheet.paste(panel, (0, row * height))
    return sheet


def _draw_panel(draw: ImageDraw.ImageDraw, part: str, curve: Curve) -> None:
    font = ImageFont.load_default(TEXT_PX)
    left, top, right, bottom = MARGIN_PX
    box = (left, top, PANEL_PX[0] - right, PANEL_PX[1] - bottom)
    if not curve:
        draw.rectangle(box, outline=FRAME)
        draw.text((left, 8), f"{part}: no step yet", WORDS, font)
        return
    steps, loss = curve[-1]
    draw.text((left, 8), f"{part}: loss {loss:.4g} after {steps} steps", WORDS, font)
    low, high = _span([value for _, value in curve])

    def place(step: float, value: float) -> tuple[float, float]:
        share = (math.log(value) - math.log(low)) / (math.log(high) - math.log(low))
        return box[0] + (box[2] - box[0]) * step / max(steps, 1), box[3] - (box[3] - box[1]) * share

    for value in _ticks(low, high):
        y = place(0, value)[1]
        draw.line([(box[0], y), (box[2], y)], GRID)
        draw.text((box[0] - 6, y), f"{value:.4g}", WORDS, font, anchor="rm")
    draw.text((box[0], box[3] + 4), "0", WORDS, font)
    draw.text((box[2], box[3] + 4), f"{steps} steps", WORDS, font, anchor="ra")
    draw.rectangle(box, outline=FRAME)
    draw.line([place(*point) for point in curve], INK, 2)
    x, y = place(*curve[-1])
    draw.ellipse([x - 3, y - 3, x + 3, y + 3], INK)


def _span(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    if high / low < LEAST_SPAN:
        middle = math.sqrt(low * high)
        return middle / math.sqrt(LEAST_SPAN), middle * math.sqrt(LEAST_SPAN)
    return low, high


def _ticks(low: float, high: float) -> list[float]:
    """Choose where to write the scale: 1, 2 and 5 of each power of ten, or both ends of a narrow one."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    round_ones = [digit * 10.0**power for power in powers for digit in (1, 2, 5)]
    inside = [value for value in round_ones if low <= value <= high]
    return inside if len(inside) >= 2 else [low, high]


def _drawable(loss: float) -> bool:
    return math.isfinite(loss) and loss > 0
