"""Photos and faces to paste with."""

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from avatar.animator import Box, Pixels
from avatar.face.crop import Rectangle
from avatar.face.landmarks import Points
from avatar.paste.place import Squares
from bench.footage import shipped
from tests.avatar.face.mean_face import points_in

FACE = Box(164, 66, 116, 116)  # of the astronaut, as the finder has it
REGION = Rectangle(106, 22, 338, 254)  # around it
SKIN, HAIR, WALL = (205, 160, 135), (60, 40, 30), (120, 140, 160)


def astronaut() -> tuple[Pixels, Points]:
    """Give the photograph of Eileen Collins (NASA, public domain) and about where her features are."""
    return shipped("astronaut.png"), points_in(FACE)


def squares(photo: Pixels, region: Rectangle, side_px: int, count: int) -> Squares:
    """Give the region as a renderer would, [count, side, side, 3], moving a little from frame to frame."""
    cut = photo[region.top : region.bottom, region.left : region.right]
    small = cv2.resize(cut, (side_px, side_px), interpolation=cv2.INTER_AREA)
    drawn = []
    for frame in range(count):
        move = np.array([[1, 0, 3 * np.sin(frame / 5)], [0, 1, 2 * np.cos(frame / 4) - 2]])
        moved = cv2.warpAffine(small, move, (side_px, side_px), borderMode=cv2.BORDER_REFLECT)
        drawn.append(np.asarray(moved, np.uint8))
    return np.stack(drawn)


def brighter(frames: Squares, light: tuple[int, int, int]) -> Squares:
    """Change the colours of frames as a renderer that learnt other photos may."""
    return np.asarray(np.clip(frames.astype(np.int16) + np.array(light), 0, 255), np.uint8)


def drawn_face(hair_px: int, side_px: int = 240) -> tuple[Pixels, Points]:
    """Draw a face whose hair ends ``hair_px`` above its brows, and give its 68 points."""
    box = Box(0.25 * side_px, 0.3 * side_px, 0.5 * side_px, 0.6 * side_px)
    points = points_in(box)
    picture = np.full((side_px, side_px, 3), WALL, np.uint8)
    middle = (round(box.left_px + box.width_px / 2), round(box.top_px + box.height_px / 2))
    cv2.ellipse(
        picture, middle, (round(0.55 * box.width_px), round(0.75 * box.height_px)), 0, 0, 360, SKIN, -1
    )
    brows_px = round(float(points[17:27, 1].mean()))
    hair = np.zeros(picture.shape[:2], np.uint8)
    cv2.ellipse(hair, middle, (round(0.6 * box.width_px), round(0.8 * box.height_px)), 0, 0, 360, 255, -1)
    hair[max(brows_px - hair_px, 0) :] = 0
    picture[hair > 0] = HAIR
    return grained(picture, 3.0), points


def grained(picture: Pixels, noise: float, seed: int = 0) -> Pixels:
    """Add the noise of a camera."""
    rng = np.random.default_rng(seed)
    return np.clip(picture + rng.normal(0, noise, picture.shape), 0, 255).astype(np.uint8)


def patchy(rng: np.random.Generator, height: int, width: int) -> NDArray[np.uint8]:
    """Draw a picture of soft patches of all colours."""
    small = rng.integers(0, 256, (5, 6, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC), np.uint8)
