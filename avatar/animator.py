"""The protocol that every engine speaks that makes a face talk."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from avatar.requests import Borrow, PhotoMode
from avatar.sound import Speech

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
class Footage:
    """A video whose motion a face may borrow."""

    name: str  # the same for the same pictures
    pictures: Callable[[], Iterator[Pixels]]  # all of one size, FPS a second, from the first one on


@dataclass(frozen=True)
class Manner:
    """How a face moves while it speaks; every random draw comes from the seed."""

    head: float = 1.0  # 0..2
    eyes: float = 1.0  # 0..2
    mouth: float = 1.0  # 0..2
    seed: int = 0
    mode: PhotoMode = PhotoMode.AUTO
    style: int = 0  # 0..45, ways of moving the head that SadTalker learnt
    expression: float = 1.0  # 0..3, how strongly the face expresses
    still: bool = False  # the head stays as it is in the photo
    yaw: tuple[float, ...] = ()  # keyframes (degrees), evenly spread; none: as the voice moves it
    pitch: tuple[float, ...] = ()
    roll: tuple[float, ...] = ()
    moves: Footage | None = None  # its motion takes the place of what the seed would draw, or adds to it
    borrow: Borrow = Borrow.BOTH
    restore: float = 0.0  # 0..1, how much of the face is drawn anew, finer


@dataclass(frozen=True)
class Frames:
    """Pictures that are made while they are taken: never all in memory."""

    count: int
    width_px: int
    height_px: int
    pictures: Iterator[Pixels]  # ``count`` of them, each [height_px, width_px, 3], FPS a second


@dataclass(frozen=True)
class Score:
    """What a face does in every frame of a clip: plain arrays, the same wherever they are drawn from."""

    count: int  # frames
    tracks: Mapping[str, NDArray[np.generic]]  # what they mean is the animator's own affair


class Animator(Protocol):
    """Makes a portrait speak."""

    name: str
    range_frames: int  # how many one machine should draw before it tells of it; a multiple of KEY_FRAMES

    def plan(self, portrait: Portrait, speech: Speech, manner: Manner, size_px: int) -> Score:
        """Decide what happens in every frame, the first at the first sample; seconds of work at most."""

    def draw(self, portrait: Portrait, score: Score, size_px: int, first: int, count: int) -> Frames:
        """Draw the frames ``first`` .. ``first`` + ``count`` - 1 of a score.

        A frame is the same, bit for bit, in whatever range it is drawn, if ranges begin at multiples of
        KEY_FRAMES. The clip shows the portrait's own framing, ``size_px`` high and wide unless the
        animator says otherwise; the framing to another aspect happens in `avatar.clip`.
        """


def animate(animator: Animator, portrait: Portrait, speech: Speech, manner: Manner, size_px: int) -> Frames:
    """Plan a clip and draw it from its first frame to its last."""
    score = animator.plan(portrait, speech, manner, size_px)
    return animator.draw(portrait, score, size_px, 0, score.count)
