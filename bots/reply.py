"""Builds what is shown of a job, a history or an allowance, in the reader's language. Plain text only."""

from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import replace

from avatar.requests import SpeechRequest
from bots.chat import Action, Button, Reply
from bots.wording import Wording, clock
from generation.errors import Failure
from generation.requests import ImageRequest
from tasks.accounts import Allowance
from tasks.job import Job, Problem, Progress, Status

BAR_CELLS = 10
LINE_LIMIT = 80  # characters of a prompt in a list
NUMBER_LENGTH = 8  # of a job's id, enough to find it in the log


def job_reply(job: Job, wording: Wording) -> Reply:
    """Show a job as it stands: waiting, being drawn, done or given back."""
    if job.status is Status.QUEUED:
        state = wording.say("job-queued", ahead=job.ahead, price=job.price)
        return Reply(text=_lines(job, state), buttons=_buttons(job, wording, "cancel"), job=job)
    if job.status is Status.RUNNING:
        return _drawing(job, wording, 0.0)
    if job.status is Status.REFUNDED:
        return _refunded(job, wording)
    request = job.request
    buttons = _buttons(job, wording, "again", "delete")
    notes = filter(None, map(wording.note, job.notes))
    if not isinstance(request, ImageRequest):
        return Reply(text=_lines(job, *notes), buttons=buttons, media=job.media, job=job)
    recipe = wording.say(
        "job-recipe",
        width=request.width_px,
        height=request.height_px,
        steps=request.steps,
        seed=str(request.seed),
        price=job.price,
    )
    return Reply(text=_lines(job, recipe, *notes), buttons=buttons, media=job.media, job=job)


def progress_reply(job: Job, progress: Progress, wording: Wording) -> Reply:
    """Show how far a drawing is, and what can be seen of it."""
    preview = b64decode(progress.preview)
    return replace(_drawing(job, wording, progress.share), preview=preview)


def deleted_reply(job: Job, wording: Wording) -> Reply:
    """Say that a job and its pictures are gone."""
    return Reply(text=wording.say("job-deleted"), private=True, job=job)


def problem_reply(problem: Problem, wording: Wording) -> Reply:
    """Say what is wrong, to the asker alone."""
    return Reply(text=wording.problem(problem), private=True, problem=problem)


def history_reply(jobs: Sequence[Job], wording: Wording, limit: int) -> Reply:
    """List jobs, the newest first, with one picture each and the way to older ones."""
    if not jobs:
        return Reply(text=wording.say("history-empty"), private=True)
    lines = [wording.say("history-title"), *(f"• {_line(job, wording)}" for job in jobs)]
    if len(jobs) == limit:
        lines.append(wording.say("history-more", id=str(jobs[-1].id)))
    thumbnails = tuple(job.media[0] for job in jobs if job.media)
    return Reply(text="\n".join(lines), media=thumbnails, private=True)


def quota_reply(allowance: Allowance, wording: Wording) -> Reply:
    """Say what is left of the day's credits."""
    lines = [wording.say("quota-left", left=allowance.left, daily=allowance.daily)]
    if allowance.held:
        lines.append(wording.say("quota-held", held=allowance.held))
    lines.append(wording.say("quota-resets", resets_at=clock(allowance.resets_at)))
    return Reply(text="\n".join(lines), private=True)


def is_failure(problem: Problem) -> bool:
    """Tell whether a problem is ours, so that the job's number helps to find the cause."""
    return problem.code in {failure.code for failure in _below(Failure)}


def _refunded(job: Job, wording: Wording) -> Reply:
    problem = job.problem or Problem(code="unexpected")
    lines = [wording.problem(problem)]
    if is_failure(problem):
        lines.append(wording.say("job-number", id=str(job.id)[:NUMBER_LENGTH]))
    buttons = _buttons(job, wording, "again", "delete")
    return Reply(text=_lines(job, *lines), buttons=buttons, job=job, problem=problem)


def _drawing(job: Job, wording: Wording, share: float) -> Reply:
    done = round(share * BAR_CELLS)
    bar = "▓" * done + "░" * (BAR_CELLS - done)
    state = (
        wording.say("job-drawing", bar=bar, percent=round(share * 100))
        if share
        else wording.say("job-starting")
    )
    return Reply(text=_lines(job, state), buttons=_buttons(job, wording, "cancel"), job=job)


def _lines(job: Job, *lines: str) -> str:
    return "\n".join(filter(None, (job.words, *lines)))


def _line(job: Job, wording: Wording) -> str:
    prompt = job.words
    if len(prompt) > LINE_LIMIT:
        prompt = prompt[: LINE_LIMIT - 1] + "…"
    state = wording.say(f"state-{job.status}")
    if isinstance(job.request, SpeechRequest):
        return f"{prompt} · {state}"
    return f"{prompt} · {state} · {wording.say('history-seed', seed=str(job.request.seed))}"


def _buttons(job: Job, wording: Wording, *actions: Action) -> tuple[Button, ...]:
    return tuple(Button(action, str(job.id), wording.say(f"button-{action}")) for action in actions)


def _below(kind: type[Failure]) -> Iterator[type[Failure]]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)
