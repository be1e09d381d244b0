"""Writes upscalers with random weights, under the names of today and of the past."""

from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from generation.upscalers.compact import CompactNet, CompactShape
from generation.upscalers.rrdb import RRDBNet, RRDBShape

SMALL_RRDB = RRDBShape(features=8, blocks=2, growth=4)
SMALL_RRDB_X2 = RRDBShape(features=8, blocks=2, growth=4, unshuffle=2)
SMALL_COMPACT = CompactShape(features=8, layers=3)


def weights_of(net: nn.Module, seed: int = 0) -> dict[str, Tensor]:
    """Draw weights like a network's own, the same for a seed; its results stay within 0 .. 1 or nearly."""
    generator = torch.Generator().manual_seed(seed)
    drawn = {}
    for name, weight in net.state_dict().items():
        spread = 0.5 / (weight[0].numel() ** 0.5) if weight.dim() > 1 else 0.05
        drawn[name] = torch.randn(weight.shape, generator=generator) * spread
    return drawn


def rrdb(shape: RRDBShape = SMALL_RRDB) -> dict[str, Tensor]:
    """Draw the weights of an ESRGAN."""
    with torch.device("meta"):
        net = RRDBNet(shape)
    return weights_of(net)


def compact(shape: CompactShape = SMALL_COMPACT) -> dict[str, Tensor]:
    """Draw the weights of a compact network."""
    with torch.device("meta"):
        net = CompactNet(shape)
    return weights_of(net)


def write(path: Path, weights: dict[str, Tensor], wrapper: str = "") -> Path:
    """Write weights as the suffix of the path says."""
    if path.suffix == ".safetensors":
        save_file(weights, path)
    else:
        torch.save({wrapper: weights} if wrapper else weights, path)
    return path


def numbered(weights: dict[str, Tensor], blocks: int, doublings: int) -> dict[str, Tensor]:
    """Name an ESRGAN's weights as its first release did: layers by their number."""
    outer = {"conv_first": "model.0", "conv_body": f"model.1.sub.{blocks}"}
    outer |= {f"conv_up{up}": f"model.{3 * up}" for up in range(1, doublings + 1)}
    outer |= {"conv_hr": f"model.{3 * doublings + 2}", "conv_last": f"model.{3 * doublings + 4}"}
    renamed = {}
    for name, weight in weights.items():
        layer, _, kind = name.rpartition(".")
        if layer in outer:
            renamed[f"{outer[layer]}.{kind}"] = weight
        else:
            _, block, dense, convolution = layer.split(".")
            number = dense.removeprefix("rdb")
            renamed[f"model.1.sub.{block}.RDB{number}.{convolution}.0.{kind}"] = weight
    return renamed


def trunked(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """Name an ESRGAN's weights as its second release did."""
    outer = {"conv_body": "trunk_conv", "conv_up1": "upconv1", "conv_up2": "upconv2", "conv_hr": "HRconv"}
    renamed = {}
    for name, weight in weights.items():
        layer, _, kind = name.rpartition(".")
        if layer.startswith("body."):
            layer = layer.replace("body", "RRDB_trunk").replace("rdb", "RDB")
        renamed[f"{outer.get(layer, layer)}.{kind}"] = weight
    return renamed
