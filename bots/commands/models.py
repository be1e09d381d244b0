"""/models: what can be drawn with here, searched by words; and the card of a single one."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO

from PIL import Image
from pydantic import BaseModel, Field

from bots.chat import Reply
from bots.command import Command, Visit
from bots.wording import Wording
from generation.catalogue import AnyCard, Card, ExtraCard, Purpose
from generation.errors import StudioError
from tasks.archive import Kind, Wanted

PAGE = 25  # entries of a message, as many as a list of Discord holds
ABOUT_MOST = 60  # characters of what an entry is good for
LISTED = frozenset(set(Purpose) - {Purpose.SAFETY, Purpose.DESCRIBE, Purpose.DEPTH_ESTIMATOR})


class ModelsForm(BaseModel, frozen=True, extra="forbid"):
    """What is looked for, and which page of it."""

    words: str = Field("", max_length=100)
    page: int = Field(1, ge=1, le=1000)


async def models(form: ModelsForm, visit: Visit) -> Reply:
    """List the models that one may see here; of a single one that fits the words, tell everything."""
    counter, wording = visit.counter, visit.counter.wording(visit.sender)
    hidden = await counter.call(counter.desk.access.hidden, visit.sender, visit.place)
    catalogue = counter.catalogue
    every: list[AnyCard] = [*catalogue.cards, *catalogue.extras]
    seen = [card for card in every if card.purpose in LISTED and card.name not in hidden]
    found = _fitting(form.words, seen)
    exact = [card for card in found if card.name.casefold() == form.words.strip().casefold()]
    if len(exact) == 1 or (form.words and len(found) == 1):
        return await _card((exact or found)[0], visit)
    if not found and form.words:
        return Reply(text=wording.say("models-none", words=form.words), private=True)
    pages = max(-(-len(found) // PAGE), 1)
    page = min(form.page, pages)
    here = (await counter.call(counter.desk.admin.local.here, visit.sender, visit.place)).local
    plan = (await counter.call(counter.desk.plans.of, visit.sender, visit.place)).plan

    def may(name: str) -> bool:
        return plan.allows_model(name) and (here.models is None or name in here.models)

    shown, chosen = found[(page - 1) * PAGE : page * PAGE], here.model or catalogue.default
    lines = [_line(card, wording, chosen, may) for card in shown]
    if pages > 1:
        lines.append(wording.say("models-page", page=page, pages=pages))
    if not form.words and (others := sorted({card.purpose for card in seen} - {Purpose.TEXT_TO_IMAGE})):
        lines.append(wording.say("models-more", purposes=", ".join(others)))
    return Reply(text="\n".join(lines), private=True)


def _fitting(words: str, cards: Sequence[AnyCard]) -> list[AnyCard]:
    """Find what all words occur in; without words, what draws from words alone."""
    wanted = words.casefold().split()
    if not wanted:
        return [card for card in cards if card.purpose is Purpose.TEXT_TO_IMAGE]
    return [card for card in cards if all(word in _text(card) for word in wanted)]


def _text(card: AnyCard) -> str:
    trigger = card.trigger if isinstance(card, ExtraCard) else ""
    return " ".join((card.name, card.title, card.draws, card.purpose, card.base or "", trigger)).casefold()


def _line(card: AnyCard, wording: Wording, chosen: str, may: Callable[[str], bool]) -> str:
    """Write an entry of the list: of a model that draws from words, whether one may use it here."""
    about = card.draws or (card.title if card.title != card.name else "")
    short = about if len(about) <= ABOUT_MOST else f"{about[: ABOUT_MOST - 1]}…"
    if card.purpose is not Purpose.TEXT_TO_IMAGE:
        return _other(card, wording, short)
    usable, default = "yes" if may(card.name) else "no", "yes" if card.name == chosen else "no"
    line = wording.say("model-line", model=card.name, may=usable, default=default)
    return f"{line} – {short}" if short else line


def _other(card: AnyCard, wording: Wording, about: str) -> str:
    facts = {"purpose": card.purpose.value, "base": str(card.base or "all"), "about": about or "none"}
    return wording.say("models-other", model=card.name, **facts)


async def _card(card: AnyCard, visit: Visit) -> Reply:
    """Tell everything of a model, with the latest picture that the sender made with it."""
    counter, wording = visit.counter, visit.counter.wording(visit.sender)
    speed = await counter.call(counter.desk.speeds.of, card) if isinstance(card, Card) else None
    text = "\n".join((card.title, *(f"• {line}" for line in _told(card, wording, speed))))
    return Reply(text=text, preview=await _sample(card, visit), private=True)


def _told(card: AnyCard, wording: Wording, speed: float | None) -> Iterator[str]:
    yield _other(card, wording, "")[2:]
    if card.draws:
        yield card.draws
    if isinstance(card, Card):
        yield wording.say("models-size", width=card.width_px, height=card.height_px, steps=card.steps)
    elif card.trigger:
        yield wording.say("models-trigger", trigger=card.trigger)
    if speed is not None:
        yield wording.say("models-speed", seconds=f"{speed:.1f}")
    yield wording.say("models-memory", gpu=f"{card.gpu_memory_gib:g}", ram=f"{card.ram_gib:g}")
    yield wording.say("models-licence", licence=card.licence or "unknown")
    yield from (f"{wording.say('models-limit')} {limit}" for limit in card.limits)


async def _sample(card: AnyCard, visit: Visit) -> bytes:
    """Show the latest picture that the sender made with a model, as a small JPEG; nothing before that."""
    desk = visit.counter.desk

    def look() -> bytes:
        wanted = Wanted(model=card.name, kind=Kind.PICTURE)
        media = [one for job in desk.archive.find(visit.sender, wanted, 1).jobs for one in job.media]
        return desk.thumbnails.of(media[0]) if media else b""

    try:
        small = await visit.counter.call(look)
    except StudioError:
        return b""
    return await asyncio.to_thread(_jpeg, small) if small else b""


def _jpeg(webp: bytes) -> bytes:
    file = BytesIO()
    with Image.open(BytesIO(webp), formats=("WEBP",)) as image:
        image.convert("RGB").save(file, "JPEG", quality=80)
    return file.getvalue()


MODELS = Command("models", ModelsForm, models, text_field="words", private=True)
