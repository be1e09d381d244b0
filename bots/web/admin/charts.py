"""Charts as shapes: where columns and marks stand, for a template that writes SVG of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from bots.chart import scale, written

WIDTH, HEIGHT = 440.0, 190.0
LEFT, RIGHT, BOTTOM, TOP = 40.0, 10.0, 26.0, 10.0
NAMED = 7  # columns that have their name below, at most


@dataclass(frozen=True)
class Column:
    """A column of a chart, in units of its drawing."""

    x: float
    y: float
    width: float
    height: float
    label: str  # below it, or nothing
    title: str  # what a pointer shows
    middle: float


@dataclass(frozen=True)
class Mark:
    """A line across a chart, with its number."""

    y: float
    text: str


@dataclass(frozen=True)
class Chart:
    """A chart of columns."""

    columns: tuple[Column, ...]
    marks: tuple[Mark, ...]
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    floor: float = HEIGHT - BOTTOM


def chart(values: Sequence[tuple[str, float]]) -> Chart:
    """Lay columns out, each with its label."""
    floor = HEIGHT - BOTTOM
    marks = scale(max((value for _, value in values), default=0.0))
    room, top = floor - TOP, marks[-1]
    slot = (WIDTH - LEFT - RIGHT) / max(1, len(values))
    every = -(-len(values) // NAMED)

    def column(number: int, label: str, value: float) -> Column:
        height = room * value / top
        named = label if (len(values) - 1 - number) % every == 0 else ""
        x = LEFT + slot * number
        return Column(
            round(x + slot * 0.16, 1),
            round(floor - height, 1),
            round(slot * 0.68, 1),
            round(height, 1),
            named,
            f"{label}: {written(round(value, 1))}",
            round(x + slot / 2, 1),
        )

    return Chart(
        tuple(column(number, label, value) for number, (label, value) in enumerate(values)),
        tuple(Mark(round(floor - room * mark / top, 1), written(mark)) for mark in marks),
    )
