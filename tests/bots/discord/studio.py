"""A whole Discord bot in the test's own loop, in front of a real desk and a worker without an engine."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from avatar.voices.shelf import Shelf
from bots.counter import Counter
from bots.discord.serve import Bot
from bots.discord.settings import DiscordSettings
from bots.intake import Intake
from tasks.desk import Desk
from tasks.job import Job, Sender
from tasks.outbox import Inbox
from tests.bots.discord.made import jpeg
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord_spec import Json
from tests.fakes.discord_world import Interaction, Message, Person, Room
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.worker import FakeWorker
from tests.patience import PATIENCE_S

WORK_S = 60.0  # for whoever checks photos and makes clips, on a busy machine


@dataclass
class Studio:
    """Everything that a test of the whole bot speaks to."""

    discord: FakeDiscord
    desk: Desk
    settings: DiscordSettings
    data: Path
    ada: Person
    room: Room
    shelf: Shelf
    intake: Intake | None = None  # nothing: the real one

    @property
    def worker(self) -> FakeWorker:
        """Hire a worker that draws when it is told to."""
        return FakeWorker(self.desk)

    async def start(self) -> "Running":
        """Start a bot and wait until it hears."""
        assert self.settings.discord_token is not None
        counter = Counter(self.desk, self.desk.catalogue, intake=self.intake, voices=self.shelf)
        assert isinstance(self.desk.outbox, MemoryOutbox)
        inbox = cast("Inbox", self.desk.outbox.inbox("discord"))
        bot = Bot(self.settings, self.settings.discord_token, self.data, counter, inbox)
        stop = asyncio.Event()
        running = Running(counter, stop, asyncio.create_task(bot.run(stop)))
        await self.discord.until(lambda: self.discord.gateway.connected.is_set() or running.task.done())
        return running

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Keep a bot running."""
        running = await self.start()
        try:
            yield
        finally:
            await running.end()

    async def imagine(self, prompt: str = "a red house", **options: Json) -> tuple[Interaction, Job]:
        """Ask for a picture and wait until the placeholder says that it waits."""
        asked = await self.discord.people.slash(self.ada, self.room, "imagine", prompt=prompt, **options)
        await self.answered(asked)
        return asked, self.jobs()[0]

    async def answered(self, interaction: Interaction) -> Message:
        """Wait until an interaction shows more than "thinking…"."""
        shown: list[Message] = []

        def answered() -> bool:
            whispers = (one for one in self.discord.world.messages.values() if one.nonce == interaction.token)
            first = interaction.message if interaction.message and not interaction.message.deleted else None
            shown[:] = [one for one in (first, *whispers) if one is not None and one.looks]
            return bool(shown)

        await self.discord.until(answered)
        return shown[0]

    async def drawn(self, interaction: Interaction) -> Message:
        """Wait until the answer shows a finished picture."""
        message = await self.answered(interaction)
        await self.discord.until(lambda: message.look.pictures)
        return message

    async def answers(self, count: int) -> list[Message]:
        """Wait until the bot has written so many messages, in the order in which it wrote them."""

        def written() -> list[Message]:
            messages = self.discord.world.messages.values()
            return [message for message in messages if message.author is None and message.looks]

        await self.discord.until(lambda: len(written()) >= count, WORK_S)
        return written()

    async def clip_of(self, message: Message) -> bytes:
        """Wait until a message shows a clip. Returns: the file."""
        await self.discord.until(lambda: any(file.mime == "video/mp4" for file in message.look.files), WORK_S)
        (clip,) = message.look.files
        return clip.data

    def jobs(self) -> list[Job]:
        """List Ada's jobs, the newest first."""
        return self.desk.history(ada_of(self.ada), limit=10)

    def stored(self, job: Job) -> tuple[bytes, ...]:
        """Read the pictures of a job."""
        return tuple(self.desk.read(item.key) for item in self.desk.job(job.id).media)

    def shown(self) -> list[Message]:
        """List the messages that hold a finished picture."""
        messages = self.discord.world.messages.values()
        return [message for message in messages if message.look.pictures and not message.deleted]

    def show_progress(self, job: Job, share: float) -> None:
        """Announce that a job got further, with a preview."""
        self.worker.progress(job, share, b64encode(jpeg()).decode())


@dataclass
class Running:
    """A bot under way."""

    counter: Counter
    stop: asyncio.Event
    task: asyncio.Task[None]

    async def end(self) -> None:
        """Tell the bot to stop and wait until it has."""
        self.stop.set()
        async with asyncio.timeout(PATIENCE_S):
            await self.task
        self.counter.close()

    async def kill(self) -> None:
        """Let the bot vanish without a word."""
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)
        self.counter.close()


def ada_of(person: Person) -> Sender:
    """Name a person as the desk does."""
    return Sender(platform="discord", account=person.id, name=person.name, locale=person.locale)
