"""A job: who asked for what, where, and what became of it. Only values, no behaviour."""

from datetime import datetime
from enum import StrEnum
from math import ceil
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from avatar.requests import AvatarRequest, PreviewRequest, SpeechRequest
from generation.errors import Fact, StudioError
from generation.notes import Note
from generation.requests import (
    DescribeRequest,
    Drawing,
    ExpandRequest,
    PictureRequest,
    RestoreRequest,
    ShortenRequest,
    TrainingRequest,
    UpscaleRequest,
)
from generation.shortening import Weight
from generation.translating import TRANSLATED
from tasks.filter import Flagged

Request = Annotated[
    PictureRequest
    | UpscaleRequest
    | RestoreRequest
    | DescribeRequest
    | ShortenRequest
    | ExpandRequest
    | TrainingRequest
    | SpeechRequest
    | AvatarRequest
    | PreviewRequest,
    Field(discriminator="kind"),
]

DESCRIBED = "described"  # the code of a note that holds a prompt that is proposed
WEIGHED = "weighed"  # ... and of one that holds a word and its share of what a prompt says
PROPOSING = (
    DescribeRequest,
    ShortenRequest,
    ExpandRequest,
)  # what is answered by prompts that are drawn at a press
WORDS_ALONE = (ShortenRequest, ExpandRequest)  # what stores nothing: its answer is its notes


class Status(StrEnum):
    """Where a job is. The last two are final."""

    QUEUED = "queued"
    RUNNING = "running"
    RENDERED = "rendered"
    DELIVERED = "delivered"
    REFUNDED = "refunded"

    @property
    def final(self) -> bool:
        """Whether nothing will change any more."""
        return self in {Status.DELIVERED, Status.REFUNDED}


class Lane(StrEnum):
    """How soon a job is made."""

    FAST = "fast"  # in its fair turn
    SLOW = "slow"  # for nothing, when nobody in the fast lane waits


class Sender(BaseModel, frozen=True):
    """Who asks: ids as the platform writes them, opaque to all others."""

    platform: str  # "discord", "telegram", "web"
    account: str
    name: str = ""
    locale: str = "en"
    # The Discord roles that somebody has ("discord:9001"), or the Telegram group that is written in
    # ("telegram:-10042"), as the platform vouches for them at this moment; what of it is
    # remembered, and how long, says `tasks/vouching.py`.
    groups: tuple[str, ...] = Field((), exclude=True)
    handle: str = Field("", exclude=True)  # by which others name them: "ada" for @ada
    api_key: str = Field("", exclude=True)  # the id of the API key that a program showed, or nothing
    webhook: str = Field("", exclude=True)  # where it wants to hear of what it asks for

    @property
    def address(self) -> str:
        """Name the account as admins write it: "telegram:1001"."""
        return f"{self.platform}:{self.account}"


class Place(BaseModel, frozen=True):
    """Where the answer belongs: ids, never tokens."""

    platform: str
    chat: str
    message: str = ""  # the message that asked, if it can be replied to
    thread: str = ""
    server: str = ""  # the Discord server or the Telegram group that it is in; nothing in private
    parent: str = ""  # the channel that ``chat`` hangs in, where that is a thread of Discord
    adult: bool = False  # a channel that its platform marks for adults
    private: bool = False  # others are there, too, and what is made is for the asker's eyes alone


class Problem(BaseModel, frozen=True):
    """An error on its way between processes; ``bots/wording.py`` makes a sentence of it."""

    code: str
    facts: dict[str, Fact] = {}

    @classmethod
    def of(cls, error: StudioError) -> "Problem":
        """Take the code and the facts of an error."""
        return cls(code=error.code, facts=error.facts)


class Media(BaseModel, frozen=True):
    """A stored result, never its bytes."""

    key: str
    mime: str
    bytes: int
    width_px: int = 0
    height_px: int = 0
    duration_s: float = 0.0
    seed: int | None = None
    thumbnail: str = ""  # the key of a JPEG that stands for a clip
    flagged: Flagged | None = None  # what became of it, where the safety checker flagged it


