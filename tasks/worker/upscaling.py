"""Enlarges pictures, as a runner uses it."""

from collections.abc import Callable
from functools import partial
from io import BytesIO

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from generation.errors import Cancelled
from generation.modes.enlarging import Enlarger
from generation.notes import Note
from generation.picture import PNG_LEVEL, SOFTWARE
from generation.requests import UpscaleRequest
from generation.sources import FORMATS
from tasks.worker.engine import Tell, Work
from tasks.worker.messages import RENDERING, Draw, Made


def enlarge(
    enlarger: Enlarger, order: Draw, request: UpscaleRequest, tell: Tell, cancelled: Callable[[], bool]
) -> Work:
    """Enlarge the picture of an order. Raises Cancelled between two tiles."""

    def further(done: int, total: int) -> None:
        if cancelled():
            raise Cancelled
        tell(done / total, RENDERING, b"")

    further(0, 1)
    with Image.open(BytesIO(order.sources[request.picture]), formats=FORMATS) as picture:
        picture.load()
    notes: list[Note] = []
    larger = enlarger.enlarge(request, picture, further, notes.append)
    return Work(partial(_encoded, larger, request), tuple(notes))


def _encoded(picture: Image.Image, request: UpscaleRequest) -> tuple[Made, ...]:
    chunks = PngInfo()
    chunks.add_text("Software", SOFTWARE)
    chunks.add_text("Comment", f"Enlarged {request.factor} times by {request.upscaler}")
    file = BytesIO()
    picture.save(file, "PNG", pnginfo=chunks, compress_level=PNG_LEVEL)
    seed = request.redraw.seed if request.redraw else None
    return (Made(file.getvalue(), "image/png", width_px=picture.width, height_px=picture.height, seed=seed),)
