"""/model_add, /model_allow, /model_remove: what comes to the shelf and leaves it, and who may use it."""

from pydantic import BaseModel, Field

from bots.chat import Reply
from bots.command import Command, Visit
from bots.errors import NoSuchPlaceHere
from bots.fetching import reply_of
from generation.requests import ControlKind
from generation.shelf.intake import Wish
from tasks.plan import EVERYBODY, Subject
from tasks.plans import subject_of
from tasks.roles import Deed, Role
from tasks.scopes import channel_scopes, server_scopes

HERE = {"server": server_scopes, "channel": channel_scopes}  # instead of a long name


class ModelAllowForm(BaseModel, frozen=True, extra="forbid"):
    """Which model, and for whom or where it is: role:trusted, server, channel, or everybody."""

    model: str = Field(max_length=100)
    allowed: str = Field(EVERYBODY, max_length=200)


class ModelAddForm(BaseModel, frozen=True, extra="forbid"):
    """From where, and how it is to be called; nothing: how far the file is that one fetches."""

    link: str = Field("", max_length=500)
    name: str = Field("", max_length=60)
    licence: str = Field("", max_length=100)
    control: ControlKind | None = None  # what a ControlNet follows, where its name does not tell


class ModelRemoveForm(BaseModel, frozen=True, extra="forbid"):
    """Which of the models that were added."""

    added: str = Field(max_length=100)


async def model_add(form: ModelAddForm, visit: Visit) -> Reply:
    """Begin to fetch a model from a link, or say how far it is."""
    counter, fetches = visit.counter, visit.counter.desk.fetches
    wording = counter.wording(visit.sender)
    if form.link:
        wish = Wish(form.name, form.licence, form.control)
        begun = await counter.call(fetches.begin, visit.actor, form.link, wish, visit.place)
        return reply_of(begun, wording)
    return reply_of(fetches.of(visit.actor), wording)


async def model_allow(form: ModelAllowForm, visit: Visit) -> Reply:
    """Keep a model for a role, this server or this channel; or make it for everybody again."""
    counter, subject = visit.counter, _subject(form.allowed, visit)
    found = await counter.call(counter.desk.access.allow, visit.actor, form.model, subject, visit.key)
    whom = ", ".join(found) or EVERYBODY
    return _said(visit, "model-allowed", model=form.model, whom=whom)


async def model_remove(form: ModelRemoveForm, visit: Visit) -> Reply:
    """Take a model off the shelf."""
    card = await visit.counter.call(visit.counter.desk.admin.models.remove, visit.actor, form.added)
    return _said(visit, "model-removed", model=card.name)


def _subject(text: str, visit: Visit) -> Subject | None:
    """Read for whom or where a model is; nothing for everybody. Raises NoSuchPlaceHere, UnknownChoice."""
    wanted = text.strip()
    if wanted.casefold() == EVERYBODY:
        return None
    if wanted in HERE:
        scopes = HERE[wanted](visit.place)
        if not scopes:
            raise NoSuchPlaceHere(wanted)
        return subject_of(scopes[-1])
    return subject_of(f"role:{wanted}" if wanted in set(Role) else wanted)


def _said(visit: Visit, key: str, **facts: str) -> Reply:
    return Reply(text=visit.counter.wording(visit.sender).say(key, **facts), private=True)


MODEL_ADD = Command("model_add", ModelAddForm, model_add, text_field="link", private=True)
MODEL_ALLOW = Command(
    "model_allow", ModelAllowForm, model_allow, words=("model", "allowed"), deed=Deed.ARRANGE, private=True
)
MODEL_REMOVE = Command(
    "model_remove", ModelRemoveForm, model_remove, text_field="added", deed=Deed.ARRANGE, private=True
)
