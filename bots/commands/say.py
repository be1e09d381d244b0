"""/say: a line is spoken, quickly and cheaply; a button goes on to the clip."""

from avatar.compose import SpeechForm, compose_speech
from bots.chat import Reply
from bots.command import Command, Visit
from bots.reply import job_reply


async def answer(form: SpeechForm, visit: Visit) -> Reply:
    """Put a line to be spoken in the queue and show where it stands."""
    counter = visit.counter
    request = compose_speech(form, counter.voices, visit.sender.locale)
    job = await counter.call(counter.desk.submit, request, visit.sender, visit.place, visit.key)
    return job_reply(job, counter.wording(visit.sender))


SAY = Command("say", SpeechForm, answer, text_field="text")
