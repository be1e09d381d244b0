"""What the page's fields for models and LoRAs offer while somebody types, each with what tells it apart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bots.command import Visit
from bots.errors import NoSuchPage
from bots.model_list import seen
from bots.web import view
from bots.web.answers import place_of, sender_of, wording_of
from bots.web.studio import InStudio
from bots.wording import Wording
from generation.catalogue import AnyCard, Card, Purpose
from generation.errors import StudioError
from tasks.archive import Kind, Wanted
from tasks.asked import models_of
from tasks.job import Problem
from tasks.thumbnails import seen_of

FIELDS: Final = {"model": Purpose.TEXT_TO_IMAGE, "lora": Purpose.LORA}
SAMPLED: Final = 60  # of the asker's latest pictures, among which samples are looked for

choosing = APIRouter()


@dataclass(frozen=True)
class Offered:
    """A model or a LoRA to choose."""

    name: str
    title: str
    about: str
    facts: str  # size, speed here, licence, or the words that call it
    base: str
    picture: str  # the address of a small one that the asker made with it; nothing before that
    usual: bool  # draws where none is named

    @property
    def words(self) -> str:
        """Give everything that it can be found by."""
        return " ".join((self.name, self.title, self.about, self.facts, self.base)).casefold()


@choosing.get("/choose/{field}")
async def choose(request: Request, studio: InStudio, field: str) -> Response:
    """List what a field takes, as the parts of a list to choose from. Raises NoSuchPage."""
    wording, counter = wording_of(request), studio.counter
    if field not in FIELDS:
        raise NoSuchPage
    visit = Visit(sender_of(request), place_of(), "", counter)
    try:
        cards = [card for card in await seen(visit) if card.purpose is FIELDS[field]]
        speeds = await counter.call(counter.desk.speeds.every, cards)
        samples = await counter.call(_samples, visit)
    except StudioError as error:
        return view.problem_part(Problem.of(error), wording)
    usual = counter.catalogue.default
    offered = [
        Offered(
            name=card.name,
            title=card.title,
            about=card.draws,
            facts=" · ".join(_facts(card, speeds, wording)),
            base=card.base or "",
            picture=samples.get(card.name, ""),
            usual=card.name == usual,
        )
        for card in sorted(cards, key=lambda one: one.name != usual)
    ]
    return view.render("choose.html", wording, field=field, offered=offered)


def _samples(visit: Visit) -> Mapping[str, str]:
    """Find the latest picture that somebody made with each model and LoRA, by its name. Blocks."""
    latest = visit.counter.desk.archive.find(visit.sender, Wanted(kind=Kind.PICTURE), SAMPLED).jobs
    shown = [(job, seen_of(job.media[0])) for job in latest if job.media]
    return {name: f"/small/{key}" for job, key in reversed(shown) if key for name in models_of(job.request)}


def _facts(card: AnyCard, speeds: Mapping[str, float], wording: Wording) -> Iterator[str]:
    """Tell a model apart: its size, how fast it is here, what it needs, and what its licence is."""
    if isinstance(card, Card):
        yield f"{card.width_px} × {card.height_px}"
    elif card.trigger:
        yield wording.say("models-trigger", trigger=card.trigger)
    if (seconds := speeds.get(card.name)) is not None:
        yield wording.say("models-seconds", seconds=f"{seconds:.1f}")
    if card.gpu_memory_gib:
        yield f"{card.gpu_memory_gib:g} GiB"
    if card.licence:
        yield card.licence
