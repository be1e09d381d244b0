"""The bot as a process: how it starts, stops, fails, dies and comes back."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tasks.job import Status
from tests.bots.telegram.process import ALICE, Backroom, BotProcess
from tests.factories import BELOW
from tests.fakes.telegram import FakeTelegram, Lost
from tests.fakes.telegram_world import Person, Room

MENUS = 8  # four places, two languages

pytestmark = [pytest.mark.stack, pytest.mark.timeout(120)]

Starter = Callable[..., BotProcess]


@pytest.fixture
def back(tmp_path: Path, redis_url: str) -> Iterator[Backroom]:
    """Open the desk."""
    with Backroom(tmp_path, redis_url) as opened:
        yield opened


@pytest.fixture
def bot(telegram: FakeTelegram, tmp_path: Path, redis_url: str) -> Iterator[BotProcess]:
    """Prepare the process; the test starts it."""
    with BotProcess(telegram, tmp_path, redis_url) as prepared:
        yield prepared
        assert "canary" not in prepared.said


async def test_a_picture_from_start_to_stop(
    telegram: FakeTelegram, bot: BotProcess, back: Backroom, room: Room, alice: Person
) -> None:
    """It serves in little memory without the engine's libraries, and ends at once when asked to."""
    bot.start()
    telegram.say(alice, room, "/imagine a red house --n 2")
    await telegram.until(lambda: room.shown and back.jobs and back.jobs[0].placeholder)
    job = back.worker.claim(back.jobs[0].id)
    back.worker.progress(job, 0.5)
    await telegram.until(lambda: "50" in room.shown[0].text)
    back.worker.finish(job)
    await telegram.until(lambda: back.jobs[0].status is Status.DELIVERED)
    assert 2 == len(room.pictures)
    assert bot.megabytes < 150
    assert "torch" not in bot.libraries
    assert 0 == bot.stop()
    assert {"", "zh"} == {language for _, language in telegram.methods.commands}


async def test_ctrl_c_ends_it_and_the_menu_is_not_sent_again(
    telegram: FakeTelegram, bot: BotProcess, back: Backroom
) -> None:
    """A second start finds the commands as they are."""
    for _ in range(2):
        bot.start()
        polls = len(telegram.called("getUpdates"))
        await telegram.until(lambda polls=polls: len(telegram.called("getUpdates")) > polls)  # type: ignore[misc]  # bound now
        await telegram.until(lambda: len(telegram.methods.commands) == MENUS)
        assert 0 == bot.stop(signal.SIGINT)

    assert MENUS == len(telegram.called("setMyCommands"))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("LIMNER_TELEGRAM_TOKEN", "123456:AAcanary-but-wrong", "does not accept"),
        ("LIMNER_TELEGRAM_TOKEN", "", "is not set"),
        ("LIMNER_MODEL", "./no-such-folder", "no-such-folder"),
    ],
)
async def test_a_wrong_setting_ends_it_with_one_line(
    telegram: FakeTelegram, tmp_path: Path, name: str, value: str, words: str
) -> None:
    """78 tells the supervisor that starting again is no use."""
    with BotProcess(telegram, tmp_path, "unix:///nowhere", **{name: value}) as bot:
        bot.start()
        await telegram.until(bot.ended)
        assert bot.process

        assert 78 == bot.process.returncode
        [line] = bot.said.splitlines()
        assert line.startswith(name)
        assert words in line
        assert "canary" not in line


@pytest.mark.usefixtures("back")
async def test_a_token_revoked_while_serving_ends_it(
    telegram: FakeTelegram, bot: BotProcess, room: Room, alice: Person
) -> None:
    """The same line, whenever it happens."""
    bot.start()
    await telegram.until(lambda: telegram.called("getUpdates"))
    telegram.token = "another"
    telegram.say(alice, room, "/help")
    await telegram.until(bot.ended)

    assert bot.process
    assert 78 == bot.process.returncode
    assert bot.said.splitlines()[-1].startswith("LIMNER_TELEGRAM_TOKEN: ")


@pytest.mark.usefixtures("back")
async def test_a_taken_port_ends_it_with_one_line(telegram: FakeTelegram, tmp_path: Path) -> None:
    """Starting again may help: 1."""
    taken = telegram.url.removeprefix("http://")
    hook = {
        "LIMNER_TELEGRAM_MODE": "webhook",
        "LIMNER_TELEGRAM_WEBHOOK_URL": f"http://{taken}/hook",
        "LIMNER_TELEGRAM_WEBHOOK_LISTEN": taken,
        "LIMNER_TELEGRAM_WEBHOOK_SECRET": "canary-secret-of-the-hook",
    }
    with BotProcess(telegram, tmp_path, "unix:///nowhere", **hook) as bot:
        bot.start()
        await telegram.until(bot.ended)

        assert bot.process
        assert 1 == bot.process.returncode
        assert bot.said.splitlines()[-1].startswith(f"LIMNER_TELEGRAM_WEBHOOK_LISTEN: {taken}")


