"""Large drawings, and the small pictures from which an upscaler learns to make them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training.autoencoder import decode, moments
from training.drawing import example
from training.parts import SIZE_PX
from training.vision import as_input

SCALE = 4  # of the large drawings
SIDE_PX = SIZE_PX * SCALE
SHAKE = 0.15  # most noise in the latents of a picture that is drawn again: the UNet's are never exact
CHUNK = 25

Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Pairs:
    """Drawings and how the pocket model would show them."""

    large: Bytes  # [n, 512, 512, 3], sRGB
    redrawn: Bytes  # [n, 128, 128, 3], the small drawing after a round trip through the VAE

    def __len__(self) -> int:
        return len(self.large)


def open_pairs(folder: Path, count: int, vae: Any, report: Callable[[str], None] = print) -> Pairs:  # noqa: ANN401  # diffusers is untyped
    """Draw seeds 0 .. ``count`` - 1 large and small, or open them if they are already there.

    Returns: memory-mapped pairs.
    """
    paths = {"large": folder / "large.npy", "redrawn": folder / "redrawn.npy"}
    if not all(path.exists() for path in paths.values()):
        _draw_all(paths, count, vae, report)
    pairs = Pairs(**{name: np.load(path, mmap_mode="r") for name, path in paths.items()})
    if len(pairs) < count:
        raise ValueError(f"{folder} holds {len(pairs)} drawings, {count} are needed; remove it")
    return pairs


def make_pairs(seeds: Sequence[int], vae: Any, *, for_evaluation: bool = False) -> Pairs:  # noqa: ANN401  # diffusers is untyped
    """Draw seeds large, and small through the VAE."""
    large, small = (
        np.stack([example(seed, for_evaluation=for_evaluation, scale=scale)[1].picture for seed in seeds])
        for scale in (SCALE, 1)
    )
    return Pairs(large, _redraw(small, vae, np.random.default_rng(seeds[0])))


def _draw_all(paths: dict[str, Path], count: int, vae: Any, report: Callable[[str], None]) -> None:  # noqa: ANN401  # diffusers is untyped
    unfinished = {name: path.with_suffix(".part") for name, path in paths.items()}
    shapes = {"large": (count, SIDE_PX, SIDE_PX, 3), "redrawn": (count, SIZE_PX, SIZE_PX, 3)}
    arrays = {
        name: np.lib.format.open_memmap(unfinished[name], "w+", np.uint8, shape)
        for name, shape in shapes.items()
    }
    for start in range(0, count, CHUNK):
        seeds = range(start, min(start + CHUNK, count))
        pairs = make_pairs(seeds, vae)
        arrays["large"][seeds.start : seeds.stop] = pairs.large
        arrays["redrawn"][seeds.start : seeds.stop] = pairs.redrawn
        report(f"drawing: {seeds.stop} of {count} pictures")
    for name, array in arrays.items():
        array.flush()
        unfinished[name].replace(paths[name])


@torch.inference_mode()
def _redraw(small: Bytes, vae: Any, rng: np.random.Generator) -> Bytes:  # noqa: ANN401  # diffusers is untyped
    """Encode and decode pictures, uint8 [n, 128, 128, 3], each with its own share of noise between."""
    mean, _ = moments(vae, as_input(small))
    shake = torch.from_numpy(rng.uniform(0, SHAKE, (len(small), 1, 1, 1)).astype(np.float32))
    noise = torch.from_numpy(rng.standard_normal(mean.shape, np.float32))
    pictures = decode(vae, mean + shake * noise).clamp(-1, 1)
    return as_bytes(pictures / 2 + 0.5)


def as_bytes(pictures: Tensor) -> Bytes:
    """Turn float [n, 3, h, w] in 0..1 into uint8 [n, h, w, 3]."""
    rounded: Bytes = (pictures * 255).round().to(torch.uint8).movedim(1, -1).contiguous().numpy()
    return rounded


def as_floats(pictures: Bytes) -> Tensor:
    """Turn uint8 [n, h, w, 3] into float32 [n, 3, h, w] in 0..1."""
    return as_input(pictures) / 2 + 0.5


def shrink(large: Tensor, times: int) -> Tensor:
    """Average squares of pixels of pictures [n, 3, h, w]."""
    return functional.avg_pool2d(large, times)
