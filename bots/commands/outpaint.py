"""/outpaint: what lies around a picture is drawn; the picture stays as it is."""

from bots.bringing import bring
from bots.chat import Reply
from bots.command import Command, Visit
from bots.commands.remix import Picture
from bots.defaults import told
from bots.discretion import Discreet
from bots.reply import job_reply
from generation.modes.forms import OutpaintForm, outpaint


class OutpaintSheet(Discreet, OutpaintForm, Picture, frozen=True, extra="forbid"):
    """The options of /outpaint."""


async def answer(form: OutpaintSheet, visit: Visit) -> Reply:
    """Check the picture, put it in the queue and show where it stands."""
    counter = visit.counter
    brought = await bring(form.picture, "picture", visit)
    request = outpaint(form, brought.key, brought.size, counter.catalogue)
    job = await counter.call(counter.desk.submit, told(request, visit), visit.sender, visit.place, visit.key)
    return job_reply(job, counter.wording(visit.sender))


OUTPAINT = Command("outpaint", OutpaintSheet, answer, text_field="prompt")
