"""/imagine: words become a picture."""

from bots.chat import Reply
from bots.command import Command, Visit
from bots.reply import job_reply
from generation.compose import ImageForm, compose


async def answer(form: ImageForm, visit: Visit) -> Reply:
    """Put a picture in the queue and show where it stands."""
    counter = visit.counter
    request = compose(form, counter.catalogue)
    job = await counter.call(counter.desk.submit, request, visit.sender, visit.place, visit.key)
    return job_reply(job, counter.wording(visit.sender))


IMAGINE = Command("imagine", ImageForm, answer, text_field="prompt")
