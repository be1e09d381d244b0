"""Writes small model folders in diffusers format, with random weights, by diffusers itself."""

import json
from pathlib import Path

import torch
from diffusers import AutoencoderKL, PNDMScheduler, StableDiffusionPipeline, UNet2DConditionModel
from diffusers.pipelines.stable_diffusion_xl.pipeline_stable_diffusion_xl import StableDiffusionXLPipeline
from tokenizers import pre_tokenizers
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

NOISE = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
TOKENS = 16


def write_stable_diffusion(path: Path, prediction_type: str = "epsilon", **unet: object) -> Path:
    """Write a Stable Diffusion of two levels (factor-2 VAE) that draws 64x64."""
    torch.manual_seed(7)
    tokenizer = write_tokenizer()
    StableDiffusionPipeline(
        vae=small_vae(),
        text_encoder=CLIPTextModel(text_config(tokenizer)),
        tokenizer=tokenizer,
        unet=small_unet(cross_attention_dim=32, **unet),
        scheduler=scheduler(prediction_type),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    ).save_pretrained(path)
    return path


def write_stable_diffusion_xl(path: Path) -> Path:
    """Write a Stable Diffusion XL of two levels that draws 64x64."""
    torch.manual_seed(7)
    tokenizer = write_tokenizer()
    second = text_config(tokenizer, projection_dim=24)
    StableDiffusionXLPipeline(
        vae=small_vae(),
        text_encoder=CLIPTextModel(text_config(tokenizer)),
        text_encoder_2=CLIPTextModelWithProjection(second),
        tokenizer=tokenizer,
        tokenizer_2=tokenizer,
        unet=small_unet(
            cross_attention_dim=64,
            addition_embed_type="text_time",
            addition_time_embed_dim=8,
            transformer_layers_per_block=(1, 2),
            projection_class_embeddings_input_dim=24 + 6 * 8,
        ),
        scheduler=scheduler("epsilon"),
    ).save_pretrained(path)
    return path


def small_unet(**options: object) -> UNet2DConditionModel:
    """Build a UNet of two levels."""
    return UNet2DConditionModel(
        **{
            "sample_size": 32,
            "block_out_channels": (16, 32),
            "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D"),
            "up_block_types": ("CrossAttnUpBlock2D", "UpBlock2D"),
            "layers_per_block": 1,
            "norm_num_groups": 4,
            "attention_head_dim": (2, 4),
        }
        | options
    )


def small_vae() -> AutoencoderKL:
    """Build a VAE that halves each side."""
    return AutoencoderKL(
        block_out_channels=(8, 16),
        down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2,
        layers_per_block=1,
        norm_num_groups=4,
        latent_channels=4,
    )


def scheduler(prediction_type: str) -> PNDMScheduler:
    """Make the noise schedule of Stable Diffusion."""
    return PNDMScheduler(
        **NOISE,
        skip_prk_steps=True,
        set_alpha_to_one=False,
        steps_offset=1,
        prediction_type=prediction_type,
    )


def text_config(tokenizer: CLIPTokenizer, **options: int) -> CLIPTextConfig:
    """Configure a text encoder of two layers for a tokenizer."""
    return CLIPTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=TOKENS,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
        **options,
    )


def write_tokenizer() -> CLIPTokenizer:
    """Make a tokenizer that reads bytes."""
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    words = [*letters, *(f"{letter}</w>" for letter in letters), "<|startoftext|>", "<|endoftext|>"]
    vocabulary = {word: index for index, word in enumerate(words)}
    return CLIPTokenizer(vocab=vocabulary, merges=[], model_max_length=TOKENS)


def edit_json(file: Path, **changes: object) -> None:
    """Change values in a JSON file; None takes a key away."""
    content = json.loads(file.read_text()) | changes
    file.write_text(json.dumps({key: value for key, value in content.items() if value is not None}))
