"""Makes pictures of any size larger, tile by tile, in bounded memory."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from generation.pipelines.packed import pack
from generation.upscalers.load import Net, find_file, load_net
from generation.upscalers.tiles import tiles

OVERLAP_PX = 32  # of the input, at most: what lies further away changes next to nothing
TILE_MEMORY_BYTES = 512 * 2**20  # for the activations of one tile
TILE_LEAST_PX = 32
SMALL = 2_000_000  # parameters that may lie in memory several times, sorted for the processor

Pixels = NDArray[np.uint8]  # [height, width, 3]
Told = Callable[[int, int], None]  # tiles done, and of how many


def load_upscaler(source: Path, device: torch.device) -> "Upscaler":
    """Load the upscaler in a file or a folder, in half precision on a GPU.

    Raises ModelUnavailable with the name of a file that is missing, damaged, or of another kind.
    """
    dtype = torch.float16 if device.type == "cuda" else torch.float32
    net = load_net(find_file(source), device, dtype)
    if sum(weight.numel() for weight in net.parameters()) <= SMALL:
        pack(net)
    return Upscaler(net)


def _ignore(done: int, total: int) -> None:
    """Tell nobody."""


def keep_transparency(picture: Image.Image, larger: Image.Image) -> Image.Image:
    """Give a larger picture the transparency of the one that it was made of, by a plain filter."""
    if picture.has_transparency_data:
        alpha = picture.convert("RGBA").getchannel("A")
        larger.putalpha(alpha.resize(larger.size, Image.Resampling.BICUBIC))
    return larger


@dataclass(frozen=True)
class Upscaler:
    """A loaded upscaler."""

    net: Net
    tile_px: int = 0  # largest side of a tile without its overlap; 0 is what the memory for one allows

    @property
    def scale(self) -> int:
        """How many times larger the result is."""
        return self.net.scale

    @torch.inference_mode()
    def enlarge(self, picture: Image.Image, on_tile: Told = _ignore) -> Image.Image:
        """Make a picture ``scale`` times larger.

        Transparency is enlarged beside the colours, by a plain filter. ``on_tile`` is called after each tile;
        what it raises ends the work.
        Returns: an RGB picture, or RGBA if the picture is transparent anywhere.
        """
        larger = Image.fromarray(self._enlarged(np.array(picture.convert("RGB")), on_tile))
        return keep_transparency(picture, larger)

    def _enlarged(self, pixels: Pixels, on_tile: Told) -> Pixels:
        height, width = pixels.shape[:2]
        scale, grid = self.scale, self.net.grid
        padded = np.pad(pixels, ((0, -height % grid), (0, -width % grid), (0, 0)), mode="edge")
        larger = np.empty((padded.shape[0] * scale, padded.shape[1] * scale, 3), np.uint8)
        overlap = min(self.net.reach, OVERLAP_PX)
        all_tiles = tiles(padded.shape[1], padded.shape[0], self._side(overlap), overlap, grid)
        for done, tile in enumerate(all_tiles, 1):
            made = self._made(padded[tile.down.seen(), tile.across.seen()])
            kept = made[tile.down.shown(scale), tile.across.shown(scale)]
            larger[tile.down.place(scale), tile.across.place(scale)] = kept
            on_tile(done, len(all_tiles))
        return larger[: height * scale, : width * scale]

    def _made(self, pixels: Pixels) -> Pixels:
        """Enlarge one tile at once."""
        weight = next(self.net.parameters())
        colours = torch.from_numpy(pixels).to(weight.device).movedim(-1, 0)[None]  # [1, 3, rows, columns]
        made: Tensor = self.net(colours.to(weight.dtype) / 255)
        rounded = (made[0].float().clamp(0, 1) * 255).round().to(torch.uint8)
        enlarged: Pixels = rounded.movedim(0, -1).cpu().contiguous().numpy()
        return enlarged

    def _side(self, overlap: int) -> int:
        """Choose the side of a tile, so that it and its overlap fit in the memory for one."""
        if self.tile_px:
            return self.tile_px
        bytes_each = next(self.net.parameters()).element_size() * self.net.floats_per_pixel
        seen = math.isqrt(TILE_MEMORY_BYTES // bytes_each)
        return max(seen - 2 * overlap, TILE_LEAST_PX)
