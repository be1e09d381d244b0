"""A studio that serves one fake Telegram in this process: the real desk, counter and delivery, no engine."""

import asyncio
from base64 import b64encode
from contextlib import suppress
from typing import Self
from uuid import UUID

from avatar.voices.shelf import Shelf
from bots.counter import Counter
from bots.delivery import Delivery
from bots.telegram.adapter import Adapter
from bots.telegram.chat import TelegramChat
from bots.telegram.intake import poll
from bots.telegram.line import Line
from bots.telegram.post import Post
from tasks.desk import Desk
from tasks.job import Job, Sender
from tests.bots.giving import FakeIntake
from tests.bots.telegram.jobs import png
from tests.fakes.outbox import MemoryOutbox, SilentBell
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_world import Message, Person, Room
from tests.fakes.worker import FakeWorker

PREVIEW = b64encode(png(16, "grey")).decode()


class Studio:
    """Use as ``async with Studio(telegram, line, desk, outbox, intake, shelf)``."""

    def __init__(
        self,
        telegram: FakeTelegram,
        line: Line,
        desk: Desk,
        outbox: MemoryOutbox,
        intake: FakeIntake,
        shelf: Shelf,
    ) -> None:
        self.telegram = telegram
        self.desk = desk
        self.worker = FakeWorker(desk)
        self.line = line
        self.counter = Counter(desk, desk.catalogue, intake=intake, voices=shelf)
        self.chat = TelegramChat(Post(line), self.counter)
        self.adapter = Adapter(line.bot, self.counter, self.chat)
        self._delivery = Delivery(self.chat, self.counter, outbox.inbox("telegram"), sweep_s=0.3)
        self._runs: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self._runs = [
            asyncio.create_task(self._delivery.run()),
            asyncio.create_task(poll(self.line.bot, self.adapter.take)),
        ]
        return self

    async def __aexit__(self, *_: object) -> None:
        for run in self._runs:
            run.cancel()
            with suppress(asyncio.CancelledError):
                await run
        await self.adapter.close(1)
        self.counter.close()

    @property
    def jobs(self) -> list[UUID]:
        """List the jobs in the order in which they came."""
        assert isinstance(self.desk.bell, SilentBell)
        return self.desk.bell.rung

    async def asked(self, person: Person, room: Room, text: str) -> Message:
        """Type a line and wait for the placeholder."""
        shown, jobs = len(room.shown), len(self.jobs)
        self.telegram.say(person, room, text)
        await self.telegram.until(lambda: len(room.shown) > shown and len(self.jobs) > jobs)
        await self.telegram.until(lambda: self.desk.job(self.jobs[-1]).placeholder)
        return room.shown[-1]

    async def draw(self) -> None:
        """Finish all that waits, and wait until everybody knows."""
        await asyncio.to_thread(self.worker.work_all)
        await self.ended()

    def step(self, job: Job, share: float) -> None:
        """Announce progress with a preview."""
        self.worker.progress(job, share, PREVIEW)

    async def ended(self, timeout_s: float = 10.0) -> None:
        """Wait until every job has ended and everybody knows."""

        def quiet() -> bool:
            final = all(self.desk.job(job).status.final for job in self.jobs)
            return final and not self.desk.undelivered("telegram")

        await self.telegram.until(quiet, timeout_s)

    def credits(self, person: Person) -> tuple[int, int]:
        """Read what a person has left, and what is held."""
        allowance = self.desk.allowance(Sender(platform="telegram", account=str(person.id)))
        return allowance.left, allowance.held
