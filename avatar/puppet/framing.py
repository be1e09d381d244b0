"""Cuts the square around a face that a clip shows."""

from dataclasses import dataclass

import cv2
import numpy as np

from avatar.animator import Box, Pixels, Portrait
from avatar.face.features import Eye, Features, Points, place_features

WIDTHS = 2.0  # of the face in the square
LOWERED = 0.06  # of the square: shoulders matter more than the air above the hair
FINENESS = 1.5  # the face is warped at this many times the size of the clip, so that warping does not blur


@dataclass(frozen=True)
class Stage:
    """A face in its square, and where everything is in it (pixels of the square)."""

    pixels: Pixels  # [side, side, 3]
    features: Features
    face_px: float  # width of the face
    middle: tuple[float, float]  # of the face


def set_stage(portrait: Portrait, size_px: int) -> Stage:
    """Cut the square around the portrait's face, ``FINENESS`` times finer than ``size_px``."""
    side = round(size_px * FINENESS)
    left, top, width = square_around(portrait)
    zoom = width / side
    pixels = portrait.pixels
    if zoom > 1:
        pixels = cv2.GaussianBlur(pixels, (0, 0), 0.4 * zoom).astype(np.uint8)
    # Pixels have their middles at whole numbers: the square's first one lies half a step from its edge.
    matrix = np.array([[zoom, 0, left + zoom / 2 - 0.5], [0, zoom, top + zoom / 2 - 0.5]], np.float32)
    flags = (cv2.INTER_CUBIC if zoom < 1 else cv2.INTER_LINEAR) | cv2.WARP_INVERSE_MAP
    cut = cv2.warpAffine(pixels, matrix, (side, side), flags=flags, borderMode=cv2.BORDER_REFLECT_101)
    box = portrait.face
    features = _moved(place_features(portrait.pixels, box), left, top, 1 / zoom)
    middle = (
        (box.left_px + box.width_px / 2 - left) / zoom,
        (box.top_px + box.height_px / 2 - top) / zoom,
    )
    return Stage(cut.astype(np.uint8), features, box.width_px / zoom, middle)


def square_around(portrait: Portrait) -> tuple[float, float, float]:
    """Give left, top and side (pixels) of the square: the face fills half of it where the picture allows.

    The square lies in the picture if it can; a face that is cut off keeps its middle in the square.
    """
    box: Box = portrait.face
    height, width = portrait.pixels.shape[:2]
    side = min(WIDTHS * box.width_px, float(min(height, width)))
    left = box.left_px + box.width_px / 2 - side / 2
    top = box.top_px + box.height_px / 2 - side * (0.5 - LOWERED)
    return min(max(left, 0.0), width - side), min(max(top, 0.0), height - side), side


def _moved(features: Features, left: float, top: float, zoom: float) -> Features:
    corner = np.array([left, top], np.float32)

    def moved(points: Points) -> Points:
        return ((points - corner) * zoom).astype(np.float32)

    def moved_eye(eye: Eye) -> Eye:
        x, y = (eye.x - left) * zoom, (eye.y - top) * zoom
        return Eye(x, y, eye.half_width * zoom, eye.up * zoom, eye.down * zoom, eye.covered)

    return Features(
        moved_eye(features.left), moved_eye(features.right), moved(features.upper), moved(features.lower)
    )
