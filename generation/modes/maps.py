"""Reads from a picture the map that a ControlNet follows: white on black; what is near is white."""

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from generation.modes.errors import MapUnmade
from generation.modes.mask import COLOURLESS, EXTREME
from generation.requests import ControlKind

WORK_PX = 768  # the longer side of the picture that is read
EDGE_LOW, EDGE_HIGH = 60, 140  # thresholds of the Canny filter, on 0..255 grey
SCRIBBLE_SIGMA_PX = 2.5  # how much detail a hand leaves out
SCRIBBLE_SHARE = 0.012  # of the longer side: how broad its line is
LINE_SIGMA_PX = 0.8
LINE_RATIO = 1.6  # of the two blurs
LINE_GAIN = 18.0

Bytes = NDArray[np.uint8]  # [rows, columns]


def read_map(kind: ControlKind, picture: Image.Image) -> Image.Image:
    """Read a map, as large as the picture.

    Raises MapUnmade for those that OpenCV cannot read: a depth takes a network, a pose has to be brought.
    """
    small = picture.convert("RGB")
    small.thumbnail((WORK_PX, WORK_PX), Image.Resampling.LANCZOS)
    grey = cv2.cvtColor(np.asarray(small, np.uint8), cv2.COLOR_RGB2GRAY)
    match kind:
        case ControlKind.CANNY:
            found = edges(np.asarray(grey, np.uint8))
        case ControlKind.SCRIBBLE:
            found = scribble(np.asarray(grey, np.uint8))
        case ControlKind.LINES:
            found = lines(np.asarray(grey, np.uint8))
        case _:
            raise MapUnmade(kind)
    return Image.fromarray(found).resize(picture.size, Image.Resampling.BILINEAR).convert("RGB")


def is_map(kind: ControlKind, picture: Image.Image) -> bool:
    """Tell whether a picture looks like a map already: without colour, and mostly black where it shows lines.

    A pose always does: it cannot be read from a picture.
    """
    pixels = np.asarray(picture.convert("RGB"), np.int16)
    colourless = float((pixels.max(2) - pixels.min(2)).mean()) < COLOURLESS
    match kind:
        case ControlKind.POSE:
            return True
        case ControlKind.DEPTH:
            return colourless
        case _:
            return colourless and float(np.median(pixels.mean(2))) < EXTREME


def edges(grey: Bytes) -> Bytes:
    """Find the edges: 255 on them.

    Source: Canny (1986), by OpenCV.
    """
    return np.asarray(cv2.Canny(grey, EDGE_LOW, EDGE_HIGH), np.uint8)


def scribble(grey: Bytes) -> Bytes:
    """Draw the large outlines with a broad line, as a hand would."""
    calm = cv2.GaussianBlur(grey, (0, 0), SCRIBBLE_SIGMA_PX)
    side = max(round(max(grey.shape) * SCRIBBLE_SHARE), 2)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return np.asarray(cv2.dilate(edges(np.asarray(calm, np.uint8)), kernel), np.uint8)


def lines(grey: Bytes) -> Bytes:
    """Draw dark lines and borders as white ones, softly.

    Source: Winnemoeller, Kyprianidis and Olsen (2012), XDoG, section 2: a difference of Gaussians.
    """
    light = grey.astype(np.float32) / 255
    narrow = cv2.GaussianBlur(light, (0, 0), LINE_SIGMA_PX)
    wide = cv2.GaussianBlur(light, (0, 0), LINE_SIGMA_PX * LINE_RATIO)
    strength = np.clip(np.abs(wide - narrow) * LINE_GAIN, 0, 1)
    drawn: Bytes = np.rint(strength * 255).astype(np.uint8)
    return drawn
