"""Estimates how far away what a picture shows is, for models that were trained to draw with it."""

from typing import Any

import torch
from PIL.Image import Image
from torch import Tensor


class DepthEstimator:
    """A DPT and the reader of its pictures."""

    def __init__(self, reader: Any, model: Any, device: torch.device) -> None:  # noqa: ANN401 - untyped libraries
        self._reader = reader
        self._model = model
        self._device = device

    def __call__(self, picture: Image, size: tuple[int, int]) -> Tensor:
        """Estimate the depth: float32 [1, 1, rows, columns], -1 farthest .. 1 nearest."""
        seen = self._reader(images=picture.convert("RGB"), return_tensors="pt").pixel_values
        found = self._model(seen.to(self._device)).predicted_depth.float()
        depth = torch.nn.functional.interpolate(
            found[:, None], size=size, mode="bicubic", align_corners=False
        )
        low, high = depth.amin(), depth.amax()
        return 2 * (depth - low) / (high - low) - 1 if high > low else torch.zeros_like(depth)
