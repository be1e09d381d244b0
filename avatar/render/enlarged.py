"""3 x 3 convolutions on maps that were enlarged by repeating their cells, worked out without enlarging them.

Where a map repeats its cells, several taps of a kernel see the same value: their weights are summed once
instead. A map enlarged twice has two kinds of rows (and columns); a map enlarged four times has three, as the
taps of the two rows in the middle all see one cell. Exact up to the order of sums.
"""

from dataclasses import dataclass
from itertools import product

import torch
from torch import Tensor, nn
from torch.nn import functional

Taps = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Kind:
    """A kind of row that an enlarged map has: which taps fall together, and the cell where they begin."""

    taps: Taps
    start: int  # cells, counted from the one before the row's own


LEFT, MIDDLE, RIGHT = Kind(((0,), (1, 2)), 0), Kind(((0, 1, 2),), 1), Kind(((0, 1), (2,)), 1)
TWICE = (LEFT, RIGHT)
FOUR_TIMES = (LEFT, MIDDLE, RIGHT)  # the distinct ones: the middle row stands for two
# What a second convolution sees of a map that holds LEFT, MIDDLE and RIGHT side by side, the middle once.
ONE_BY_ONE = ((0,), (1,), (2,))
SECOND = (
    Kind(ONE_BY_ONE, 0),  # the right row of the cell before, left, middle
    Kind(((0,), (1, 2)), 1),  # left, middle, middle
    Kind(((0, 1), (2,)), 2),  # middle, middle, right
    Kind(ONE_BY_ONE, 2),  # middle, right, left row of the cell after
)


class Bordered:
    """A map [n, c, side, side] with zeros around it, of which a window at any place costs nothing.

    The right border of a row is the left border of the next, and the lower border of a picture the upper one
    of the next, so that each window is dense memory.
    """

    def __init__(self, like: Tensor, channels: int, side: int) -> None:
        self.side = side
        self._shape = (len(like), channels, side + 1, side + 1)
        self._flat = like.new_zeros((len(like) * (side + 1) ** 2 + 2 * (side + 1) + 2) * channels)

    @property
    def inside(self) -> Tensor:
        """Give the map itself, to be written."""
        return self.window(1, 1)[:, :, : self.side, : self.side]

    def window(self, row: int, column: int) -> Tensor:
        """Give all from a place of the bordered map on (0 .. 2 each); what lies behind its edges is junk."""
        channels, pitch = self._shape[1], self._shape[2]
        strides = (pitch * pitch * channels, 1, pitch * channels, channels)
        return self._flat.as_strided(self._shape, strides, (row * pitch + column) * channels)


class EnlargedConv(nn.Module):
    """A 3 x 3 convolution for each pair of a kind of row and a kind of column."""

    def __init__(self, weight: Tensor, bias: Tensor, kinds: tuple[Kind, ...], stride: int = 1) -> None:
        super().__init__()
        self.kinds, self.stride = kinds, stride
        folded = [_fold(weight, row.taps, column.taps) for row, column in product(kinds, kinds)]
        self.weights = nn.ParameterList(nn.Parameter(kernel, requires_grad=False) for kernel in folded)
        self.bias = nn.Parameter(bias.clone(), requires_grad=False)

    def part(self, bordered: Bordered, row: int, column: int) -> Tensor:
        """Give the result [n, out, f, f] for the rows and columns of one kind each."""
        kinds, cells = self.kinds, bordered.side // self.stride
        window = bordered.window(kinds[row].start, kinds[column].start)
        weight = self.weights[row * len(kinds) + column]
        result = functional.conv2d(window, weight, self.bias, stride=self.stride)
        return result[:, :, :cells, :cells]


def _fold(weight: Tensor, rows: Taps, columns: Taps) -> Tensor:
    """Sum the taps of a kernel [out, in, 3, 3] that fall together."""
    high = [weight[:, :, list(taps)].double().sum(dim=2) for taps in rows]
    cells = [torch.stack([line[..., list(taps)].sum(dim=2) for taps in columns], dim=2) for line in high]
    return torch.stack(cells, dim=2).to(weight.dtype).contiguous(memory_format=torch.channels_last)
