"""A counter that only listens."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from bots.actions import Action
from bots.attachment import Attachment
from bots.chat import Reply
from bots.counter import Counter
from generation.catalogue import Catalogue
from tasks.job import Place, Sender
from tests.bots.telegram.jobs import LittleDesk
from tests.fakes.telegram import FakeTelegram


@dataclass
class Heard:
    """What the counter was told."""

    text: str
    sender: Sender
    place: Place
    key: str
    files: tuple[Attachment, ...] = ()


@dataclass
class Ear(Counter):
    """A counter that only listens, and answers as it is told to."""

    heard: list[Heard] = field(default_factory=list)
    reply: Callable[[str], Reply] = lambda text: Reply(f"heard {text}")
    little: LittleDesk = field(default_factory=LittleDesk)

    def __post_init__(self) -> None:
        super().__init__(self.little, Catalogue((), "pocket"))  # type: ignore[arg-type]  # holds what is needed

    async def hear(
        self,
        text: str,
        files: Sequence[Attachment],
        sender: Sender,
        place: Place,
        key: str,
        about: str = "",
    ) -> Reply:
        """Listen."""
        self.heard.append(Heard(text, sender, place, key, tuple(files)))
        return self.reply(text)

    async def press(
        self, action: Action, job_id: UUID | str, sender: Sender, place: Place, key: str
    ) -> Reply:
        """Listen."""
        return await self.hear(f"{action} {job_id}", (), sender, place, key)

    @property
    def texts(self) -> list[str]:
        """Give what was heard, without who and where."""
        return [heard.text for heard in self.heard]


async def settled(telegram: FakeTelegram) -> None:
    """Wait until the bot asks for more and nothing is left."""
    await telegram.until(lambda: not telegram.updates.pending)
