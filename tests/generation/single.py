"""Writes whole models in one file, as their first makers laid them out; small, with random weights."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from generation.catalogue import Base
from tests.generation.folders import write_tokenizer

Shapes = Iterator[tuple[str, tuple[int, ...]]]
Weights = dict[str, NDArray[np.float32]]

LAYERS = 1  # of each level
LEVELS = (64, 128)  # channels
READS = {Base.SD_1: 768, Base.SD_2: 1024, Base.SDXL: 2048}
DEPTHS = {Base.SD_1: (1, 1), Base.SD_2: (1, 1), Base.SDXL: (0, 2)}  # transformer blocks a level
TOKENS = 16


def write_single(path: Path, base: Base, inputs: int = 4, spread: float = 0.01, **metadata: str) -> Path:
    """Write a checkpoint; ``spread`` is that of its last biases, by which a velocity is told."""
    rng = np.random.default_rng(3)
    shapes = dict(_whole(base, inputs))
    weights = {name: rng.standard_normal(shape).astype(np.float16) * 0.02 for name, shape in shapes.items()}
    last = "model.diffusion_model.output_blocks.3.1.transformer_blocks.0.norm1.bias"
    if last in weights:
        weights[last] = rng.standard_normal(len(weights[last])) * spread
    save_file({name: weight.astype(np.float16) for name, weight in weights.items()}, path, metadata or None)
    return path


def write_guide(path: Path, base: Base, prefix: str = "control_model.") -> Path:
    """Write a ControlNet, named as its first makers named them."""
    rng = np.random.default_rng(4)
    weights = {
        prefix + name: (rng.standard_normal(shape) * 0.02).astype(np.float16) for name, shape in _guide(base)
    }
    save_file(weights, path)
    return path


def write_words(folder: Path) -> int:
    """Write a tokenizer as one that lies in a model's folder. Returns: how many words it knows."""
    tokenizer = write_tokenizer()
    tokenizer.save_pretrained(folder / "tokenizer")
    (folder / "tokenizer" / "tokenizer.json").unlink()  # as models of before have it: two files of words
    (folder / "tokenizer" / "vocab.json").write_text(json.dumps(tokenizer.get_vocab()))
    (folder / "tokenizer" / "merges.txt").write_text("#version: 0.2\n")
    return len(tokenizer)


def _whole(base: Base, inputs: int) -> Shapes:
    words = len(write_tokenizer())
    yield from _named("model.diffusion_model.", _unet(base, inputs))
    yield from _named("first_stage_model.", _vae())
    if base is Base.SD_1:
        yield from _named("cond_stage_model.transformer.text_model.", _clip(768, words))
        yield "cond_stage_model.transformer.text_model.embeddings.position_ids", (1, TOKENS)
    elif base is Base.SD_2:
        yield from _named("cond_stage_model.model.", _open_clip(1024, words, 3))
    else:
        yield from _named("conditioner.embedders.0.transformer.text_model.", _clip(768, words))
        yield from _named("conditioner.embedders.1.model.", _open_clip(1280, words, 2))


def _named(prefix: str, shapes: Shapes) -> Shapes:
    yield from ((prefix + name, shape) for name, shape in shapes)


def _layer(name: str, *shape: int) -> Shapes:
    yield f"{name}.weight", shape
    yield f"{name}.bias", shape[:1]


def _unet(base: Base, inputs: int) -> Shapes:
    first, embedding = LEVELS[0], 4 * LEVELS[0]
    yield from _layer("time_embed.0", embedding, first)
    yield from _layer("time_embed.2", embedding, embedding)
    if base is Base.SDXL:
        yield from _layer("label_emb.0.0", embedding, 1280 + 6 * 256)
        yield from _layer("label_emb.0.2", embedding, embedding)
    yield from _layer("input_blocks.0.0", first, inputs, 3, 3)
    width, number, skips = first, 1, [first]
    for level, wide in enumerate(LEVELS):
        for _ in range(LAYERS):
            yield from _resnet(f"input_blocks.{number}.0.", width, wide, embedding)
            yield from _attention(f"input_blocks.{number}.1.", wide, base, DEPTHS[base][level])
            width, number = wide, number + 1
            skips.append(wide)
        if level < len(LEVELS) - 1:
            yield from _layer(f"input_blocks.{number}.0.op", wide, wide, 3, 3)
            number += 1
            skips.append(wide)
    yield from _resnet("middle_block.0.", width, width, embedding)
    yield from _attention("middle_block.1.", width, base, DEPTHS[base][-1])
    yield from _resnet("middle_block.2.", width, width, embedding)
    yield from _upwards(base, width, skips, embedding)
    yield from _layer("out.0", first)
    yield from _layer("out.2", 4, first, 3, 3)


def _guide(base: Base) -> Shapes:
    first, skips = LEVELS[0], 0
    for name, shape in _unet(base, 4):
        if not name.startswith(("output_blocks.", "out.")):
            yield name, shape
            skips = max(skips, int(name.split(".")[1]) + 1 if name.startswith("input_blocks.") else 0)
    widths = [16, 16, 32, 32, 96, 96, 256, first]  # of what reads a map
    for number, wide in enumerate(widths):
        yield from _layer(f"input_hint_block.{2 * number}", wide, widths[number - 1] if number else 3, 3, 3)
    for number in range(skips):
        side = LEVELS[number > LAYERS + 1]
        yield from _layer(f"zero_convs.{number}.0", side, side, 1, 1)
    yield from _layer("middle_block_out.0", LEVELS[-1], LEVELS[-1], 1, 1)


