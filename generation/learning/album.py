"""The pictures that a model is to learn, looked at before anything is spent on them."""

from collections.abc import Mapping
from io import BytesIO
from itertools import combinations
from statistics import fmean

from PIL import Image, ImageChops, ImageOps, ImageStat, UnidentifiedImageError

from generation.learning.asking import insist_on_count
from generation.learning.errors import LearntTwice, NothingToLearn, TooSmallToLearn

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
        if _apart(look, seen) < ALIKE:
            raise LearntTwice(name, other)
    return list(pictures.values())


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


def _look(picture: Image.Image) -> Image.Image:
    return picture.resize((LOOK_PX, LOOK_PX), Image.Resampling.BOX)


def _apart(look: Image.Image, other: Image.Image) -> float:
    """Say how far two looks are apart (levels of 255, the mean of all)."""
    return fmean(ImageStat.Stat(ImageChops.difference(look, other)).mean)
