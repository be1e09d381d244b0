"""Hypernetworks: small networks that change what attention reads, before its keys and values are made.

A file holds tensors ``<width>.<0 for keys, 1 for values>.linear.<place>.weight`` and ``.bias``, as a file of
AUTOMATIC1111's web UI does once its pickle is converted; ``activation_func`` and ``activate_output`` stand in
its metadata.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from generation.adapters.file import read_tensors
from generation.errors import ModelUnavailable

KEYS, VALUES = 0, 1
ACTIVATIONS: Mapping[str, Callable[[], nn.Module]] = {
    "linear": nn.Identity,
    "relu": nn.ReLU,
    "leakyrelu": nn.LeakyReLU,
    "elu": nn.ELU,
    "swish": nn.Hardswish,  # so it is there: what is called swish is the hard one
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
    "softsign": nn.Softsign,
    "mish": nn.Mish,
    "gelu": nn.GELU,
}

_NAME = re.compile(r"(?P<width>\d+)\.(?P<half>[01])\.linear\.(?P<place>\d+)\.(?P<what>weight|bias)")


@dataclass(frozen=True)
class Hypernetwork:
    """Networks by the width of what they change, and by whether keys or values are made of it."""

    model: str  # its name, for errors
    nets: Mapping[tuple[int, int], nn.Sequential]

    def attach(self, unet: nn.Module, weight: float) -> int:
        """Put them before the keys and values of every attention of their widths.

        Returns: how many there are. Raises ModelUnavailable if none has their width.
        """
        count = 0
        for path, module in unet.named_modules():
            half = {"to_k": KEYS, "to_v": VALUES}.get(path.rpartition(".")[2])
            if half is None or not isinstance(module, nn.Linear):
                continue
            net = self.nets.get((module.in_features, half))
            if net is not None:
                here = net.to(module.weight.device, module.weight.dtype)
                module.forward = _Changed(module.forward, here, weight)  # type: ignore[method-assign,assignment]  # a callable
                count += 1
        if not count:
            raise ModelUnavailable(self.model, "no attention of this model has its widths")
        return count


class _Changed:
    """The forward of one projection. Source: Heathen (2022), hypernetwork.py of NovelAI's release."""

    def __init__(self, plain: Callable[[Tensor], Tensor], net: nn.Sequential, weight: float) -> None:
        self._plain = plain
        self._net = net
        self._weight = weight

    def __call__(self, x: Tensor) -> Tensor:
        return self._plain(x + self._weight * self._net(x))


def read_hypernetwork(file: Path, model: str) -> Hypernetwork:
    """Read a hypernetwork. Raises ModelUnavailable where the file cannot be read or holds something else."""
    metadata, tensors = read_tensors(file, model)
    kind = metadata.get("activation_func", "linear")
    if kind not in ACTIVATIONS:
        raise ModelUnavailable(model, f"{file} names the activation {kind}, which is not known here")
    found: dict[tuple[int, int], dict[int, dict[str, Tensor]]] = {}
    for name, tensor in tensors.items():
        match = _NAME.fullmatch(name)
        if match is None:
            raise ModelUnavailable(model, f"{file} is no hypernetwork: it has {name}")
        layers = found.setdefault((int(match["width"]), int(match["half"])), {})
        layers.setdefault(int(match["place"]), {})[match["what"]] = tensor
    ends = metadata.get("activate_output", "").casefold() == "true"
    try:
        return Hypernetwork(model, {key: _net(layers, kind, ends) for key, layers in found.items()})
    except (KeyError, RuntimeError) as error:
        raise ModelUnavailable(model, f"{file} is damaged: {error}") from error


@torch.no_grad()
def _net(layers: Mapping[int, Mapping[str, Tensor]], kind: str, ends: bool) -> nn.Sequential:
    """Build one network; a gap behind a layer is where its activation was, every other gap was dropout."""
    parts: OrderedDict[str, nn.Module] = OrderedDict()
    places = sorted(layers)
    for place in places:
        weight, bias = layers[place]["weight"].float(), layers[place]["bias"].float()
        part = nn.LayerNorm(len(weight)) if weight.dim() == 1 else nn.Linear(weight.shape[1], len(weight))
        part.load_state_dict({"weight": weight, "bias": bias})
        parts[str(place)] = part
        last = place == places[-1]
        if weight.dim() > 1 and place + 1 not in layers and (ends or not last):
            parts[str(place + 1)] = ACTIVATIONS[kind]()
    return nn.Sequential(parts).requires_grad_(False).eval()