def _upwards(base: Base, width: int, skips: list[int], embedding: int) -> Shapes:
    number = 0
    for level in reversed(range(len(LEVELS))):
        for layer in range(LAYERS + 1):
            wide, depth = LEVELS[level], DEPTHS[base][level]
            yield from _resnet(f"output_blocks.{number}.0.", width + skips.pop(), wide, embedding)
            yield from _attention(f"output_blocks.{number}.1.", wide, base, depth)
            if level and layer == LAYERS:
                yield from _layer(f"output_blocks.{number}.{1 + bool(depth)}.conv", wide, wide, 3, 3)
            width, number = wide, number + 1


def _resnet(at: str, width: int, wide: int, embedding: int) -> Shapes:
    yield from _layer(f"{at}in_layers.0", width)
    yield from _layer(f"{at}in_layers.2", wide, width, 3, 3)
    yield from _layer(f"{at}emb_layers.1", wide, embedding)
    yield from _layer(f"{at}out_layers.0", wide)
    yield from _layer(f"{at}out_layers.3", wide, wide, 3, 3)
    if width != wide:
        yield from _layer(f"{at}skip_connection", wide, width, 1, 1)


def _attention(at: str, wide: int, base: Base, depth: int) -> Shapes:
    if not depth:
        return
    pixel = (1, 1) if base is Base.SD_1 else ()
    yield from _layer(f"{at}norm", wide)
    yield from _layer(f"{at}proj_in", wide, wide, *pixel)
    for number in range(depth):
        block = f"{at}transformer_blocks.{number}."
        for name, reads in (("attn1", wide), ("attn2", READS[base])):
            yield f"{block}{name}.to_q.weight", (wide, wide)
            yield f"{block}{name}.to_k.weight", (wide, reads)
            yield f"{block}{name}.to_v.weight", (wide, reads)
            yield from _layer(f"{block}{name}.to_out.0", wide, wide)
        yield from _layer(f"{block}ff.net.0.proj", 8 * wide, wide)
        yield from _layer(f"{block}ff.net.2", wide, 4 * wide)
        for name in ("norm1", "norm2", "norm3"):
            yield from _layer(block + name, wide)
    yield from _layer(f"{at}proj_out", wide, wide, *pixel)


def _vae() -> Shapes:
    narrow, wide = 32, 64
    yield from _layer("encoder.conv_in", narrow, 3, 3, 3)
    yield from _vae_block("encoder.down.0.block.0.", narrow, narrow)
    yield from _layer("encoder.down.0.downsample.conv", narrow, narrow, 3, 3)
    yield from _vae_block("encoder.down.1.block.0.", narrow, wide)
    yield from _layer("decoder.conv_in", wide, 4, 3, 3)
    for layer in range(2):
        yield from _vae_block(f"decoder.up.1.block.{layer}.", wide, wide)
        yield from _vae_block(f"decoder.up.0.block.{layer}.", (wide, narrow)[layer], narrow)
    yield from _layer("decoder.up.1.upsample.conv", wide, wide, 3, 3)
    for side, ends in (("encoder", (8, wide)), ("decoder", (3, narrow))):
        for number in (1, 2):
            yield from _vae_block(f"{side}.mid.block_{number}.", wide, wide)
        yield from _layer(f"{side}.mid.attn_1.norm", wide)
        for name in ("q", "k", "v", "proj_out"):
            yield from _layer(f"{side}.mid.attn_1.{name}", wide, wide, 1, 1)
        yield from _layer(f"{side}.norm_out", ends[1])
        yield from _layer(f"{side}.conv_out", ends[0], ends[1], 3, 3)
    yield from _layer("quant_conv", 8, 8, 1, 1)
    yield from _layer("post_quant_conv", 4, 4, 1, 1)


def _vae_block(at: str, width: int, wide: int) -> Shapes:
    yield from _layer(f"{at}norm1", width)
    yield from _layer(f"{at}conv1", wide, width, 3, 3)
    yield from _layer(f"{at}norm2", wide)
    yield from _layer(f"{at}conv2", wide, wide, 3, 3)
    if width != wide:
        yield from _layer(f"{at}nin_shortcut", wide, width, 1, 1)


def _clip(width: int, words: int) -> Shapes:
    yield "embeddings.token_embedding.weight", (words, width)
    yield "embeddings.position_embedding.weight", (TOKENS, width)
    for name in ("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.out_proj"):
        yield from _layer(f"encoder.layers.0.{name}", width, width)
    for name in ("layer_norm1", "layer_norm2"):
        yield from _layer(f"encoder.layers.0.{name}", width)
    yield from _layer("encoder.layers.0.mlp.fc1", 2 * width, width)
    yield from _layer("encoder.layers.0.mlp.fc2", width, 2 * width)
    yield from _layer("final_layer_norm", width)


def _open_clip(width: int, words: int, layers: int) -> Shapes:
    yield "positional_embedding", (TOKENS, width)
    yield "token_embedding.weight", (words, width)
    yield "text_projection", (width, 24 * 32)
    yield "logit_scale", (1,)
    for number in range(layers):
        block = f"transformer.resblocks.{number}."
        yield f"{block}attn.in_proj_weight", (3 * width, width)
        yield f"{block}attn.in_proj_bias", (3 * width,)
        yield from _layer(f"{block}attn.out_proj", width, width)
        yield from _layer(f"{block}ln_1", width)
        yield from _layer(f"{block}ln_2", width)
        yield from _layer(f"{block}mlp.c_fc", 2 * width, width)
        yield from _layer(f"{block}mlp.c_proj", width, 2 * width)
    yield from _layer("ln_final", width)
