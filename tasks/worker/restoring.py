"""Restores the faces of photos, as a runner uses it."""

from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from generation.errors import Cancelled
from generation.picture import PNG_LEVEL, SOFTWARE
from generation.requests import RestoreRequest
from tasks.worker.engine import Tell, Work
from tasks.worker.messages import RENDERING, Draw, Made

if TYPE_CHECKING:
    from avatar.restoring import PhotoRestorer

FOUND = 0.1  # the share of the work that is done when the faces are found
FORMATS = ("PNG", "JPEG")  # what we store


def restore(
    restorer: "PhotoRestorer", order: Draw, request: RestoreRequest, tell: Tell, cancelled: Callable[[], bool]
) -> Work:
    """Restore the photo of an order. Raises Cancelled between two faces."""

    def further(done: int, total: int) -> None:
        if cancelled():
            raise Cancelled
        tell(FOUND + (1 - FOUND) * done / total, RENDERING, b"")

    if cancelled():
        raise Cancelled
    tell(0.0, RENDERING, b"")
    with Image.open(BytesIO(order.sources[request.photo]), formats=FORMATS) as photo:
        photo.load()
    restored = restorer.restore(photo, request.strength, request.upscale, further)
    return Work(partial(_encoded, restored))


def encode_restored(picture: Image.Image) -> bytes:
    """Write a restored photo as PNG that says what was done to it."""
    chunks = PngInfo()
    chunks.add_text("Software", SOFTWARE)
    chunks.add_text("Comment", "Faces restored by GFPGAN: AI-generated detail")
    file = BytesIO()
    picture.save(file, "PNG", pnginfo=chunks, compress_level=PNG_LEVEL)
    return file.getvalue()


def _encoded(picture: Image.Image) -> tuple[Made, ...]:
    return (Made(encode_restored(picture), "image/png", width_px=picture.width, height_px=picture.height),)