class Job(BaseModel, frozen=True):
    """What the history knows of one request."""

    id: UUID
    sender: Sender
    place: Place
    request: Request
    status: Status
    price: int  # credits that it is expected to cost; they are held where somebody pays for it
    reference: int | None = None  # what the cards say that it costs (credits)
    lane: Lane = Lane.FAST
    pooled: bool = False  # whether a pool of the place pays for it
    captured: int | None = None  # credits that it did cost, once it is delivered
    attempt: int = 0  # the fencing number: 0 before the first claim
    submitted_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    deadline_at: datetime
    placeholder: str = ""  # the message that shows progress and will show the result
    media: tuple[Media, ...] = ()
    problem: Problem | None = None
    notes: tuple[Note, ...] = ()  # what the model did not take in
    drawn_s: float | None = None  # how long the engine worked on it, measured by the worker
    filtered: int = 0  # pictures that the filter withheld or blurred: nobody pays for them
    ahead: int = 0  # jobs that will run before this one, when queued and looked up at the desk
    favourite: bool = False  # whether its owner likes it, when looked up in the archive
    eta_s: float | None = None  # until it is ready, then, where that can be told

    @property
    def cost(self) -> int:
        """What its owner pays for it (credits): what is held, until it is known what it took."""
        if self.lane is Lane.SLOW or self.pooled:
            return 0
        if self.captured is not None:
            return self.captured
        return self.used if self.status is Status.RENDERED else self.price

    @property
    def used(self) -> int:
        """What is paid for it (credits): the seconds of the engine, and never more than is held.

        A picture that the filter held back takes its share off.
        """
        taken = self.price if self.drawn_s is None else max(1, min(self.price, ceil(self.drawn_s)))
        if self.filtered >= self.pictures:
            return 0
        return max(1, taken * (self.pictures - self.filtered) // self.pictures)

    @property
    def pictures(self) -> int:
        """How many pictures, clips or sounds were asked for."""
        return self.request.count if isinstance(self.request, Drawing) else 1

    @property
    def words(self) -> str:
        """What was asked for in words: a prompt or a line to be spoken; nothing where a recording speaks."""
        match self.request:
            case Drawing() | ShortenRequest() | ExpandRequest():
                return self.request.prompt
            case TrainingRequest():
                return f"{self.request.name}: {self.request.words}"
            case SpeechRequest():
                return self.request.text
            case UpscaleRequest():
                return self.request.redraw.prompt if self.request.redraw else ""
            case RestoreRequest() | DescribeRequest():
                return ""
            case AvatarRequest(speech=line) | PreviewRequest(of=AvatarRequest(speech=line)):
                return line.text if line else ""

    @property
    def descriptions(self) -> tuple[str, ...]:
        """What a picture was put into, or what is proposed for a prompt: each is drawn at a press."""
        return tuple(str(note.facts["text"]) for note in self.notes if note.code == DESCRIBED)

    @property
    def read(self) -> str:
        """The prompt as the model read it: what was typed, or its translation."""
        told = (one.facts for one in self.notes if one.code == TRANSLATED)
        return next((str(facts["text"]) for facts in told if facts["field"] == "prompt"), self.words)

    @property
    def weights(self) -> tuple[Weight, ...]:
        """How much each word of a prompt counts, where that was asked for, in their order."""
        return tuple(_weight(note) for note in self.notes if note.code == WEIGHED)


def _weight(note: Note) -> Weight:
    text, first = str(note.facts["text"]), int(note.facts["at"])
    return Weight(text, (first, first + len(text)), float(note.facts["share"]))


class Progress(BaseModel, frozen=True):
    """A running job got further."""

    event: Literal["progress"] = "progress"
    job_id: UUID
    attempt: int = 0
    share: float = Field(ge=0, le=1)
    note: str = ""  # a wording key: "rendering", "loading", "learning"
    loss: float | None = None  # of a training's last step
    preview: str = ""  # a JPEG in base64, or nothing


class Done(BaseModel, frozen=True):
    """A job was rendered, delivered or refunded: read it from the history."""

    event: Literal["done"] = "done"
    job_id: UUID


Event = Progress | Done
