"""Keeps what the filter holds back out of clips: the photo is looked at before, frames of the clip after."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING

from avatar.requests import AvatarRequest
from tasks.asked import sources_of
from tasks.errors import ClipWithheld, SourceFlagged
from tasks.filter import Filter, Flagged
from tasks.worker.engine import Work
from tasks.worker.messages import Begin, Draw, DrawRange, Made

if TYPE_CHECKING:
    from PIL.Image import Image

    from generation.safety import Safety

CLIP = "video/mp4"
FRAMES = 8  # of a clip, and of each of its ranges, that are looked at
FORMATS = ("PNG", "JPEG")  # what photos and posters are


class Lookout:
    """Stands between the engine of clips and an order.

    A clip is no picture that could be blurred in passing: where the filter is on, it is withheld.
    """

    def __init__(self, safety: "Safety", order: Draw) -> None:
        self._safety = safety
        self._order = order
        self._off = order.filter is Filter.OFF

    def admit(self) -> None:
        """Refuse a flagged photo before anything is rendered, unless the filter is off.

        Raises SourceFlagged.
        """
        photo = self._order.sources.get(sources_of(self._order.request).photo, b"")
        if self._off or not photo or not isinstance(self._order.task, Begin) or not self._safety.there():
            return
        if any(self._safety.flagged([_opened(photo)])):
            raise SourceFlagged

    def over(self, work: Work) -> Work:
        """Look at what comes out, where it is written: the next order is drawn meanwhile."""
        return replace(work, finish=partial(self._checked, work.finish))

    def _checked(self, finish: Callable[[], tuple[Made, ...]]) -> tuple[Made, ...]:
        """Raise ClipWithheld where something flagged would be seen; mark it where the filter is off."""
        made = finish()
        if not self._safety.there():
            return made
        return tuple(self._judged(one) for one in made)

    def _judged(self, made: Made) -> Made:
        piece = isinstance(self._order.task, DrawRange) and isinstance(self._order.request, AvatarRequest)
        shown = made.mime == CLIP or (piece and not self._off)  # a marked piece would be news to nobody
        if not shown or not any(self._safety.flagged(list(_seen(made)))):
            return made
        if self._off:
            return replace(made, flagged=Flagged.SHOWN)
        raise ClipWithheld


def _seen(made: Made) -> Iterator["Image"]:
    from PIL import Image  # noqa: PLC0415 - for the child alone

    from avatar.clip.glance import glance  # noqa: PLC0415 - as above

    yield from map(Image.fromarray, glance(made.data, FRAMES))
    if made.thumbnail:
        yield _opened(made.thumbnail)


def _opened(data: bytes) -> "Image":
    from PIL import Image  # noqa: PLC0415 - for the child alone

    with Image.open(BytesIO(data), formats=FORMATS) as picture:
        picture.load()
        return picture
