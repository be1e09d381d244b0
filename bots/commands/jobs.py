"""/jobs: what the sender has in line, in an order of their own."""

from pydantic import BaseModel

from bots.chat import Reply
from bots.command import Command, Visit
from bots.own_line import show_line


class JobsForm(BaseModel, frozen=True, extra="forbid"):
    """Nothing to fill in."""


async def answer(form: JobsForm, visit: Visit) -> Reply:
    """List what runs and what waits, each with its place."""
    return await show_line(visit)


JOBS = Command("jobs", JobsForm, answer, private=True)
