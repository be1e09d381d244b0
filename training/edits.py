"""Measures the ways of changing a picture: all of it, or what a mask hides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers import (
    StableDiffusionImg2ImgPipeline,
    StableDiffusionInpaintPipeline,
)
from numpy.typing import NDArray

from generation.catalogue import Scheduler
from generation.schedulers import build_scheduler
from training.captions import describe
from training.changes import Change, place_of, recolour, swap
from training.dataset import subject_of
from training.drawing import Drawing, example
from training.judge import Judge, judge_pictures
from training.labels import IGNORED, PLACE_IN_HEADS, labels
from training.masks import Mask
from training.scoring import FIRST_SEED, STEPS, Pictures, paint
from training.subjects import Subject

STRENGTH, EDIT_GUIDANCE = 0.5, 10.0  # of img2img: what is there already pulls hard, words must pull harder
EDIT_SCHEDULER = Scheduler.EULER_A  # its fresh noise lets go of what was there
PLACES = ("house_place", "tree_place", "boat_place", "car_place")
LAYOUT = ("kind", "ground", "hair_style", "eyewear", "woman", *PLACES)

Pipeline = Any  # diffusers is untyped


@dataclass(frozen=True)
class Edit:
    """A held-out drawing and a change to it, worded as the whole picture that is wanted."""

    before: Subject
    drawing: Drawing
    change: Change
    prompt: str
    mask: Mask


def edits(count: int, choose: Callable[[Subject, np.random.Generator], Change | None]) -> list[Edit]:
    """List changes to held-out drawings."""
    found: list[Edit] = []
    seed = FIRST_SEED
    while len(found) < count:
        seed += 1
        rng = np.random.default_rng(seed)
        before = subject_of(seed, for_evaluation=True)
        change = choose(before, rng)
        if change is None:
            continue
        _, drawing = example(seed, for_evaluation=True)
        prompt = describe(change.after, rng, thorough=True, in_chinese=False).text
        mask = place_of(change, before, drawing.parts) if choose is swap else np.ones((128, 128), bool)
        found.append(Edit(before, drawing, change, prompt, mask))
    return found


def img2img(pocket: Pipeline, judge: Judge, count: int) -> tuple[float, float, Pictures]:
    """Measure edits of a whole picture at strength 0.5.

    Returns: the share of changes that happened, the share of the layout that stayed, and pictures before and
    after, uint8 [2, count, 128, 128, 3].
    """
    asked = edits(count, recolour)
    steps = int(STEPS / STRENGTH)
    scheduler = build_scheduler(EDIT_SCHEDULER, pocket.scheduler.config, steps)
    parts = {**pocket.components, "scheduler": scheduler}
    pipeline = StableDiffusionImg2ImgPipeline(**parts, requires_safety_checker=False)
    made = paint(
        pipeline, [edit.prompt for edit in asked], image=[edit.drawing.picture for edit in asked],
        strength=STRENGTH, steps=steps, guidance=EDIT_GUIDANCE,
    )  # fmt: skip
    seen = judge_pictures(judge, made)
    stayed = [_layout(edit.before, values) for edit, values in zip(asked, seen, strict=True)]
    return happened(asked, seen), float(np.mean(stayed)), _pairs(asked, made)


def inpaint(folder: Path, judge: Judge, count: int) -> tuple[float, Pictures]:
    """Measure changes of the thing under a mask.

    Returns: the share of changes that happened, and pictures before and after, uint8 [2, count, 128, 128, 3].
    """
    asked = edits(count, swap)
    pipeline = open_pipeline(StableDiffusionInpaintPipeline, folder)
    made = paint(
        pipeline,
        [edit.prompt for edit in asked],
        image=[edit.drawing.picture for edit in asked],
        mask_image=[edit.mask.astype(np.uint8) * 255 for edit in asked],
        strength=1.0,
    )
    return happened(asked, judge_pictures(judge, made)), _pairs(asked, made)


def open_pipeline(kind: Pipeline, folder: Path) -> Pipeline:
    """Open a pocket folder by a kind of pipeline."""
    return kind.from_pretrained(folder, dtype=torch.float32, local_files_only=True)


def happened(asked: Sequence[Edit], seen: NDArray[np.int64]) -> float:
    """Tell which share of the changes a judge sees, int64 [n, heads] as `judge_pictures` gives."""
    right = 0
    for edit, values in zip(asked, seen, strict=True):
        head = PLACE_IN_HEADS[edit.change.head]
        right += bool(values[head] == labels(edit.change.after)[head])
    return right / len(asked)


def _layout(before: Subject, values: NDArray[np.int64]) -> float:
    wanted = labels(before)
    heads = [PLACE_IN_HEADS[name] for name in LAYOUT]
    known = [head for head in heads if wanted[head] != IGNORED]
    return float(np.mean([values[head] == wanted[head] for head in known]))


def _pairs(asked: Sequence[Edit], made: Pictures) -> Pictures:
    return np.stack([np.stack([edit.drawing.picture for edit in asked]), made])
