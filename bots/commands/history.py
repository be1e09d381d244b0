"""/history: what was asked lately."""

from uuid import UUID

from pydantic import BaseModel, Field

from bots.chat import Reply
from bots.command import Command, Visit
from bots.reply import history_reply


class HistoryForm(BaseModel, frozen=True, extra="forbid"):
    """How many jobs to list, and before which one."""

    limit: int = Field(10, ge=1, le=10)
    before: UUID | None = None


async def answer(form: HistoryForm, visit: Visit) -> Reply:
    """List the newest jobs of the sender."""
    counter = visit.counter
    jobs = await counter.call(counter.desk.history, visit.sender, form.limit, form.before)
    return history_reply(jobs, counter.wording(visit.sender), form.limit)


HISTORY = Command("history", HistoryForm, answer, private=True)
