"""Reads files of named weights, as people find them: safetensors, or what torch saved."""

import pickle
import struct
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from generation.errors import ModelUnavailable

# What reading a damaged file ends in; a pickle that names code is an UnpicklingError.
DAMAGE = (
    OSError,
    EOFError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    RuntimeError,
    struct.error,
    pickle.UnpicklingError,
    SafetensorError,
)
WRAPPERS = ("params_ema", "params", "state_dict")  # the averaged weights first, where there are both


def read_weights(file: Path) -> dict[str, Tensor]:
    """Read the weights of a file as float32, without what they may be wrapped in. No code in it runs.

    Raises ModelUnavailable with the file's name if it is missing, damaged, or holds more than weights.
    """
    try:
        found: object = (
            load_file(file)
            if file.suffix == ".safetensors"
            else torch.load(file, map_location="cpu", weights_only=True)
        )
    except FileNotFoundError:
        raise fault(file, "is missing") from None
    except DAMAGE as error:
        raise fault(file, "is damaged, or holds more than weights") from error
    if isinstance(found, dict):
        found = next((found[name] for name in WRAPPERS if isinstance(found.get(name), dict)), found)
    if not isinstance(found, dict):
        raise fault(file, "holds no named weights")
    weights = {str(name): weight.float() for name, weight in found.items() if isinstance(weight, Tensor)}
    if not weights or len(weights) < len(found):
        raise fault(file, "holds no named weights, or more than weights")
    return weights


def fault(file: Path, reason: str) -> ModelUnavailable:
    """Say what is wrong with a file."""
    return ModelUnavailable(file.stem, f"{file} {reason}")
