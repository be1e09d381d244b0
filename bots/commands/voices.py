"""/voices: which voices there are, by language."""

from collections import Counter as Tally

from pydantic import BaseModel, Field

from avatar.voices.scripts import primary
from avatar.voices.shelf import Shelf
from avatar.voices.voice import VoiceCard
from bots.chat import Reply
from bots.command import Command, Visit
from bots.wording import Wording

PAGE = 25  # voices that are listed at once; with their names they fit in a message of 2000 characters


class VoicesForm(BaseModel, frozen=True, extra="forbid"):
    """A language ("en", "zh-CN"), and which page of its voices."""

    language: str = Field("", max_length=35, examples=["en"])
    page: int = Field(1, ge=1, le=100)


async def answer(form: VoicesForm, visit: Visit) -> Reply:
    """List the voices of a language, or the languages."""
    counter = visit.counter
    wording = counter.wording(visit.sender)
    lines = await counter.call(_lines, form, counter.voices, wording)
    return Reply(text="\n".join(lines), private=True)


def _lines(form: VoicesForm, shelf: Shelf, wording: Wording) -> list[str]:
    return _voices(form, shelf, wording) if form.language else _languages(shelf, wording)


def _languages(shelf: Shelf, wording: Wording) -> list[str]:
    """Write one line for all languages: their codes and how many voices each has."""
    counts = Tally(primary(card.language) for card in shelf.cards)
    names = ", ".join(f"{language} {count}" for language, count in sorted(counts.items()))
    return [wording.say("voices-title", count=len(shelf.cards)), names, wording.say("voices-how")]


def _voices(form: VoicesForm, shelf: Shelf, wording: Wording) -> list[str]:
    cards = shelf.of_language(form.language)
    pages = -(-len(cards) // PAGE)
    page = min(form.page, pages)
    shown = cards[(page - 1) * PAGE : page * PAGE]
    lines = [wording.say("voices-of", language=form.language, count=len(cards))]
    lines += [_line(card, wording) for card in shown]
    if page < pages:
        lines.append(wording.say("voices-more", language=form.language, page=page + 1))
    return [*lines, wording.say("voices-use", voice=shown[0].id)]


def _line(card: VoiceCard, wording: Wording) -> str:
    line = f"• {card.id} · {card.title}"
    return line if card.offline else f"{line} · {wording.say('voices-online')}"


VOICES = Command("voices", VoicesForm, answer, text_field="language", private=True)
