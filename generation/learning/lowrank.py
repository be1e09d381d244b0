"""What a LoRA is while it learns: thin matrices beside the weights of a network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

RANK = 8
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
    added = {name: LowRank(module.weight, RANK).to(module.weight.device) for name, module in _targets(net)}
    for name, layer in added.items():
        parametrize.register_parametrization(net.get_submodule(name), "weight", layer)
    return added


def layers_of(added: Mapping[str, LowRank]) -> dict[str, Tensor]:
    """Give a LoRA of a UNet as diffusers names it, in float16 on the CPU."""
    return dict(_layers(added))


def _layers(added: Mapping[str, LowRank]) -> Iterator[tuple[str, Tensor]]:
    for name, layer in added.items():
        up = layer.up.detach()
        wide = up.view(*up.shape, *[1] * (layer.down.dim() - 2))
        yield f"unet.{name}.lora_A.weight", layer.down.detach().half().cpu().contiguous()
        yield f"unet.{name}.lora_B.weight", wide.half().cpu().contiguous()


def _targets(net: nn.Module) -> Iterator[tuple[str, nn.Linear | nn.Conv2d]]:
    for name, module in net.named_modules():
        if isinstance(module, nn.Linear | nn.Conv2d) and name.endswith(TARGETS):
            yield name, module
