"""/upscale: a picture comes out two or four times as large."""

from pydantic import BaseModel

from bots.bringing import bring
from bots.chat import Reply
from bots.command import Command, Visit
from bots.commands.remix import Picture
from bots.discretion import Discreet
from bots.reply import job_reply
from generation.modes.enlarging import Factor, upscale


class UpscaleForm(BaseModel, frozen=True, extra="forbid"):
    """How large."""

    factor: Factor = Factor.TWO


class UpscaleSheet(Discreet, UpscaleForm, Picture, frozen=True, extra="forbid"):
    """The options of /upscale."""


async def answer(form: UpscaleSheet, visit: Visit) -> Reply:
    """Check the picture, put it in the queue and show where it stands."""
    counter = visit.counter
    brought = await bring(form.picture, "picture", visit)
    request = upscale(form.factor, brought.key, brought.size, counter.catalogue)
    job = await counter.call(counter.desk.submit, request, visit.sender, visit.place, visit.key)
    return job_reply(job, counter.wording(visit.sender))


UPSCALE = Command("upscale", UpscaleSheet, answer)
