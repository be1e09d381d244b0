"""/describe: a picture is put into words, each of which draws it at a press."""

from pydantic import BaseModel

from bots.bringing import bring
from bots.chat import Reply
from bots.command import Command, Visit
from bots.commands.remix import Picture
from bots.discretion import Discreet
from bots.reply import job_reply
from generation.requests import DescribeRequest, Tongue


class DescribeForm(BaseModel, frozen=True, extra="forbid"):
    """What it is told in."""

    language: Tongue | None = None  # nothing: as the asker reads


class DescribeSheet(Discreet, DescribeForm, Picture, frozen=True, extra="forbid"):
    """The options of /describe."""


async def answer(form: DescribeSheet, visit: Visit) -> Reply:
    """Check the picture, put it in the queue and show where it stands."""
    counter, wording = visit.counter, visit.counter.wording(visit.sender)
    brought = await bring(form.picture, "picture", visit)
    request = DescribeRequest(picture=brought.key, language=form.language or Tongue(wording.locale[:2]))
    job = await counter.call(counter.desk.submit, request, visit.sender, visit.place, visit.key)
    return job_reply(job, wording)


DESCRIBE = Command("describe", DescribeSheet, answer)
