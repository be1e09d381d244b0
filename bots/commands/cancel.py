"""/cancel: a half-done clip is forgotten. A job that runs has a button for that."""

from pydantic import BaseModel

from bots.attend import forget
from bots.chat import Reply
from bots.command import Command, Visit


class CancelForm(BaseModel, frozen=True, extra="forbid"):
    """Nothing to fill in."""


async def answer(form: CancelForm, visit: Visit) -> Reply:
    """Forget what the sender has begun in this chat, or say that there is nothing."""
    there = await forget(visit)
    key = "avatar-forgotten" if there else "avatar-nothing-begun"
    return Reply(text=visit.counter.wording(visit.sender).say(key), private=True)


CANCEL = Command("cancel", CancelForm, answer, private=True)
