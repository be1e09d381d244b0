"""Writes the files that people bring to the shelf, small ones."""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

Shapes = Mapping[str, tuple[int, ...]]

LORA = {
    "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k.lora_down.weight": (4, 768),
    "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k.lora_up.weight": (320, 4),
}
KOHYA = {
    "ss_output_name": "Ink wash",
    "ss_tag_frequency": json.dumps({"10_ink": {"inkwash style": 20, "boat": 3, "mountain": 7}}),
    "modelspec.license": "CC-BY-4.0",
    "modelspec.author": "Mei",
}


def write_weights(path: Path, shapes: Shapes, metadata: Mapping[str, str] | None = None) -> Path:
    """Write a safetensors file of zeros in half precision."""
    path.parent.mkdir(parents=True, exist_ok=True)
    weights = {name: np.zeros(shape, np.float16) for name, shape in shapes.items()}
    save_file(weights, path, dict(metadata) if metadata else None)
    return path


def write_lora(path: Path, **metadata: str) -> Path:
    """Write a LoRA for Stable Diffusion 1, as kohya's scripts name its weights."""
    return write_weights(path, LORA, KOHYA | metadata)


def write_raw(path: Path, header: object, body: bytes = b"", length: int | None = None) -> Path:
    """Write a file that begins as a safetensors file does, whatever it says."""
    written = header if isinstance(header, bytes) else json.dumps(header).encode()
    told = len(written) if length is None else length
    path.write_bytes(told.to_bytes(8, "little") + written + body)
    return path
