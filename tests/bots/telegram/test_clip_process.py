"""A selfie and a voice note become a clip: the bot and the worker as processes, killed on the way."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.job import Status
from tests.bots.telegram.process import ALICE, FAST, Backroom, BotProcess, WorkerProcess
from tests.bots.telegram.recordings import seconds_of, selfie, voice_note, watched
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_world import Message, Person, Room

pytestmark = [pytest.mark.stack, pytest.mark.timeout(400)]

MADE_S = 150.0  # ... and to animate, twice where a worker is killed
LONG = "This sentence is said again and again, so that the clip becomes rather long. " * 2


@pytest.fixture
def back(tmp_path: Path, redis_url: str) -> Iterator[Backroom]:
    """Open the desk."""
    with Backroom(tmp_path, redis_url) as opened:
        yield opened


@pytest.fixture
def bot(telegram: FakeTelegram, tmp_path: Path, redis_url: str) -> Iterator[BotProcess]:
    """Start the bot."""
    with BotProcess(telegram, tmp_path, redis_url, **FAST) as prepared:
        prepared.start()
        yield prepared
        assert "canary" not in prepared.said
        assert "Traceback" not in prepared.said


@pytest.fixture
def worker(tmp_path: Path, redis_url: str, back: Backroom) -> Iterator[WorkerProcess]:
    """Start the worker."""
    with WorkerProcess(tmp_path, redis_url) as hired:
        yield hired


async def asked_for_consent(telegram: FakeTelegram, room: Room) -> Message:
    """Wait for the question."""
    await telegram.until(lambda: any("agree" in message.buttons for message in room.shown), MADE_S)
    return next(message for message in room.shown if "agree" in message.buttons)


@pytest.mark.usefixtures("bot", "worker")
async def test_selfie_and_voice_note_become_a_clip(
    telegram: FakeTelegram, back: Backroom, room: Room, alice: Person
) -> None:
    """The case that the product is known for, with all its questions on the way."""
    telegram.show(alice, room, selfie())
    await telegram.until(lambda: room.shown)
    assert "voice note" in room.shown[0].text
    telegram.send(alice, room, "voice", voice_note())
    question = await asked_for_consent(telegram, room)
    telegram.press(alice, question, "agree")
    await telegram.until(lambda: back.jobs and back.jobs[0].status is Status.DELIVERED, MADE_S)

    [clip] = room.of("video")
    assert clip.file
    width, height, duration_s, audible = watched(clip.file)
    assert (width, height, True) == (256, 256, audible)
    assert abs(duration_s - seconds_of(voice_note())) < 1
    shape = clip.file.shape
    assert (256, 256, round(duration_s), True) == (shape.width, shape.height, shape.duration, shape.streaming)
    assert shape.thumbnail
    assert {"again", "info", "like", "delete", "file"} == set(clip.buttons)
    assert {} == question.buttons
    assert (1001, "record_video") in telegram.methods.actions
    assert (1001, "upload_video") in telegram.methods.actions
    assert (200 - back.jobs[0].price, 0) == (back.desk.allowance(ALICE).left, back.desk.allowance(ALICE).held)


@pytest.mark.usefixtures("worker")
async def test_restart_between_selfie_and_voice_note(
    telegram: FakeTelegram, bot: BotProcess, back: Backroom, room: Room, alice: Person
) -> None:
    """The photo is remembered by whoever serves next; so is what was posted while nobody did."""
    telegram.show(alice, room, selfie())
    await telegram.until(lambda: room.shown)
    bot.kill()
    telegram.send(alice, room, "voice", voice_note())
    bot.start()
    question = await asked_for_consent(telegram, room)
    bot.kill()
    telegram.press(alice, question, "agree")
    bot.start()
    await telegram.until(lambda: back.jobs and back.jobs[0].status is Status.DELIVERED, MADE_S)

    assert 1 == len(back.jobs)
    assert 1 == len(room.of("video"))
    assert 1 == len(telegram.called("editMessageMedia"))


async def test_worker_killed_in_the_middle(
    telegram: FakeTelegram, bot: BotProcess, worker: WorkerProcess, back: Backroom, room: Room, alice: Person
) -> None:
    """The next one makes the clip; it comes once, and is paid once."""
    telegram.show(alice, room, selfie(), "/avatar " + LONG)
    telegram.press(alice, await asked_for_consent(telegram, room), "agree")
    await telegram.until(lambda: back.jobs and back.jobs[0].status is Status.RUNNING, MADE_S)
    worker.kill()
    await asyncio.sleep(0.2)
    assert back.jobs[0].status is Status.RUNNING
    worker.start()
    await telegram.until(lambda: back.jobs[0].status is Status.DELIVERED, MADE_S)

    assert 2 == back.jobs[0].attempt
    [clip] = room.of("video")
    assert clip.file
    assert watched(clip.file)[2] > 4
    assert 200 - back.jobs[0].price == back.desk.allowance(ALICE).left
    assert not bot.ended()
