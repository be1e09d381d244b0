"""Divides a picture in tiles that see beyond their edges."""

import math
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """A stretch of one side of a picture (px): what a tile shows, and the wider stretch that it sees."""

    start: int
    end: int
    seen_from: int
    seen_to: int

    def seen(self) -> slice:
        """Give the stretch to cut out of the picture."""
        return slice(self.seen_from, self.seen_to)

    def shown(self, scale: int) -> slice:
        """Give the stretch to keep of the enlarged tile."""
        return slice((self.start - self.seen_from) * scale, (self.end - self.seen_from) * scale)

    def place(self, scale: int) -> slice:
        """Give the stretch of the enlarged picture where that goes."""
        return slice(self.start * scale, self.end * scale)


@dataclass(frozen=True)
class Tile:
    """A rectangle of a picture."""

    down: Span
    across: Span


def tiles(width_px: int, height_px: int, side_px: int, overlap_px: int, grid_px: int = 1) -> list[Tile]:
    """Divide a picture in tiles of about equal size, each with ``overlap_px`` on every side that has more.

    All edges lie on the grid if the picture's sides do.
    """
    return [
        Tile(down, across)
        for down in _spans(height_px, side_px, overlap_px, grid_px)
        for across in _spans(width_px, side_px, overlap_px, grid_px)
    ]


def _spans(length: int, side: int, overlap: int, grid: int) -> Iterator[Span]:
    count = math.ceil(length / side)
    step = math.ceil(length / count / grid) * grid
    margin = math.ceil(overlap / grid) * grid
    for start in range(0, length, step):
        end = min(start + step, length)
        yield Span(start, end, max(start - margin, 0), min(end + margin, length))
