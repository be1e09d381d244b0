"""Loads upscalers as people find them: one file, whose shapes alone tell what it is."""

import math
import re
from pathlib import Path

import torch

from generation.errors import ModelUnavailable
from generation.upscalers.compact import COLOURS, CompactNet, CompactShape
from generation.upscalers.names import Weights, todays_names
from generation.upscalers.rrdb import RRDBNet, RRDBShape
from generation.weight_file import fault, read_weights

SCALES = (2, 4)


Net = RRDBNet | CompactNet


def find_file(source: Path) -> Path:
    """Find the weights of an upscaler: the file itself, or the only one in a folder.

    Raises ModelUnavailable if there is none, or more than one.
    """
    if not source.is_dir():
        return source
    files = sorted([*source.glob("*.safetensors"), *source.glob("*.pth")])
    if len(files) != 1:
        raise ModelUnavailable(source.name, f"{source} holds {len(files)} files of weights, and not one")
    return files[0]


def load_net(file: Path, device: torch.device, dtype: torch.dtype) -> Net:
    """Load an upscaler of the ESRGAN or the compact kind, every weight of it or nothing.

    Raises ModelUnavailable with the file's name if it is missing, damaged, or of another kind.
    """
    weights = todays_names(read_weights(file))
    try:
        net = _shaped(weights)
        net.load_state_dict(weights, strict=True, assign=True)
    except (KeyError, ValueError, IndexError, RuntimeError) as error:
        raise fault(file, "holds no upscaler of the ESRGAN or the compact kind") from error
    if net.scale not in SCALES:
        raise fault(file, f"enlarges {net.scale} times, which is not supported")
    return net.to(device, dtype).eval().requires_grad_(False)


def _shaped(weights: Weights) -> RRDBNet | CompactNet:
    """Build the network that the shapes of the weights tell, without memory for its own.

    Raises KeyError, IndexError or ValueError at the shapes of other networks.
    """
    with torch.device("meta"):
        return CompactNet(_compact(weights)) if "body.0.weight" in weights else RRDBNet(_rrdb(weights))


def _compact(weights: Weights) -> CompactShape:
    features, colours = weights["body.0.weight"].shape[:2]
    last = max(int(name.split(".")[1]) for name in weights)
    scale = math.isqrt(weights[f"body.{last}.weight"].shape[0] // COLOURS)
    if colours != COLOURS or last > len(weights):
        raise ValueError(f"{colours} colours, {last} layers")
    return CompactShape(features, last // 2 - 1, scale)


def _rrdb(weights: Weights) -> RRDBShape:
    features, channels = weights["conv_first.weight"].shape[:2]
    growth = weights["body.0.rdb1.conv1.weight"].shape[0]
    blocks = {match[1] for name in weights if (match := re.match(r"body\.(\d+)\.rdb1\.", name))}
    doublings = sum(bool(re.fullmatch(r"conv_up\d+\.weight", name)) for name in weights)
    unshuffle = math.isqrt(channels // COLOURS)
    if not 0 < unshuffle <= 2**doublings:
        raise ValueError(f"{channels} channels in, doubled {doublings} times")
    return RRDBShape(features, len(blocks), growth, unshuffle, doublings)
