"""/shorten: which words of a prompt count, and what it could be shortened to."""

from pydantic import BaseModel, Field

from bots.chat import Reply
from bots.command import Command, Visit
from bots.discretion import Discreet
from bots.reply import job_reply
from generation.catalogue import Catalogue
from generation.requests import PROMPT_LIMIT, ShortenRequest
from generation.text import clean_prompt


class ShortenForm(BaseModel, frozen=True, extra="forbid"):
    """The prompt, and the model that reads it."""

    prompt: str = Field(max_length=PROMPT_LIMIT)
    model: str | None = None


class ShortenSheet(Discreet, ShortenForm, frozen=True, extra="forbid"):
    """The options of /shorten."""


def asked(form: ShortenForm, catalogue: Catalogue) -> ShortenRequest:
    """Make every choice that a form leaves open.

    Raises PromptEmpty, TextUnusable, TextTooLong and UnknownChoice.
    """
    model = catalogue.card(form.model or catalogue.default)
    return ShortenRequest(prompt=clean_prompt(form.prompt, PROMPT_LIMIT), model=model.name)


async def answer(form: ShortenSheet, visit: Visit) -> Reply:
    """Put the prompt in the queue and show where it stands."""
    counter = visit.counter
    request = asked(form, counter.catalogue)
    job = await counter.call(counter.desk.submit, request, visit.sender, visit.place, visit.key)
    return job_reply(job, counter.wording(visit.sender))


SHORTEN = Command("shorten", ShortenSheet, answer, text_field="prompt")
