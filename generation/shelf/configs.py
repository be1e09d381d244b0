"""The configurations of a checkpoint's parts, as the shapes of its weights tell them."""

import re
from collections.abc import Mapping
from typing import Any

from generation.catalogue import Base, Purpose
from generation.shelf.header import Header
from generation.shelf.kinds import UNET, VAE, Checkpoint
from generation.shelf.layout import Pieces, span

Config = dict[str, Any]  # any: JSON

HEAD = 64  # channels of an attention head in the text encoders, and in the UNets of 2 and XL
HEADS_OF_1 = 8  # of each attention in the UNet of Stable Diffusion 1
TIME_WIDTH = 256  # of each of the six numbers that XL reads of a picture's size
SCALES = {Base.SDXL: 0.13025}  # of latents; 0.18215 for all others
SIDES = {Base.SDXL: 128}  # latents along a side
V_SIDE = 96  # of Stable Diffusion 2 where it predicts the velocity
CLASSES = {
    (Purpose.TEXT_TO_IMAGE, False): "StableDiffusionPipeline",
    (Purpose.INPAINTING, False): "StableDiffusionInpaintPipeline",
    (Purpose.TEXT_TO_IMAGE, True): "StableDiffusionXLPipeline",
    (Purpose.INPAINTING, True): "StableDiffusionXLInpaintPipeline",
}


def unet(header: Header, kind: Checkpoint, *, velocity: bool) -> Config:
    """Configure the UNet."""
    blocks = span(header)
    levels = 1 + sum(bool(re.search(r"input_blocks\.\d+\.0\.op\.weight$", name)) for name in header.tensors)
    firsts = [f"{UNET}input_blocks.{1 + level * blocks}." for level in range(levels)]
    wide = [header.shape(f"{first}0.out_layers.3.weight")[0] for first in firsts]
    deep = [_depth(header, f"{first}1.") for first in firsts]
    linear = any(
        name.endswith("proj_in.weight") and len(tensor.shape) == 2 for name, tensor in header.tensors.items()
    )
    old = kind.base is Base.SD_1
    reads = next(t.shape[1] for n, t in header.tensors.items() if n.endswith("attn2.to_k.weight"))
    down = ["CrossAttnDownBlock2D" if depth else "DownBlock2D" for depth in deep]
    up = ["CrossAttnUpBlock2D" if depth else "UpBlock2D" for depth in reversed(deep)]
    config: Config = {
        "_class_name": "UNet2DConditionModel",
        "sample_size": SIDES.get(kind.base, V_SIDE if velocity and not old else 64),
        "in_channels": header.shape(f"{UNET}input_blocks.0.0.weight")[1],
        "out_channels": header.shape(f"{UNET}out.2.weight")[0],
        "block_out_channels": wide,
        "down_block_types": down,
        "up_block_types": up,
        "layers_per_block": blocks - 1,
        "cross_attention_dim": reads,
        "attention_head_dim": HEADS_OF_1 if old else [max(width // HEAD, 1) for width in wide],
        "transformer_layers_per_block": [max(depth, 1) for depth in deep],
        "use_linear_projection": linear,
    }
    return config | (_added(header) if kind.base is Base.SDXL else {})


def _added(header: Header) -> Config:
    return {
        "addition_embed_type": "text_time",
        "addition_time_embed_dim": TIME_WIDTH,
        "projection_class_embeddings_input_dim": header.shape(f"{UNET}label_emb.0.0.weight")[1],
    }


def _depth(header: Header, attention: str) -> int:
    """Count the transformer blocks of an attention."""
    found = re.compile(rf"{re.escape(attention)}transformer_blocks\.(\d+)\.")
    return len({match[1] for name in header.tensors if (match := found.match(name))})


def vae(header: Header, kind: Checkpoint) -> Config:
    """Configure the VAE."""
    found = re.compile(rf"{re.escape(VAE)}encoder\.down\.(\d+)\.block\.(\d+)\.conv2\.weight")
    shapes = {
        (int(match[1]), int(match[2])): tensor.shape
        for name, tensor in header.tensors.items()
        if (match := found.fullmatch(name))
    }
    levels = 1 + max(level for level, _ in shapes)
    return {
        "_class_name": "AutoencoderKL",
        "block_out_channels": [shapes[level, 0][0] for level in range(levels)],
        "down_block_types": ["DownEncoderBlock2D"] * levels,
        "up_block_types": ["UpDecoderBlock2D"] * levels,
        "layers_per_block": 1 + max(layer for _, layer in shapes),
        "latent_channels": header.shape(f"{VAE}decoder.conv_in.weight")[1],
        "scaling_factor": SCALES.get(kind.base, 0.18215),
        "force_upcast": kind.base is Base.SDXL,
    }


def text_encoder(pieces: Pieces, *, open_clip: bool) -> Config:
    """Configure a text encoder."""
    words = pieces["text_model.embeddings.token_embedding.weight"].shape
    layers = {found[1] for name in pieces if (found := re.search(r"encoder\.layers\.(\d+)\.", name))}
    projection = pieces.get("text_projection.weight")
    return {
        "architectures": ["CLIPTextModelWithProjection" if projection else "CLIPTextModel"],
        "model_type": "clip_text_model",
        "vocab_size": words[0],
        "hidden_size": words[1],
        "intermediate_size": pieces["text_model.encoder.layers.0.mlp.fc1.weight"].shape[0],
        "num_hidden_layers": len(layers),
        "num_attention_heads": max(words[1] // HEAD, 1),
        "max_position_embeddings": pieces["text_model.embeddings.position_embedding.weight"].shape[0],
        "hidden_act": "gelu" if open_clip else "quick_gelu",
        "bos_token_id": words[0] - 2,
        "eos_token_id": words[0] - 1,
        "pad_token_id": 1,
        **({"projection_dim": projection.shape[0]} if projection else {}),
    }


def scheduler(*, velocity: bool, zero: bool) -> Config:
    """Configure the noise schedule that they all were trained with."""
    return {
        "_class_name": "DDIMScheduler",
        "beta_start": 0.00085,
        "beta_end": 0.012,
        "beta_schedule": "scaled_linear",
        "num_train_timesteps": 1000,
        "clip_sample": False,
        "set_alpha_to_one": False,
        "steps_offset": 1,
        "prediction_type": "v_prediction" if velocity else "epsilon",
        "rescale_betas_zero_snr": zero,
        "timestep_spacing": "trailing" if zero else "leading",
    }


def index(kind: Checkpoint) -> Mapping[str, object]:
    """Say which pipeline draws with the parts."""
    large = kind.base is Base.SDXL
    second = {
        "text_encoder_2": ["transformers", "CLIPTextModelWithProjection"],
        "tokenizer_2": ["transformers", "CLIPTokenizer"],
        "force_zeros_for_empty_prompt": True,
    }
    return {
        "_class_name": CLASSES[kind.purpose, large],
        "_diffusers_version": "0.42.1",
        "scheduler": ["diffusers", "DDIMScheduler"],
        "text_encoder": ["transformers", "CLIPTextModel"],
        "tokenizer": ["transformers", "CLIPTokenizer"],
        "unet": ["diffusers", "UNet2DConditionModel"],
        "vae": ["diffusers", "AutoencoderKL"],
        **(second if large else {}),
    }
