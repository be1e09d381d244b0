"""A fake Telegram that fails the test when the bot breaks its rules."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from avatar.voices.shelf import Shelf
from bots.sitting import CONSENT_VERSION
from bots.telegram.adapter import Adapter
from bots.telegram.chat import TelegramChat
from bots.telegram.intake import poll
from bots.telegram.line import Line, open_bot
from bots.telegram.post import Post
from tasks.desk import Desk
from tasks.job import Sender
from tests.bots.giving import FakeIntake
from tests.bots.telegram.ear import Ear
from tests.bots.telegram.jobs import LittleDesk, counter
from tests.bots.telegram.studio import Studio
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_world import Person, Room


@pytest.fixture
def alice() -> Person:
    """Somebody who writes English."""
    return Person(1001, "Alice")


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    """Start a fake; a test that breaks the rules on purpose empties the violations."""
    async with FakeTelegram() as server:
        yield server
        assert [] == server.violations


@pytest.fixture
async def line(telegram: FakeTelegram) -> AsyncIterator[Line]:
    """Connect our own client."""
    bot = open_bot(telegram.token, telegram.url)
    async with bot:
        yield Line(bot)


@pytest.fixture
def little() -> LittleDesk:
    """Hold pictures, remember attempts."""
    return LittleDesk()


@pytest.fixture
def chat(line: Line, little: LittleDesk) -> Iterator[TelegramChat]:
    """Speak to the fake."""
    serving = counter(little)
    yield TelegramChat(Post(line), serving)
    serving.close()


@pytest.fixture
def room(telegram: FakeTelegram, alice: Person) -> Room:
    """Open Alice's own chat."""
    return telegram.private(alice)


@pytest.fixture
def ear() -> Ear:
    """Listen."""
    return Ear()


@pytest.fixture
async def adapter(ear: Ear, line: Line) -> AsyncIterator[Adapter]:
    """Poll the fake until the test ends."""
    made = Adapter(line.bot, ear, TelegramChat(Post(line), ear))
    polling = asyncio.create_task(poll(line.bot, made.take))
    yield made
    polling.cancel()
    await asyncio.wait([polling])
    await made.close(1)
    ear.close()


@pytest.fixture
async def studio(
    telegram: FakeTelegram, line: Line, desk: Desk, outbox: MemoryOutbox, intake: FakeIntake, shelf: Shelf
) -> AsyncIterator[Studio]:
    """Open a studio that looks at bytes instead of pixels."""
    async with Studio(telegram, line, desk, outbox, intake, shelf) as opened:
        yield opened


@pytest.fixture
def agreed(studio: Studio) -> None:
    """Let Alice have agreed before."""
    studio.desk.consent(Sender(platform="telegram", account="1001"), CONSENT_VERSION)
