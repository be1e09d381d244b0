"""The HTTP below the library: what it keeps to itself, and what its errors tell."""

import asyncio
import traceback
from collections.abc import AsyncIterator

import pytest
from telegram import Bot
from telegram.error import NetworkError, TimedOut

from bots.telegram.client import Client, Flooded, NeverLeft, proxy_for
from bots.telegram.line import open_bot
from tests.fakes.telegram import FakeTelegram, Flood, Late, Lost
from tests.fakes.telegram_world import Room

API = "https://api.telegram.org"
PROXY = "http://127.0.0.1:3128"
CROWD = 200


@pytest.fixture
async def bot(telegram: FakeTelegram) -> AsyncIterator[Bot]:
    """Connect as we do."""
    async with open_bot(telegram.token, telegram.url) as opened:
        yield opened


async def test_crowd_shares_few_connections(bot: Bot, telegram: FakeTelegram, room: Room) -> None:
    """Everybody is served, over connections that stay open, and over no more than were asked for."""
    connections: set[object] = set()
    server = telegram._runner.server  # the fake has no other way to tell who is connected
    assert server is not None
    asked = [asyncio.create_task(bot.send_chat_action(room.id, "typing")) for _ in range(CROWD)]
    while not all(one.done() for one in asked):
        connections |= set(server.connections)
        await asyncio.sleep(0)

    assert CROWD == len(telegram.called("sendChatAction"))
    assert 1 < len(connections) <= 34  # 32, one for updates, one for what the fixture asked


async def test_wait_is_told_in_seconds(bot: Bot, telegram: FakeTelegram, room: Room) -> None:
    """Telegram says how long; that number comes through."""
    telegram.fault(Flood(7))

    with pytest.raises(Flooded) as told:
        await bot.send_message(room.id, "hello")
    assert 7.0 == told.value.retry_after_s


async def test_lost_answer_may_have_arrived(bot: Bot, telegram: FakeTelegram, room: Room) -> None:
    """The connection breaks after the request went out: it is sent once, and nobody may repeat it."""
    telegram.fault(Lost(), method="sendMessage")

    with pytest.raises(NetworkError) as lost:
        await bot.send_message(room.id, "hello")
    assert not isinstance(lost.value, NeverLeft)
    assert 1 == len(telegram.called("sendMessage"))


async def test_late_answer_may_have_arrived(bot: Bot, telegram: FakeTelegram, room: Room) -> None:
    """Whoever waits no longer does not know."""
    telegram.fault(Late(0.3), method="sendMessage")

    with pytest.raises(TimedOut) as late:
        await bot.send_message(room.id, "hello", read_timeout=0.05)
    assert not isinstance(late.value, NeverLeft)


async def test_without_a_connection_nothing_left(telegram: FakeTelegram, unused_tcp_port: int) -> None:
    """Nobody listens: it may be sent again."""
    away = f"http://127.0.0.1:{unused_tcp_port}"

    async with Client(away, 1, 1.0) as client:
        with pytest.raises(NeverLeft):
            await client.post(f"{away}/bot{telegram.token}/getMe")


async def test_errors_do_not_hold_the_token(telegram: FakeTelegram) -> None:
    """What is printed of a request that found all connections taken for too long tells no address."""
    telegram.fault(Late(1.0), method="getMe")
    ours = f"{telegram.url}/bot{telegram.token}/getMe"

    async with Client(telegram.url, 1, 0.1) as client:
        holding = asyncio.create_task(client.post(ours, read_timeout=5))
        await telegram.until(lambda: telegram.called("getMe"))
        with pytest.raises(NeverLeft) as late:
            await client.post(ours)
        await holding
    assert telegram.token not in "".join(traceback.format_exception(late.value))


async def test_large_file_arrives_whole(bot: Bot, telegram: FakeTelegram, room: Room) -> None:
    """A file above a megabyte comes with its name and words; the loop is not held up by it."""
    data = bytes(range(256)) * 8000  # 2 MB
    await bot.send_document(room.id, data, caption="größer", filename="a.bin")

    call = telegram.called("sendDocument")[0]
    assert [("a.bin", data)] == [(upload.name, upload.data) for upload in call.uploads.values()]
    assert "größer" == call.text("caption")


@pytest.mark.parametrize(
    ("environment", "url", "expected"),
    [
        ({}, API, None),
        ({"https_proxy": PROXY}, API, PROXY),
        ({"all_proxy": PROXY}, API, PROXY),
        ({"http_proxy": PROXY}, API, None),
        ({"https_proxy": PROXY, "no_proxy": "telegram.org"}, API, None),
        ({"http_proxy": PROXY, "no_proxy": "127.0.0.1"}, "http://127.0.0.1:8081", None),
    ],
)
def test_proxy_of_the_environment_is_used(
    environment: dict[str, str], url: str, expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Operators behind a proxy set it once, for every program."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert expected == proxy_for(url)
