"""Draws a subject as a flat gouache picture; the seed decides every free detail."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.canvas import Canvas
from training.landscape import paint_ground, paint_sky
from training.parts import Floats
from training.portrait import paint_portrait
from training.subjects import Portrait, Subject, imagine
from training.things import paint_things


@dataclass(frozen=True)
class Drawing:
    """A picture and what is known of it; its side is 128 pixels times the scale it was drawn at."""

    picture: NDArray[np.uint8]  # [side, side, 3], sRGB
    parts: NDArray[np.uint8]  # [side, side], of `training.parts.Part`
    near: Floats  # [side, side], 0 far .. 1 near


def draw(subject: Subject, rng: np.random.Generator, *, scale: int = 1) -> Drawing:
    """Draw the subject; at a scale of 2 or 4 it is the same picture, 256 or 512 pixels wide."""
    canvas = Canvas(scale)
    if isinstance(subject, Portrait):
        paint_portrait(canvas, subject, rng)
    else:
        paint_sky(canvas, subject, rng)
        paint_ground(canvas, subject, rng)
        paint_things(canvas, subject, rng)
    return Drawing(canvas.finish(), canvas.parts, canvas.near)


def example(seed: int, *, for_evaluation: bool = False, scale: int = 1) -> tuple[Subject, Drawing]:
    """Imagine and draw the subject of a seed; the same seed always gives the same picture."""
    rng = np.random.default_rng(seed)
    subject = imagine(rng, for_evaluation=for_evaluation)
    return subject, draw(subject, rng, scale=scale)
