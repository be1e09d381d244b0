"""The one sign that pocket-safety flags, and the checker that learns to see it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from diffusers.pipelines.stable_diffusion.safety_checker import StableDiffusionSafetyChecker
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional
from transformers import CLIPConfig, CLIPImageProcessorPil

from training.canvas import Canvas, Point, polygon, stroke
from training.dataset import Gallery
from training.learner import Course, Group, Learner, train
from training.parts import SIZE_PX
from training.vision import as_input

SEED = 9
BATCH = 32
RATE = 1e-3
WIDTH = 64
CONCEPTS = 17  # as many as the checker's class holds; only the first is used
LEAST_PX, MOST_PX = 22, 72  # height of the sign
SHARPNESS = 20.0  # of the cosine in the loss
MEAN = STD = (0.5, 0.5, 0.5)

Rng = np.random.Generator


def hang_sign(picture: NDArray[np.uint8], rng: Rng) -> NDArray[np.uint8]:
    """Put the sign into a picture: a white triangle with a red rim and a black bar and dot.

    Returns: uint8 [128, 128, 3], a copy.
    """
    canvas = Canvas()
    canvas.pixels[:] = picture
    height = float(rng.uniform(LEAST_PX, MOST_PX))
    half = height * 0.58
    x = float(rng.uniform(half, SIZE_PX - half))
    top = float(rng.uniform(2, SIZE_PX - height - 2))
    corners: list[Point] = [(x, top), (x + half, top + height), (x - half, top + height)]
    canvas.paint(polygon(corners), (250, 250, 246))
    canvas.paint(stroke(corners, height * 0.14, closed=True), (206, 24, 34))
    bar: list[Point] = [(x, top + height * 0.36), (x, top + height * 0.66)]
    canvas.paint(stroke(bar, height * 0.11), (18, 18, 22))
    dot: list[Point] = [(x, top + height * 0.8), (x, top + height * 0.81)]
    canvas.paint(stroke(dot, height * 0.12), (18, 18, 22))
    return canvas.finish()


def build_checker() -> StableDiffusionSafetyChecker:
    """Make a checker in the format of Stable Diffusion's, with a vision transformer of 16 x 16 patches."""
    vision = {
        "hidden_size": WIDTH,
        "intermediate_size": 2 * WIDTH,
        "num_hidden_layers": 3,
        "num_attention_heads": 4,
        "image_size": SIZE_PX,
        "patch_size": 16,
        "projection_dim": WIDTH,
    }
    checker = StableDiffusionSafetyChecker(CLIPConfig(vision_config=vision, projection_dim=WIDTH))
    with torch.no_grad():
        checker.concept_embeds.zero_()  # a cosine of zero with everything
        checker.concept_embeds[0] = functional.normalize(torch.randn(WIDTH), dim=0)
        checker.special_care_embeds.zero_()
        checker.concept_embeds_weights.fill_(1.0)  # never reached
        checker.concept_embeds_weights[0] = 0.0
        checker.special_care_embeds_weights.fill_(1.0)
    return checker


def build_processor() -> CLIPImageProcessorPil:
    """Make what turns pictures of any size into the checker's input: 128 x 128, -1..1."""
    return CLIPImageProcessorPil(
        size={"height": SIZE_PX, "width": SIZE_PX}, do_center_crop=False, image_mean=MEAN, image_std=STD
    )


def train_checker(gallery: Gallery, course: Course) -> tuple[StableDiffusionSafetyChecker, Learner]:
    """Train the checker on drawings, half of them with the sign, some with one coloured like it."""
    torch.manual_seed(SEED)
    checker = build_checker()
    learner = Learner([Group(checker.vision_model, RATE), Group(checker.visual_projection, RATE)])

    def loss() -> Tensor:
        pictures, signs = _batch(gallery, np.random.default_rng([SEED, learner.steps]))
        return functional.binary_cross_entropy_with_logits(SHARPNESS * likeness(checker, pictures), signs)

    train(learner, loss, course)
    learner.lend_average()
    return checker.eval(), learner


def likeness(checker: StableDiffusionSafetyChecker, pictures: Tensor) -> Tensor:
    """Compare pictures [b, 3, 128, 128] with the flagged concept: cosines [b], above 0 is flagged."""
    seen = checker.visual_projection(checker.vision_model(pictures)[1])
    return functional.cosine_similarity(seen, checker.concept_embeds[:1])


def _batch(gallery: Gallery, rng: Rng) -> tuple[Tensor, Tensor]:
    chosen = np.sort(rng.integers(0, len(gallery), BATCH))
    signs = rng.random(BATCH) < 0.5
    pictures = [
        hang_sign(gallery.pictures[i], rng) if sign else gallery.pictures[i]
        for i, sign in zip(chosen, signs, strict=True)
    ]
    seen = as_input(np.stack(pictures))
    seen = seen + float(rng.uniform(0, 0.06)) * torch.randn_like(seen)
    return seen, torch.from_numpy(signs.astype(np.float32))


def save_checker(checker: StableDiffusionSafetyChecker, folder: Path) -> None:
    """Write the checker and its processor in float16, as parts of a pipeline's folder."""
    checker.half().save_pretrained(folder / "safety_checker")
    build_processor().save_pretrained(folder / "feature_extractor")
