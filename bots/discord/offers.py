"""What is proposed while somebody types into an option: models, voices, languages."""

from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import discord
from discord import app_commands

from avatar.voices.scripts import primary
from avatar.voices.voice import VoiceCard
from bots.counter import Counter

CHOICES_MAX = 25
TEXT_MAX = 100  # characters of a choice


@dataclass(frozen=True)
class Offer:
    """Something to choose: its name, what people read, and the language that it is of, if any."""

    name: str
    title: str = ""
    language: str = ""

    @property
    def label(self) -> str:
        """Write name and title in one line."""
        line = f"{self.name} · {self.title}" if self.title else self.name
        return line if len(line) <= TEXT_MAX else line[: TEXT_MAX - 1] + "…"


Offers = Callable[[], Awaitable[Iterable[Offer]]]  # may take a moment, the first time
Proposer = Callable[[discord.Interaction[Any], str], Coroutine[Any, Any, list[app_commands.Choice[str]]]]


def offers_of(counter: Counter) -> dict[str, Offers]:
    """Say what there is to choose, by the field that takes it."""

    async def models() -> list[Offer]:
        return [Offer(name) for name in counter.catalogue.names()]

    async def voices() -> list[Offer]:
        return [_offer(card) for card in await counter.call(lambda: counter.voices.cards)]

    async def languages() -> list[Offer]:
        return [Offer(name) for name in await counter.call(lambda: counter.voices.languages)]

    return {"model": models, "voice": voices, "language": languages}


def proposer(offers: Offers) -> Proposer:
    """Propose names while somebody types."""

    async def propose(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        found = proposals(await offers(), typed, str(interaction.locale))
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
