"""The maps that ControlNets follow: edges, scribbles and depth of a drawing."""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from training.dataset import Bytes, Gallery

Hint = Literal["canny", "scribble", "depth"]
HINTS: tuple[Hint, ...] = ("canny", "scribble", "depth")
EDGE_LOW, EDGE_HIGH = 60, 140  # thresholds of the Canny filter, on 0..255 grey
SHAKE_PX = 2.0  # how far a hand is off the line


def hint_of(hint: Hint, gallery: Gallery, index: int, rng: np.random.Generator) -> Bytes:
    """Make the map of one drawing: uint8 [128, 128]."""
    if hint == "canny":
        return edges(gallery.pictures[index])
    if hint == "scribble":
        return scribble(gallery.parts[index], rng)
    near: Bytes = gallery.near[index]
    return near


def edges(picture: Bytes) -> Bytes:
    """Find the edges of a picture, uint8 [128, 128, 3]: 255 on them, 0 elsewhere, uint8 [128, 128].

    Source: Canny (1986), by OpenCV.
    """
    grey = cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_RGB2GRAY)
    found: Bytes = np.asarray(cv2.Canny(grey, EDGE_LOW, EDGE_HIGH), np.uint8)
    return found


def scribble(parts: Bytes, rng: np.random.Generator) -> Bytes:
    """Draw the outlines of the parts by a shaky hand: 255 on a line, uint8 [128, 128].

    ``parts`` is uint8 [128, 128], of `training.parts.Part`.
    """
    lines = np.zeros(parts.shape, np.uint8)
    lines[:, 1:] |= parts[:, 1:] != parts[:, :-1]
    lines[1:] |= parts[1:] != parts[:-1]
    shaken = _shake(lines * np.uint8(255), rng)
    width = int(rng.integers(2, 4))
    thick: Bytes = np.asarray(cv2.dilate(shaken, np.ones((width, width), np.uint8)), np.uint8)
    return np.where(thick > 90, np.uint8(255), np.uint8(0))


def _shake(lines: Bytes, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Move every spot a little, neighbours alike."""
    size = lines.shape[0]
    coarse = rng.uniform(-SHAKE_PX, SHAKE_PX, (2, 9, 9)).astype(np.float32)
    dx, dy = (cv2.resize(part, (size, size), interpolation=cv2.INTER_CUBIC) for part in coarse)
    rows, columns = np.mgrid[0:size, 0:size].astype(np.float32)
    moved: Bytes = np.asarray(cv2.remap(lines, columns + dx, rows + dy, cv2.INTER_LINEAR), np.uint8)
    return moved
