"""The list of models in a chat: found by words, narrowed to a kind, turned by pages, opened by buttons."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bots.actions import Action
from bots.chat import Button, Reply
from bots.ids import mark
from bots.wording import Wording
from generation.catalogue import AnyCard, ExtraCard, Purpose
from tasks.archive import Wanted

if TYPE_CHECKING:
    from bots.command import Visit

ACTIONS: frozenset[Action] = frozenset({"leaf", "kind"})
PAGE: Final = 10  # entries of a message, a button each: Discord takes five rows of five
ABOUT_MOST: Final = 60  # characters of what an entry is good for
HELPERS: Final = frozenset({Purpose.SAFETY, Purpose.DESCRIBE, Purpose.DEPTH_ESTIMATOR})  # nobody chooses them


class Sort(StrEnum):
    """What people call the kinds of models."""

    MODELS = "models"
    LORA = "lora"
    WORDS = "words"
    HYPERNETWORK = "hypernetwork"
    VAE = "vae"
    CONTROL = "control"
    UPSCALER = "upscaler"
    FACES = "faces"
    ALL = "all"


PURPOSES: Final[Mapping[Sort, frozenset[Purpose]]] = {
    Sort.MODELS: frozenset({Purpose.TEXT_TO_IMAGE, Purpose.INPAINTING, Purpose.DEPTH}),
    Sort.LORA: frozenset({Purpose.LORA}),
    Sort.WORDS: frozenset({Purpose.TEXTUAL_INVERSION}),
    Sort.HYPERNETWORK: frozenset({Purpose.HYPERNETWORK}),
    Sort.VAE: frozenset({Purpose.VAE}),
    Sort.CONTROL: frozenset({Purpose.CONTROLNET}),
    Sort.UPSCALER: frozenset({Purpose.UPSCALER}),
    Sort.FACES: frozenset({Purpose.TALKING_HEAD, Purpose.FACE_RESTORER}),
    Sort.ALL: frozenset(set(Purpose) - HELPERS),
}


@dataclass(frozen=True)
class Leaf:
    """A page of the list, and what is looked for in it."""

    words: str = ""
    sort: Sort = Sort.MODELS
    page: int = 1


async def press(action: Action, argument: str, visit: "Visit") -> Reply:
    """Turn to another page, or to models of another kind. What no button of ours says is the first page."""
    kind, _, rest = argument.partition(".")
    digits, _, search = rest.partition(".") if action == "leaf" else ("1", "", rest)
    page = int(digits) if digits.isdecimal() and len(digits) <= 4 else 1
    wanted = await visit.counter.call(visit.counter.desk.searches.kept, visit.sender, search)
    sort = Sort(kind) if kind in set(Sort) else Sort.MODELS
    return await leaf_reply(Leaf(wanted.words, sort, page), visit)


async def seen(visit: "Visit") -> list[AnyCard]:
    """List the models that somebody may see, those that draw first."""
    counter = visit.counter
    hidden = await counter.call(counter.desk.access.hidden, visit.sender, visit.place)
    every: list[AnyCard] = [*counter.catalogue.cards, *counter.catalogue.extras]
    return [card for card in every if card.purpose not in HELPERS and card.name not in hidden]


def fitting(words: str, cards: Sequence[AnyCard]) -> list[AnyCard]:
    """Find the models in which all words occur."""
    wanted = words.casefold().split()
    return [card for card in cards if all(word in _text(card) for word in wanted)]


async def leaf_reply(leaf: Leaf, visit: "Visit") -> Reply:
    """Show a page of the list: a line and a button for each model, pages and kinds below."""
    counter, wording = visit.counter, visit.counter.wording(visit.sender)
    found = fitting(leaf.words, await seen(visit))
    kinds = [sort for sort in Sort if any(card.purpose in PURPOSES[sort] for card in found)]
    cards = [card for card in found if card.purpose in PURPOSES[leaf.sort]]
    if not cards and kinds:  # a kind that has none of it any more
        return await leaf_reply(replace(leaf, sort=Sort.ALL), visit)
    pages = max(-(-len(cards) // PAGE), 1)
    leaf = replace(leaf, page=min(max(leaf.page, 1), pages))
    shown = cards[(leaf.page - 1) * PAGE : leaf.page * PAGE]
    lines = await _lines(shown, visit)
    if pages > 1:
        lines.append(wording.say("models-page", page=leaf.page, pages=pages))
    lines.append(wording.say("models-how"))
    search = await counter.call(counter.desk.searches.keep, visit.sender, Wanted(words=leaf.words))
    buttons = (*_openers(shown), *_turns(leaf, pages, search), *_kinds(leaf, kinds, search, wording))
    return Reply("\n".join(lines), buttons, private=True)


async def _lines(cards: Sequence[AnyCard], visit: "Visit") -> list[str]:
    """Write a line for each model, with what holds for the sender here."""
    counter, wording = visit.counter, visit.counter.wording(visit.sender)
    here = (await counter.call(counter.desk.admin.local.here, visit.sender, visit.place)).local
    plan = (await counter.call(counter.desk.plans.of, visit.sender, visit.place)).plan
    speeds = await counter.call(counter.desk.speeds.every, cards)
    chosen = here.model or counter.catalogue.default

    def may(name: str) -> bool:
        return plan.allows_model(name) and (here.models is None or name in here.models)

    return [
        f"{number}. {_line(card, wording, chosen, may)}{_speed(speeds.get(card.name), wording)}"
        for number, card in enumerate(cards, 1)
    ]


def _line(card: AnyCard, wording: Wording, chosen: str, may: Callable[[str], bool]) -> str:
    """Write an entry of the list: of a model that draws from words, whether one may use it here."""
    about = card.draws or (card.title if card.title != card.name else "")
    short = about if len(about) <= ABOUT_MOST else f"{about[: ABOUT_MOST - 1]}…"
    if card.purpose is not Purpose.TEXT_TO_IMAGE:
        return other_line(card, wording, short)
    usable, default = "yes" if may(card.name) else "no", "yes" if card.name == chosen else "no"
    line = wording.say("model-line", model=card.name, may=usable, default=default)
    return f"{line} – {short}" if short else line


def other_line(card: AnyCard, wording: Wording, about: str = "") -> str:
    """Write what a model is for, and for which base."""
    facts = {"purpose": card.purpose.value, "base": str(card.base or "all"), "about": about or "none"}
    return wording.say("models-other", model=card.name, **facts)


def _speed(seconds: float | None, wording: Wording) -> str:
    return "" if seconds is None else f" · {wording.say('models-seconds', seconds=f'{seconds:.1f}')}"


def _openers(cards: Sequence[AnyCard]) -> Iterable[Button]:
    return (Button("card", mark(card.name), str(number)) for number, card in enumerate(cards, 1))


def _turns(leaf: Leaf, pages: int, search: str) -> Iterable[Button]:
    """Offer the page before, where one is, and the page behind; around the ends it goes in a circle."""
    if pages == 1:
        return ()
    before, behind = (leaf.page - 2) % pages + 1, leaf.page % pages + 1
    back = ((before, "‹"),) if pages > 2 else ()  # of two pages, forward is back
    turns = (*back, (leaf.page, f"{leaf.page}/{pages}"), (behind, "›"))
    return tuple(Button("leaf", f"{leaf.sort}.{page}.{search}", label) for page, label in turns)


def _kinds(leaf: Leaf, kinds: Sequence[Sort], search: str, wording: Wording) -> Iterable[Button]:
    """Offer the kinds that there are, the one that is shown marked; nothing where there is one alone."""
    offered = kinds if len(kinds) > 2 else ()
    for sort in offered:
        chosen = "✓ " if sort is leaf.sort else ""
        yield Button("kind", f"{sort}.{search}", chosen + wording.say(f"models-sort-{sort}"))


def _text(card: AnyCard) -> str:
    trigger = card.trigger if isinstance(card, ExtraCard) else ""
    return " ".join((card.name, card.title, card.draws, card.purpose, card.base or "", trigger)).casefold()
