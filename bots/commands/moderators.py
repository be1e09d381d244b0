"""/moderators: in which chat the appeals of a server are read."""

from enum import StrEnum

from pydantic import BaseModel, Field

from bots.chat import Reply
from bots.command import Command, Visit
from bots.commands.words import Where, scope_of
from tasks.roles import Deed


class Act(StrEnum):
    """What to do."""

    HERE = "here"
    OFF = "off"


class ModeratorsForm(BaseModel, frozen=True, extra="forbid"):
    """Whether appeals come here, and those of which server: this one, another, or "studio"."""

    act: Act = Act.HERE
    of: str = Field("", max_length=200, examples=["telegram:server:-10042"])


async def answer(form: ModeratorsForm, visit: Visit) -> Reply:
    """Have appeals told in this chat, or nowhere."""
    counter, wording = visit.counter, visit.counter.wording(visit.sender)
    scope = form.of.strip() or scope_of(Where.SERVER, visit.place)
    place = visit.place.model_copy(update={"message": ""}) if form.act is Act.HERE else None
    await counter.call(counter.desk.appeals.call_to, visit.actor, scope, place, wording.locale)
    return Reply(text=wording.say(f"moderators-{form.act}", scope=scope), private=True)


MODERATORS = Command("moderators", ModeratorsForm, answer, deed=Deed.RESTRAIN, private=True)
