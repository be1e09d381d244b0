"""Convolutions of 3 by 3 by a quarter of the products: exact but for rounding.

Pictures and spaces are rows of channels here ([..., height, width, channels]): all work is matrix products.
Source: Lavin and Gray (2016), Fast algorithms for convolutional neural networks, section 4.1.
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

TAPS = 3
CACHE_BYTES = 2**23
# Where the polynomials are evaluated, besides at infinity. -1/2 and not -2 for a third of the rounding error:
# with these, the error of a tile of 4 is that of a direct convolution.
POINTS = {2: (0, 1, -1), 4: (0, 1, -1, 2, Fraction(-1, 2))}

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Transforms:
    """The matrices of one axis: outputs = gather @ ((spread_kernel @ kernel) * (spread_input @ inputs))."""

    gather: Matrix  # [tile, points]
    spread_kernel: Matrix  # [points, 3]
    spread_input: Matrix  # [points, points]


def transforms(tile: int) -> Transforms:
    """Give the matrices for tiles of 2 or 4 outputs, by Toom's and Cook's algorithm."""
    points = [Fraction(point) for point in POINTS[tile]]
    gather = np.array([[float(point**power) for point in points] for power in range(tile)])
    kernel = np.array(
        [[float(point**power / _apart(points, point)) for power in range(TAPS)] for point in points]
    )
    gather = np.hstack((gather, np.eye(tile)[:, -1:]))  # at infinity the highest power alone counts
    kernel = np.vstack((kernel, np.eye(TAPS)[-1:]))
    # What the inputs must be multiplied by follows: output i is the sum over taps j of kernel j, input i + j.
    products = np.einsum("in,nj->ijn", gather, kernel).reshape(tile * TAPS, -1)
    wanted = np.zeros((tile, TAPS, tile + TAPS - 1))
    for output in range(tile):
        for tap in range(TAPS):
            wanted[output, tap, output + tap] = 1
    spread = np.linalg.lstsq(products, wanted.reshape(tile * TAPS, -1), rcond=None)[0]
    return Transforms(gather, kernel, spread)


def _apart(points: list[Fraction], point: Fraction) -> Fraction:
    product = Fraction(1)
    for other in points:
        if other != point:
            product *= point - other
    return product


class WinogradConv:
    """A convolution of 3 by 3 by 3 or, for pictures, 1 by 3 by 3 that keeps the size."""

    def __init__(self, weight: Tensor, bias: Tensor | None, tile: int = 4) -> None:
        """Take the weight [out, in, 3 or 1, 3, 3] (or [out, in, 3, 3]) and the bias [out].

        The transformed weight is 4 times as large, with a ``tile`` of 2 (for small maps) 16/9 times.
        """
        matrices = transforms(tile)
        solid = weight if weight.ndim == 5 else weight[:, :, None]
        self.tile, self.bias = tile, bias
        both = _both_axes(matrices.spread_kernel)
        kernels = solid.permute(2, 3, 4, 1, 0)  # [depth taps, 3, 3, in, out]
        spread = [(both @ tap.double().flatten(0, 1).flatten(1)).to(weight) for tap in kernels]
        self.weight = torch.stack(spread).view(
            len(spread), len(both), *kernels.shape[3:]
        )  # [.., points, in, out]
        self.spread = _both_axes(matrices.spread_input).to(weight)
        self.gather = _both_axes(matrices.gather).to(weight)
        self._padded = weight.new_zeros(0)

    def __call__(self, *pieces: Tensor) -> Tensor:
        """Take rows [d, h, w, in], in one piece or in several side by side, and give [d, h, w, out].

        Height and width are multiples of the tile. With one depth tap, d is the batch.
        """
        depth, height, width = pieces[0].shape[:3]
        padded = self._pad(pieces)
        out = padded.new_empty(depth, height, width, self.weight.shape[3])
        down, tile = height // self.tile, self.tile
        band = min(down, self._band(padded))
        for first in range(0, down, band):
            count = min(band, down - first)
            rows = padded[:, first * tile : (first + count) * tile + TAPS - 1]
            out[:, first * tile : (first + count) * tile] = self._draw(rows, count)
        return out if self.bias is None else out.add_(self.bias)

    def _pad(self, pieces: tuple[Tensor, ...]) -> Tensor:
        depth, height, width = pieces[0].shape[:3]
        ahead = len(self.weight) // 2  # cells of nothing before and behind a space
        channels = sum(piece.shape[3] for piece in pieces)
        shape = (depth + 2 * ahead, height + 2, width + 2, channels)
        if self._padded.shape != shape:
            with torch.inference_mode(False):  # so that it may be written to in any mode
                self._padded = pieces[0].new_zeros(shape)  # kept: its border stays, and new memory is slow
        padded = self._padded
        inside = padded[ahead : ahead + depth, 1:-1, 1:-1]
        for piece, place in zip(
            pieces, torch.split(inside, [p.shape[3] for p in pieces], dim=3), strict=True
        ):
            place.copy_(piece)
        return padded

    def _band(self, padded: Tensor) -> int:
        """Give how many rows of tiles to draw in one go: what is at work should stay in the cache."""
        depth, _, width, channels = padded.shape
        row_bytes = len(self.spread) * depth * (width // self.tile) * channels * padded.element_size()
        return max(1, max(CACHE_BYTES, self.weight.nbytes) // row_bytes)

    def _draw(self, rows: Tensor, down: int) -> Tensor:
        """Draw ``down`` rows of tiles from the padded rows that they see."""
        tile, size = self.tile, self.tile + TAPS - 1
        depth, _, width, channels = rows.shape
        across = (width - TAPS + 1) // tile
        d, h, w, _ = rows.stride()
        seen = rows.as_strided((size, size, depth, down, across, channels), (h, w, d, h * tile, w * tile, 1))
        spread = (self.spread @ seen.reshape(size * size, -1)).view(size * size, -1, channels)
        summed = self._multiply(spread, down * across)
        tiles = (self.gather @ summed.view(size * size, -1)).view(
            tile, tile, -1, down, across, summed.shape[2]
        )
        return tiles.permute(2, 3, 0, 4, 1, 5).reshape(-1, down * tile, across * tile, summed.shape[2])

    def _multiply(self, spread: Tensor, slice_tiles: int) -> Tensor:
        """Multiply point by point, [points, tiles, in] to [points, tiles, out], over all depth taps."""
        count = spread.shape[1] - (len(self.weight) - 1) * slice_tiles
        summed = torch.bmm(spread[:, :count], self.weight[0])
        for tap in range(1, len(self.weight)):
            summed.baddbmm_(spread[:, tap * slice_tiles : tap * slice_tiles + count], self.weight[tap])
        return summed


def _both_axes(matrix: Matrix) -> Tensor:
    return torch.from_numpy(np.kron(matrix, matrix))
