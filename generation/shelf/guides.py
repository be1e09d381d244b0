"""ControlNets: what a file of one holds, in the names of diffusers' folders or of their first makers.

Names and shapes alone: nothing is loaded. Which map one follows no weight tells, but mostly its name does.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generation.catalogue import Base
from generation.requests import ControlKind
from generation.shelf.header import Header
from generation.shelf.kinds import HINT, PREFIXES, Guide
from generation.shelf.layout import Piece, Pieces, of_unet, renamed

CONFIG = "config.json"
WEIGHTS = "diffusion_pytorch_model.safetensors"
CLASS = "ControlNetModel"
HEAD = 64  # channels of an attention head, in 2 and XL
HEADS_OF_1 = 8  # of each attention, in 1
POCKET_HEAD, POCKET_GROUPS = 32, 16
KEPT = ("controlnet_conditioning_channel_order", "norm_num_groups")  # what no shape tells, of a folder's own

_HINTS = re.compile(r"input_hint_block\.(\d+)\.")
_SKIPS = re.compile(r"zero_convs\.(\d+)\.0\.")
_OP = re.compile(r"input_blocks\.(\d+)\.0\.op\.weight")
_LAST_HINT = 14
_WORDS: Mapping[ControlKind, str] = {  # as people call the nets
    ControlKind.POSE: "openpose|dwpose|pose",
    ControlKind.DEPTH: "depth|midas|zoe",
    ControlKind.SCRIBBLE: "scribbles?|sketch",
    ControlKind.CANNY: "canny",
    ControlKind.LINES: "lineart|softedge|pidinet|hed|lines?",
}


def kind_told(*texts: str) -> ControlKind | None:
    """Tell which map a net follows by what it is called; None where that is unclear."""
    told = " ".join(texts).casefold()
    found = [kind for kind, words in _WORDS.items() if re.search(rf"(?<![a-z])(?:{words})(?![a-z])", told)]
    return found[0] if len(found) == 1 else None


def is_guide(folder: Path) -> bool:
    """Whether a folder says that it holds a ControlNet."""
    return told_by(folder).get("_class_name") == CLASS


def told_by(folder: Path) -> Mapping[str, Any]:  # any: JSON
    """Read what a folder says of its net; nothing where it says nothing."""
    try:
        told = json.loads((folder / CONFIG).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def pieces(header: Header) -> Pieces:
    """Name the weights as diffusers does. Raises ValueError for a net that halves nothing."""
    if header.shape(f"{HINT}conv_in.weight"):
        return {name: Piece(name, tensor.shape) for name, tensor in header.tensors.items()}
    prefix = next(one for one in PREFIXES if header.shape(f"{one}input_hint_block.0.weight"))
    inside = {name.removeprefix(prefix): tensor.shape for name, tensor in header.tensors.items()}
    blocks = min(int(found[1]) for name in inside if (found := _OP.fullmatch(name)))
    return {_renamed(name, blocks): Piece(prefix + name, shape) for name, shape in inside.items()}


def _renamed(name: str, blocks: int) -> str:
    if found := _HINTS.match(name):
        number, rest = int(found[1]), name[found.end() :]
        outer = {0: "conv_in", _LAST_HINT: "conv_out"}
        return f"{HINT}{outer.get(number, f'blocks.{number // 2 - 1}')}.{rest}"
    if found := _SKIPS.match(name):
        return f"controlnet_down_blocks.{found[1]}.{name[found.end() :]}"
    return renamed(name, {"middle_block_out.0.": "controlnet_mid_block."}) or of_unet(name, blocks)


def config(found: Pieces, guide: Guide, own: Mapping[str, Any]) -> dict[str, Any]:  # any: JSON
    """Configure a net by the shapes of its weights, and by what its folder says where no shape tells.

    Raises ValueError or KeyError where it is none that we know.
    """
    shapes = {name: piece.shape for name, piece in found.items()}
    levels = 1 + max(_numbers(shapes, r"down_blocks\.(\d+)\."))
    wide = [shapes[f"down_blocks.{level}.resnets.0.conv1.weight"][0] for level in range(levels)]
    deep = [
        len(_numbers(shapes, rf"down_blocks\.{level}\.attentions\.0\.transformer_blocks\.(\d+)\."))
        for level in range(levels)
    ]
    pocket, crossed = guide.base is Base.POCKET, any(name.startswith("mid_block.att") for name in shapes)
    reads = [shape[-1] for name, shape in shapes.items() if name.endswith("attn2.to_k.weight")]
    told = {
        "_class_name": CLASS,
        "in_channels": shapes["conv_in.weight"][1],
        "conditioning_channels": shapes[f"{HINT}conv_in.weight"][1],
        "conditioning_embedding_out_channels": _stem(shapes),
        "down_block_types": ["CrossAttnDownBlock2D" if depth else "DownBlock2D" for depth in deep],
        "mid_block_type": "UNetMidBlock2DCrossAttn" if crossed else "UNetMidBlock2D",
        "block_out_channels": wide,
        "layers_per_block": len(_numbers(shapes, r"down_blocks\.0\.resnets\.(\d+)\.")),
        "cross_attention_dim": reads[0] if reads else 128,
        "attention_head_dim": _heads(guide.base, wide),
        "transformer_layers_per_block": [max(depth, 1) for depth in deep],
        "use_linear_projection": any(
            name.endswith("proj_in.weight") and len(shape) == 2 for name, shape in shapes.items()
        ),
        "norm_num_groups": POCKET_GROUPS if pocket else 32,
    }
    if guide.base is Base.SDXL:
        told |= {
            "addition_embed_type": "text_time",
            "addition_time_embed_dim": 256,
            "projection_class_embeddings_input_dim": shapes["add_embedding.linear_1.weight"][1],
        }
    return told | {name: own[name] for name in KEPT if name in own}


def _heads(base: Base, wide: list[int]) -> int | list[int]:
    if base is Base.SD_1:
        return HEADS_OF_1
    return [max(width // (POCKET_HEAD if base is Base.POCKET else HEAD), 1) for width in wide]


def _stem(shapes: Mapping[str, tuple[int, ...]]) -> list[int]:
    """List the widths of what reads a map: each second convolution is wider, and halves it."""
    first = shapes[f"{HINT}conv_in.weight"][0]
    numbers = _numbers(shapes, rf"{re.escape(HINT)}blocks\.(\d+)\.")
    return [first, *(shapes[f"{HINT}blocks.{number}.weight"][0] for number in numbers if number % 2)]


def _numbers(names: Mapping[str, object], pattern: str) -> list[int]:
    found = {int(match[1]) for name in names if (match := re.match(pattern, name))}
    return sorted(found)
