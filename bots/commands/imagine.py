"""/imagine: words become a picture."""

from bots.chat import Reply
from bots.command import Command, Visit
from bots.discretion import Discreet
from bots.reply import job_reply
from generation.compose import ImageForm, compose


class ImagineSheet(Discreet, ImageForm, frozen=True, extra="forbid"):
    """The options of /imagine."""


async def answer(form: ImagineSheet, visit: Visit) -> Reply:
    """Put a picture in the queue and show where it stands."""
    counter = visit.counter
    request = compose(form, counter.catalogue)
    job = await counter.call(counter.desk.submit, request, visit.sender, visit.place, visit.key)
    return job_reply(job, counter.wording(visit.sender))


IMAGINE = Command("imagine", ImagineSheet, answer, text_field="prompt")
