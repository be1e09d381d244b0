"""/audit: who did what to whom, and why."""

from datetime import timedelta

from pydantic import BaseModel, Field

from bots.chat import Reply
from bots.command import Command, Visit
from bots.naming import person
from bots.wording import day
from tasks.audit import Entry, Facts
from tasks.roles import Deed


class AuditForm(BaseModel, frozen=True, extra="forbid"):
    """About whom, of how many days, and how many lines."""

    person: str = Field("", max_length=150)
    days: int = Field(7, ge=1, le=3650)
    limit: int = Field(15, ge=1, le=25)


async def answer(form: AuditForm, visit: Visit) -> Reply:
    """List the latest entries, the newest first."""
    counter, wording = visit.counter, visit.counter.wording(visit.sender)
    whom = (await person(form.person, visit)).address if form.person.strip() else ""
    since = timedelta(days=form.days)
    found = await counter.call(counter.desk.audit.read, visit.actor, since, whom, form.limit)
    lines = [line_of(entry) for entry in found] or [wording.say("audit-empty")]
    return Reply(text="\n".join(lines), private=True)


def line_of(entry: Entry) -> str:
    """Write an entry on one line."""
    change = f"{_written(entry.before)} → {_written(entry.after)}" if entry.before or entry.after else ""
    parts = (day(entry.at), entry.actor, entry.act, entry.whom, change, entry.reason)
    return "• " + " · ".join(filter(None, parts))


def _written(facts: Facts) -> str:
    return ", ".join(f"{name} {value}" for name, value in facts.items() if value is not None) or "–"


AUDIT = Command("audit", AuditForm, answer, text_field="person", deed=Deed.COUNT, private=True)
