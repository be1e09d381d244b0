"""The pictures that a model is to learn, looked at before anything is spent on them."""

from collections.abc import Mapping
from io import BytesIO
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from generation.learning.errors import (
    LearntTwice,
    NothingToLearn,
    TooFewToLearn,
    TooManyToLearn,
    TooSmallToLearn,
)

LEAST, MOST = 5, 20  # pictures
FORMATS = ("PNG", "JPEG", "WEBP")
PIXELS_MOST = 50_000_000  # of one picture
LOOK_PX = 16  # of a picture as it is compared with the others
ALIKE = 4.0  # levels of 255, on average: the same picture, stored anew


def read_album(files: Mapping[str, bytes], side_px: int) -> list[Image.Image]:
    """Decode pictures by their names, and cut each to a square of a side, from its middle.

    Raises TooFewToLearn, TooManyToLearn, NothingToLearn, TooSmallToLearn, LearntTwice.
    """
    insist_on_count(len(files))
    pictures = {name: _read(name, data, side_px) for name, data in files.items()}
    looks = {name: _look(picture) for name, picture in pictures.items()}
    for (name, look), (other, seen) in combinations(looks.items(), 2):
        if float(np.abs(look - seen).mean()) < ALIKE:
            raise LearntTwice(name, other)
    return list(pictures.values())


def insist_on_count(count: int) -> None:
    """Make sure that there are neither too few nor too many. Raises TooFewToLearn, TooManyToLearn."""
    if count < LEAST:
        raise TooFewToLearn(count, LEAST)
    if count > MOST:
        raise TooManyToLearn(count, MOST)


def _read(name: str, data: bytes, side_px: int) -> Image.Image:
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as opened:
            if opened.width * opened.height > PIXELS_MOST:
                raise NothingToLearn(name)
            picture = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NothingToLearn(name) from error
    if min(picture.size) < side_px:
        raise TooSmallToLearn(name, min(picture.size), side_px)
    return ImageOps.fit(picture, (side_px, side_px), Image.Resampling.LANCZOS)


def _look(picture: Image.Image) -> NDArray[np.float32]:
    return np.asarray(picture.resize((LOOK_PX, LOOK_PX), Image.Resampling.BOX), np.float32)
