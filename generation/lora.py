"""Reads a LoRA as diffusers writes it, and works it into a network's weights."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from generation.errors import ModelUnavailable

FILE = "pytorch_lora_weights.safetensors"
DOWN, UP = ".lora_A.weight", ".lora_B.weight"


@torch.no_grad()
def merge(net: nn.Module, folder: Path, scale: float = 1.0, part: str = "unet") -> int:
    """Add a LoRA's differences to the weights of a network; a scale of -1 takes them away again.

    Nothing is changed unless all of it fits. ``part`` is what the file calls this network.
    Returns: how many weights changed.
    Raises ModelUnavailable where the file cannot be read, or was made for another network.
    Source: Hu et al. (2021), LoRA, section 4.1.
    """
    try:
        layers = load_file(folder / FILE)
    except (OSError, SafetensorError) as error:
        raise ModelUnavailable(folder.name, f"{FILE}: {error}") from error
    changes = list(_changes(net, layers, f"{part}.", folder.name))
    for weight, difference in changes:
        weight.add_(difference.to(weight.dtype), alpha=scale)
    return len(changes)


def _changes(
    net: nn.Module, layers: dict[str, Tensor], prefix: str, model: str
) -> Iterator[tuple[Tensor, Tensor]]:
    weights = dict(net.named_parameters())
    for name, down in layers.items():
        if not (name.startswith(prefix) and name.endswith(DOWN)):
            continue
        path = name.removesuffix(DOWN)
        weight, up = weights.get(f"{path.removeprefix(prefix)}.weight"), layers.get(path + UP)
        if weight is None or up is None:
            raise ModelUnavailable(model, f"{path} has no counterpart")
        difference = up.flatten(1).float() @ down.flatten(1).float()
        if difference.numel() != weight.numel() or difference.shape[0] != weight.shape[0]:
            raise ModelUnavailable(model, f"{path} has another shape than the network")
        yield weight, difference.view_as(weight).to(weight.device)
