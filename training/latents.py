"""The drawings as the UNet sees them: latents, and how much each spot of them counts."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from diffusers import AutoencoderKL
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training.autoencoder import moments
from training.learner import Report
from training.parts import Part
from training.vision import as_input

ENCODE_BATCH = 20  # larger batches fall out of the processor's cache
COUNTS = {  # how much small parts that people look for count, in skies
    Part.LIGHT: 3.0,
    Part.STARS: 3.0,
    Part.CLOUDS: 2.0,
    Part.HOUSE: 3.0,
    Part.TREE: 3.0,
    Part.BOAT: 3.0,
    Part.CAR: 3.0,
    Part.SKIN: 2.5,
    Part.BEARD: 3.0,
    Part.EYES: 2.5,
    Part.MOUTH: 5.0,
    Part.EYEWEAR: 2.5,
}


class Pictures(Protocol):
    """Pictures that lie in an array, or are made when they are looked at."""

    def __len__(self) -> int:
        """Count them."""

    def __getitem__(self, chosen: slice, /) -> NDArray[np.uint8]:
        """Give some: uint8 [n, 128, 128, 3]."""


@torch.no_grad()
def encode_drawings(net: AutoencoderKL, pictures: Pictures, path: Path, report: Report) -> Tensor:
    """Encode all pictures, or read the latents if they are already there.

    The autoencoder works in bfloat16; what that loses is far below the noise added in training.

    Returns: float16 [n, 4, 16, 16].
    """
    if not path.exists():
        parts = []
        net = copy.deepcopy(net)
        for part in net.children():
            part.to(torch.bfloat16, memory_format=torch.channels_last)
        for start in range(0, len(pictures), ENCODE_BATCH):
            seen = as_input(pictures[start : start + ENCODE_BATCH])
            seen = seen.to(torch.bfloat16, memory_format=torch.channels_last)
            parts.append(moments(net, seen)[0].half())
            if start % 4000 == 0:
                report(f"latents: {start} of {len(pictures)}")
        torch.save(torch.cat(parts), path)
    latents: Tensor = torch.load(path, weights_only=True)
    return latents


def weigh_spots(parts: NDArray[np.uint8]) -> Tensor:
    """Tell how much each latent spot of drawings counts, from their parts, uint8 [n, 128, 128].

    Returns: float16 [n, 16, 16], mean 1.
    """
    counts = torch.tensor([COUNTS.get(part, 1.0) for part in Part])
    spots = [
        functional.avg_pool2d(counts[torch.tensor(parts[i : i + 500]).long()][:, None], 8)
        for i in range(0, len(parts), 500)
    ]
    weights = torch.cat(spots).squeeze(1)
    return (weights / weights.mean()).half()
