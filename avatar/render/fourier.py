"""A convolution with a wide kernel by Fourier's transform along height and width: exact but for rounding.

At 7 by 7 it needs a twelfth of the products. The transforms are matrix products too: faster ones exist, but
rows of channels ([..., width, channels]) would have to be turned about for them, and that costs more.
"""

import math

import torch
from torch import Tensor
from torch.nn import functional

TILE = 64  # cells of height and width; a map is a multiple of it, or smaller


class FourierConv:
    """A convolution by 7 by 7 by 7 (or any odd kernel) that keeps the size."""

    def __init__(self, weight: Tensor, bias: Tensor, tile: int = TILE) -> None:
        """Take the weight [out, in, t, t, t] and the bias [out]."""
        self.bias, self.tile, self.taps = bias, tile, weight.shape[2]
        points = tile + self.taps - 1
        points += points % 2
        half = points // 2 + 1  # frequencies along the width: the others mirror them
        outs, ins = weight.shape[:2]
        spectra = torch.empty(points, half, ins, self.taps, outs, dtype=torch.complex64)
        for number, kernel in enumerate(weight):  # one by one: in float64 all at once are half a gigabyte
            spectra[..., number] = (
                torch.fft.rfft2(kernel.double(), s=(points, points)).conj().permute(2, 3, 0, 1)
            )
        self.weight = spectra.view(points * half, ins, -1)  # [frequencies, in, t out]
        turns = (
            2 * math.pi * torch.arange(points, dtype=torch.float64)[:, None] * torch.arange(points) / points
        )
        self.cos, self.sin = turns.cos()[:half].to(weight), turns.sin()[:half].to(weight).neg()
        self.down = torch.complex(turns.cos(), -turns.sin()).to(torch.complex64)
        self.up = (torch.complex(turns.cos(), turns.sin())[:tile] / points).to(torch.complex64)
        twice = torch.full((half,), 2.0, dtype=torch.float64)
        twice[[0, -1]] = 1  # these two have no mirror
        back = torch.stack((turns.cos(), -turns.sin()), dim=2)[:tile, :half] * twice[:, None] / points
        self.back = back.flatten(1).t().to(weight).contiguous()  # [2 half, tile]

    def __call__(self, x: Tensor) -> Tensor:
        """Take rows [d, h, w, in], give [d, h, w, out]."""
        _, height, width, _ = x.shape
        rows, columns = -(-height // self.tile), -(-width // self.tile)
        spectrum = self._forth(x, rows, columns)
        summed = self._multiply(spectrum, len(x))
        return self._back(summed, rows, columns)[:, :height, :width] + self.bias

    def _forth(self, x: Tensor, rows: int, columns: int) -> Tensor:
        """Give the spectra of the tiles and what is around them, [frequencies, d rows columns, in]."""
        depth, height, width, channels = x.shape
        tile, points, half = self.tile, len(self.down), len(self.cos)
        ahead = self.taps // 2
        behind = points - tile - ahead
        sides = (ahead, behind + columns * tile - width, ahead, behind + rows * tile - height)
        padded = functional.pad(x, (0, 0, *sides))
        _, h, w, _ = padded.stride()
        tall = padded.shape[1]
        seen = padded.as_strided((depth * tall, columns, points, channels), (h, w * tile, w, 1))
        wide = torch.complex(torch.matmul(self.cos, seen), torch.matmul(self.sin, seen)).flatten(1)
        h = wide.stride(0)
        seen = wide.as_strided((depth, rows, points, wide.shape[1]), (h * tall, h * tile, h, 1))
        full = torch.matmul(self.down, seen).view(depth, rows, points, columns, half, channels)
        return full.permute(2, 4, 0, 1, 3, 5).reshape(points * half, -1, channels)

    def _multiply(self, spectrum: Tensor, depth: int) -> Tensor:
        """Multiply frequency by frequency and sum over the depth taps: [frequencies, d, tiles, out]."""
        products = torch.bmm(spectrum, self.weight).view(len(spectrum), depth, -1, self.taps, len(self.bias))
        parts = torch.view_as_real(products).flatten(4)
        summed = parts[:, :, :, self.taps // 2].clone()
        for tap in range(self.taps):
            away = tap - self.taps // 2
            if away:
                low, high = max(0, -away), min(depth, depth - away)
                summed[:, low:high] += parts[:, low + away : high + away, :, tap]
        return torch.view_as_complex(summed.view(*summed.shape[:3], -1, 2))

    def _back(self, summed: Tensor, rows: int, columns: int) -> Tensor:
        """Give the maps [d, rows tile, columns tile, out] of what was summed."""
        tile, points, half = self.tile, len(self.down), len(self.cos)
        tall = (self.up @ summed.view(points, -1)).view(tile, half, -1, rows, columns, len(self.bias))
        parts = (
            torch.view_as_real(tall).permute(0, 2, 3, 4, 5, 1, 6).flatten(5)
        )  # [tile, d, rows, columns, out, 2 half]
        maps = parts @ self.back
        return maps.permute(1, 2, 0, 3, 5, 4).reshape(-1, rows * tile, columns * tile, len(self.bias))
