"""Measures how well pictures follow a map: edges, a scribble, a depth map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from diffusers import ControlNetModel, StableDiffusionControlNetPipeline
from numpy.typing import NDArray
from PIL import Image

from training.captions import describe
from training.dataset import subject_of
from training.drawing import Drawing, example
from training.hints import Hint, edges, scribble
from training.scoring import BATCH, FIRST_SEED, Pictures, paint
from training.subjects import Scene

SCALE = 2.0  # of what a ControlNet adds
NEAR_PX = 3  # side of the square in which an edge counts as the same
TRIES = 100

Pipeline = Any  # diffusers is untyped


@dataclass(frozen=True)
class Layout:
    """A held-out scene, worded without saying where things are: that is left to the map."""

    words: str
    drawing: Drawing


def layouts(count: int) -> list[Layout]:
    """List held-out scenes. Portraits are left out: their parts are always in the same place."""
    found: list[Layout] = []
    seed = FIRST_SEED
    while len(found) < count:
        seed += 1
        scene = subject_of(seed, for_evaluation=True)
        if not isinstance(scene, Scene):
            continue
        words = _without_places(scene, np.random.default_rng(seed))
        if words:
            found.append(Layout(words, example(seed, for_evaluation=True)[1]))
    return found


def unguided(pocket: Pipeline, asked: Sequence[Layout]) -> Pictures:
    """Paint the scenes from words alone: uint8 [n, 128, 128, 3]."""
    return paint(pocket, [one.words for one in asked])


def controlnet(
    pocket: Pipeline, folder: Path, hint: Hint, asked: Sequence[Layout]
) -> tuple[Pictures, NDArray[np.uint8]]:
    """Paint the scenes along maps.

    Returns: the pictures and the maps, uint8 [n, 128, 128, 3] and [n, 128, 128].
    """
    net = ControlNetModel.from_pretrained(folder, dtype=torch.float32, local_files_only=True)
    pipeline = StableDiffusionControlNetPipeline(
        **pocket.components, controlnet=net.eval(), requires_safety_checker=False
    )
    maps = [_map(hint, one.drawing, np.random.default_rng(i)) for i, one in enumerate(asked)]
    made = paint(
        pipeline,
        [one.words for one in asked],
        image=[np.repeat(shown[..., None], 3, 2) for shown in maps],
        controlnet_conditioning_scale=SCALE,
    )
    return made, np.stack(maps)


def agreement(pictures: Pictures, lines: NDArray[np.uint8]) -> float:
    """Compare the edges of pictures with lines [n, 128, 128]; a pixel off still counts.

    Returns: the mean over the pictures of the Jaccard index of edges and lines, 0..1.
    """
    return float(np.mean([_overlap(edges(a) > 0, b > 0) for a, b in zip(pictures, lines, strict=True)]))


def depth(pipeline: Pipeline, asked: Sequence[Layout]) -> Pictures:
    """Paint the scenes over the depth of their drawings, as the pipeline's own estimator reads it."""
    pictures = [one.drawing.picture for one in asked]
    return paint(pipeline, [one.words for one in asked], image=pictures, strength=1.0)


def depth_error(pipeline: Pipeline, pictures: Pictures, asked: Sequence[Layout]) -> float:
    """Tell how far the depth of pictures is off that of the drawings: the mean, of depths 0..1."""
    near = np.stack([one.drawing.near for one in asked]).astype(np.float32)
    return float(np.abs(estimate(pipeline, pictures) - near).mean())


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


def _without_places(scene: Scene, rng: np.random.Generator) -> str:
    for _ in range(TRIES):
        caption = describe(scene, rng, in_chinese=False)
        if not any(name.endswith("_place") for name in caption.named):
            return caption.text
    return ""


def _overlap(mine: NDArray[np.bool_], theirs: NDArray[np.bool_]) -> float:
    kernel = np.ones((NEAR_PX, NEAR_PX), np.uint8)
    near_mine, near_theirs = (cv2.dilate(a.astype(np.uint8), kernel) > 0 for a in (mine, theirs))
    precise = (mine & near_theirs).sum() / max(mine.sum(), 1)
    complete = (theirs & near_mine).sum() / max(theirs.sum(), 1)
    both = 2 * precise * complete / max(precise + complete, 1e-9)  # the Dice index
    return float(both / (2 - both))


def _map(hint: Hint, drawing: Drawing, rng: np.random.Generator) -> NDArray[np.uint8]:
    if hint == "canny":
        return edges(drawing.picture)
    if hint == "scribble":
        return scribble(drawing.parts, rng)
    return np.rint(drawing.near * 255).astype(np.uint8)