async def test_killed_between_fetch_and_commit(
    telegram: FakeTelegram, bot: BotProcess, back: Backroom, room: Room, alice: Person
) -> None:
    """The update was handed out but never dealt with: it comes again, and makes one job."""
    bot.start()
    await telegram.until(lambda: telegram.called("getUpdates"))
    with back.desk.database.begin():  # nobody else can write now
        telegram.say(alice, room, "/imagine a red house")
        await telegram.until(lambda: telegram.updates.handed)
        await asyncio.sleep(0.3)
        bot.kill()
    assert [] == back.jobs
    bot.start()
    await telegram.until(lambda: back.jobs and back.jobs[0].placeholder)
    back.worker.work(back.jobs[0].id)
    await telegram.until(lambda: back.jobs[0].status is Status.DELIVERED)

    assert 1 == len(back.jobs)
    assert ["photo"] == [message.kind for message in room.shown]


async def test_killed_between_commit_and_answer(
    telegram: FakeTelegram, bot: BotProcess, back: Backroom, room: Room, alice: Person
) -> None:
    """The job is there, its placeholder is not: the picture comes nevertheless, once."""
    telegram.fault(Lost(done=False, hang_s=30), method="sendMessage")
    bot.start()
    telegram.say(alice, room, "/imagine a red house")
    await telegram.until(lambda: back.jobs and telegram.called("sendMessage"))
    bot.kill()
    back.worker.work(back.jobs[0].id)
    bot.start()
    await telegram.until(lambda: back.jobs[0].status is Status.DELIVERED)

    assert 1 == len(back.jobs)
    assert 1 == len(room.pictures)
    assert (back.jobs[0].price, 0) == (200 - back.desk.allowance(ALICE).left, back.desk.allowance(ALICE).held)


@pytest.mark.parametrize(("count", "method"), [(1, "editMessageMedia"), (3, "sendMediaGroup")])
async def test_killed_between_send_and_record(
    telegram: FakeTelegram,
    bot: BotProcess,
    back: Backroom,
    room: Room,
    alice: Person,
    count: int,
    method: str,
) -> None:
    """Telegram has shown it, nobody has written it down: it is not shown again, and paid once."""
    bot.start()
    telegram.say(alice, room, f"/imagine a red house --n {count}")
    await telegram.until(lambda: back.jobs and back.jobs[0].placeholder)
    telegram.fault(Lost(hang_s=30), method=method)
    back.worker.work(back.jobs[0].id)
    await telegram.until(lambda: telegram.called(method))
    bot.kill()
    assert Status.RENDERED is back.jobs[0].status
    bot.start()
    await telegram.until(lambda: back.jobs[0].status is Status.DELIVERED)

    assert count == len(room.pictures)
    below = set(BELOW) if count == 1 else {"pick", *BELOW} - {"rework", "upscale", "around", "describe"}
    assert below == set(room.shown[0].buttons)
    assert 200 - back.jobs[0].price == back.desk.allowance(ALICE).left


async def test_redis_away_stops_nothing(
    telegram: FakeTelegram, tmp_path: Path, room: Room, alice: Person
) -> None:
    """Jobs are taken, and what was drawn is found in the history without any event."""
    nowhere = f"unix://{tmp_path}/nobody.sock"
    with Backroom(tmp_path, nowhere) as back, BotProcess(telegram, tmp_path, nowhere) as bot:
        bot.start()
        telegram.say(alice, room, "/imagine a red house")
        await telegram.until(lambda: back.jobs and back.jobs[0].placeholder)
        assert 0 == bot.stop()
        back.worker.work(back.jobs[0].id)
        bot.start()
        await telegram.until(lambda: back.jobs[0].status is Status.DELIVERED)

        assert 1 == len(room.pictures)


async def test_database_away_is_said(
    telegram: FakeTelegram, tmp_path: Path, room: Room, alice: Person, unused_tcp_port: int
) -> None:
    """The bot starts, says that the studio is pausing, and keeps serving."""
    away = f"postgresql://studio:canary@127.0.0.1:{unused_tcp_port}/limner"
    with BotProcess(telegram, tmp_path, "unix:///nowhere", LIMNER_DATABASE_URL=away) as bot:
        bot.start()
        telegram.say(alice, room, "/imagine a red house")
        await telegram.until(lambda: room.shown)

        assert "The studio is pausing" in room.shown[0].text
        assert not bot.ended()
        assert "canary" not in bot.said


async def test_webhook_instead_of_polling(
    telegram: FakeTelegram,
    back: Backroom,
    tmp_path: Path,
    redis_url: str,
    room: Room,
    alice: Person,
    unused_tcp_port: int,
) -> None:
    """Telegram calls us; nobody polls."""
    hook = {
        "LIMNER_TELEGRAM_MODE": "webhook",
        "LIMNER_TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{unused_tcp_port}/hook",
        "LIMNER_TELEGRAM_WEBHOOK_LISTEN": f"127.0.0.1:{unused_tcp_port}",
        "LIMNER_TELEGRAM_WEBHOOK_SECRET": "canary-secret-of-the-hook",
    }
    with BotProcess(telegram, tmp_path, redis_url, **hook) as bot:
        bot.start()
        telegram.say(alice, room, "/imagine a red house")
        await telegram.until(lambda: back.jobs and back.jobs[0].placeholder)
        back.worker.work(back.jobs[0].id)
        await telegram.until(lambda: back.jobs[0].status is Status.DELIVERED)

        assert 1 == len(room.pictures)
        assert [] == telegram.called("getUpdates")
        assert {200} == set(telegram.updates.hook_answers)
        assert "canary" not in bot.said
        assert 0 == bot.stop()
