"""/avatar: a photo, and a recording or a line of text, become a clip of the face speaking."""

from pydantic import BaseModel

from avatar.compose import AvatarForm
from bots.attachment import Attachment
from bots.attend import attend, attend_once
from bots.chat import Reply
from bots.command import Command, Visit
from bots.discretion import Discreet
from bots.table import Given


class Files(BaseModel, frozen=True):
    """What is sent along. It stands first among the options."""

    photo: Attachment | None = None
    audio: Attachment | None = None
    moves: Attachment | None = None  # a video whose motion the face borrows


class AvatarSheet(Discreet, AvatarForm, Files, frozen=True, extra="forbid"):
    """The options of /avatar. What is left out may follow in other messages."""


async def answer(form: AvatarSheet, visit: Visit) -> Reply:
    """Take what is given, and ask for what is missing."""
    return await attend(given(form), visit)


async def once(form: AvatarSheet, visit: Visit) -> Reply:
    """Make the clip of what is given. Raises what is missing."""
    return await attend_once(given(form), visit)


def given(form: AvatarSheet) -> Given:
    """Tell the pieces of a form apart: only what was filled in counts."""
    pieces = {*Files.model_fields, "text", "face"}
    chosen = form.model_dump(mode="json", exclude_unset=True, exclude=pieces)
    options = {name: value for name, value in chosen.items() if value is not None}
    files = {name: getattr(form, name) for name in Files.model_fields}
    return Given(**files, text=form.text, face=form.face, options=options)


AVATAR = Command("avatar", AvatarSheet, answer, text_field="text", sits=True)
