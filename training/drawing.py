"""Draws a subject as a flat gouache picture; the seed decides every free detail."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.canvas import Canvas
from training.landscape import paint_ground, paint_sky
from training.portrait import paint_portrait
from training.subjects import Portrait, Subject, imagine
from training.things import paint_things


def draw(subject: Subject, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Draw the subject.

    Returns: uint8 [128, 128, 3], sRGB.
    """
    canvas = Canvas()
    if isinstance(subject, Portrait):
        paint_portrait(canvas, subject, rng)
    else:
        paint_sky(canvas, subject, rng)
        paint_ground(canvas, subject, rng)
        paint_things(canvas, subject, rng)
    return canvas.finish()


def example(seed: int, *, for_evaluation: bool = False) -> tuple[Subject, NDArray[np.uint8]]:
    """Imagine and draw the subject of a seed; the same seed always gives the same picture.

    Returns: the subject and its picture, uint8 [128, 128, 3].
    """
    rng = np.random.default_rng(seed)
    subject = imagine(rng, for_evaluation=for_evaluation)
    return subject, draw(subject, rng)
