"""Writes adapters for small models from seeded tensors, in the layouts that people find, and their cards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers import DPMSolverMultistepScheduler
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch import Tensor, nn

from generation.catalogue import Base, ExtraCard, Purpose
from generation.requests import ImageRequest

RANK = 3
Thin = tuple[Tensor, Tensor]  # down and up


def thin(net: nn.Module, endings: Iterable[str], seed: int = 5) -> dict[str, Thin]:
    """Draw the two thin matrices of a LoRA for each layer of a network whose path ends so."""
    generator = torch.Generator().manual_seed(seed)
    drawn: dict[str, Thin] = {}
    for path, module in net.named_modules():
        if isinstance(module, nn.Linear | nn.Conv2d) and path.endswith(tuple(endings)):
            out, *rest = module.weight.shape
            down = torch.randn(RANK, *rest, generator=generator) * 0.2
            up = torch.randn(out, RANK, *[1] * (len(rest) - 1), generator=generator) * 0.2
            drawn[path] = down, up
    return drawn


def as_kohya(layers: Mapping[str, Thin], prefix: str, alpha: float) -> dict[str, Tensor]:
    """Name a LoRA as kohya's trainers do."""
    named: dict[str, Tensor] = {}
    for path, (down, up) in layers.items():
        name = f"{prefix}_{path.replace('.', '_')}"
        named |= {f"{name}.lora_down.weight": down, f"{name}.lora_up.weight": up}
        named[f"{name}.alpha"] = torch.tensor(alpha)
    return named


def as_diffusers(layers: Mapping[str, Thin], part: str) -> dict[str, Tensor]:
    """Name a LoRA as diffusers does."""
    return {
        f"{part}.{path}.lora_{letter}.weight": tensor
        for path, pair in layers.items()
        for letter, tensor in zip("AB", pair, strict=True)
    }


def write(folder: Path, tensors: Mapping[str, Tensor], name: str = "weights", **metadata: str) -> Path:
    """Write a file into a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.safetensors"
    save_file({key: tensor.contiguous() for key, tensor in tensors.items()}, file, metadata or None)
    return file


def card(purpose: Purpose, source: Path, name: str = "", **more: Any) -> ExtraCard:  # noqa: ANN401 - of the card
    """Write the card of an adapter for models of Stable Diffusion 1."""
    given = {"base": Base.SD_1, "title": name or source.name} | more
    return ExtraCard.model_validate(
        {"name": name or source.name, "purpose": purpose, "source": str(source), **given}
    )


def by_diffusers(pipeline: Any, request: ImageRequest) -> NDArray[np.uint8]:  # noqa: ANN401 - no types
    """Draw what a request asks for, with a pipeline of diffusers."""
    pipeline.set_progress_bar_config(disable=True)
    pipeline.scheduler = DPMSolverMultistepScheduler.from_config(pipeline.scheduler.config)
    drawn = pipeline(
        request.prompt,
        negative_prompt=request.negative_prompt,
        width=request.width_px,
        height=request.height_px,
        num_inference_steps=request.steps,
        guidance_scale=request.guidance,
        generator=torch.Generator().manual_seed(request.seed),
    )
    return np.asarray(drawn.images[0])
