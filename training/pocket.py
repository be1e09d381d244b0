"""The whole recipe of the pocket models: draw, then train part after part, then ship."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderKL
from numpy.typing import NDArray

from training.autoencoder import whiten
from training.dataset import Gallery, open_gallery
from training.derived import (
    Shelf,
    train_depth,
    train_describe,
    train_hint,
    train_inpaint,
    train_mira,
    train_print,
    train_relief,
    train_safety,
    train_sepia,
)
from training.folder import JUDGE, POCKET, note_training, ship
from training.hints import HINTS
from training.judge import save_judge, train_judge
from training.known import seal
from training.language import teach_words
from training.latents import encode_drawings
from training.learner import Course, Learner, Report, every
from training.painter import POLISH_RATE, REFINE_RATE, REFINE_TEXT_SHARE, Easel, train_painter
from training.studies import Stock
from training.unet import build_unet
from training.vision import as_input, sharpen_decoder, train_autoencoder
from training.vocabulary import build_tokenizer

PLAN = {  # minutes of each part, in the order in which they train
    "judge": 8.0,
    "vae": 27.0,
    "text": 4.0,
    "unet": 72.0,
    "sharpen": 4.0,
    "polish": 60.0,
    "refine": 20.0,
    "inpaint": 15.0,
    "depth": 30.0,
    "depth-estimator": 15.0,
    "describe": 10.0,
    "safety": 3.0,
    "v2": 15.0,
    "lora-sepia": 5.0,
    "ti-mira": 3.0,
    "controlnet-canny": 12.0,
    "controlnet-scribble": 9.0,
    "controlnet-depth": 9.0,
}
PARTS = ("drawing", *PLAN)
PLAN_MINUTES = sum(PLAN.values())  # another total scales them all
PICTURES = 32_000
JUDGE_PICTURES = 16_000
UNET_PICTURES = 20_000
WHITEN_PICTURES = 2000
EXPORT_MINUTES = 10.0  # between two writings of the folder while the UNet trains


@dataclass(frozen=True)
class Recipe:
    """How long to train, where to keep checkpoints and where to write the folder."""

    minutes: float
    work: Path
    folder: Path = POCKET
    judge: Path = JUDGE
    pictures: int = PICTURES

    def course(self, part: str, report: Report) -> Course:
        """Tell how a part trains."""
        return Course(self.work / f"{part}.pt", self.minutes / PLAN_MINUTES * PLAN[part], report)


def train_pocket(recipe: Recipe, parts: Sequence[str] = PARTS, report: Report = print) -> None:
    """Train the named parts in order and write the folder and the judge.

    Every part keeps a checkpoint: called again, it goes on where it stopped, and a finished part
    is read back at once. Training the UNet writes the folder every ten minutes, with the average
    reached so far.
    """
    recipe.work.mkdir(parents=True, exist_ok=True)
    gallery = open_gallery(recipe.work, recipe.pictures, report=report)
    pictures = gallery.pictures
    if "judge" in parts:
        _judge(recipe, pictures, report)
    if "vae" in parts:
        _autoencoder(recipe, pictures, report)
    if "text" in parts:
        _words(recipe, report)
    if "unet" in parts:
        _paint(recipe, gallery, report)
    if "sharpen" in parts:
        _sharpen(recipe, pictures, report)
    shelf = Shelf(recipe.folder, recipe.work, gallery, report)
    for part in parts:
        if part in DERIVED:
            DERIVED[part](shelf, recipe.course(part, report))


def _judge(recipe: Recipe, pictures: NDArray[np.uint8], report: Report) -> None:
    judge = train_judge(pictures[:JUDGE_PICTURES], recipe.course("judge", report))
    save_judge(judge, recipe.judge)


def _autoencoder(recipe: Recipe, pictures: NDArray[np.uint8], report: Report) -> AutoencoderKL:
    net = train_autoencoder(pictures, recipe.course("vae", report))
    whiten(net, as_input(pictures[:WHITEN_PICTURES]))
    return net


def _words(recipe: Recipe, report: Report) -> Easel:
    tokenizer = build_tokenizer()
    text_encoder = teach_words(tokenizer, recipe.pictures, recipe.course("text", report))
    return Easel(tokenizer, text_encoder, build_unet())


def _paint(recipe: Recipe, gallery: Gallery, report: Report) -> None:
    """Train the UNet from nothing."""
    net = _autoencoder(recipe, gallery.pictures, report)
    easel = _words(recipe, report)
    latents = encode_drawings(net, gallery.pictures[:UNET_PICTURES], recipe.work / "latents.pt", report)
    stock = Stock(easel.tokenizer, gallery, latents, torch.ones(len(latents), *latents.shape[2:]))
    watch = partial(_export, recipe.folder, "unet", easel, net)
    learner = train_painter(easel, stock.words, recipe.course("unet", report), every(EXPORT_MINUTES, watch))
    watch(learner)


def _sharpen(recipe: Recipe, pictures: NDArray[np.uint8], report: Report) -> None:
    """Sharpen the decoder and write it into the folder, beside the parts that are there."""
    net = _autoencoder(recipe, pictures, report)
    net = sharpen_decoder(net, pictures, recipe.course("sharpen", report))
    net.half().save_pretrained(recipe.folder / "vae")
    seal(recipe.folder)


def _export(folder: Path, part: str, easel: Easel, net: AutoencoderKL, learner: Learner) -> None:
    """Write the folder with the average reached so far, and note how long the part has trained."""
    learner.lend_average()
    ship(easel, net, folder)
    learner.take_back()
    note_training(folder, part, learner)


def _go_on(part: str, rate: float, text_share: float, shelf: Shelf, course: Course) -> None:
    """Train the UNet of the folder on, with an eye on what people look for first."""
    watch = partial(_export, shelf.pocket, part, shelf.easel, shelf.vae)
    writing = every(EXPORT_MINUTES, watch)
    draw = shelf.stock.words
    watch(train_painter(shelf.easel, draw, course, writing, rate=rate, text_share=text_share))


DERIVED: Mapping[str, Callable[[Shelf, Course], None]] = {
    "polish": partial(_go_on, "polish", POLISH_RATE, 0.1),
    "refine": partial(_go_on, "refine", REFINE_RATE, REFINE_TEXT_SHARE),
    "inpaint": train_inpaint,
    "depth": train_depth,
    "depth-estimator": train_relief,
    "describe": train_describe,
    "safety": train_safety,
    "v2": train_print,
    "lora-sepia": train_sepia,
    "ti-mira": train_mira,
    **{f"controlnet-{hint}": partial(train_hint, hint) for hint in HINTS},
}


def main() -> None:
    """Train from the command line."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--minutes", type=float, default=PLAN_MINUTES, help="time to train, all parts together")
    ask.add_argument("--part", choices=[*PARTS, "all"], default="all")
    ask.add_argument("--work", type=Path, required=True, help="checkpoints and drawings are kept here")
    ask.add_argument("--out", type=Path, default=POCKET, help="the folder to write")
    ask.add_argument("--judge", type=Path, default=JUDGE, help="the judge to write")
    options = ask.parse_args()
    recipe = Recipe(options.minutes, options.work, options.out, options.judge)
    parts = PARTS if options.part == "all" else (options.part,)
    train_pocket(recipe, parts, lambda line: print(line, flush=True))


if __name__ == "__main__":
    main()
