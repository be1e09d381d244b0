"""/remix: a picture is drawn over, as words say."""

from pydantic import BaseModel

from bots.attachment import Attachment
from bots.bringing import bring
from bots.chat import Reply
from bots.command import Command, Visit
from bots.defaults import told
from bots.discretion import Discreet
from bots.reply import job_reply
from generation.modes.forms import RemixForm, remix


class Picture(BaseModel, frozen=True):
    """What is sent along, or lies in the message that is replied to. It stands first among the options."""

    picture: Attachment | None = None


class RemixSheet(Discreet, RemixForm, Picture, frozen=True, extra="forbid"):
    """The options of /remix."""


async def answer(form: RemixSheet, visit: Visit) -> Reply:
    """Check the picture, put it in the queue and show where it stands."""
    counter = visit.counter
    brought = await bring(form.picture, "picture", visit)
    request = remix(form, brought.key, brought.size, counter.catalogue)
    job = await counter.call(counter.desk.submit, told(request, visit), visit.sender, visit.place, visit.key)
    return job_reply(job, counter.wording(visit.sender))


REMIX = Command("remix", RemixSheet, answer, text_field="prompt")
