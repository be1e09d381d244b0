"""What the studio says, and the protocol that every chat platform speaks."""

from dataclasses import dataclass, field
from typing import Literal, Protocol

from tasks.job import Job, Media, Problem

Action = Literal["cancel", "again", "delete"]


@dataclass(frozen=True)
class Button:
    """Something to press: an action on a job. The label is already in the reader's language."""

    action: Action
    job_id: str
    label: str


@dataclass(frozen=True)
class Reply:
    """An answer, ready to be shown: plain text (never markup), buttons, pictures."""

    text: str
    buttons: tuple[Button, ...] = ()
    media: tuple[Media, ...] = ()  # stored pictures, read from the store by who shows them
    preview: bytes = b""  # a JPEG of a picture that is still being drawn
    private: bool = False  # only the asker needs to see it
    job: Job | None = None  # set where this reply is the placeholder or the result of a job
    problem: Problem | None = None  # set where this reply says what is wrong


class ChatBusy(Exception):
    """The platform asks to wait (seconds)."""

    def __init__(self, retry_after_s: float) -> None:
        super().__init__(retry_after_s)
        self.retry_after_s = retry_after_s


class ChatGone(Exception):
    """The platform refuses for good: kicked, blocked, channel deleted."""


class ChatUnsure(Exception):
    """A send may or may not have arrived; sending again could show it twice."""


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
