"""The card of a model in a chat: what it is, how fast it is here, and buttons that draw with it."""

import asyncio
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Final

from PIL import Image

from bots.actions import Action
from bots.album import small_of
from bots.chat import Button, Draft, Reply
from bots.errors import NothingToShow
from bots.ids import mark
from bots.model_list import other_line, seen
from bots.wording import Wording
from generation.adapters.asking import trigger_of
from generation.catalogue import AnyCard, Card, ExtraCard, Purpose
from generation.errors import StudioError
from tasks.archive import Kind, Wanted

if TYPE_CHECKING:
    from bots.command import Visit

ACTIONS: frozenset[Action] = frozenset({"card", "wield", "adopt"})
COMMAND: Final = "/imagine"
WORN: Final = {  # how what a model can wear stands in a command
    Purpose.LORA: "{trigger} --lora {name}",
    Purpose.TEXTUAL_INVERSION: "{trigger}",
    Purpose.HYPERNETWORK: "<hypernet:{name}:1>",
    Purpose.VAE: "--vae {name}",
}


async def press(action: Action, argument: str, visit: "Visit") -> Reply:
    """Show a card, give a command that draws with a model, or take it from now on. Raises NothingToShow."""
    card = next((one for one in await seen(visit) if mark(one.name) == argument), None)
    if card is None:
        raise NothingToShow
    match action:
        case "wield":
            return await wield(card, visit)
        case "adopt":
            return await _adopt(card, visit)
        case _:
            return await card_reply(card, visit)


async def card_reply(card: AnyCard, visit: "Visit") -> Reply:
    """Tell everything of a model, with the latest picture that the sender made with it."""
    counter, wording = visit.counter, visit.counter.wording(visit.sender)
    speed = await counter.call(counter.desk.speeds.of, card)
    text = "\n".join((card.title, *(f"• {line}" for line in _told(card, wording, speed))))
    usable = _drawing(card, visit)
    draft = await _draft(card, visit) if usable is not None else None
    return Reply(text, _buttons(card, visit), preview=await _sample(card, visit), draft=draft, private=True)


async def wield(card: AnyCard, visit: "Visit") -> Reply:
    """Give a command that draws with a model, its words filled in. Raises NothingToShow."""
    if _drawing(card, visit) is None:
        raise NothingToShow
    draft = await _draft(card, visit)
    return Reply(
        f"{visit.counter.wording(visit.sender).say('edit-how')}\n{draft.text}", private=True, draft=draft
    )


async def _adopt(card: AnyCard, visit: "Visit") -> Reply:
    """Let a model draw for the sender where none is named. Raises what ``local.prefer`` raises."""
    counter = visit.counter
    await counter.call(counter.desk.admin.local.prefer, visit.sender, "model", card.name)
    return Reply(counter.wording(visit.sender).say("models-adopted", model=card.name), private=True)


def _buttons(card: AnyCard, visit: "Visit") -> tuple[Button, ...]:
    wording = visit.counter.wording(visit.sender)
    actions: list[Action] = ["wield"] if _drawing(card, visit) is not None else []
    actions += ["adopt"] if card.purpose is Purpose.TEXT_TO_IMAGE else []
    return tuple(Button(action, mark(card.name), wording.say(f"button-{action}")) for action in actions)


async def _draft(card: AnyCard, visit: "Visit") -> Draft:
    """Write the command: the words that call a LoRA in front, a model that it fits behind."""
    drawing = _drawing(card, visit)
    here = (await visit.counter.call(visit.counter.desk.admin.local.here, visit.sender, visit.place)).local
    pattern = WORN.get(card.purpose, "")
    trigger = trigger_of(card) if card.purpose is Purpose.TEXTUAL_INVERSION else getattr(card, "trigger", "")
    worn = pattern.format(name=card.name, trigger=trigger).strip()
    known = [one.name for one in _wearers(card, visit)] if isinstance(card, ExtraCard) else []
    usual = here.model or visit.counter.catalogue.default
    named = "" if drawing is None or usual in known else f"--model {drawing}"
    text = " ".join(filter(None, (COMMAND, worn, named)))
    return Draft(text, visit.counter.wording(visit.sender).say("edit-open"))


def _drawing(card: AnyCard, visit: "Visit") -> str | None:
    """Name the model that draws with a card: itself, or the first that can wear it; else nothing."""
    if isinstance(card, Card):
        return card.name if card.purpose is Purpose.TEXT_TO_IMAGE else None
    if card.purpose not in WORN:
        return None
    return next((one.name for one in _wearers(card, visit)), None)


def _wearers(card: ExtraCard, visit: "Visit") -> list[Card]:
    """List the models that draw from words and can wear something, the default first."""
    catalogue = visit.counter.catalogue
    draws = [catalogue.card(name) for name in catalogue.names()]
    return [one for one in draws if card in catalogue.adapters(one, card.purpose)]


def _told(card: AnyCard, wording: Wording, speed: float | None) -> Iterator[str]:
    yield other_line(card, wording)
    if card.draws:
        yield card.draws
    if isinstance(card, Card):
        yield wording.say("models-size", width=card.width_px, height=card.height_px, steps=card.steps)
    elif card.control:
        yield wording.say("models-follows", kind=card.control)
    elif card.trigger:
        yield wording.say("models-trigger", trigger=card.trigger)
    if speed is not None:
        yield wording.say("models-speed", seconds=f"{speed:.1f}")
    yield wording.say("models-memory", gpu=f"{card.gpu_memory_gib:g}", ram=f"{card.ram_gib:g}")
    yield wording.say("models-licence", licence=card.licence or "unknown")
    yield from (f"{wording.say('models-limit')} {limit}" for limit in card.limits)


async def _sample(card: AnyCard, visit: "Visit") -> bytes:
    """Show the latest picture that the sender made with a model, as a small JPEG; nothing before that."""
    desk = visit.counter.desk

    def look() -> bytes:
        wanted = Wanted(model=card.name, kind=Kind.PICTURE)
        return next((small_of(visit, job) for job in desk.archive.find(visit.sender, wanted, 1).jobs), b"")

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
