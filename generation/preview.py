"""Shows roughly what latents will look like, without the VAE."""

import math
from typing import Protocol

import torch
from PIL import Image
from torch import Tensor

SAMPLES = 4  # pictures to fit on
GRID = 16  # latents along their sides: 4 * 16 * 16 points for the few unknowns of a linear map
COARSE = 4  # the random latents vary over a quarter of a side, as pictures do


class Decoder(Protocol):
    """What a preview needs of a pipeline."""

    @property
    def device(self) -> torch.device:
        """Where the model computes."""

    def latent_shape(self, width_px: int, height_px: int) -> tuple[int, int, int]:
        """Tell the latents of a picture: channels, rows, columns."""

    def decode(self, latents: Tensor) -> Tensor:
        """Turn latents into pictures, float32 [n, 3, height, width], 0 .. 1."""


class Preview:
    """A linear map from one latent to one colour, fitted to a model's own VAE when first used.

    Near enough for a small picture: a VAE's latents are mostly local averages of brightness and colour.
    """

    def __init__(self, decoder: Decoder) -> None:
        self._decoder = decoder
        self._map: Tensor | None = None

    def fit(self) -> Tensor:
        """Give the map, and fit it where that was not done yet."""
        if self._map is None:
            self._map = fit_colours(self._decoder)
        return self._map

    def show(self, latents: Tensor) -> Image.Image:
        """Draw latents [n, channels, rows, columns] side by side, one pixel a latent."""
        colours = _with_one(latents.float().movedim(1, -1)) @ self.fit()  # [n, rows, columns, 3]
        pixels = (colours.clamp(0, 1) * 255).round().to(torch.uint8).cpu()
        return Image.fromarray(_sheet(pixels).contiguous().numpy())


def fit_colours(decoder: Decoder) -> Tensor:
    """Fit a linear map from latents to the mean colours of the pixels that they decode to.

    Random latents, smooth as those of pictures are, are decoded; the map is their least-squares solution.
    Returns: float32 [channels + 1, 3], the last row for a constant 1; colours 0 .. 1.
    """
    channels = decoder.latent_shape(512, 512)[0]
    noise = torch.randn(SAMPLES, channels, COARSE, COARSE, generator=torch.Generator().manual_seed(0))
    smooth = torch.nn.functional.interpolate(noise, size=(GRID, GRID), mode="bicubic")
    latents = smooth.to(decoder.device)
    colours = torch.nn.functional.adaptive_avg_pool2d(decoder.decode(latents), GRID)
    inputs = _with_one(latents.movedim(1, -1)).flatten(0, 2).cpu()  # [points, channels + 1]
    outputs = colours.movedim(1, -1).flatten(0, 2).cpu()  # [points, 3]
    fitted: Tensor = torch.linalg.lstsq(inputs, outputs).solution
    return fitted.to(decoder.device)


def _with_one(latents: Tensor) -> Tensor:
    return torch.cat([latents, torch.ones_like(latents[..., :1])], dim=-1)


def _sheet(pictures: Tensor) -> Tensor:
    """Lay pictures [n, rows, columns, 3] out as a sheet: one, two in a row, or two rows of two."""
    count, rows, columns, _ = pictures.shape
    across = math.ceil(math.sqrt(count))
    down = math.ceil(count / across)
    sheet = torch.zeros(down * rows, across * columns, 3, dtype=pictures.dtype)
    for index, picture in enumerate(pictures):
        top, left = index // across * rows, index % across * columns
        sheet[top : top + rows, left : left + columns] = picture
    return sheet
