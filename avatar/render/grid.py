"""The grid on which the renderer measures space: its end cells lie on -1 and 1."""

from collections.abc import Sequence

import torch
from torch import Tensor


def ticks(cells: int, like: Tensor) -> Tensor:
    """Give the coordinates of the cells of one axis, on the device and in the type of ``like``.

    Returns: float [cells], -1 .. 1, both ends on a cell.
    """
    return 2 * torch.arange(cells, device=like.device, dtype=like.dtype) / (cells - 1) - 1


def corner_grid(size: Sequence[int], like: Tensor) -> Tensor:
    """Give the coordinates of the cells of a space of ``size`` (depth, height, width).

    Returns: float [depth, height, width, 3], -1 .. 1, in the order x (width), y (height), z (depth).
    """
    z, y, x = torch.meshgrid(*(ticks(cells, like) for cells in size), indexing="ij")
    return torch.stack((x, y, z), dim=3)
