"""Writes a small upscaler that draws in latents, with random weights, by diffusers itself."""

from pathlib import Path

import torch
from diffusers import EulerDiscreteScheduler, StableDiffusionLatentUpscalePipeline, UNet2DConditionModel
from transformers import CLIPTextModel

from tests.generation.folders import NOISE, small_vae, text_config, write_tokenizer

WIDTH = 32  # of the text encoder
LEVEL = 128  # values that tell the noise of the small picture


def write_latent_upscaler(path: Path, **unet: object) -> Path:
    """Write an upscaler with a factor-2 VAE, its UNet built as that of the large one."""
    torch.manual_seed(7)
    tokenizer = write_tokenizer()
    StableDiffusionLatentUpscalePipeline(
        vae=small_vae(),
        text_encoder=CLIPTextModel(text_config(tokenizer)),
        tokenizer=tokenizer,
        unet=UNet2DConditionModel(
            **{
                "sample_size": 32,
                "in_channels": 8,
                "out_channels": 5,
                "block_out_channels": (32, 32, 64, 64),
                "down_block_types": ("KDownBlock2D", *("KCrossAttnDownBlock2D",) * 3),
                "mid_block_type": None,
                "up_block_types": (*("KCrossAttnUpBlock2D",) * 3, "KUpBlock2D"),
                "act_fn": "gelu",
                "attention_head_dim": 8,
                "norm_num_groups": None,
                "cross_attention_dim": WIDTH,
                "conv_in_kernel": 1,
                "conv_out_kernel": 1,
                "resnet_time_scale_shift": "scale_shift",
                "time_embedding_type": "fourier",
                "timestep_post_act": "gelu",
                "time_cond_proj_dim": LEVEL + WIDTH,
            }
            | unet
        ),
        scheduler=EulerDiscreteScheduler(**NOISE, prediction_type="sample", interpolation_type="log_linear"),
    ).save_pretrained(path)
    return path
