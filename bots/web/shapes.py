"""What the API says, as JSON."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from avatar.voices.voice import VoiceCard
from bots.intake import Proof
from bots.reply import LEARNING, STAGES
from bots.web.growing import Growing
from bots.web.problems import ProblemOut, problem_out
from bots.wording import Wording
from generation.notes import Note
from generation.shortening import Weight, little
from tasks.filter import Flagged
from tasks.job import DESCRIBED, WEIGHED, Job, Lane, Media, Progress, Request, Status
from tasks.origins import Origin


class MediaOut(BaseModel):
    """A picture, a clip or a sound that can be fetched from ``url``."""

    key: str
    mime: str
    width_px: int = Field(description="0 for a sound")
    height_px: int = Field(description="0 for a sound")
    duration_s: float = Field(description="0 for a picture")
    seed: int | None
    url: str
    thumbnail: str = Field(description="where a JPEG can be fetched that stands for a clip, or nothing")
    flagged: Flagged | None = Field(
        description="blurred: by the filter, for good; shown: flagged, and blurred wherever the filter is on"
    )


class NoteOut(BaseModel):
    """What the model did not take in: a code for programs, a sentence for people."""

    code: str
    message: str


class WeightOut(BaseModel):
    """A word of a prompt."""

    text: str
    share: float = Field(ge=0, le=1, description="of what all words count together")
    little: bool = Field(description="whether it counts little")


class JobOut(BaseModel):
    """A job as it stands."""

    id: UUID
    kind: Literal[
        "text-to-image",
        "image-to-image",
        "inpaint",
        "outpaint",
        "control",
        "depth-to-image",
        "blend",
        "upscale",
        "restore",
        "describe",
        "shorten",
        "expand",
        "train",
        "speech",
        "avatar",
        "preview",
    ]
    state: Status
    progress: float = Field(ge=0, le=1)
    price: int = Field(description="credits: held, then what it did cost; 0 in the slow lane")
    lane: Lane = Field(description="slow: made for nothing when nobody waits who pays")
    prompt: str
    ahead: int = Field(description="jobs that will run before this one, while it is queued")
    submitted_at: datetime
    finished_at: datetime | None
    drawn_s: float | None = Field(description="how long the engine worked on it, once it has")
    favourite: bool = Field(description="whether its owner likes it")
    media: list[MediaOut]
    preview: str = Field(
        "", description="where an unfinished clip plays as far as it is drawn (HLS), or nothing"
    )
    descriptions: list[str] = Field(
        description="what a picture was put into, or what is proposed for a prompt; each is a prompt"
    )
    weights: list[WeightOut] = Field(
        description="how much each word of a prompt counts, where that was asked"
    )
    recipe: Request
    problem: ProblemOut | None
    notes: list[NoteOut] = Field(description="what the model did not take in of the request, once drawn")


class SearchIn(BaseModel):
    """What is searched for; everything that is given must hold."""

    words: str | None = Field(None, description="each of them occurs in what was asked for")
    kind: str | None = Field(None, description="picture, clip, sheet or voice")
    model: str | None = None
    seed: str | None = None
    since: str | None = Field(None, description="a day: 2026-11-01, yesterday, 7d")
    until: str | None = Field(None, description="the last day")
    favourites: str | None = Field(None, description="on: only favourites")
    limit: str = Field("10", description="1 to 10")
    before: str | None = Field(None, description="only those older than this job")


class JobList(BaseModel):
    """Jobs, the newest first."""

    jobs: list[JobOut]
    next: UUID | None = Field(description="the value of ``before`` that gives the next page, if there is one")


class GrowingOut(BaseModel):
    """What there is to play of a clip that is not finished."""

    url: str = Field(description="of a playlist (HLS)")
    ready_s: float = Field(description="how much of the clip is drawn, from its start")
    duration_s: float = Field(description="how long it will be")


class ProgressOut(BaseModel):
    """The data of a ``progress`` event."""

    id: UUID
    state: Status
    progress: float = Field(ge=0, le=1)
    stage: str = Field(
        description="what is being done: drawing, speaking, animating, finishing, learning, or nothing"
    )
    ahead: int
    loss: float | None = Field(description="of the last steps of a training, once there are some")
    preview: str = Field(description="a small JPEG as data URI, or nothing")
    clip: GrowingOut | None = Field(description="what there is to play of a clip that is not finished")


class Health(BaseModel):
    """What the page can reach."""

    status: Literal["ok", "degraded", "down"]
    database: bool
    redis: bool
    worker: bool | None = Field(description="whether a worker listens for jobs; null where that is unknown")


class VoiceOut(BaseModel):
    """A voice that ``voice`` can name."""

    id: str
    language: str = Field(description="BCP 47")
    title: str
    gender: str = Field(description="female, male or nothing")
    offline: bool = Field(description="whether it speaks without a network")


class VoiceList(BaseModel):
    """The voices of the studio, the better ones of a language first."""

    voices: list[VoiceOut]


class ConsentOut(BaseModel):
    """What has to be agreed to before a face is animated."""

    version: str
    text: str
    agreed: bool


class VerifyOut(BaseModel):
    """Where a file comes from, as far as it can be told."""

    made_here: bool = Field(
        description="by our own signature, or because it looks and sounds like one of ours"
    )
    signed_here: bool = Field(description="whether it carries this studio's signature, unbroken")
    claimed: bool = Field(
        description="whether its tags say that it is AI-generated; such words can be forged"
    )
    job: str = Field(description="the number of the job that made it, or nothing")
    made_at: datetime | None
    signer: str = Field(description="who signed it, if anybody did")
    signature_valid: bool
    message: str


def job_out(job: Job, wording: Wording, progress: Progress | None = None) -> JobOut:
    """Write a job for the API."""
    return JobOut(
        id=job.id,
        kind=job.request.kind,
        state=job.status,
        progress=share_of(job, progress),
        price=job.cost,
        lane=job.lane,
        prompt=job.words,
        ahead=job.ahead,
        submitted_at=job.submitted_at,
        finished_at=job.finished_at,
        drawn_s=job.drawn_s,
        favourite=job.favourite,
        media=[media_out(media) for media in job.media],
        descriptions=list(job.descriptions),
        weights=weights_out(job.weights),
        recipe=job.request,
        problem=problem_out(job.problem, wording) if job.problem else None,
        notes=[note_out(note, wording) for note in job.notes if note.code not in {DESCRIBED, WEIGHED}],
    )


def weights_out(weights: Sequence[Weight]) -> list[WeightOut]:
    """Write how much the words of a prompt count."""
    faint = little(weights)
    return [WeightOut(text=one.text, share=min(one.share, 1.0), little=one in faint) for one in weights]


def progress_out(job: Job, progress: Progress | None, growing: Growing | None = None) -> ProgressOut:
    """Write how far a job is."""
    preview = f"data:image/jpeg;base64,{progress.preview}" if progress and progress.preview else ""
    return ProgressOut(
        id=job.id,
        state=job.status,
        progress=share_of(job, progress),
        stage=_stage(progress),
        ahead=job.ahead,
        loss=progress.loss if progress else None,
        preview=preview,
        clip=growing_out(growing) if growing else None,
    )


def growing_out(growing: Growing) -> GrowingOut:
    """Write what there is to play of a clip."""
    return GrowingOut(url=growing.address, ready_s=growing.ready_s, duration_s=growing.duration_s)


def media_out(media: Media) -> MediaOut:
    """Write where a result can be fetched."""
    return MediaOut(
        key=media.key,
        mime=media.mime,
        width_px=media.width_px,
        height_px=media.height_px,
        duration_s=media.duration_s,
        seed=media.seed,
        url=f"/media/{media.key}",
        thumbnail=f"/media/{media.thumbnail}" if media.thumbnail else "",
        flagged=media.flagged,
    )


def voice_out(card: VoiceCard) -> VoiceOut:
    """Write a voice."""
    return VoiceOut(
        id=card.id, language=card.language, title=card.title, gender=card.gender.value, offline=card.offline
    )


def verify_out(proof: Proof, origin: Origin | None, message: str) -> VerifyOut:
    """Write what a file tells of where it comes from."""
    return VerifyOut(
        made_here=proof.ours or origin is not None,
        signed_here=proof.ours,
        claimed=proof.claimed,
        job=str(origin.job_id).partition("-")[0] if origin else "",
        made_at=origin.made_at if origin else None,
        signer=proof.signer,
        signature_valid=proof.signed,
        message=message,
    )


def note_out(note: Note, wording: Wording) -> NoteOut:
    """Write what the model did not take in."""
    return NoteOut(code=note.code, message=wording.note(note))


def share_of(job: Job, progress: Progress | None) -> float:
    """Tell how far a job is, 0 to 1."""
    if job.status in {Status.RENDERED, Status.DELIVERED}:
        return 1.0
    return progress.share if progress and job.status is Status.RUNNING else 0.0


def _stage(progress: Progress | None) -> str:
    if progress is None:
        return ""
    return progress.note if progress.note in {*STAGES, LEARNING} else "drawing"
