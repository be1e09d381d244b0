"""/train: a model learns pictures of one's own. They come in as many messages as it takes."""

import secrets
from collections.abc import Mapping, Sequence

from pydantic import BaseModel, Field

from bots import teaching
from bots.attachment import Attachment
from bots.chat import Reply
from bots.command import Command, Visit
from bots.errors import ConsentNeeded
from bots.forms import attachments
from bots.gathering import Gathered, gather, without
from bots.reply import job_reply
from generation.catalogue import Catalogue
from generation.errors import StudioError
from generation.learning.asking import TrainForm, insist_unlike_public, teachable, training
from generation.learning.errors import LearntTwice
from generation.requests import LEARNT_MOST, LEARNT_WORDS_LIMIT
from generation.shelf.names import check_name
from generation.text import clean
from tasks.portfolios import Portfolio


class Pictures(BaseModel, frozen=True):
    """What is sent along, in any order; each may as well be a ZIP of pictures."""

    picture: Attachment | None = None
    picture_2: Attachment | None = None
    picture_3: Attachment | None = None
    picture_4: Attachment | None = None
    picture_5: Attachment | None = None
    picture_6: Attachment | None = None
    picture_7: Attachment | None = None
    picture_8: Attachment | None = None
    picture_9: Attachment | None = None
    picture_10: Attachment | None = None
    archive: Attachment | None = None


class TrainSheet(Pictures, TrainForm, frozen=True, extra="forbid"):
    """The options of /train. What is left out may follow in other messages."""

    without: int | None = Field(None, ge=1, le=LEARNT_MOST)  # a picture to take out again


async def answer(form: TrainSheet, visit: Visit) -> Reply:
    """Add what is given to what is gathered in this chat; without anything, list what was learnt."""
    files = [file for name in attachments(TrainSheet) if (file := getattr(form, name)) is not None]
    if form == TrainSheet() and await teaching.begun(visit) is None:
        return await teaching.listed(visit)
    return await add(form, files, visit, form.without)


async def add(
    form: TrainForm, files: Sequence[Attachment], visit: Visit, without_: int | None = None
) -> Reply:
    """Add files and choices to what is gathered in this chat, and say how far it is."""
    async with visit.counter.turn(visit.sender, visit.place):
        known = await teaching.begun(visit) or Portfolio(mark=secrets.token_hex(8))
        chosen, problems = _chosen(known, form, visit)
        if without_ is not None:
            chosen = without(chosen, without_)
        gathered = await _gathered(chosen, files, visit)
        keep = visit.counter.desk.portfolios.keep
        await visit.counter.call(keep, visit.sender, visit.place, gathered.portfolio)
        gone = set(known.keys) - set(gathered.portfolio.keys)
        await visit.counter.call(visit.counter.desk.discard, visit.sender, gone)
        every = (*problems, *gathered.problems)
        return await teaching.state(Gathered(gathered.portfolio, every, gathered.twins), visit)


async def once(form: TrainForm, files: Sequence[Attachment], visit: Visit) -> Reply:
    """Begin a training of what is given and nothing else. Raises what is wrong with any of it."""
    chosen, problems = _chosen(Portfolio(mark=""), form, visit)
    gathered = await _gathered(chosen, files, visit) if not problems else Gathered(chosen, tuple(problems))
    for problem in gathered.problems:
        raise problem
    for name, number in gathered.twins:
        raise LearntTwice(name, f"#{number}")
    keys = [one.key for one in gathered.portfolio.pictures]
    request = training(form, keys, visit.counter.catalogue)
    if gathered.portfolio.faces:
        raise ConsentNeeded(teaching.LEARNING_CONSENT)
    job = await teaching.begin(request, visit.key, visit)
    return job_reply(job, visit.counter.wording(visit.sender))


async def _gathered(portfolio: Portfolio, files: Sequence[Attachment], visit: Visit) -> Gathered:
    if not files:
        return Gathered(portfolio)
    card = visit.counter.catalogue.card(portfolio.model or visit.counter.catalogue.default).drawn()
    people = not await teaching.consented(visit)
    return await gather(portfolio, files, min(card.width_px, card.height_px), visit, people=people)


def _chosen(portfolio: Portfolio, form: TrainForm, visit: Visit) -> tuple[Portfolio, list[StudioError]]:
    """Take what a form says of a training, each thing by itself: what is wrong leaves the rest."""
    problems: list[StudioError] = []
    for name, value in _values(form).items():
        try:
            portfolio = portfolio.model_copy(update={name: _fit(name, value, visit.counter.catalogue)})
        except StudioError as error:
            problems.append(error)
    return portfolio, problems


def _values(form: TrainForm) -> Mapping[str, str | int]:
    given = {name: getattr(form, name) for name in TrainForm.model_fields}
    return {name: value for name, value in given.items() if value not in {None, ""}}


def _fit(name: str, value: str | int, catalogue: Catalogue) -> str | int:
    """Read one choice. Raises a Refusal that says what is wrong with it."""
    match name, value:
        case "name", str():
            called = check_name(value.strip().casefold())
            insist_unlike_public(called, catalogue)
            return called
        case "words", str():
            return clean(value, "words", LEARNT_WORDS_LIMIT)
        case "model", str():
            return teachable(catalogue.card(value)).name
        case _:
            return value


TRAIN = Command("train", TrainSheet, answer, words=("name", "words"), private=True)
