"""/wildcard: lists that ``__name__`` in a prompt draws a word from."""

import re
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, Field

from bots.chat import Reply
from bots.command import Command, Visit
from bots.commands.words import split
from bots.errors import BadValue
from bots.presets import Keeper, drop, keep
from generation.text import clean
from generation.wildcards import LINE_LIMIT, read_lists
from tasks.presets import Kind

NAME: Final = re.compile(r"[^\W_]+(?:[_-][^\W_]+)*")
WORDS_MOST = 500  # of a list
LISTED = 25  # lists that fit into one message
SHOWN = 6  # words of a list


class Act(StrEnum):
    """What to do with lists."""

    LIST = "list"
    SAVE = "save"
    DELETE = "delete"


class WildcardForm(BaseModel, frozen=True, extra="forbid"):
    """A list's name and its words, with commas between them. Words alone save it, a name alone shows it."""

    name: str = Field("", max_length=40, examples=["animal"])
    words: str = Field("", max_length=4000, examples=["fox, heron, red panda"])
    act: Act | None = None
    where: Keeper = Keeper.MINE


async def answer(form: WildcardForm, visit: Visit) -> Reply:
    """Save a list, delete one, or show them."""
    wording = visit.counter.wording(visit.sender)
    match form.act or (Act.SAVE if form.words else Act.LIST):
        case Act.SAVE:
            words = words_of(form.words)
            name = name_of(form.name)
            await keep(Kind.WILDCARD, name, {"words": list(words)}, form.where, visit)
            text = wording.say("wildcard-saved", name=name, count=len(words))
        case Act.DELETE:
            await drop(Kind.WILDCARD, name_of(form.name), form.where, visit)
            text = wording.say("preset-deleted", name=name_of(form.name))
        case Act.LIST:
            text = await _list(form.name.strip().casefold(), visit)
    return Reply(text, private=True)


def name_of(text: str) -> str:
    """Read a name, also with its underscores: ``__animal__``. Raises BadValue for what none can be."""
    name = text.strip().strip("_").casefold()
    if NAME.fullmatch(name) is None:
        raise BadValue("name", text)
    return name


def words_of(text: str) -> tuple[str, ...]:
    """Read the words of a list. Raises BadValue where there are none, or too many."""
    words = tuple(dict.fromkeys(clean(word, "words", LINE_LIMIT) for word in _apart(text)))
    if not 0 < len(words) <= WORDS_MOST:
        raise BadValue("words", text)
    return words


def _apart(text: str) -> list[str]:
    """Take words apart at commas, but not at those within braces: ``{red,blue} fox`` is one entry."""
    found: list[str] = []
    for part in split(text):
        open_ = found and found[-1].count("{") > found[-1].count("}")
        if open_:
            found[-1] += f",{part}"
        else:
            found.append(part)
    return found


async def _list(name: str, visit: Visit) -> str:
    counter, wording = visit.counter, visit.counter.wording(visit.sender)
    kept = await counter.call(counter.desk.presets.here, Kind.WILDCARD, visit.sender, visit.place)
    folder = await counter.call(read_lists, counter.catalogue.wildcards)
    found = {key: ("studio", words) for key, words in folder.items()}
    found |= {one.name: (one.scope, tuple(one.body["words"])) for one in kept}
    if name in found:
        return f"__{name}__: " + ", ".join(found[name][1])
    lines = [
        f"• __{key}__ ← {scope}: {_some(words)}" for key, (scope, words) in sorted(found.items())[:LISTED]
    ]
    return "\n".join((wording.say("wildcard-title", count=len(found)), *lines, wording.say("wildcard-how")))


def _some(words: tuple[str, ...]) -> str:
    more = f" +{len(words) - SHOWN}" if len(words) > SHOWN else ""
    return ", ".join(words[:SHOWN]) + more


WILDCARD = Command("wildcard", WildcardForm, answer, words=("name", "words"), private=True)
