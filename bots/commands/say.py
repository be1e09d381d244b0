"""/say: a line is spoken, quickly and cheaply; a button goes on to the clip."""

from avatar.compose import SpeechForm, compose_speech
from bots.chat import Reply
from bots.command import Command, Visit
from bots.discretion import Discreet
from bots.reply import job_reply


class SaySheet(Discreet, SpeechForm, frozen=True, extra="forbid"):
    """The options of /say."""


async def answer(form: SaySheet, visit: Visit) -> Reply:
    """Put a line to be spoken in the queue and show where it stands."""
    counter = visit.counter
    request = compose_speech(form, counter.voices, visit.sender.locale)
    job = await counter.call(counter.desk.submit, request, visit.sender, visit.place, visit.key)
    return job_reply(job, counter.wording(visit.sender))


SAY = Command("say", SaySheet, answer, text_field="text")
