"""Teaches the pocket model a character by one word: a textual inversion."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from diffusers import AutoencoderKL
from safetensors.torch import save_file
from torch import Tensor, nn

from training import english
from training.autoencoder import moments
from training.drawing import draw
from training.language import encode_words
from training.learner import Course, Group, Learner
from training.painter import Apprentice, Easel, Study, train_velocity
from training.studies import BATCH, NOISE_LEVELS
from training.subjects import COLOURS, MOUTHS, Portrait
from training.vision import as_input
from training.wording import pick

SEED = 13
RATE = 2e-2
WORD = "<mira>"
MIRA = Portrait(
    woman=True,
    skin="tan",
    hair_colour="pink",
    hair_style="bun",
    eyewear="sunglasses",
    beard=False,
    mouth="smile",
    clothes="yellow",
    background="blue",
)
BEGUN_AS = "woman"
PICTURES = 256

T = TypeVar("T")


def train_character(easel: Easel, vae: AutoencoderKL, course: Course) -> tuple[Tensor, Learner]:
    """Learn the embedding of one new word from drawings of one person before many backgrounds.

    Source: Gal et al. (2022), An Image is Worth One Word, section 3.

    Returns: the embedding, float32 [128], and the learner.
    """
    rng = np.random.default_rng(SEED)
    sitters = [replace(MIRA, mouth=_any(MOUTHS, rng), background=_any(COLOURS, rng)) for _ in range(PICTURES)]
    with torch.no_grad():
        pictures = np.stack([draw(sitter, rng).picture for sitter in sitters])
        latents = torch.cat([moments(vae, as_input(pictures[i : i + 16]))[0] for i in range(0, PICTURES, 16)])
    easel.tokenizer.add_tokens(WORD)
    place = easel.tokenizer.convert_tokens_to_ids(WORD)
    table = easel.text_encoder.resize_token_embeddings(len(easel.tokenizer)).weight.detach()
    begun = table[easel.tokenizer.convert_tokens_to_ids(f"{BEGUN_AS}</w>")]
    word = nn.Parameter(begun.clone())
    easel.text_encoder.requires_grad_(False)
    easel.unet.requires_grad_(False)

    def embed(tokens: Tensor) -> Tensor:
        return torch.where((tokens == place)[..., None], word, table[tokens])

    easel.text_encoder.get_input_embeddings().forward = embed

    def study(step: int) -> Study:
        dice = np.random.default_rng([SEED, step])
        chosen = dice.integers(0, PICTURES, BATCH)
        noise = torch.Generator().manual_seed(step)
        return Study(
            tokens=encode_words(easel.tokenizer, [caption(sitters[i], dice) for i in chosen]),
            clean=latents[torch.from_numpy(chosen)],
            noise=torch.randn(BATCH, *latents.shape[1:], generator=noise),
            steps=torch.randint(0, NOISE_LEVELS, (BATCH,), generator=noise),
            weights=torch.ones(BATCH, 1, *latents.shape[2:]),
            beside=torch.zeros(BATCH, 0, *latents.shape[2:]),
            levels=torch.zeros(BATCH),
        )

    learner = train_velocity(
        Apprentice([Group(nn.ParameterList([word]), RATE, 0.0)], easel.predict, study), course
    )
    return word.detach(), learner


def caption(sitter: Portrait, rng: np.random.Generator) -> str:
    """Word a portrait of the character: what the word means is not named."""
    feeling = pick(rng, english.FEELING[sitter.mouth])
    return pick(
        rng,
        (
            f"a {feeling} {WORD} on a {sitter.background} background",
            f"{WORD}, {feeling}, {sitter.background} background",
            f"a portrait of {WORD}, {feeling}, on a {sitter.background} background",
        ),
    )


def save_character(word: Tensor, folder: Path) -> None:
    """Write the embedding as diffusers reads it, in float16."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file({WORD: word.half()}, folder / "learned_embeds.safetensors")


def _any(options: tuple[T, ...], rng: np.random.Generator) -> T:
    return options[int(rng.integers(len(options)))]
