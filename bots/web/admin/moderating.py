"""The word lists of the studio, of servers and of channels, and the appeals against them."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import ValidationError

from bots.appealing import ANSWERS
from bots.commands.words import WordsForm, rule_of
from bots.errors import BadValue, NoSuchPage
from bots.web.admin.arranging import place_of, scope_of
from bots.web.admin.room import InPosted, InRoom, Posted
from tasks.rules import Asked, Measure, Rule
from tasks.words import shipped

TRIED_LIMIT = 2000  # characters of a text that is tried
TEXTS = "name", "words", "together", "unless", "replacement", "reason"
SWITCHES = "warns", "adult"

moderating = APIRouter(prefix="/admin/words")


@moderating.get("")
async def lists(room: InRoom, scope: str = "", text: str = "") -> Response:
    """Show the rules of a scope, or of all; the appeals that wait; and what a text would break there."""
    desk, ships, text = room.desk, {rule.name for rule in shipped()}, text[:TRIED_LIMIT]
    return room.show(
        "words",
        scope=scope,
        text=text,
        hits=await room.call(desk.words.hits, place_of(scope), Asked(text)) if text else (),
        rules=await room.call(desk.words.listed, room.actor, scope),
        appeals=await room.call(desk.appeals.waiting, room.actor),
        answers=list(ANSWERS),
        ships=ships,
        measures=list(Measure),
    )


@moderating.post("/save")
async def save(room: InRoom, form: InPosted) -> Response:
    """Add a rule to a list, or put it in the place of the one of its name. Raises what the service does."""
    await room.call(room.desk.words.save, room.actor, scope_of(form.value("scope")), _rule(form))
    return form.done("rule")


@moderating.post("/drop")
async def drop(room: InRoom, form: InPosted) -> Response:
    """Take a rule off a list. Raises what the service does."""
    await room.call(room.desk.words.drop, room.actor, scope_of(form.value("scope")), form.value("name"))
    return form.done("dropped")


@moderating.post("/appeals/{case}/{answer}")
async def answer(room: InRoom, form: InPosted, case: UUID, answer: str) -> Response:
    """Answer an appeal; the person is told. Raises what the service does."""
    if answer not in ANSWERS:
        raise NoSuchPage
    await room.call(room.desk.appeals.answer, room.actor, case, ANSWERS[answer])
    return form.done("answered")


def _rule(form: Posted) -> Rule:
    """Make a rule of a filled form. Raises BadValue."""
    values: dict[str, object] = {name: form.value(name) for name in TEXTS}
    switched = {name: bool(form.value(name)) for name in SWITCHES}
    try:
        filled = WordsForm.model_validate({**values, **switched, "measure": form.value("measure")})
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        raise BadValue(field, form.value(field)) from error
    return rule_of(filled)
