"""Folds a trained network into what sets it apart from the one it began as."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import torch
from diffusers import UNet2DConditionModel
from safetensors.torch import load_file, save_file
from torch import Tensor

from generation.pocket.unfold import BASE_FILE, DELTA_FILE, DOWN, SCALE, UP, WEIGHTS_FILE

RANK = 24
LARGEST = 127  # of an int8
SHARED = ("vae", "text_encoder", "tokenizer", "scheduler")


def difference(
    base: Mapping[str, Tensor], tuned: Mapping[str, Tensor], rank: int = RANK
) -> dict[str, Tensor]:
    """Take the difference of weights: large ones by their ``rank`` strongest directions, in int8.

    What is small, or of another shape than before, is kept whole in float16. The truncated singular value
    decomposition is the nearest matrix of that rank: Eckart & Young (1936).
    """
    delta: dict[str, Tensor] = {}
    for name, weight in tuned.items():
        before = base.get(name)
        if before is None or before.shape != weight.shape or weight.ndim < 2 or _thin(weight, rank):
            delta[name] = weight.half().contiguous()
            continue
        change = (weight.float() - before.float()).flatten(1)
        left, strength, right = torch.linalg.svd(change, full_matrices=False)
        up, widest_up = _whole_numbers(left[:, :rank].T)
        down, widest_down = _whole_numbers(right[:rank])
        delta[name + UP] = up.T.contiguous()
        delta[name + DOWN] = down.view(rank, *weight.shape[1:])
        delta[name + SCALE] = strength[:rank] * widest_up * widest_down
    return delta


def _whole_numbers(rows: Tensor) -> tuple[Tensor, Tensor]:
    """Round each row to int8; give them, and what one of each row's units is worth."""
    unit = rows.abs().amax(1) / LARGEST
    return (rows / unit[:, None]).round().to(torch.int8).contiguous(), unit


def _thin(weight: Tensor, rank: int) -> bool:
    """Tell whether two thin matrices would be no smaller than the weight."""
    rows, columns = weight.flatten(1).shape
    return rank * (rows + columns) >= rows * columns


def fold(unet: UNet2DConditionModel, base: Path, folder: Path, pipeline: Mapping[str, object]) -> None:
    """Write a UNet trained from that of the ``base`` folder as a folded model beside it.

    ``pipeline`` is what model_index.json says otherwise than the base's: the class that paints with it, and
    parts of its own.
    """
    part = folder / "unet"
    part.mkdir(parents=True, exist_ok=True)
    unet.save_config(part)
    delta = difference(load_file(base / "unet" / WEIGHTS_FILE), unet.state_dict())
    save_file(delta, part / DELTA_FILE, {"format": "pt"})
    index = json.loads((base / "model_index.json").read_text()) | dict(pipeline)
    (folder / "model_index.json").write_text(json.dumps(index, indent=2) + "\n")
    told = {"base": base.name, "shared": SHARED}
    (folder / BASE_FILE).write_text(json.dumps(told, indent=2) + "\n")
