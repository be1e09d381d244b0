"""Keeps what was made where the filter is off out of places where it is on."""

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

from bots.chat import Reply
from generation.safety import blurred
from tasks.filter import Flagged

if TYPE_CHECKING:
    from bots.command import Visit


async def veil(reply: Reply, visit: "Visit") -> Reply:
    """Leave out pictures that may not be seen in the place of a visit, and say so."""
    desk = visit.counter.desk
    if not await visit.counter.call(desk.filtering.hides, reply.media, visit.place):
        return reply
    kept = tuple(one for one in reply.media if one.flagged is not Flagged.SHOWN)
    words = visit.counter.wording(visit.sender).say("filter-elsewhere", count=len(reply.media) - len(kept))
    return replace(reply, text=f"{reply.text}\n{words}", media=kept, grid=len(kept) > 1, preview=b"")


def veiled(picture: bytes, kind: str = "PNG") -> bytes:
    """Blur a stored picture of ours."""
    from PIL import Image  # noqa: PLC0415 - few processes draw

    file = BytesIO()
    with Image.open(BytesIO(picture), formats=("PNG", "JPEG", "WEBP")) as image:
        blurred(image).save(file, kind)
    return file.getvalue()
