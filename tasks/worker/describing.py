"""Puts pictures into words, as a runner uses it: the texts travel as notes, with a small copy of each."""

from collections.abc import Callable
from functools import partial
from io import BytesIO

from PIL import Image

from generation.describing import Describer
from generation.errors import Cancelled
from generation.notes import Note
from generation.picture import PNG_LEVEL
from generation.requests import DescribeRequest
from generation.sources import FORMATS
from tasks.job import DESCRIBED
from tasks.worker.engine import Tell, Work
from tasks.worker.messages import RENDERING, Draw, Made

SHOWN_PX = 512  # the longer side of the copy


def describe(
    describer: Describer, order: Draw, request: DescribeRequest, tell: Tell, cancelled: Callable[[], bool]
) -> Work:
    """Describe the picture of an order. Raises Cancelled before it begins."""
    if cancelled():
        raise Cancelled
    tell(0.0, RENDERING, b"")
    with Image.open(BytesIO(order.sources[request.picture]), formats=FORMATS) as picture:
        picture.load()
    told = describer.describe(picture, request.language)
    texts = [Note(code=DESCRIBED, facts={"text": text}) for text in told.texts]
    return Work(partial(_copied, picture), (*texts, *told.notes))


def _copied(picture: Image.Image) -> tuple[Made, ...]:
    """Write a copy without what the file said of itself: it was brought, and not made here."""
    small = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    small.thumbnail((SHOWN_PX, SHOWN_PX))
    small.info.clear()
    file = BytesIO()
    small.save(file, "PNG", compress_level=PNG_LEVEL)
    return (Made(file.getvalue(), "image/png", width_px=small.width, height_px=small.height),)
