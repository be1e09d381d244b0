"""/upscale: a picture comes out two or four times as large."""

from uuid import UUID

from pydantic import BaseModel, Field

from bots.bringing import bring
from bots.chat import Reply
from bots.command import Command, Visit
from bots.commands.remix import Picture
from bots.discretion import Discreet
from bots.reply import job_reply
from generation.modes.enlarging import Factor, Leading, upscale
from generation.requests import PROMPT_LIMIT, SEED_LIMIT
from tasks.errors import NoSuchJob


class UpscaleForm(BaseModel, frozen=True, extra="forbid"):
    """How large, and by what. All but these two is for an upscaler that draws."""

    factor: Factor = Factor.TWO
    upscaler: str | None = Field(None, max_length=100)
    prompt: str = Field("", max_length=PROMPT_LIMIT)
    steps: int | None = Field(None, ge=1, le=150)
    guidance: float | None = Field(None, ge=0, le=30)
    seed: int | None = Field(None, ge=0, le=SEED_LIMIT)

    def leading(self) -> Leading:
        """Say how it is enlarged."""
        return Leading(self.upscaler or "", self.prompt, self.steps, self.guidance, self.seed)


class UpscaleSheet(Discreet, UpscaleForm, Picture, frozen=True, extra="forbid"):
    """The options of /upscale."""


async def answer(form: UpscaleSheet, visit: Visit) -> Reply:
    """Check the picture, put it in the queue and show where it stands."""
    counter = visit.counter
    brought = await bring(form.picture, "picture", visit)
    known = await _words(brought.key, visit)
    request = upscale(form.factor, brought.key, brought.size, counter.catalogue, form.leading(), known)
    job = await counter.call(counter.desk.submit, request, visit.sender, visit.place, visit.key)
    return job_reply(job, counter.wording(visit.sender))


async def _words(key: str, visit: Visit) -> str:
    """Give the words that a picture of the sender's was drawn by; nothing where nobody knows them."""
    try:
        job = await visit.counter.call(visit.counter.desk.own_job, UUID(key.partition("/")[0]), visit.sender)
    except (ValueError, NoSuchJob):
        return ""
    return job.words


UPSCALE = Command("upscale", UpscaleSheet, answer, text_field="prompt")
