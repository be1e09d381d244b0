"""Builds what is shown of a job or an allowance, in the reader's language. Plain text only."""

from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from math import ceil

from avatar.requests import AvatarRequest, PreviewRequest, SpeechRequest
from bots.blocked import BLOCKED, blocked_reply
from bots.buttons import another_seed, buttons, ended
from bots.chat import Reply
from bots.proposing import proposals
from bots.wording import Wording, clock
from generation.errors import Failure
from generation.requests import (
    DescribeRequest,
    Drawing,
    ExpandRequest,
    ImageRequest,
    RestoreRequest,
    ShortenRequest,
    TrainingRequest,
    UpscaleRequest,
)
from tasks.accounts import Allowance
from tasks.asked import seed_of
from tasks.errors import ClipWithheld, PicturesWithheld
from tasks.job import Job, Lane, Media, Problem, Progress, Status
from tasks.shown import Sight

BAR_CELLS = 10
LINE_LIMIT = 80  # characters of a prompt in a list
LATER = 1.5  # times what is estimated, at the end of the range that is told
LONG_S = 120.0  # from here on, times are told in minutes
LEARNING = "learning"  # the stage of a training
NUMBER_LENGTH = 8  # of a job's id, enough to find it in the log
STAGES = frozenset({"speaking", "animating", "finishing"})  # of a progress, with a sentence each
UNTITLED = {  # what a job without words is called
    "restore": "job-restored",
    "upscale": "job-upscaled",
    "describe": "job-described",
    "image-to-image": "kind-image-to-image",
    "inpaint": "kind-inpaint",
    "outpaint": "kind-outpaint",
    "blend": "kind-blend",
}


def job_reply(job: Job, wording: Wording) -> Reply:
    """Show a job as it stands: waiting, being made, done or given back."""
    if job.status is Status.QUEUED:
        paid = "job-queued-pool" if job.pooled else "job-queued"
        lane = "job-queued-slow" if job.lane is Lane.SLOW else paid
        queued = wording.say(lane, ahead=job.ahead, price=job.cost)
        state = queued if job.eta_s is None else f"{queued} · {ready_in(job.eta_s, wording)}"
        notes = filter(None, map(wording.note, job.notes))
        return Reply(
            text=_lines(job, wording, state, *notes), buttons=buttons(job.id, wording, "cancel"), job=job
        )
    if job.status is Status.RUNNING:
        return _making(job, wording, 0.0)
    if job.status is Status.REFUNDED:
        return _refunded(job, wording)
    notes = filter(None, map(wording.note, job.notes))
    return Reply(
        text=_lines(job, wording, made_line(job, wording), *notes),
        buttons=ended(job, wording),
        media=job.media,
        grid=len(job.media) > 1,
        shows=Sight(job.id),
        round=isinstance(job.request, AvatarRequest) and job.request.round,
        job=job,
    )


def progress_reply(job: Job, progress: Progress, wording: Wording) -> Reply:
    """Show how far a job is, and what can be seen of it."""
    preview = b64decode(progress.preview)
    if isinstance(job.request, TrainingRequest) and progress.note == LEARNING:
        text = _lines(job, wording, _learning(job.request, progress, wording))
        return Reply(text, buttons(job.id, wording, "cancel"), preview=preview, job=job)
    return replace(_making(job, wording, progress.share, progress.note), preview=preview)


def deleted_reply(job: Job, wording: Wording) -> Reply:
    """Say that a job and its pictures are gone."""
    return Reply(text=wording.say("job-deleted"), private=True, job=job)


def problem_reply(problem: Problem, wording: Wording) -> Reply:
    """Say what is wrong, to the asker alone."""
    if problem.code == BLOCKED:
        return blocked_reply(problem, wording)
    return Reply(text=wording.problem(problem), private=True, problem=problem)


def quota_reply(allowance: Allowance, wording: Wording) -> Reply:
    """Say what is left of the day's credits."""
    lines = [wording.say("quota-left", left=allowance.left, daily=allowance.daily)]
    if allowance.held:
        lines.append(wording.say("quota-held", held=allowance.held))
    lines.append(wording.say("quota-resets", resets_at=clock(allowance.resets_at)))
    return Reply(text="\n".join(lines), private=True)


def ready_in(eta_s: float, wording: Wording) -> str:
    """Say when a job is ready, as a range: others may come, and jobs take longer than those before."""
    unit, unit_s = ("minutes", 60) if eta_s * LATER > LONG_S else ("seconds", 1)
    first = max(1, round(eta_s / unit_s))
    return wording.say(f"job-eta-{unit}", first=first, last=max(first + 1, ceil(eta_s * LATER / unit_s)))


def is_failure(problem: Problem) -> bool:
    """Tell whether a problem is ours, so that the job's number helps to find the cause."""
    return problem.code in {failure.code for failure in _below(Failure)}


