"""Builds requests that need only what a test is about, and compares what came of them."""

import numpy as np
from PIL.Image import Image

from generation.catalogue import Scheduler
from generation.requests import ImageRequest


def ask(model: str = "sd1", **options: object) -> ImageRequest:
    """Ask for a small picture in a few steps."""
    plain = {
        "prompt": "a red house",
        "negative_prompt": "cars",
        "model": model,
        "width_px": 64,
        "height_px": 72,
        "steps": 5,
        "guidance": 6.0,
        "scheduler": Scheduler.DPM_2M,
        "seed": 42,
    }
    return ImageRequest.model_validate(plain | options)


def apart(one: Image, other: Image) -> int:
    """Tell the largest difference of two pictures, of 255."""
    return int(np.abs(np.asarray(one, dtype=int) - np.asarray(other, dtype=int)).max())
