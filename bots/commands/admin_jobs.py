"""/jobs_of and /job_cancel: the jobs of others."""

from uuid import UUID

from pydantic import BaseModel, Field

from bots.chat import Reply
from bots.command import Command, Visit
from bots.naming import named, person
from bots.reply import LINE_LIMIT
from bots.wording import Wording
from generation.errors import Fact
from tasks.audit import REASON_LIMIT
from tasks.job import Job
from tasks.roles import Deed


class JobsOfForm(BaseModel, frozen=True, extra="forbid"):
    """Whose jobs, and how many."""

    person: str = Field("", max_length=150)
    limit: int = Field(10, ge=1, le=25)


class JobCancelForm(BaseModel, frozen=True, extra="forbid"):
    """Which job, and why."""

    job: UUID
    reason: str = Field("", max_length=REASON_LIMIT)


async def jobs_of(form: JobsOfForm, visit: Visit) -> Reply:
    """List somebody's jobs, the newest first."""
    whom, counter = await person(form.person, visit), visit.counter
    found = await counter.call(counter.desk.admin.jobs.list, visit.actor, whom, form.limit)
    wording = counter.wording(visit.sender)
    lines = [_line(job, wording) for job in found] or [wording.say("history-empty")]
    return Reply(text="\n".join((named(whom), *lines)), private=True)


async def job_cancel(form: JobCancelForm, visit: Visit) -> Reply:
    """Stop somebody's job; they have their credits back and are told why."""
    counter = visit.counter
    job = await counter.call(counter.desk.admin.jobs.cancel, visit.actor, form.job, form.reason)
    facts: dict[str, Fact] = {"job": str(job.id), "person": job.sender.address, "price": job.price}
    return Reply(text=counter.wording(visit.sender).say("job-cancelled", **facts), private=True)


def _line(job: Job, wording: Wording) -> str:
    words = f"{job.words[:LINE_LIMIT]}…" if len(job.words) > LINE_LIMIT else job.words
    return " · ".join(
        filter(None, (f"• {job.id}", job.request.kind, wording.say(f"state-{job.status}"), words))
    )


JOBS_OF = Command("jobs_of", JobsOfForm, jobs_of, words=("person",), deed=Deed.SEE_OTHERS, private=True)
JOB_CANCEL = Command(
    "job_cancel", JobCancelForm, job_cancel, words=("job", "reason"), deed=Deed.CANCEL_OTHERS, private=True
)
