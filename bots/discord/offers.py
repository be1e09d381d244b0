"""What is proposed while somebody types into an option: models, voices, languages, and what they made."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import combinations
from typing import Any

import discord
from discord import app_commands

from avatar.voices.scripts import primary
from avatar.voices.voice import VoiceCard
from bots.command import Visit
from bots.counter import Counter
from bots.discord.adapter import sender_of
from bots.discord.places import place_of
from bots.lexicon import every_list
from bots.reply import NUMBER_LENGTH, title_of
from bots.styling import styles_of
from bots.wording import Wording
from generation.catalogue import Purpose
from generation.errors import StudioError
from generation.requests import ControlKind
from tasks.archive import Wanted
from tasks.errors import NoSuchJob
from tasks.job import Job, Place, Sender

CHOICES_MAX = 25
TEXT_MAX = 100  # characters of a choice
PATIENCE_S = 2.0  # Discord waits 3 s for proposals


@dataclass(frozen=True)
class Offer:
    """Something to choose: its name, what people read, and the language that it is of, if any."""

    name: str
    title: str = ""
    language: str = ""
    bare: bool = False  # the name says nothing to people

    @property
    def label(self) -> str:
        """Write name and title in one line."""
        line = " · ".join(filter(None, ("" if self.bare else self.name, self.title)))
        return line if len(line) <= TEXT_MAX else line[: TEXT_MAX - 1] + "…"


@dataclass(frozen=True)
class Asking:
    """Somebody who types into an option."""

    sender: Sender
    place: Place
    typed: str
    model: str = ""  # that was chosen beside it


Offers = Callable[[Asking], Awaitable[list[Offer]]]  # the best first
Proposer = Callable[[discord.Interaction[Any], str], Coroutine[Any, Any, list[app_commands.Choice[str]]]]


def offers_of(counter: Counter) -> dict[str, Offers]:
    """Say what there is to choose, by the field that takes it, or by a command and its field."""

    async def models(asking: Asking) -> list[Offer]:
        hidden = await counter.call(counter.desk.access.hidden, asking.sender, asking.place)
        cards = (counter.catalogue.card(name) for name in counter.catalogue.names())
        return proposals(
            [Offer(card.name, card.draws) for card in cards if card.name not in hidden], asking.typed
        )

    async def adapters(purpose: Purpose, asking: Asking) -> list[Offer]:
        hidden = await counter.call(counter.desk.access.hidden, asking.sender, asking.place)
        found = _adapters(counter, purpose, asking.model)
        return [offer for offer in found if offer.name not in hidden]

    async def own(asking: Asking) -> list[Offer]:
        mine = await counter.call(counter.desk.trainings.mine, asking.sender)
        return [Offer(one.name, one.words) for one in mine if asking.model in {"", one.model}]

    async def loras(asking: Asking) -> list[Offer]:
        before, comma, last = asking.typed.rpartition(",")
        return [
            replace(
                offer, name=f"{before}{comma}{offer.name}", title=f"{offer.name} · {offer.title}", bare=True
            )
            for offer in proposals([*await own(asking), *await adapters(Purpose.LORA, asking)], last)
        ]

    async def vaes(asking: Asking) -> list[Offer]:
        return proposals(await adapters(Purpose.VAE, asking), asking.typed)

    async def upscalers(asking: Asking) -> list[Offer]:
        hidden = await counter.call(counter.desk.access.hidden, asking.sender, asking.place)
        cards = [one for one in counter.catalogue.extras if one.purpose is Purpose.UPSCALER]
        found = [Offer(one.name, one.draws or one.title) for one in cards if one.name not in hidden]
        return proposals(found, asking.typed)

    async def voices(asking: Asking) -> list[Offer]:
        cards = await counter.call(lambda: counter.voices.cards)
        return proposals([_offer(card) for card in cards], asking.typed, asking.sender.locale)

    async def languages(asking: Asking) -> list[Offer]:
        names = await counter.call(lambda: counter.voices.languages)
        return proposals([Offer(name) for name in names], asking.typed)

    async def jobs(asking: Asking) -> list[Offer]:
        found = await counter.call(_jobs, counter, asking.sender, asking.typed.strip())
        wording = counter.wording(asking.sender)
        return [Offer(str(job.id), _named(job, wording), bare=True) for job in found]

    async def maps(asking: Asking) -> list[Offer]:
        hidden = await counter.call(counter.desk.access.hidden, asking.sender, asking.place)
        kinds = [kind.value for kind in ControlKind]
        found = [Offer(",".join(some)) for count in (1, 2) for some in combinations(kinds, count)]
        added = [one for one in counter.catalogue.added_guides() if one.name not in hidden]
        nets = [Offer(one.name, f"{one.control} · {one.base}") for one in added]
        return proposals([*nets, *found], asking.typed)

    async def styles(asking: Asking) -> list[Offer]:
        found = await styles_of(Visit(asking.sender, asking.place, "", counter))
        return proposals([Offer(one.name, one.body.get("prompt", "")) for one in found], asking.typed)

    async def lists(asking: Asking) -> list[Offer]:
        found = await every_list(Visit(asking.sender, asking.place, "", counter))
        return proposals([Offer(name, ", ".join(words)) for name, words in found.items()], asking.typed)

    return {
        "style": styles,
        "style.name": styles,
        "wildcard.name": lists,
        "follow": maps,
        "model": models,
        "lora": loras,
        "vae": vaes,
        "upscaler": upscalers,
        "voice": voices,
        "language": languages,
        "before": jobs,
        "number": jobs,
    }


def proposer(offers: Offers) -> Proposer:
    """Propose names while somebody types; nothing where that would take too long."""

    async def propose(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        model = str(interaction.namespace.model or "")  # nothing where the command has no such option
        asking = Asking(sender_of(interaction), place_of(interaction), typed, model)
        try:
            async with asyncio.timeout(PATIENCE_S):
                found = await offers(asking)
        except (TimeoutError, StudioError):
            return []
        return [app_commands.Choice(name=offer.label, value=offer.name) for offer in found]

    return propose


def proposals(offers: Iterable[Offer], typed: str, locale: str = "") -> list[Offer]:
    """Sort offers by how well they fit what was typed, at most CHOICES_MAX. Nothing is lost but misfits.

    Those that begin so come before those that hold it and those that look like it; what is of the reader's
    language comes first among equals.
    """
    wanted = typed.strip().casefold()
    usable = sorted(
        (offer for offer in offers if len(offer.name) <= TEXT_MAX), key=lambda offer: _distance(offer, locale)
    )
    beginning = [offer for offer in usable if any(part.startswith(wanted) for part in _parts(offer))]
    holding = [offer for offer in usable if wanted in offer.label.casefold()]
    folded = {offer.name.casefold(): offer for offer in usable}
    alike = [folded[name] for name in get_close_matches(wanted, folded, n=CHOICES_MAX, cutoff=0.5)]
    return list(dict.fromkeys([*beginning, *holding, *alike]))[:CHOICES_MAX]


def _adapters(counter: Counter, purpose: Purpose, model: str) -> list[Offer]:
    """List the adapters that a model can wear; those of all models where none is chosen so far."""
    catalogue = counter.catalogue
    chosen = [card for card in catalogue.cards if card.name == model] or catalogue.cards
    found = (one for card in chosen for one in catalogue.adapters(card, purpose))
    return [Offer(one.name, one.draws or one.title) for one in dict.fromkeys(found)]


def _jobs(counter: Counter, sender: Sender, typed: str) -> list[Job]:
    """Find jobs by what was asked for, or by their number. Blocks."""
    archive = counter.desk.archive
    found = list(archive.find(sender, Wanted(words=typed), CHOICES_MAX).jobs)
    try:
        numbered = [archive.numbered(typed, sender)] if typed else []
    except NoSuchJob:
        numbered = []
    return [*numbered, *found][:CHOICES_MAX]


def _named(job: Job, wording: Wording) -> str:
    """Name a job by its words and by its number, of which nothing is cut off."""
    number = f" · {str(job.id)[:NUMBER_LENGTH]}"
    title, room = title_of(job, wording), TEXT_MAX - len(number)
    return (title if len(title) <= room else title[: room - 1] + "…") + number


def _offer(card: VoiceCard) -> Offer:
    return Offer(card.id, card.title, card.language)


def _parts(offer: Offer) -> tuple[str, ...]:
    """Give what somebody may begin to type: "edge/…", "en-US-…" or "English"."""
    name = offer.name.casefold()
    return (name, name.rpartition("/")[2], *filter(None, (offer.title.casefold(),)))


def _distance(offer: Offer, locale: str) -> int:
    if not locale or offer.language.casefold() == locale.casefold():
        return 0
    return 1 if primary(offer.language) == primary(locale) else 2
