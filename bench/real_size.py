"""Models as large as the published ones, with random weights: speed does not depend on what they know."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from generation.catalogue import Card, Scheduler

if TYPE_CHECKING:
    import torch

Settings = dict[str, Any]  # Any: what diffusers and transformers call their options

NOISE = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "steps_offset": 1}
TOKENS = 77
WORDS = 49_408  # in the vocabulary of CLIP; the tokenizer uses a few of them
VAE: Settings = {
    "block_out_channels": (128, 256, 512, 512),
    "down_block_types": ("DownEncoderBlock2D",) * 4,
    "up_block_types": ("UpDecoderBlock2D",) * 4,
    "layers_per_block": 2,
    "latent_channels": 4,
}


@dataclass(frozen=True)
class Anatomy:
    """How a model is built."""

    family: Literal["stable-diffusion", "stable-diffusion-xl"]
    unet: Settings
    vae: Settings
    texts: tuple[Settings, ...]  # its text encoders
    side_px: int
    steps: int


SD_15 = Anatomy(
    family="stable-diffusion",
    unet={"sample_size": 64, "cross_attention_dim": 768, "attention_head_dim": 8},
    vae=VAE | {"scaling_factor": 0.18215, "force_upcast": False},
    texts=(
        {"hidden_size": 768, "intermediate_size": 3072, "num_hidden_layers": 12, "num_attention_heads": 12},
    ),
    side_px=512,
    steps=20,
)
SDXL = Anatomy(
    family="stable-diffusion-xl",
    unet={
        "sample_size": 128,
        "block_out_channels": (320, 640, 1280),
        "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        "up_block_types": ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        "cross_attention_dim": 2048,
        "attention_head_dim": (5, 10, 20),
        "transformer_layers_per_block": (1, 2, 10),
        "use_linear_projection": True,
        "addition_embed_type": "text_time",
        "addition_time_embed_dim": 256,
        "projection_class_embeddings_input_dim": 2816,
    },
    vae=VAE | {"scaling_factor": 0.13025, "force_upcast": True},  # its values overflow half precision
    texts=(
        SD_15.texts[0],
        {
            "hidden_size": 1280,
            "intermediate_size": 5120,
            "num_hidden_layers": 32,
            "num_attention_heads": 20,
            "projection_dim": 1280,
        },
    ),
    side_px=1024,
    steps=30,
)


def write_model(anatomy: Anatomy, folder: Path, device: torch.device, dtype: torch.dtype) -> Card:
    """Write a model's folder in diffusers format, its weights drawn on a device. Returns: its card."""
    import diffusers  # noqa: PLC0415 - heavy
    import torch  # noqa: PLC0415 - heavy

    diffusers.logging.set_verbosity_error()
    diffusers.logging.disable_progress_bar()
    usual = torch.get_default_dtype()
    torch.set_default_dtype(dtype)  # or SDXL's weights would take twice the memory before they are halved
    torch.manual_seed(7)
    try:
        with torch.device(device):
            nets = _networks(anatomy)
    finally:
        torch.set_default_dtype(usual)
    rest: dict[str, Any] = {"scheduler": diffusers.DDIMScheduler(**NOISE, clip_sample=False)}
    if anatomy.family == "stable-diffusion":
        kind = diffusers.StableDiffusionPipeline
        rest |= {"safety_checker": None, "feature_extractor": None, "requires_safety_checker": False}
    else:
        kind = diffusers.StableDiffusionXLPipeline
    kind(**nets, **rest).save_pretrained(folder)
    return card_of(anatomy, folder)


def card_of(anatomy: Anatomy, folder: Path) -> Card:
    """Give the card of a folder that was written."""
    return Card(
        name=folder.name,
        title=folder.name,
        source=str(folder.absolute()),
        family=anatomy.family,
        width_px=anatomy.side_px,
        height_px=anatomy.side_px,
        steps=anatomy.steps,
        scheduler=Scheduler.DPM_2M,
    )


def unet_of(anatomy: Anatomy) -> Any:  # noqa: ANN401 - diffusers carries no types
    """Build the network that predicts the noise."""
    from diffusers import UNet2DConditionModel  # noqa: PLC0415 - heavy

    return UNet2DConditionModel(**anatomy.unet)


def _networks(anatomy: Anatomy) -> dict[str, Any]:
    from diffusers import AutoencoderKL  # noqa: PLC0415 - heavy
    from transformers import (  # noqa: PLC0415 - heavy
        CLIPTextConfig,
        CLIPTextModel,
        CLIPTextModelWithProjection,
    )

    words = _tokenizer()
    nets: dict[str, Any] = {"unet": unet_of(anatomy), "vae": AutoencoderKL(**anatomy.vae)}
    for kind, suffix, options in zip(
        (CLIPTextModel, CLIPTextModelWithProjection), ("", "_2"), anatomy.texts, strict=False
    ):
        ends = {f"{end}_token_id": getattr(words, f"{end}_token_id") for end in ("bos", "eos", "pad")}
        config = CLIPTextConfig(vocab_size=WORDS, max_position_embeddings=TOKENS, **ends, **options)
        nets |= {f"text_encoder{suffix}": kind(config), f"tokenizer{suffix}": words}
    return nets


def _tokenizer() -> Any:  # noqa: ANN401 - transformers is untyped
    """Make a tokenizer that reads bytes: what words mean does not matter to random weights."""
    from tokenizers import pre_tokenizers  # noqa: PLC0415 - heavy
    from transformers import CLIPTokenizer  # noqa: PLC0415 - heavy

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    words = [*letters, *(f"{letter}</w>" for letter in letters), "<|startoftext|>", "<|endoftext|>"]
    vocabulary = {word: index for index, word in enumerate(words)}
    return CLIPTokenizer(vocab=vocabulary, merges=[], model_max_length=TOKENS)
