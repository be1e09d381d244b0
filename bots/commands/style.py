"""/style: words and choices under a name, to be worn by prompts."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, Field

from bots.chat import Button, Reply
from bots.command import Command, Visit
from bots.errors import BadValue, StyleUnknown
from bots.ids import mark
from bots.presets import Keeper, drop, keep
from bots.styling import body_of, styles_of
from generation.catalogue import near
from generation.requests import PROMPT_LIMIT
from generation.style import PLACE, Choices, Style
from generation.text import clean
from tasks.presets import Kind, Preset

NAME: Final = re.compile(r"[^\W_][\w -]{0,38}")
LISTED = 20  # styles that fit into one message, each with a button


class Act(StrEnum):
    """What to do with styles."""

    LIST = "list"
    SAVE = "save"
    USE = "use"
    DELETE = "delete"


class Naming(BaseModel, frozen=True, extra="forbid"):
    """What people say first of a style: its name, its words, and what to do with it."""

    name: str = Field("", max_length=40, examples=["oil"])
    words: str = Field("", max_length=PROMPT_LIMIT, examples=["an oil painting of {prompt}"])
    act: Act | None = None
    where: Keeper = Keeper.MINE


class StyleForm(Choices, Naming, frozen=True, extra="forbid"):  # options come in the order of the last base
    """A style's name, its words ({prompt} stands for those of the prompt), and what it chooses."""


async def answer(form: StyleForm, visit: Visit) -> Reply:
    """Save a style, delete one, wear one from now on, or show them."""
    wording = visit.counter.wording(visit.sender)
    style = style_of(form)
    match form.act or (Act.LIST if style == Style() else Act.SAVE):
        case Act.SAVE:
            if style == Style():
                raise BadValue("words", form.words)
            await keep(Kind.STYLE, name_of(form.name), body_of(style), form.where, visit)
            return Reply(wording.say("style-saved", name=name_of(form.name)), private=True)
        case Act.DELETE:
            await drop(Kind.STYLE, name_of(form.name), form.where, visit)
            return Reply(wording.say("preset-deleted", name=name_of(form.name)), private=True)
        case Act.USE:
            return await use(form.name.strip() and name_of(form.name), visit)
        case Act.LIST:
            return await show(form.name.strip().casefold(), visit)


def name_of(text: str) -> str:
    """Read a name. Raises BadValue for what none can be."""
    name = " ".join(text.split()).casefold()
    if NAME.fullmatch(name) is None:
        raise BadValue("name", text)
    return name


def style_of(form: StyleForm) -> Style:
    """Take the style that a form describes."""
    values = {name: getattr(form, name) for name in Choices.model_fields}
    values["negative_prompt"] = clean(form.negative_prompt, "negative_prompt", PROMPT_LIMIT)
    return Style(prompt=clean(form.words, "words", PROMPT_LIMIT), **values)


async def use(name: str, visit: Visit) -> Reply:
    """Wear a style whenever none is named; no name takes it off. Raises StyleUnknown."""
    counter, wording = visit.counter, visit.counter.wording(visit.sender)
    known = [one.name for one in await styles_of(visit)]
    if name and name not in known:
        raise StyleUnknown(name, near(name, known) if known else "")
    await counter.call(counter.desk.admin.local.prefer, visit.sender, "style", name)
    said = wording.say("style-worn", name=name) if name else wording.say("style-off")
    return Reply(said, private=True)


async def press(argument: str, visit: Visit) -> Reply:
    """Wear the style of a button, or take it off where it is worn. Raises StyleUnknown."""
    here = await styles_of(visit)
    name = next((one.name for one in here if mark(one.name) == argument), "")
    if not name:
        raise StyleUnknown("…", ", ".join(one.name for one in here))
    worn = await _worn(visit)
    await use("" if worn == name else name, visit)
    return await show("", visit)


async def show(name: str, visit: Visit) -> Reply:
    """Say what a style is, or list those in whose names a word occurs; each has a button that wears it."""
    wording, here = visit.counter.wording(visit.sender), await styles_of(visit)
    worn = await _worn(visit)
    exact = [one for one in here if one.name == name]
    if exact:
        return Reply(_line(exact[0]), (_wear(exact[0], worn),), private=True)
    found = _near(name, here)
    lines = [("✓ " if one.name == worn else "• ") + _line(one) for one in found[:LISTED]]
    if len(found) > LISTED:
        lines.append(wording.say("style-more", count=len(found) - LISTED))
    text = "\n".join(
        (wording.say("style-title", count=len(found)), *lines, wording.say("style-how", prompt=PLACE))
    )
    return Reply(text, tuple(_wear(one, worn) for one in found[:LISTED]), private=True)


def _near(name: str, styles: Sequence[Preset]) -> list[Preset]:
    """Find the styles in whose names a word occurs, else those that look like it; all where nothing does."""
    holding = [one for one in styles if name in one.name]
    alike = get_close_matches(name, [one.name for one in styles], n=LISTED, cutoff=0.5)
    return holding or [one for one in styles if one.name in alike] or list(styles)


def _wear(one: Preset, worn: str) -> Button:
    return Button("wear", mark(one.name), ("✓ " if one.name == worn else "") + one.name)


async def _worn(visit: Visit) -> str:
    counter = visit.counter
    here = await counter.call(counter.desk.admin.local.here, visit.sender, visit.place)
    return here.local.style or ""


def _line(one: Preset) -> str:
    """Write a style on one line."""
    style = Style.model_validate(one.body)
    rest = {name: value for name, value in one.body.items() if name not in {"prompt", "negative_prompt"}}
    pieces = [style.prompt, f"− {style.negative_prompt}" if style.negative_prompt else ""]
    pieces += [f"{name} {value}" for name, value in rest.items()]
    return f"{one.name} ← {one.scope}: " + " · ".join(filter(None, pieces))


STYLE = Command("style", StyleForm, answer, words=("name", "words"), private=True)
