"""The protocol that every engine speaks that makes a face talk."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from avatar.sound import Speech

FPS = 25

Pixels = NDArray[np.uint8]  # [h, w, 3], RGB


@dataclass(frozen=True)
class Box:
    """Where a face is in a picture (pixels; left and top may be cut off by the picture's edge)."""

    left_px: float
    top_px: float
    width_px: float
    height_px: float


@dataclass(frozen=True)
class Portrait:
    """A picture and the face in it that is to speak."""

    pixels: Pixels
    face: Box


@dataclass(frozen=True)
class Manner:
    """How a face moves while it speaks; every random draw comes from the seed."""

    head: float = 1.0  # 0..2
    eyes: float = 1.0  # 0..2
    mouth: float = 1.0  # 0..2
    seed: int = 0


@dataclass(frozen=True)
class Frames:
    """Pictures that are made while they are taken: never all in memory."""

    count: int
    width_px: int
    height_px: int
    pictures: Iterator[Pixels]  # ``count`` of them, each [height_px, width_px, 3], FPS a second


class Animator(Protocol):
    """Makes a portrait speak."""

    name: str

    def animate(self, portrait: Portrait, speech: Speech, manner: Manner, size_px: int) -> Frames:
        """Make the frames of a clip, its first frame at the first sample.

        The clip shows the portrait's own framing, square, ``size_px`` a side; the framing to another
        aspect happens in `avatar.clip`.
        """
