"""/quota: what is left of the day's credits."""

from pydantic import BaseModel

from bots.chat import Reply
from bots.command import Command, Visit
from bots.reply import quota_reply


class QuotaForm(BaseModel, frozen=True, extra="forbid"):
    """Nothing to fill in."""


async def answer(form: QuotaForm, visit: Visit) -> Reply:
    """Say what the sender may still spend today."""
    counter = visit.counter
    allowance = await counter.call(counter.desk.allowance, visit.sender)
    return quota_reply(allowance, counter.wording(visit.sender))


QUOTA = Command("quota", QuotaForm, answer, private=True)
