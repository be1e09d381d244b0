"""Reads a LoRA as diffusers, PEFT and kohya's trainers write it, and works it into a network's weights."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from generation.adapters.file import read_tensors
from generation.adapters.names import by_name, flat
from generation.errors import ModelUnavailable

PARTS = {  # how a name begins in a file, and the part of a model that it means
    "unet.": "unet",
    "lora_unet_": "unet",
    "text_encoder.": "text_encoder",
    "lora_te_": "text_encoder",
    "lora_te1_": "text_encoder",
    "text_encoder_2.": "text_encoder_2",
    "lora_te2_": "text_encoder_2",
}
METADATA = "lora_adapter_metadata"  # where diffusers writes rank and alpha, as JSON

_LAYER = re.compile(
    r"(?P<path>.+?)"
    r"(?P<old>\.processor)?"
    r"(?:\.lora(?:_linear_layer)?\.(?P<first>down|up)|\.lora_(?P<second>down|up|mid|A|B)"
    r"|\.(?P<third>to_[qkv]|to_out)_lora\.(?P<fourth>down|up))\.weight"
)
_ROLES = {"A": "down", "B": "up"}


@dataclass(frozen=True)
class Layer:
    """What a LoRA adds to one weight: ``up`` times ``down``, with ``mid`` between them where there is one."""

    part: str  # of the model: unet, text_encoder, text_encoder_2
    name: str  # of the weight, written flat
    down: Tensor  # [rank, in, ...]
    up: Tensor  # [out, rank, ...]
    mid: Tensor | None  # [rank, rank, k, k]
    scale: float

    def difference(self, device: torch.device) -> Tensor:
        """Multiply out: float32 [out, in, ...].

        Source: Hu et al. (2021), LoRA, section 4.1; of a convolution with three parts, Yeh et al. (2023),
        Navigating Text-To-Image Customization, section 3.2.
        """
        down, up = self.down.to(device).float(), self.up.to(device).float()
        if self.mid is not None:
            return self.scale * torch.einsum(
                "or,rskl,si->oikl", up.flatten(1), self.mid.to(device).float(), down.flatten(1)
            )
        product = up.flatten(1) @ down.flatten(1)
        return self.scale * product.view(len(product), *down.shape[1:])


@dataclass(frozen=True)
class Lora:
    """A LoRA that was read, not yet worked into anything."""

    model: str  # its name, for errors
    layers: tuple[Layer, ...]

    @property
    def parts(self) -> frozenset[str]:
        """Name the parts of a model that it changes."""
        return frozenset(layer.part for layer in self.layers)

    @torch.no_grad()
    def work_into(self, net: nn.Module, part: str, weight: float = 1.0) -> int:
        """Put weights with the LoRA's differences in place of a network's; the old ones stay as they are.

        Nothing is changed unless all of it fits. Returns: how many weights were replaced.
        Raises ModelUnavailable where it was made for another network.
        """
        changes = list(self._changes(net, part))
        for module, difference in changes:
            whole = module.weight + (weight * difference).to(module.weight.dtype)
            module.weight = nn.Parameter(whole, requires_grad=False)
        return len(changes)

    def _changes(self, net: nn.Module, part: str) -> Iterator[tuple[nn.Linear | nn.Conv2d, Tensor]]:
        modules = {
            path: module for path, module in net.named_modules() if isinstance(module, nn.Linear | nn.Conv2d)
        }
        config: Mapping[str, Any] | None = getattr(net, "config", None) if part == "unet" else None
        paths = by_name(modules, config)
        for layer in (layer for layer in self.layers if layer.part == part):
            if layer.name not in paths:
                raise ModelUnavailable(self.model, f"{part} has no {layer.name}")
            module = modules[paths[layer.name]]
            yield module, self._fitted(layer.difference(module.weight.device), module, layer.name)

    def _fitted(self, difference: Tensor, module: nn.Linear | nn.Conv2d, name: str) -> Tensor:
        """Bring a difference to the shape of its weight, where that says the same."""
        wanted = module.weight.shape
        if difference.numel() == module.weight.numel() and len(difference) == wanted[0]:
            return difference.view(wanted)  # of one pixel, written as matrix or as convolution
        same_but_inputs = (len(difference), *difference.shape[2:]) == (wanted[0], *wanted[2:])
        if name == "conv_in" and same_but_inputs and difference.shape[1] < wanted[1]:
            # A UNet that reads a mask as well has more inputs; what it was made from had those in front.
            return nn.functional.pad(difference, (0, 0, 0, 0, 0, wanted[1] - difference.shape[1]))
        raise ModelUnavailable(self.model, f"{name} has another shape than the network")


def read_lora(file: Path, model: str) -> Lora:
    """Read a LoRA's file.

    Raises ModelUnavailable where it cannot be read, or holds a kind of adapter that is not read here.
    """
    metadata, weights = read_tensors(file, model)
    roles: dict[str, dict[str, Tensor]] = {}
    for name, weight in weights.items():
        path, role = _role(name)
        if not role:
            raise ModelUnavailable(model, f"{file} is no LoRA that is read here: it has {name}")
        roles.setdefault(path, {})[role] = weight
    layers = tuple(_layer(path, found, _usual_scale(metadata), model) for path, found in roles.items())
    if not layers:
        raise ModelUnavailable(model, f"{file} holds nothing")
    return Lora(model, layers)


def _role(name: str) -> tuple[str, str]:
    """Tell which weight a tensor of a file belongs to, and as what: down, up, mid or alpha."""
    if name.endswith(".alpha"):
        return _LAYER_END.sub("", name.removesuffix(".alpha")), "alpha"
    match = _LAYER.fullmatch(name)
    if match is None:
        return name, ""
    path, third = match["path"], match["third"]
    if third:
        path = f"{path}.{'to_out.0' if third == 'to_out' else third}"
    role = match["first"] or match["second"] or match["fourth"]
    return path, _ROLES.get(role, role)


_LAYER_END = re.compile(r"\.lora(?:_linear_layer|_[AB])?$")


def _layer(path: str, found: Mapping[str, Tensor], usual: Mapping[str, float], model: str) -> Layer:
    if not {"down", "up"} <= found.keys():
        raise ModelUnavailable(model, f"{path} has no counterpart")
    prefix = next((one for one in PARTS if path.startswith(one)), "")
    part = PARTS.get(prefix, "unet")  # a file of a UNet alone may leave that out
    rank = found["down"].shape[0]
    scale = float(found["alpha"]) / rank if "alpha" in found else usual.get(part, 1.0)
    return Layer(part, flat(path.removeprefix(prefix)), found["down"], found["up"], found.get("mid"), scale)


def _usual_scale(metadata: Mapping[str, str]) -> dict[str, float]:
    """Read how strong each part is by what diffusers writes beside the weights; 1 where it writes nothing."""
    try:
        told = json.loads(metadata.get(METADATA, "{}"))
        return {
            part: float(told[f"{part}.lora_alpha"]) / float(told[f"{part}.r"])
            for part in set(PARTS.values())
            if f"{part}.r" in told and f"{part}.lora_alpha" in told
        }
    except (ValueError, TypeError, ZeroDivisionError, AttributeError):
        return {}
