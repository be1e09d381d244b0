"""/blend: a picture between two to five others."""

from pydantic import BaseModel

from bots.attachment import Attachment
from bots.bringing import bring
from bots.chat import Reply
from bots.command import Command, Visit
from bots.defaults import told
from bots.discretion import Discreet
from bots.reply import job_reply
from generation.modes.errors import TooFewPictures
from generation.modes.forms import BlendForm, blend
from generation.requests import BLEND_LEAST, BLEND_MOST


class Pictures(BaseModel, frozen=True):
    """What is sent along, in any order but for the first, whose shape the blend takes."""

    picture: Attachment | None = None
    picture_2: Attachment | None = None
    picture_3: Attachment | None = None
    picture_4: Attachment | None = None
    picture_5: Attachment | None = None


class BlendSheet(Discreet, BlendForm, Pictures, frozen=True, extra="forbid"):
    """The options of /blend."""


async def answer(form: BlendSheet, visit: Visit) -> Reply:
    """Check the pictures, put them in the queue and show where they stand."""
    counter = visit.counter
    given = [file for name in Pictures.model_fields if (file := getattr(form, name)) is not None]
    if len(given) < BLEND_LEAST:
        raise TooFewPictures(BLEND_LEAST, BLEND_MOST)
    brought = [await bring(file, "picture", visit) for file in given]
    request = blend(form, [one.key for one in brought], brought[0].size, counter.catalogue)
    job = await counter.call(counter.desk.submit, told(request, visit), visit.sender, visit.place, visit.key)
    return job_reply(job, counter.wording(visit.sender))


BLEND = Command("blend", BlendSheet, answer, text_field="prompt")
