"""Trains a LoRA for the pocket model: another hand for the same pictures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn.utils import parametrize

from training.learner import Course, Group, Learner
from training.painter import Apprentice, Easel, train_velocity
from training.studies import Stock

RATE = 2e-3
RANK = 8
FILE = "pytorch_lora_weights.safetensors"  # as diffusers names it
TARGETS = ("to_q", "to_k", "to_v", "to_out.0", "conv1", "conv2", "conv_in", "conv_out", "conv_shortcut")


class LowRank(nn.Module):
    """A weight plus the product of two thin ones; the second is zero at first.

    Source: Hu et al. (2021), LoRA, section 4.1.
    """

    def __init__(self, weight: Tensor, rank: int) -> None:
        super().__init__()
        outputs, *rest = weight.shape
        self.down = nn.Parameter(torch.empty(rank, *rest))
        self.up = nn.Parameter(torch.zeros(outputs, rank))
        nn.init.kaiming_uniform_(self.down, a=5**0.5)

    def forward(self, weight: Tensor) -> Tensor:
        """Add the difference to a weight [out, in] or [out, in, k, k]."""
        return weight + (self.up @ self.down.flatten(1)).view_as(weight)


def attach(net: nn.Module) -> dict[str, LowRank]:
    """Attach a LoRA to a network's attention and convolutions; it changes nothing yet.

    Returns: what learns, by the module's name.
    """
    net.requires_grad_(False)
    added = {name: LowRank(module.weight, RANK) for name, module in _targets(net)}
    for name, layer in added.items():
        parametrize.register_parametrization(net.get_submodule(name), "weight", layer)
    return added


def train_lora(easel: Easel, stock: Stock, course: Course) -> tuple[dict[str, LowRank], Learner]:
    """Train a LoRA on the UNet, which it is left attached to; all else stays as it is."""
    torch.manual_seed(12)
    easel.text_encoder.requires_grad_(False)
    added = attach(easel.unet)
    learning = Group(nn.ModuleList(added.values()), RATE)
    return added, train_velocity(Apprentice([learning], easel.predict, stock.words), course)


def save_lora(added: dict[str, LowRank], folder: Path) -> None:
    """Write a LoRA of a UNet as diffusers reads it, in float16."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file(dict(_layers(added)), folder / FILE)


def _layers(added: dict[str, LowRank]) -> Iterator[tuple[str, Tensor]]:
    for name, layer in added.items():
        up = layer.up.detach()
        yield f"unet.{name}.lora_A.weight", layer.down.detach().half().contiguous()
        yield f"unet.{name}.lora_B.weight", up.view(*up.shape, *[1] * (layer.down.dim() - 2)).half()


def _targets(net: nn.Module) -> Iterator[tuple[str, nn.Linear | nn.Conv2d]]:
    for name, module in net.named_modules():
        if isinstance(module, nn.Linear | nn.Conv2d) and name.endswith(TARGETS):
            yield name, module
