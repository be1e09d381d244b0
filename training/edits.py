"""Measures the ways of making a picture from another: edits, holes, maps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from diffusers import (
    ControlNetModel,
    StableDiffusionControlNetPipeline,
    StableDiffusionDepth2ImgPipeline,
    StableDiffusionImg2ImgPipeline,
    StableDiffusionInpaintPipeline,
)
from numpy.typing import NDArray
from PIL import Image

from training.captions import describe
from training.changes import Change, place_of, recolour, swap
from training.dataset import subject_of
from training.drawing import Drawing, example
from training.hints import Hint, edges, scribble
from training.judge import Judge, judge_pictures
from training.labels import IGNORED, PLACE_IN_HEADS, labels
from training.masks import Mask
from training.scoring import BATCH, FIRST_SEED, STEPS, Pictures, held_out_prompts, paint
from training.subjects import Subject

STRENGTH, EDIT_GUIDANCE = 0.5, 14.0  # of img2img: what is there already pulls hard, words must pull harder
PLACES = ("house_place", "tree_place", "boat_place", "car_place")
LAYOUT = ("kind", "ground", "hair_style", "eyewear", "woman", *PLACES)
NEAR_PX = 3  # side of the square in which an edge counts as the same

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
    pipeline = StableDiffusionImg2ImgPipeline(**pocket.components, requires_safety_checker=False)
    made = paint(
        pipeline, [edit.prompt for edit in asked], image=[edit.drawing.picture for edit in asked],
        strength=STRENGTH, steps=2 * STEPS, guidance=EDIT_GUIDANCE,
    )  # fmt: skip
    seen = judge_pictures(judge, made)
    stayed = [_layout(edit.before, values) for edit, values in zip(asked, seen, strict=True)]
    return _happened(asked, seen), float(np.mean(stayed)), _pairs(asked, made)


def inpaint(folder: Path, judge: Judge, count: int) -> tuple[float, Pictures]:
    """Measure changes of the thing under a mask.

    Returns: the share of changes that happened, and pictures before and after, uint8 [2, count, 128, 128, 3].
    """
    asked = edits(count, swap)
    pipeline = _open(StableDiffusionInpaintPipeline, folder)
    made = paint(
        pipeline,
        [edit.prompt for edit in asked],
        image=[edit.drawing.picture for edit in asked],
        mask_image=[edit.mask.astype(np.uint8) * 255 for edit in asked],
        strength=1.0,
    )
    return _happened(asked, judge_pictures(judge, made)), _pairs(asked, made)


def controlnet(pocket: Pipeline, folder: Path, hint: Hint, count: int) -> tuple[float, float, Pictures]:
    """Measure how the edges of pictures agree with those of the map, with and without the map.

    Returns: both agreements, 0..1, and the maps and the pictures, uint8 [2, count, 128, 128, 3].
    """
    net = ControlNetModel.from_pretrained(folder, dtype=torch.float32, local_files_only=True)
    pipeline = StableDiffusionControlNetPipeline(
        **pocket.components, controlnet=net.eval(), requires_safety_checker=False
    )
    prompts = held_out_prompts(count, in_chinese=False)
    drawings = [example(FIRST_SEED + i, for_evaluation=True)[1] for i in range(count)]
    maps = [_map(hint, drawing, np.random.default_rng(i)) for i, drawing in enumerate(drawings)]
    shown = [np.repeat(a[..., None], 3, 2) for a in maps]
    texts = [prompt.caption.text for prompt in prompts]
    guided, free = paint(pipeline, texts, image=shown), paint(pocket, texts)
    wanted = [
        edges(drawing.picture) if hint == "depth" else a for drawing, a in zip(drawings, maps, strict=True)
    ]
    return agreement(guided, wanted), agreement(free, wanted), np.stack([np.stack(shown), guided])


def depth(folder: Path, pocket: Pipeline, count: int) -> tuple[float, float, Pictures]:
    """Measure how far the depth of pictures is off that of the drawing they follow, with and without it.

    Returns: both mean errors, of depths 0..1, and the drawings and pictures, uint8 [2, count, 128, 128, 3].
    """
    pipeline = _open(StableDiffusionDepth2ImgPipeline, folder)
    prompts = [prompt.caption.text for prompt in held_out_prompts(count, in_chinese=False)]
    drawings = [example(FIRST_SEED + i, for_evaluation=True)[1] for i in range(count)]
    pictures = [drawing.picture for drawing in drawings]
    guided = paint(pipeline, prompts, image=pictures, strength=1.0)
    free = paint(pocket, prompts)
    near = np.stack([drawing.near for drawing in drawings])
    off = [float(np.abs(estimate(pipeline, made) - near).mean()) for made in (guided, free)]
    return off[0], off[1], np.stack([np.stack(pictures), guided])


@torch.no_grad()
def estimate(pipeline: Pipeline, pictures: Pictures) -> NDArray[np.float32]:
    """Estimate the depth of pictures by the pipeline's own estimator.

    Returns: float32 [n, 128, 128], 0 far .. 1 near.
    """
    found = []
    for start in range(0, len(pictures), BATCH):
        part = [Image.fromarray(picture) for picture in pictures[start : start + BATCH]]
        values = pipeline.feature_extractor(images=part, return_tensors="pt").pixel_values
        told = pipeline.depth_estimator(values).predicted_depth[:, None]
        found.append(torch.nn.functional.interpolate(told, size=(128, 128), mode="bilinear")[:, 0])
    near: NDArray[np.float32] = torch.cat(found).numpy()
    return near


def agreement(pictures: Pictures, maps: Sequence[NDArray[np.uint8]]) -> float:
    """Compare the edges of pictures with lines: the mean of F1, a pixel off still counts, 0..1."""
    scores = []
    for picture, lines in zip(pictures, maps, strict=True):
        mine, theirs = edges(picture) > 0, lines > 0
        kernel = np.ones((NEAR_PX, NEAR_PX), np.uint8)
        near_mine, near_theirs = (cv2.dilate(a.astype(np.uint8), kernel) > 0 for a in (mine, theirs))
        precise = (mine & near_theirs).sum() / max(mine.sum(), 1)
        complete = (theirs & near_mine).sum() / max(theirs.sum(), 1)
        scores.append(2 * precise * complete / max(precise + complete, 1e-9))
    return float(np.mean(scores))


def _map(hint: Hint, drawing: Drawing, rng: np.random.Generator) -> NDArray[np.uint8]:
    if hint == "canny":
        return edges(drawing.picture)
    if hint == "scribble":
        return scribble(drawing.parts, rng)
    return np.rint(drawing.near * 255).astype(np.uint8)


def _open(kind: Pipeline, folder: Path) -> Pipeline:
    return kind.from_pretrained(folder, dtype=torch.float32, local_files_only=True)


def _happened(asked: Sequence[Edit], seen: NDArray[np.int64]) -> float:
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
