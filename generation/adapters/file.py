"""Reads the file of an adapter: its tensors, and what is said about them."""

from pathlib import Path

from safetensors import SafetensorError, safe_open
from torch import Tensor

from generation.errors import ModelUnavailable


def read_tensors(file: Path, model: str) -> tuple[dict[str, str], dict[str, Tensor]]:
    """Give the metadata and the tensors of a safetensors file, both by name.

    Raises ModelUnavailable where it cannot be read.
    """
    try:
        with safe_open(file, "pt") as opened:
            tensors = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118 - no mapping
            return opened.metadata() or {}, tensors
    except (OSError, SafetensorError) as error:
        raise ModelUnavailable(model, f"{file}: {error}") from error
