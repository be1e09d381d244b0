"""/control: a picture along the edges, lines or depth of another one. /map shows what would be followed."""

from io import BytesIO
from typing import TYPE_CHECKING

from pydantic import BaseModel

from bots.bringing import bring, opened
from bots.chat import Reply
from bots.command import Command, Visit
from bots.commands.remix import Picture
from bots.defaults import told
from bots.discretion import Discreet
from bots.reply import job_reply
from generation.modes.forms import ControlForm, control
from generation.requests import ControlKind

if TYPE_CHECKING:
    from PIL.Image import Image

MAP_QUALITY = 85


class ControlSheet(Discreet, ControlForm, Picture, frozen=True, extra="forbid"):
    """The options of /control."""


class MapForm(BaseModel, frozen=True, extra="forbid"):
    """Which map."""

    follow: ControlKind = ControlKind.CANNY


class MapSheet(MapForm, Picture, frozen=True, extra="forbid"):
    """The options of /map."""


async def answer(form: ControlSheet, visit: Visit) -> Reply:
    """Check the picture, put it in the queue and show where it stands."""
    counter = visit.counter
    brought = await bring(form.picture, "picture", visit)
    request = control(form, brought.key, brought.size, counter.catalogue)
    job = await counter.call(counter.desk.submit, told(request, visit), visit.sender, visit.place, visit.key)
    return job_reply(job, counter.wording(visit.sender))


async def show(form: MapSheet, visit: Visit) -> Reply:
    """Show the map that a picture would follow. It costs nothing."""
    counter = visit.counter
    brought = await bring(form.picture, "picture", visit)
    preview = await counter.check(_map, form.follow, brought.png)
    text = counter.wording(visit.sender).say("map-shown", kind=form.follow.value)
    return Reply(text=text, preview=preview, private=True)


def _map(kind: ControlKind, png: bytes) -> bytes:
    from generation.modes.maps import read_map  # noqa: PLC0415 - OpenCV

    return as_jpeg(read_map(kind, opened(png)))


def as_jpeg(picture: "Image") -> bytes:
    """Write a picture to look at."""
    file = BytesIO()
    picture.convert("RGB").save(file, "JPEG", quality=MAP_QUALITY)
    return file.getvalue()


CONTROL = Command("control", ControlSheet, answer, text_field="prompt")
MAP = Command("map", MapSheet, show, private=True)
