"""A scribble is found although both pictures are JPEGs of different sizes; where there is none, none is."""

from collections.abc import Callable
from functools import cache
from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageEnhance, ImageOps

from generation.modes.errors import MaskMisshapen, NothingScribbled, ScribbleUnclear
from generation.modes.scribble import scribbled
from tests.factories import photograph

Box = tuple[int, int, int, int]


@cache
def photo(side: int = 640) -> Image.Image:
    """Give a real photograph."""
    with Image.open(BytesIO(photograph())) as png:
        return png.convert("RGB").resize((side, side), Image.Resampling.LANCZOS)


def as_jpeg(picture: Image.Image, quality: int) -> Image.Image:
    """Send a picture through JPEG, as phones and chats do."""
    file = BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return Image.open(BytesIO(file.getvalue())).convert("RGB")


def painted(picture: Image.Image, box: Box, colour: str = "red") -> Image.Image:
    """Paint an area over, as with a broad brush."""
    marked = picture.copy()
    ImageDraw.Draw(marked).ellipse(box, fill=colour)
    return marked


def circled(picture: Image.Image, box: Box, colour: str = "red", width: int = 9) -> Image.Image:
    """Draw a line around an area, its ends a little apart."""
    marked = picture.copy()
    ImageDraw.Draw(marked).arc(box, 5, 357, fill=colour, width=width)
    return marked


def overlap(mask: Image.Image, box: Box) -> float:
    """Compare a mask with an ellipse: the area of both over the area of either."""
    wanted = Image.new("L", mask.size)
    ImageDraw.Draw(wanted).ellipse(box, fill=255)
    mine, theirs = (np.asarray(one) > 0 for one in (mask, wanted))
    return float((mine & theirs).sum() / (mine | theirs).sum())


@pytest.mark.parametrize("quality", [60, 75, 95])
@pytest.mark.parametrize("draw", [painted, circled])
@pytest.mark.parametrize("colour", ["red", "yellow", "white"])
def test_what_was_drawn_is_found(
    quality: int, draw: Callable[[Image.Image, Box, str], Image.Image], colour: str
) -> None:
    """Painted or circled, in the colours that phones offer, after a trip through JPEG."""
    box = (60, 330, 260, 560)
    marked = as_jpeg(draw(as_jpeg(photo(), 90), box, colour), quality)

    assert overlap(scribbled(as_jpeg(photo(), quality), marked), box) > 0.8


@pytest.mark.parametrize("side", [480, 638, 800])
@pytest.mark.parametrize("quality", [60, 85])
def test_photo_that_was_resized_still_fits(side: int, quality: int) -> None:
    """An editor made it smaller or larger: the mask has the size of the photo that is drawn anew."""
    box = (60, 330, 260, 560)
    marked = as_jpeg(painted(photo(), box).resize((side, side), Image.Resampling.BICUBIC), quality)

    mask = scribbled(as_jpeg(photo(), 90), marked)

    assert photo().size == mask.size
    assert overlap(mask, box) > 0.8


@pytest.mark.parametrize("quality", [60, 75, 85, 95])
@pytest.mark.parametrize("side", [512, 640, 900])
def test_photo_alone_is_no_scribble(quality: int, side: int) -> None:
    """The same photo, sent again by a chat that makes it smaller and squeezes it."""
    sent = as_jpeg(photo().resize((side, side), Image.Resampling.BILINEAR), quality)

    with pytest.raises(NothingScribbled):
        scribbled(as_jpeg(photo(), 92), sent)


def test_brighter_photo_is_no_scribble() -> None:
    """Some editors lift all colours a little."""
    with pytest.raises(NothingScribbled):
        scribbled(photo(), as_jpeg(ImageEnhance.Brightness(photo()).enhance(1.06), 85))


def test_two_strokes_are_two_regions() -> None:
    """Nothing between them is marked."""
    left, right = (40, 40, 140, 140), (480, 480, 600, 600)

    mask = scribbled(photo(), as_jpeg(painted(painted(photo(), left), right, "blue"), 80))

    marked: NDArray[np.bool_] = np.asarray(mask) > 0
    assert marked[90, 90]
    assert marked[540, 540]
    assert not marked[200:430, 200:430].any()


def test_another_photo_is_no_scribble() -> None:
    """The two must be the same."""
    with pytest.raises(ScribbleUnclear):
        scribbled(photo(), ImageOps.invert(photo()))


def test_other_shape_is_refused() -> None:
    """A part of the photo was cut off."""
    with pytest.raises(MaskMisshapen):
        scribbled(photo(), photo().crop((0, 0, 640, 400)))
