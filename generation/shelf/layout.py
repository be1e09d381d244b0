"""The names of a checkpoint's weights in one file, as its first makers gave them, and in diffusers' folders.

Names and shapes alone: nothing is loaded. What the folders call otherwise has the same bytes, but for one
matrix that lies turned.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generation.shelf.header import Header
from generation.shelf.kinds import UNET, VAE


@dataclass(frozen=True)
class Piece:
    """What becomes a weight of a folder: a weight of the file, or some of its rows."""

    source: str
    shape: tuple[int, ...]
    third: int | None = None  # which third of the rows: a file keeps queries, keys and values in one
    turned: bool = False  # rows become columns


Pieces = Mapping[str, Piece]

_RESNET = {
    "in_layers.0.": "norm1.",
    "in_layers.2.": "conv1.",
    "emb_layers.1.": "time_emb_proj.",
    "out_layers.0.": "norm2.",
    "out_layers.3.": "conv2.",
    "skip_connection.": "conv_shortcut.",
}
_OUTER = {
    "time_embed.0.": "time_embedding.linear_1.",
    "time_embed.2.": "time_embedding.linear_2.",
    "label_emb.0.0.": "add_embedding.linear_1.",
    "label_emb.0.2.": "add_embedding.linear_2.",
    "input_blocks.0.0.": "conv_in.",
    "out.0.": "conv_norm_out.",
    "out.2.": "conv_out.",
}
_MIDDLE = {0: "mid_block.resnets.0.", 1: "mid_block.attentions.0.", 2: "mid_block.resnets.1."}
_ATTENTION = {  # of a VAE: four convolutions of one pixel, which folders keep as matrices
    "norm.": "group_norm.",
    "q.": "to_q.",
    "k.": "to_k.",
    "v.": "to_v.",
    "proj_out.": "to_out.0.",
}
_OPEN = {
    "ln_1.": "layer_norm1.",
    "ln_2.": "layer_norm2.",
    "attn.out_proj.": "self_attn.out_proj.",
    "mlp.c_fc.": "mlp.fc1.",
    "mlp.c_proj.": "mlp.fc2.",
}
_OPEN_OUTER = {
    "positional_embedding": "text_model.embeddings.position_embedding.weight",
    "token_embedding.weight": "text_model.embeddings.token_embedding.weight",
    "ln_final.weight": "text_model.final_layer_norm.weight",
    "ln_final.bias": "text_model.final_layer_norm.bias",
}
_LEVEL = re.compile(r"encoder\.down\.(\d+)\.")
_VAE_BLOCK = re.compile(r"(encoder\.down|decoder\.up)\.(\d+)\.(?:block\.(\d+)\.|(?:down|up)sample\.)(.+)")
_OPEN_BLOCK = re.compile(r"transformer\.resblocks\.(\d+)\.(.+)")
_PARTS = ("q_proj", "k_proj", "v_proj")  # as they lie in one weight


def span(header: Header) -> int:
    """Tell how many blocks of a UNet are of one size: its layers, and what halves."""
    ops = re.compile(rf"{re.escape(UNET)}input_blocks\.(\d+)\.0\.op\.weight")
    return min((int(found[1]) for name in header.tensors if (found := ops.fullmatch(name))), default=0)


def unet(header: Header) -> Pieces:
    """Name the weights of the UNet. Raises ValueError for a UNet that halves nothing."""
    blocks = span(header)
    if not blocks:
        raise ValueError("no level is halved")
    return {of_unet(name, blocks): Piece(UNET + name, shape) for name, shape in _within(header, UNET)}


def of_unet(name: str, blocks: int) -> str:
    """Name a weight of a UNet, or of a copy of its first half, whose levels are so many blocks long."""
    if outer := renamed(name, _OUTER):
        return outer
    kind, number, place, rest = name.split(".", 3) if not name.startswith("middle") else _middle(name)
    if kind == "middle_block":
        return _MIDDLE[int(place)] + (renamed(rest, _RESNET) or rest)
    down = kind == "input_blocks"
    level, layer = divmod(int(number) - down, blocks)
    side = f"{'down' if down else 'up'}_blocks.{level}"
    if rest.startswith("op."):
        return f"{side}.downsamplers.0.conv.{rest.removeprefix('op.')}"
    if place != "0" and rest.startswith("conv."):
        return f"{side}.upsamplers.0.{rest}"
    if place == "0":
        return f"{side}.resnets.{layer}.{renamed(rest, _RESNET)}"
    return f"{side}.attentions.{layer}.{rest}"


def _middle(name: str) -> tuple[str, str, str, str]:
    kind, place, rest = name.split(".", 2)
    return kind, "", place, rest


def vae(header: Header) -> Pieces:
    """Name the weights of the VAE."""
    levels = 1 + max(int(one[1]) for name, _ in _within(header, VAE) if (one := _LEVEL.match(name)))
    pieces: dict[str, Piece] = {}
    for name, shape in _within(header, VAE):
        if not name.startswith(("encoder.", "decoder.", "quant_conv.", "post_quant_conv.")):
            continue
        flat = shape[:2] if ".mid.attn_1." in name and len(shape) == 4 else shape  # [c, c, 1, 1] is [c, c]
        pieces[_of_vae(name, levels)] = Piece(VAE + name, flat)
    return pieces


def _of_vae(name: str, levels: int) -> str:
    if found := _VAE_BLOCK.fullmatch(name):
        side, number, layer, rest = found.groups()
        down = side == "encoder.down"
        level = int(number) if down else levels - 1 - int(number)  # a file counts from the largest
        place = f"resnets.{layer}" if layer else f"{'down' if down else 'up'}samplers.0"
        return f"{side}_blocks.{level}.{place}.{rest}".replace("nin_shortcut", "conv_shortcut")
    if ".mid.attn_1." in name:
        side, rest = name.split(".mid.attn_1.")
        return f"{side}.mid_block.attentions.0.{renamed(rest, _ATTENTION)}"
    middle = re.sub(r"\.mid\.block_(\d)\.", lambda one: f".mid_block.resnets.{int(one[1]) - 1}.", name)
    return middle.replace(".norm_out.", ".conv_norm_out.").replace("nin_shortcut", "conv_shortcut")


def clip(header: Header, prefix: str) -> Pieces:
    """Name the weights of a text encoder that is called as in folders already."""
    found = {name: Piece(prefix + name, shape) for name, shape in _within(header, prefix)}
    return {name: piece for name, piece in found.items() if not name.endswith("position_ids")}


def open_clip(header: Header, prefix: str, layers: int, projected: bool) -> Pieces:
    """Name the weights of a text encoder of OpenCLIP, as far as its first ``layers``."""
    pieces: dict[str, Piece] = {}
    for name, shape in _within(header, prefix):
        source, block = prefix + name, _OPEN_BLOCK.fullmatch(name)
        if name in _OPEN_OUTER:
            pieces[_OPEN_OUTER[name]] = Piece(source, shape)
        elif name == "text_projection" and projected:
            pieces["text_projection.weight"] = Piece(source, shape[::-1], turned=True)
        elif block is not None and int(block[1]) < layers:
            pieces |= _of_block(source, f"text_model.encoder.layers.{block[1]}.", block[2], shape)
    return pieces


def _of_block(source: str, layer: str, rest: str, shape: tuple[int, ...]) -> Pieces:
    if not rest.startswith("attn.in_proj_"):
        return {layer + (renamed(rest, _OPEN) or rest): Piece(source, shape)}
    kind, third = rest.removeprefix("attn.in_proj_"), (shape[0] // 3, *shape[1:])
    return {
        f"{layer}self_attn.{part}.{kind}": Piece(source, third, number) for number, part in enumerate(_PARTS)
    }


def _within(header: Header, prefix: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    for name, tensor in header.tensors.items():
        if name.startswith(prefix):
            yield name.removeprefix(prefix), tensor.shape


def renamed(name: str, names: Mapping[str, str]) -> str:
    """Change the beginning of a name; nothing where it begins otherwise."""
    return next((new + name.removeprefix(old) for old, new in names.items() if name.startswith(old)), "")
