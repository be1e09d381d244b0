"""Lets nothing out of the engine that the filter of a place holds back: beside the loop, never in it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from io import BytesIO
from math import ceil, sqrt
from typing import TYPE_CHECKING

from generation.picture import PNG_LEVEL, encode_preview
from generation.requests import Drawing, TrainingRequest
from generation.safety import Safety, blurred
from tasks.errors import SourceFlagged
from tasks.filter import Filter, Flagged
from tasks.worker.engine import Tell, Work
from tasks.worker.messages import Draw, Made

if TYPE_CHECKING:
    from PIL.Image import Image

COARSE = 16  # patches along the shorter side of a preview that nothing final is known of
PICTURES = ("PNG", "JPEG")  # what sources, previews and results are
BECOMES = {
    Filter.STRICT: Flagged.WITHHELD,
    Filter.BLURRED: Flagged.BLURRED,
    Filter.OFF: Flagged.SHOWN,
}


class Screen:
    """Stands between the engine and an order."""

    def __init__(self, safety: Safety, order: Draw) -> None:
        self._safety = safety
        self._order = order
        self._model = order.request.model if isinstance(order.request, Drawing | TrainingRequest) else ""
        self._off = order.filter is Filter.OFF
        self._seen = False  # a preview was flagged: those that follow are blurred unseen

    def admit(self) -> None:
        """Refuse flagged pictures that were brought, unless the filter is off. Raises SourceFlagged."""
        if self._off or not self._order.sources or not self._safety.there(self._model):
            return
        if any(self._flagged([_opened(data) for data in self._order.sources.values()])):
            raise SourceFlagged

    def veil(self, tell: Tell) -> Tell:
        """Blur the previews from the first on that is flagged; where the filter is strict, none is sharp.

        A checker is made for finished pictures: what it passes at half-time it may flag in the end.
        """
        if self._off or not self._safety.there(self._model):
            return tell
        return lambda share, stage, preview: tell(share, stage, self._veiled(preview) if preview else preview)

    def over(self, work: Work) -> Work:
        """Check what comes out, where it is written: the device goes on meanwhile."""
        return replace(work, finish=partial(self._checked, work.finish))

    def _veiled(self, preview: bytes) -> bytes:
        picture = _opened(preview)
        self._seen = self._seen or self._flagged([picture])[0]
        if self._seen:
            return encode_preview(blurred(picture))
        whole = isinstance(self._order.request, TrainingRequest)  # sketches of what is learnt are finished
        if whole or self._order.filter is not Filter.STRICT:
            return preview
        beside = ceil(sqrt(getattr(self._order.request, "count", 1)))  # previews of several are one sheet
        return encode_preview(blurred(picture, COARSE * beside))

    def _checked(self, finish: Callable[[], tuple[Made, ...]]) -> tuple[Made, ...]:
        made = finish()
        if not made or not self._safety.there(self._model):
            return made
        found = self._flagged([_opened(one.data) for one in made])
        return tuple(self._held_back(one) if flag else one for one, flag in zip(made, found, strict=True))

    def _held_back(self, made: Made) -> Made:
        flagged = BECOMES[self._order.filter]
        match flagged:
            case Flagged.WITHHELD:
                return replace(made, flagged=flagged, data=b"", fingerprint="")
            case Flagged.BLURRED:
                return replace(made, flagged=flagged, data=_blurred_png(made.data), fingerprint="")
            case Flagged.SHOWN:
                return replace(made, flagged=flagged)

    def _flagged(self, pictures: Sequence["Image"]) -> list[bool]:
        return self._safety.flagged(pictures, self._model)


def _opened(data: bytes) -> "Image":
    from PIL import Image  # noqa: PLC0415 - for the child alone

    with Image.open(BytesIO(data), formats=PICTURES) as picture:
        picture.load()
        return picture


def _blurred_png(png: bytes) -> bytes:
    """Blur a PNG of ours; what it says of how it was made stays."""
    from PIL.PngImagePlugin import PngInfo  # noqa: PLC0415 - as above

    picture, chunks, file = _opened(png), PngInfo(), BytesIO()
    for name, text in picture.info.items():
        if isinstance(name, str) and isinstance(text, str):
            chunks.add_text(name, text)
    blurred(picture).save(file, "PNG", pnginfo=chunks, compress_level=PNG_LEVEL)
    return file.getvalue()
