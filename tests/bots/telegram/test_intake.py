"""No update is given up before it is dealt with, however it comes in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from io import BytesIO

import aiohttp
import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs
from telegram import Update
from telegram.error import InvalidToken

from bots.telegram import intake
from bots.telegram.intake import Webhook, poll
from bots.telegram.line import Line, open_bot
from bots.telegram.settings import TelegramSettings
from tests.fakes.telegram import Broken, FakeTelegram, Flood
from tests.fakes.telegram_world import Person
from tests.patience import PATIENCE_S

SECRET = "a-secret-of-telegram-and-us"


class Till:
    """Takes updates as slowly as the test wants."""

    def __init__(self) -> None:
        self.taken: list[int] = []
        self.open = asyncio.Event()
        self.open.set()

    async def take(self, update: Update) -> None:
        """Commit."""
        await self.open.wait()
        self.taken.append(update.update_id)


@pytest.fixture
def till() -> Till:
    """Take updates at once, unless closed."""
    return Till()


@pytest.fixture
async def hook(line: Line, till: Till, unused_tcp_port: int) -> AsyncIterator[Webhook]:
    """Listen on loopback, and tell the fake."""
    settings = TelegramSettings(
        telegram_api_url="http://127.0.0.1:1",
        telegram_mode="webhook",
        telegram_webhook_url=f"http://127.0.0.1:{unused_tcp_port}/telegram",
        telegram_webhook_listen=f"127.0.0.1:{unused_tcp_port}",
        telegram_webhook_secret=SecretStr(SECRET),
    )
    made = Webhook(line.bot, till.take, settings)
    await made.listen()
    await made.announce()
    yield made
    await made.close()


async def test_nothing_is_confirmed_before_the_commit(
    telegram: FakeTelegram, line: Line, till: Till, alice: Person
) -> None:
    """While a commit takes long, Telegram still holds the update."""
    till.open.clear()
    polling = asyncio.create_task(poll(line.bot, till.take))
    message = telegram.say(alice, telegram.private(alice), "/imagine a")
    await telegram.until(lambda: telegram.updates.handed)
    await asyncio.sleep(0.1)
    held = list(telegram.updates.pending)
    till.open.set()
    await telegram.until(lambda: not telegram.updates.pending)
    polling.cancel()

    assert 1 == len(held)
    assert message.json == held[0]["message"]
    assert 1 == len(till.taken)


async def test_a_poller_that_dies_before_the_commit_loses_nothing(
    telegram: FakeTelegram, line: Line, till: Till, alice: Person
) -> None:
    """The next one gets the update."""
    till.open.clear()
    first = asyncio.create_task(poll(line.bot, till.take))
    telegram.say(alice, telegram.private(alice), "/imagine a")
    await telegram.until(lambda: telegram.updates.handed)
    first.cancel()
    with suppress(asyncio.CancelledError):
        await first
    till.open.set()
    second = asyncio.create_task(poll(line.bot, till.take))
    await telegram.until(lambda: till.taken)
    second.cancel()

    assert 1 == len(till.taken)


async def test_a_slow_message_holds_up_its_own_chat_alone(
    telegram: FakeTelegram, line: Line, alice: Person
) -> None:
    """While a photo is looked at, others are served; what follows it waits; nothing is confirmed early."""
    slow, served = asyncio.Event(), []

    async def take(update: Update) -> None:
        assert update.message
        if update.message.text == "slow":
            await slow.wait()
        served.append(update.message.text)

    polling = asyncio.create_task(poll(line.bot, take))
    bo = Person(5, "Bo")
    for words in ("slow", "next"):
        telegram.say(alice, telegram.private(alice), words)
    telegram.say(bo, telegram.private(bo), "first")
    await telegram.until(lambda: served == ["first"])
    telegram.say(bo, telegram.private(bo), "second")
    await telegram.until(lambda: served == ["first", "second"])
    held = [update["message"]["text"] for update in telegram.updates.pending]  # type: ignore[index,call-overload]  # a message
    slow.set()
    await telegram.until(lambda: not telegram.updates.pending)
    polling.cancel()

    assert ["slow", "next", "first", "second"] == held
    assert ["first", "second", "slow", "next"] == served


async def test_polling_goes_on_after_trouble(
    telegram: FakeTelegram, line: Line, till: Till, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Server errors and floods cost a moment."""
    monkeypatch.setattr(intake, "FIRST_PAUSE_S", 0.01)
    telegram.fault(Broken(502), Flood(1), Broken(500), method="getUpdates")
    polling = asyncio.create_task(poll(line.bot, till.take))
    telegram.say(alice, telegram.private(alice), "/imagine a")
    await telegram.until(lambda: till.taken)
    polling.cancel()

    assert 1 == len(till.taken)


async def test_two_pollers_are_named_and_go_slowly(
    telegram: FakeTelegram, line: Line, till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log says what is wrong, and not a hundred times a second."""
    monkeypatch.setattr(intake, "CONFLICT_S", 0.3)
    async with open_bot(telegram.token, telegram.url) as other:
        with capture_logs() as logs:
            both = [asyncio.create_task(poll(bot, till.take)) for bot in (line.bot, other)]
            await asyncio.sleep(1)
            for polling in both:
                polling.cancel()
            await asyncio.wait(both)

    conflicts = [entry for entry in logs if entry["event"] == "telegram.conflict"]
    assert 1 <= len(conflicts) <= 8
    assert "another process polls" in conflicts[0]["hint"]


async def test_a_revoked_token_ends_the_polling(telegram: FakeTelegram, line: Line, till: Till) -> None:
    """There is no use in asking again."""
    telegram.token = "another"

    with pytest.raises(InvalidToken):
        await asyncio.wait_for(poll(line.bot, till.take), PATIENCE_S)


@pytest.mark.usefixtures("hook")
async def test_webhook_takes_updates(telegram: FakeTelegram, till: Till, alice: Person) -> None:
    """Telegram calls, and gets its 200 after the commit."""
    till.open.clear()
    telegram.say(alice, telegram.private(alice), "/imagine a")
    await asyncio.sleep(0.1)
    answered_early = list(telegram.updates.hook_answers)
    till.open.set()
    await telegram.until(lambda: till.taken and not telegram.updates.pending)

    assert [] == answered_early
    assert [200] == telegram.updates.hook_answers


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({intake.HEADER: "wrong"}, 403),
        ({intake.HEADER: "ünïcode"}, 403),
        ({intake.HEADER: SECRET}, 200),
    ],
)
async def test_webhook_checks_the_secret(
    hook: Webhook, telegram: FakeTelegram, till: Till, headers: dict[str, str], status: int
) -> None:
    """Anybody can find the address; only Telegram knows the secret."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(telegram.updates.hook, json={"update_id": 1}, headers=headers) as answer,
    ):
        assert status == answer.status

    assert (status == 200) == bool(till.taken)


@pytest.mark.parametrize("body", [b"", b"[1]", b"nonsense", b'{"message": 7}', b'"x"', b"x" * 1_100_000])
async def test_webhook_survives_nonsense(
    hook: Webhook, telegram: FakeTelegram, till: Till, body: bytes
) -> None:
    """Bodies that are no update are refused in words that Telegram understands."""
    async with aiohttp.ClientSession(headers={intake.HEADER: SECRET}) as session:
        async with session.post(telegram.updates.hook, data=BytesIO(body)) as answer:
            assert answer.status in (400, 413)
        async with session.post(telegram.updates.hook, json={"update_id": 1}) as answer:
            assert 200 == answer.status

    assert [1] == till.taken
