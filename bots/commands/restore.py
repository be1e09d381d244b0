"""/restore: the faces of a photo are drawn anew, sharp."""

from pydantic import BaseModel, Field

from bots.attachment import Attachment
from bots.chat import Reply
from bots.command import Command, Visit
from bots.discretion import Discreet
from bots.errors import AttachmentMissing
from bots.intake import LIMIT_MEGABYTES
from bots.reply import job_reply
from generation.requests import RestoreRequest


class Photo(BaseModel, frozen=True):
    """What is sent along. It stands first among the options."""

    photo: Attachment | None = None


class RestoreForm(BaseModel, frozen=True, extra="forbid"):
    """How strongly, and how large."""

    strength: float = Field(1.0, ge=0, le=1)  # 0 leaves the faces as they are
    enlarge: int = Field(1, ge=1, le=2)  # times


class RestoreSheet(Discreet, RestoreForm, Photo, frozen=True, extra="forbid"):
    """The options of /restore."""


async def answer(form: RestoreSheet, visit: Visit) -> Reply:
    """Check the photo, put it in the queue and show where it stands."""
    if form.photo is None:
        raise AttachmentMissing("photo")
    counter = visit.counter
    png = await counter.check(counter.intake.unrestored, await form.photo.read(LIMIT_MEGABYTES))
    key = await counter.call(counter.desk.keep, visit.sender, png, "image/png")
    request = RestoreRequest(photo=key, strength=form.strength, upscale=2 if form.enlarge > 1 else 1)
    job = await counter.call(counter.desk.submit, request, visit.sender, visit.place, visit.key)
    return job_reply(job, counter.wording(visit.sender))


RESTORE = Command("restore", RestoreSheet, answer)
