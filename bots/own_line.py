"""What somebody has in line, shown in a chat: each job with its place, and buttons to change or end it."""

from bots.chat import Button, Reply
from bots.command import Visit
from bots.reply import line, ready_in
from bots.wording import Wording
from tasks.job import Job, Status

MOST = 10  # jobs that are shown: two buttons each, of the 25 that Discord takes


async def show_line(visit: Visit) -> Reply:
    """List the sender's unfinished jobs."""
    counter = visit.counter
    found = await counter.call(counter.desk.waiting.of, visit.sender)
    return line_reply(found, counter.wording(visit.sender))


def line_reply(jobs: list[Job], wording: Wording) -> Reply:
    """List jobs that run and wait, as they will come."""
    if not jobs:
        return Reply(text=wording.say("jobs-none"), private=True)
    shown = list(enumerate(jobs[:MOST], 1))
    lines = [wording.say("jobs-title", count=len(jobs))]
    lines += [f"{number}. {line(job, wording)}{_place(job, wording)}" for number, job in shown]
    if len(jobs) > MOST:
        lines.append(wording.say("jobs-more", count=len(jobs) - MOST))
    waiting = [(number, job) for number, job in shown if job.status is Status.QUEUED]
    firsts = tuple(Button("first", str(job.id), f"⤒ {number}") for number, job in waiting[1:])
    drops = tuple(Button("drop", str(job.id), f"✕ {number}") for number, job in shown)
    fresh = Button("line", "", wording.say("button-fresh"))
    hint = (wording.say("jobs-hint"),) if firsts else (wording.say("jobs-hint-drop"),)
    return Reply(text="\n".join((*lines, *hint)), buttons=(*firsts, *drops, fresh), private=True)


def _place(job: Job, wording: Wording) -> str:
    if job.status is not Status.QUEUED:
        return ""
    ahead = f" · {wording.say('jobs-ahead', ahead=job.ahead)}"
    return ahead if job.eta_s is None else f"{ahead} · {ready_in(job.eta_s, wording)}"
