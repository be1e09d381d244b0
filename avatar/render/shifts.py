"""Heat maps and moved features by one axis at a time: a shift is the same in every cell of a space."""

import torch
from torch import Tensor

from avatar.render.grid import ticks

SPREAD = 0.01  # variance of a key point's heat map
NOTHING = 1e-20  # less heat than this is none: numbers near the end of float32 are slow to reckon with


def heat_rows(points: Tensor, size: tuple[int, int, int]) -> Tensor:
    """Give how near each cell is to points [k, 3]: [d, h, w, k], 1 .. 0."""
    x, y, z = (
        torch.exp(-0.5 * (ticks(cells, points)[:, None] - points[:, axis]).square() / SPREAD)  # [cells, k]
        for axis, cells in enumerate(reversed(size))
    )
    warm = (z[:, None] * y)[:, :, None] * x
    return warm.mul_(warm > NOTHING)


def shifted(features: Tensor, shifts: Tensor) -> Tensor:
    """Look at features [c, d, h, w] from every cell, shifted by [k, 3]: [k, d, h, c, w].

    Trilinear sampling, with nothing outside, is a product of three matrices here. It takes cells for squares,
    though the grid's end cells lie on -1 and 1: the networks were trained so.
    """
    channels, depth, height, width = features.shape
    x, y, z = (_taken(shifts[:, axis], cells) for axis, cells in enumerate((width, height, depth)))
    flat = features.permute(1, 2, 0, 3).reshape(depth, -1)  # [d, h c w]
    seen = (z.flatten(0, 1) @ flat).view(-1, depth, height, channels * width)
    seen = torch.matmul(y[:, None], seen).view(len(shifts), -1, width)  # [k, d h c, w]
    return torch.bmm(seen, x.transpose(1, 2)).view(-1, depth, height, channels, width)


def mixed(mask: Tensor, grid: Tensor, shifts: Tensor) -> Tensor:
    """Mix motions by a mask [b, 16, d, h, w], where all but the first are shifted by [b, 15, 3].

    A motion is the grid [d, h, w, 3] and its shift, so the grid need be weighed but once.
    Returns: [b, d, h, w, 3].
    """
    moved = torch.einsum("bkdhw,bkc->bdhwc", mask[:, 1:], shifts)
    return moved.addcmul_(grid, mask.sum(dim=1)[..., None])


def _taken(shifts: Tensor, cells: int) -> Tensor:
    """Give how much each cell takes from each along one axis, [k, cells, cells]."""
    places = ((ticks(cells, shifts) + shifts[:, None] + 1) * cells - 1) / 2
    whole = torch.arange(cells, device=shifts.device, dtype=shifts.dtype)
    return (1 - (places[..., None] - whole).abs()).clamp_(min=0)
