"""What the API says, as JSON."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from bots.wording import Wording
from generation.notes import Note
from tasks.job import Job, Media, Problem, Progress, Request, Status


class MediaOut(BaseModel):
    """A picture that can be fetched from ``url``."""

    key: str
    mime: str
    width_px: int
    height_px: int
    seed: int | None
    url: str


class ProblemOut(BaseModel):
    """What is wrong: a code for programs, a sentence for people."""

    code: str
    message: str


class NoteOut(BaseModel):
    """What the model did not take in: a code for programs, a sentence for people."""

    code: str
    message: str


class Refused(BaseModel):
    """The answer to a request that was not carried out."""

    problem: ProblemOut


class JobOut(BaseModel):
    """A job as it stands."""

    id: UUID
    kind: Literal["text-to-image", "speech", "avatar"]
    state: Status
    progress: float = Field(ge=0, le=1)
    price: int = Field(description="credits: held, then used or given back")
    prompt: str
    ahead: int = Field(description="jobs that will run before this one, while it is queued")
    submitted_at: datetime
    finished_at: datetime | None
    drawn_s: float | None = Field(description="how long the engine worked on it, once it has")
    media: list[MediaOut]
    recipe: Request
    problem: ProblemOut | None
    notes: list[NoteOut] = Field(description="what the model did not take in of the request, once drawn")


class JobList(BaseModel):
    """Jobs, the newest first."""

    jobs: list[JobOut]
    next: UUID | None = Field(description="the value of ``before`` that gives the next page, if there is one")


class ProgressOut(BaseModel):
    """The data of a ``progress`` event."""

    id: UUID
    state: Status
    progress: float = Field(ge=0, le=1)
    ahead: int
    preview: str = Field(description="a small JPEG as data URI, or nothing")


class Health(BaseModel):
    """What the page can reach."""

    status: Literal["ok", "degraded", "down"]
    database: bool
    redis: bool
    worker: bool | None = Field(description="whether a worker listens for jobs; null where that is unknown")


def job_out(job: Job, wording: Wording, progress: Progress | None = None) -> JobOut:
    """Write a job for the API."""
    return JobOut(
        id=job.id,
        kind=job.request.kind,
        state=job.status,
        progress=share_of(job, progress),
        price=job.price,
        prompt=job.words,
        ahead=job.ahead,
        submitted_at=job.submitted_at,
        finished_at=job.finished_at,
        drawn_s=job.drawn_s,
        media=[media_out(media) for media in job.media],
        recipe=job.request,
        problem=problem_out(job.problem, wording) if job.problem else None,
        notes=[note_out(note, wording) for note in job.notes],
    )


def progress_out(job: Job, progress: Progress | None) -> ProgressOut:
    """Write how far a job is."""
    preview = f"data:image/jpeg;base64,{progress.preview}" if progress and progress.preview else ""
    return ProgressOut(
        id=job.id, state=job.status, progress=share_of(job, progress), ahead=job.ahead, preview=preview
    )


def media_out(media: Media) -> MediaOut:
    """Write where a picture can be fetched."""
    return MediaOut(
        key=media.key,
        mime=media.mime,
        width_px=media.width_px,
        height_px=media.height_px,
        seed=media.seed,
        url=f"/media/{media.key}",
    )


def problem_out(problem: Problem, wording: Wording) -> ProblemOut:
    """Write what is wrong."""
    return ProblemOut(code=problem.code, message=wording.problem(problem))


def note_out(note: Note, wording: Wording) -> NoteOut:
    """Write what the model did not take in."""
    return NoteOut(code=note.code, message=wording.note(note))


def share_of(job: Job, progress: Progress | None) -> float:
    """Tell how far a job is, 0 to 1."""
    if job.status in {Status.RENDERED, Status.DELIVERED}:
        return 1.0
    return progress.share if progress and job.status is Status.RUNNING else 0.0
