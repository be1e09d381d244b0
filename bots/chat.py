"""What the studio says, and the protocol that every chat platform speaks."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import groupby
from typing import Literal, Protocol

from bots.actions import RULES, Action
from tasks.batches import Batch
from tasks.job import Job, Media, Place, Problem
from tasks.notices import Notice
from tasks.shown import Sight


@dataclass(frozen=True)
class Button:
    """Something to press: an action, and what it acts on. The label is already in the reader's language.

    ``job_id`` is the id of a job for what acts on jobs, and for "onward" and "talk"; where one of its
    pictures is meant, with the number of that behind a dot ("…-….2"); likewise for "take", with the number of
    a variant; another short text (letters, digits, ".-_") for the others, and empty for "decline". Action,
    colon and ``job_id`` have at most 64 bytes together, which is what Telegram lets a button carry; a
    platform gives both back as they are.
    """

    action: Action
    job_id: str
    label: str


class Role(Enum):
    """What a stored result is, and so how a platform shows it."""

    PICTURE = "picture"  # PNG
    CLIP = "clip"  # MP4 (H.264 + AAC, faststart) with width, height and duration; its thumbnail is a JPEG
    SOUND = "sound"  # Ogg/Opus, with its duration: as a voice message where there are such


def role(media: Media) -> Role:
    """Tell what a stored result is by its type."""
    kind = media.mime.partition("/")[0]
    return {"video": Role.CLIP, "audio": Role.SOUND}.get(kind, Role.PICTURE)


@dataclass(frozen=True)
class Draft:
    """A command to change and to send: it goes where people type, where a platform can do that."""

    text: str
    label: str  # of what puts it there
    about: str = ""  # the picture that the command is about, as a button names it


@dataclass(frozen=True)
class Aside:
    """An answer for the private chat with whoever asked."""

    place: Place
    reply: "Reply"
    lost: "Reply"  # what is said where they asked, should it not get there


@dataclass(frozen=True)
class Reply:
    """An answer, ready to be shown: plain text (never markup), buttons, media.

    Media are read from the store by who shows them; ``role`` tells what each is. A job has pictures, or one
    clip (``Media.thumbnail`` is the key of a JPEG that stands for it), or one sound: never a mix.
    """

    text: str
    buttons: tuple[Button, ...] = ()
    media: tuple[Media, ...] = ()
    hidden: str = ""  # a text behind a spoiler, below the other
    preview: bytes = b""  # a JPEG to look at: a picture still being drawn, numbered faces, a good photo
    grid: bool = False  # media are the pictures of one job, to be looked at side by side
    whole: bool = False  # media are wanted as files, byte for byte
    draft: Draft | None = None  # something to change and to send
    round: bool = False  # the clip is wanted as a round video note; where there are none, as a video
    private: bool = False  # only the asker needs to see it
    batch: Batch | None = None  # set where this reply proposes several requests
    jobs: tuple[Job, ...] = ()  # what a press has put into the queue, where that is more than one
    job: Job | None = None  # set where this reply is the placeholder or the result of a job
    shows: Sight | None = None  # which result is to be seen, where one is
    problem: Problem | None = None  # set where this reply says what is wrong
    aside: Aside | None = None  # the answer itself, where this is but the word that it is elsewhere
    live: "Callable[[], AsyncIterator[Reply]] | None" = None  # what becomes of it while it is looked at
    asks: Literal["", "photo", "voice", "face", "consent", "pictures"] = ""  # what is waited for


class ChatBusy(Exception):
    """The platform asks to wait (seconds)."""

    def __init__(self, retry_after_s: float) -> None:
        super().__init__(retry_after_s)
        self.retry_after_s = retry_after_s


class ChatGone(Exception):
    """The platform refuses for good: kicked, blocked, channel deleted."""


class ChatUnsure(Exception):
    """A send may or may not have arrived; sending again could show it twice."""


def rows(buttons: Sequence[Button], across: int) -> list[tuple[Button, ...]]:
    """Lay buttons out, at most ``across`` beside each other; numbered ones stand in rows of their own."""
    laid: list[tuple[Button, ...]] = []
    for apart, group in groupby(buttons, _row):
        same = tuple(group)
        wide = (apart and RULES[same[0].action].columns) or across
        laid += [same[start : start + wide] for start in range(0, len(same), wide)]
    return laid


def _row(button: Button) -> str | None:
    """Name the row of its own that a button stands in; nothing where it has none."""
    rule = RULES[button.action]
    if rule.row:
        return rule.row
    return button.action if rule.apart or (rule.columns and "." in button.job_id) else None


async def follow(reply: Reply, show: Callable[[Reply], Awaitable[object]]) -> None:
    """Show what becomes of a reply, in its place, until that has ended or ``show`` gives nothing back."""
    if reply.live is None:
        return
    async for later in reply.live():
        if not await show(later):
            return


@dataclass(frozen=True)
class Pace:
    """How often a placeholder may be edited (seconds)."""

    private_s: float = 1.0
    group_s: float = field(default=3.0)


class Chat(Protocol):
    """A platform that can show a reply in the place of a job."""

    platform: str
    pace: Pace

    async def progress(self, job: Job, reply: Reply) -> None:
        """Bring the placeholder up to date. Losing one is harmless.

        Raises ChatBusy where the platform asks to wait.
        """

    async def deliver(self, job: Job, reply: Reply) -> str:
        """Show the final reply: in the placeholder where there is one, else anew.

        Safe to repeat: a second call with the same job shows nothing twice.
        Returns: the id of the message that shows it.
        Raises ChatBusy, ChatGone, ChatUnsure.
        """

    async def tell(self, notice: Notice, reply: Reply) -> None:
        """Tell a person something unasked, in private where that can be; or whoever is in a place.

        Raises ChatBusy, ChatGone, ChatUnsure.
        """
