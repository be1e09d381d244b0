"""/imagine: words become a picture, or as many as they stand for."""

from bots.batching import ordered
from bots.chat import Reply
from bots.command import Command, Visit
from bots.discretion import Discreet
from generation.compose import ImageForm


class ImagineSheet(Discreet, ImageForm, frozen=True, extra="forbid"):
    """The options of /imagine."""


async def answer(form: ImagineSheet, visit: Visit) -> Reply:
    """Put a picture in the queue and show where it stands; of several, tell number and price first."""
    return await ordered(form, visit)


IMAGINE = Command("imagine", ImagineSheet, answer, text_field="prompt")
