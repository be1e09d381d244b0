"""/words: moderators keep the lists of words for the studio, their server or a channel."""

from enum import StrEnum

from pydantic import BaseModel, Field, ValidationError

from bots.chat import Reply
from bots.command import Command, Visit
from bots.errors import BadValue
from bots.wording import Wording
from tasks.job import Place
from tasks.roles import Deed
from tasks.rules import Asked, Measure, Rule
from tasks.scopes import scopes, server_scopes
from tasks.words import STUDIO, Listed

LISTED = 25  # rules that fit into one message
WORDS_SHOWN = 6  # of a rule in a list


class Act(StrEnum):
    """What to do with a list."""

    LIST = "list"
    ADD = "add"
    REMOVE = "remove"
    TEST = "test"


class Where(StrEnum):
    """Whose list it is."""

    SERVER = "server"
    CHANNEL = "channel"
    STUDIO = "studio"


class WordsForm(BaseModel, frozen=True, extra="forbid"):
    """What to do, and with which rule. Words are written with commas between them."""

    words: str = Field("", max_length=1000, examples=["gore, blood*"])
    act: Act = Act.LIST
    name: str = Field("", max_length=40, examples=["gore"])
    where: Where = Where.SERVER
    measure: Measure = Measure.BLOCK
    together: str = Field("", max_length=1000, examples=["child, kid"])
    unless: str = Field("", max_length=1000, examples=["blood orange"])
    replacement: str = Field("", max_length=60, examples=["flower"])
    reason: str = Field("", max_length=200, examples=["no gore here"])
    warns: bool = False
    adult: bool = False


async def answer(form: WordsForm, visit: Visit) -> Reply:
    """List rules, change one, or say which ones a text would break."""
    wording = visit.counter.wording(visit.sender)
    match form.act:
        case Act.LIST:
            text = await _list(form, visit, wording)
        case Act.TEST:
            text = await _test(form, visit, wording)
        case Act.ADD:
            text = await _add(form, visit, wording)
        case Act.REMOVE:
            scope = scope_of(form.where, visit.place)
            await visit.counter.call(visit.counter.desk.words.drop, visit.actor, scope, form.name)
            text = wording.say("words-removed", name=form.name)
    return Reply(text=text, private=True)


def scope_of(where: Where, place: Place) -> str:
    """Name the scope of a list here; in private chats and on the page, a chat is its own server."""
    if where is Where.STUDIO:
        return STUDIO
    here = server_scopes(place) if where is Where.SERVER else ()
    return here[0] if here else scopes(place)[-1]


async def _list(form: WordsForm, visit: Visit, wording: Wording) -> str:
    wanted = {STUDIO, *scopes(visit.place)}
    found: list[Listed] = await visit.counter.call(visit.counter.desk.words.listed, visit.actor)
    lines = [line_of(one, wording) for one in found if one.scope in wanted]
    return "\n".join(
        (wording.say("words-title", count=len(lines)), *lines[:LISTED], wording.say("words-how"))
    )


async def _test(form: WordsForm, visit: Visit, wording: Wording) -> str:
    words = visit.counter.desk.words
    hits = await visit.counter.call(words.hits, visit.place, Asked(form.words))
    if not hits:
        return wording.say("words-free")
    return "\n".join(
        wording.say("words-hit", name=hit.rule.name, scope=hit.scope, measure=hit.rule.measure.value)
        for hit in hits
    )


async def _add(form: WordsForm, visit: Visit, wording: Wording) -> str:
    rule = rule_of(form)
    scope = scope_of(form.where, visit.place)
    await visit.counter.call(visit.counter.desk.words.save, visit.actor, scope, rule)
    return wording.say("words-saved", name=rule.name, scope=scope, count=len(rule.words))


def rule_of(form: WordsForm) -> Rule:
    """Make a rule of what was filled in. Raises BadValue for what makes none."""
    values = form.model_dump(exclude={"act", "where"})
    lists = {name: split(values[name]) for name in ("words", "together", "unless")}
    try:
        return Rule.model_validate({**values, **lists})
    except ValidationError as error:
        where = error.errors()[0]["loc"]
        field = str(where[0]) if where else "together"
        raise BadValue(field, str(values.get(field, ""))) from error


def split(text: str) -> tuple[str, ...]:
    """Read words with commas between them, Western or Chinese ones."""
    parts = text.replace("，", ",").replace("、", ",").replace("\n", ",").split(",")
    return tuple(part.strip() for part in parts if part.strip())


def line_of(one: Listed, wording: Wording) -> str:
    """Write a rule on one line."""
    shown = ", ".join(one.rule.words[:WORDS_SHOWN])
    more = f" +{len(one.rule.words) - WORDS_SHOWN}" if len(one.rule.words) > WORDS_SHOWN else ""
    facts = {"name": one.rule.name, "scope": one.scope, "measure": one.rule.measure.value}
    return f"• {wording.say('words-rule', **facts, caught=one.caught)}: {shown}{more}"


WORDS = Command("words", WordsForm, answer, text_field="words", deed=Deed.RESTRAIN, private=True)
