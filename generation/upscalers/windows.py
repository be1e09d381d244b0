"""Latents too large for one forward, seen through windows that overlap; where several see, their mean counts.

Source: Bar-Tal et al. (2023), MultiDiffusion, section 3; weights fall towards the edges.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from generation.upscalers.tiles import Span, tiles

SEEN = 128  # latents along a side of a window: 1024 pixels of a picture by Stable Diffusion
OVERLAP = (
    16  # latents that a window sees beyond what it shows, on each side: two of them blend along twice that
)


class Windows:
    """Windows over latents of one size: a single one where that is no larger than a window."""

    def __init__(self, rows: int, columns: int, grid: int, seen: int = SEEN, overlap: int = OVERLAP) -> None:
        """Lay them; ``rows`` and ``columns`` are multiples of ``grid``, and so are all edges."""
        whole = max(rows, columns) <= seen
        side = seen if whole else max(seen - 2 * overlap, grid)
        self._tiles = tiles(columns, rows, side, 0 if whole else overlap, grid)
        self._size = rows, columns

    def __len__(self) -> int:
        """Count them."""
        return len(self._tiles)

    def average(self, compute: Callable[[slice, slice], Tensor]) -> Tensor:
        """Compute each window, given its rows and columns, and blend what comes out.

        ``compute`` returns float32 [1, channels, rows, columns] of the window. Returns: the same of
        the whole; what a single window gave, to the bit.
        """
        total, weights = None, None
        for tile in self._tiles:
            down, across = tile.down.seen(), tile.across.seen()
            found = compute(down, across)
            if len(self._tiles) == 1:
                return found
            if total is None or weights is None:
                total = found.new_zeros(*found.shape[:2], *self._size)
                weights = found.new_zeros(self._size)
            rows, columns = self._size
            weight = torch.outer(_ramp(tile.down, rows), _ramp(tile.across, columns)).to(found.device)
            total[..., down, across] += weight * found
            weights[down, across] += weight
        assert total is not None  # noqa: S101 - there is a window
        assert weights is not None  # noqa: S101 - as above
        return total / weights


def _ramp(span: Span, length: int) -> Tensor:
    """Weigh a stretch, float32 [what it sees]: 1 in the middle, falling towards where others see as well."""
    seen = span.seen_to - span.seen_from
    at = torch.arange(seen) + 0.5
    weight = torch.ones(seen)
    if span.seen_from > 0:
        weight = weight.minimum(at / (2 * (span.start - span.seen_from)))
    if span.seen_to < length:
        weight = weight.minimum((seen - at) / (2 * (span.seen_to - span.end)))
    return weight
