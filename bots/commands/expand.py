"""/expand: a short prompt is enriched; nothing is drawn before one of the proposals is chosen."""

import secrets

from pydantic import BaseModel, Field

from bots.chat import Reply
from bots.command import Command, Visit
from bots.discretion import Discreet
from bots.reply import job_reply
from generation.catalogue import Catalogue
from generation.requests import EXPAND_LIMIT, PROMPT_LIMIT, SEED_LIMIT, ExpandRequest
from generation.text import clean_prompt


class ExpandForm(BaseModel, frozen=True, extra="forbid"):
    """The prompt, the model that is to draw it, and what decides what is proposed."""

    prompt: str = Field(max_length=PROMPT_LIMIT)
    model: str | None = None
    seed: int | None = Field(None, ge=0, le=SEED_LIMIT)


class ExpandSheet(Discreet, ExpandForm, frozen=True, extra="forbid"):
    """The options of /expand."""


def asked(form: ExpandForm, catalogue: Catalogue) -> ExpandRequest:
    """Make every choice that a form leaves open.

    Raises PromptEmpty, TextUnusable, TextTooLong and UnknownChoice.
    """
    seed = secrets.randbelow(SEED_LIMIT + 1) if form.seed is None else form.seed
    model = catalogue.card(form.model or catalogue.default)
    return ExpandRequest(prompt=clean_prompt(form.prompt, EXPAND_LIMIT), model=model.name, seed=seed)


async def answer(form: ExpandSheet, visit: Visit) -> Reply:
    """Put the prompt in the queue and show where it stands."""
    counter = visit.counter
    request = asked(form, counter.catalogue)
    job = await counter.call(counter.desk.submit, request, visit.sender, visit.place, visit.key)
    return job_reply(job, counter.wording(visit.sender))


EXPAND = Command("expand", ExpandSheet, answer, text_field="prompt")