def _refunded(job: Job, wording: Wording) -> Reply:
    problem = job.problem or Problem(code="unexpected")
    lines = [wording.problem(problem)]
    if is_failure(problem):
        lines.append(wording.say("job-number", id=str(job.id)[:NUMBER_LENGTH]))
    withheld = problem.code in {PicturesWithheld.code, ClipWithheld.code}
    below = another_seed(job.id, wording) if withheld else buttons(job.id, wording, "again", "delete")
    return Reply(text=_lines(job, wording, *lines), buttons=below, job=job, problem=problem)


def _making(job: Job, wording: Wording, share: float, stage: str = "") -> Reply:
    bar = bar_of(share)
    known = stage if stage in STAGES else "drawing"
    state = (
        wording.say(f"job-{known}", bar=bar, percent=round(share * 100))
        if share or known != "drawing"
        else wording.say("job-starting")
    )
    return Reply(text=_lines(job, wording, state), buttons=buttons(job.id, wording, "cancel"), job=job)


def _learning(request: TrainingRequest, progress: Progress, wording: Wording) -> str:
    """Say how far a training is, and how far off its last steps were."""
    bar, percent = bar_of(progress.share), round(progress.share * 100)
    loss = "–" if progress.loss is None else f"{progress.loss:.4f}"
    step = round(progress.share * request.steps)
    return wording.say("job-learning", bar=bar, percent=percent, step=step, steps=request.steps, loss=loss)


def bar_of(share: float) -> str:
    """Draw a bar."""
    done = round(share * BAR_CELLS)
    return "▓" * done + "░" * (BAR_CELLS - done)


def made_line(job: Job, wording: Wording) -> str:
    """Write how a result was made, on one line."""
    request, first = job.request, job.media[0] if job.media else None
    match request:
        case Drawing():
            return wording.say(
                "job-recipe",
                width=first.width_px if first else request.width_px,
                height=first.height_px if first else request.height_px,
                steps=request.steps,
                seed=str(request.seed),
                price=job.cost,
            )
        case RestoreRequest() | UpscaleRequest():
            return _reworked(request, first, job.cost, wording)
        case DescribeRequest() | ShortenRequest() | ExpandRequest():
            return proposals(job, wording)
        case TrainingRequest():
            recipe = wording.say(
                "train-recipe",
                name=request.name,
                count=len(request.pictures),
                steps=request.steps,
                seed=str(request.seed),
                price=job.cost,
            )
            tag = f"<lora:{request.name}:1>"
            return f"{recipe}\n{wording.say('train-use', tag=tag, words=request.words)}"
        case SpeechRequest() | AvatarRequest():
            return _heard(job, request, first, wording)
        case PreviewRequest():
            numbered = enumerate(ideas_of(request, wording), 1)
            ideas = [wording.say("preview-variant", number=number, idea=idea) for number, idea in numbered]
            sheet = wording.say("preview-recipe", seed=str(request.of.seed), price=job.cost)
            return f"{' · '.join(ideas)}\n{sheet}"


def _heard(job: Job, request: SpeechRequest | AvatarRequest, made: Media | None, wording: Wording) -> str:
    duration = f"{made.duration_s:.1f}" if made else "0"
    if isinstance(request, SpeechRequest):
        return wording.say("speech-recipe", duration=duration, voice=request.voice, price=job.cost)
    clip = wording.say(
        "clip-recipe",
        duration=duration,
        width=made.width_px if made else 0,
        height=made.height_px if made else 0,
        voice=request.speech.voice if request.speech else "recording",
        seed=str(request.seed),
        price=job.cost,
    )
    work_s = round(job.drawn_s or 0)  # of all machines together
    return f"{clip} · {wording.say('clip-work', seconds=work_s)}" if work_s else clip


def _reworked(
    request: RestoreRequest | UpscaleRequest, made: Media | None, price: int, wording: Wording
) -> str:
    facts = {"width": made.width_px, "height": made.height_px} if made else {"width": 0, "height": 0}
    if isinstance(request, UpscaleRequest):
        return wording.say("upscale-recipe", factor=request.factor, price=price, **facts)
    return wording.say("restore-recipe", percent=round(request.strength * 100), price=price, **facts)


def _lines(job: Job, wording: Wording, *lines: str) -> str:
    return "\n".join((title_of(job, wording), *lines))


def title_of(job: Job, wording: Wording) -> str:
    """Name a job by its words, or by its kind where it has none."""
    return job.words or wording.say(UNTITLED.get(job.request.kind, "job-recording"))


def line(job: Job, wording: Wording) -> str:
    """Name a job on one line, with its state and its seed."""
    title = " ".join(title_of(job, wording).split())
    if len(title) > LINE_LIMIT:
        title = title[: LINE_LIMIT - 1] + "…"
    parts = [title, wording.say(f"state-{job.status}")]
    if not isinstance(job.request, ImageRequest):
        parts.insert(0, wording.say(f"kind-{job.request.kind}"))
    if (seed := seed_of(job.request)) is not None:
        parts.append(wording.say("history-seed", seed=str(seed)))
    return " · ".join(parts)


def ideas_of(request: PreviewRequest, wording: Wording) -> list[str]:
    """Say of each variant what it tries."""
    return [wording.say(f"idea-{variant.idea}") for variant in request.variants]


def _below(kind: type[Failure]) -> Iterator[type[Failure]]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)
