"""Pictures as the networks see them."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor


def as_image(pixels: NDArray[np.generic]) -> Tensor:
    """Turn pixels [h, w, 3] into what the networks see: [1, 3, h, w], 0 .. 1."""
    return torch.from_numpy(pixels).permute(2, 0, 1)[None] / 255


def off_by(expected: NDArray[np.generic], found: Tensor) -> float:
    """Give the largest difference from a golden."""
    assert expected.shape == tuple(found.shape)
    return float(np.abs(expected - found.numpy()).max())
