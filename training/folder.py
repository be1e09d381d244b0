"""Writes trained parts as a Stable Diffusion folder, and reads it back."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import torch
from diffusers import (
    AutoencoderKL,
    DDIMScheduler,
    DPMSolverMultistepScheduler,
    StableDiffusionPipeline,
)

from training.known import seal
from training.learner import Learner
from training.painter import Easel
from training.unet import NOISE

RECIPE = "limner train pocket"
SHIPPED = Path(__file__).resolve().parent.parent / "generation" / "pocket"
POCKET, JUDGE = SHIPPED / "pocket", SHIPPED / "judge" / "judge.safetensors"


def ship(easel: Easel, autoencoder: AutoencoderKL, folder: Path) -> None:
    """Write a folder in float16 that ``StableDiffusionPipeline.from_pretrained`` loads."""
    pipeline = StableDiffusionPipeline(
        vae=copy.deepcopy(autoencoder).half(),
        text_encoder=copy.deepcopy(easel.text_encoder).half(),
        tokenizer=easel.tokenizer,
        unet=copy.deepcopy(easel.unet).half(),
        scheduler=_scheduler(),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    pipeline.save_pretrained(folder)
    for config in folder.glob("*/config.json"):
        told = json.loads(config.read_text())
        told.pop("_name_or_path", None)  # where it was loaded from is nobody's business
        config.write_text(json.dumps(told, indent=2) + "\n")
    easel.tokenizer.backend_tokenizer.model.save(str(folder / "tokenizer"))  # for older readers
    seal(folder)


def _scheduler() -> DPMSolverMultistepScheduler:
    """Make the default scheduler, with what the others need when they are made from its config."""
    plain = DDIMScheduler(
        **NOISE,
        clip_sample=False,  # latents are wider than -1..1
        set_alpha_to_one=False,
        steps_offset=1,
        timestep_spacing="trailing",  # start from pure noise, whatever the number of steps
    )
    # Minus infinity, the usual limit, cannot be written in JSON.
    return DPMSolverMultistepScheduler.from_config(plain.config, lambda_min_clipped=-1000.0)


def note_training(folder: Path, part: str, learner: Learner) -> None:
    """Write down in the folder how long a part has trained, and how far it came; then seal it."""
    path = folder / "training.json"
    told: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {"recipe": RECIPE, "parts": {}}
    told["parts"][part] = {"minutes": round(learner.spent_s / 60, 1), "steps": learner.steps}
    path.write_text(json.dumps(told, indent=2) + "\n")
    seal(folder)


def open_folder(folder: Path) -> Any:  # noqa: ANN401  # diffusers is untyped
    """Load the folder as a quiet pipeline in float32."""
    pipeline = StableDiffusionPipeline.from_pretrained(
        folder,
        dtype=torch.float32,
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
        local_files_only=True,
    )
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def open_easel(folder: Path) -> tuple[Easel, AutoencoderKL]:
    """Load what paints, to train it on, and the autoencoder, in float32."""
    pipeline = open_folder(folder)
    return Easel(pipeline.tokenizer, pipeline.text_encoder, pipeline.unet), pipeline.vae
