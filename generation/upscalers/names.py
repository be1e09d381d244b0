"""The names that weights had before Real-ESRGAN gave them today's."""

import re
from collections.abc import Mapping

from torch import Tensor

Weights = Mapping[str, Tensor]

_OLD_BLOCK = re.compile(r"model\.1\.sub\.(\d+)\.RDB([123])\.conv([1-5])\.0\.(weight|bias)")
_OLD_TRUNK = re.compile(r"model\.1\.sub\.\d+\.(weight|bias)")
_OLD_OUTER = re.compile(r"model\.(\d+)\.(weight|bias)")
_MIDDLE_BLOCK = re.compile(r"RRDB_trunk\.(\d+)\.RDB([123])\.conv([1-5])\.(weight|bias)")
_MIDDLE = {"trunk_conv": "conv_body", "upconv1": "conv_up1", "upconv2": "conv_up2", "HRconv": "conv_hr"}


def todays_names(weights: Weights) -> Weights:
    """Rename weights of the two older styles of ESRGAN; all others keep their names."""
    if "model.0.weight" in weights:
        return _from_numbers(weights)
    if "RRDB_trunk.0.RDB1.conv1.weight" in weights:
        return {_from_trunk(name): weight for name, weight in weights.items()}
    return weights


def _from_numbers(weights: Weights) -> Weights:
    """Rename layers that were numbered: first, trunk, one for each doubling, two last ones.

    The numbers between them belong to layers without weights, so only their order counts.
    """
    found = {int(match[1]) for name in weights if (match := _OLD_OUTER.fullmatch(name))}
    first, *ups, large, last = sorted(found) if len(found) >= 3 else (0, 0, 0)
    outer = {first: "conv_first", large: "conv_hr", last: "conv_last"}
    outer |= {number: f"conv_up{index}" for index, number in enumerate(ups, 1)}
    return {_numbered(name, outer): weight for name, weight in weights.items()}


def _numbered(name: str, outer: Mapping[int, str]) -> str:
    if match := _OLD_BLOCK.fullmatch(name):
        return f"body.{match[1]}.rdb{match[2]}.conv{match[3]}.{match[4]}"
    if match := _OLD_TRUNK.fullmatch(name):
        return f"conv_body.{match[1]}"
    if match := _OLD_OUTER.fullmatch(name):
        return f"{outer[int(match[1])]}.{match[2]}"
    return name


def _from_trunk(name: str) -> str:
    if match := _MIDDLE_BLOCK.fullmatch(name):
        return f"body.{match[1]}.rdb{match[2]}.conv{match[3]}.{match[4]}"
    layer, _, kind = name.rpartition(".")
    return f"{_MIDDLE.get(layer, layer)}.{kind}"
