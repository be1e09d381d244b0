"""The bot as a process of its own, as the supervisor starts it."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from io import BytesIO
from pathlib import Path

import av
import psutil
import pytest

from avatar.voices.encode import encode_voice
from avatar.voices.espeak import EspeakVoices
from avatar.voices.shelf import Shelf
from bots.discord.serve import _together, _unless
from bots.sitting import CONSENT_VERSION
from generation.catalogue import load_catalogue
from generation.settings import GenerationSettings
from tasks.database import Database
from tasks.desk import Desk
from tasks.job import Status
from tasks.outbox import RedisOutbox
from tasks.settings import TasksSettings
from tasks.store import FolderStore
from tests.bots.discord.studio import WORK_S, Studio, ada_of
from tests.conftest import RedisServer, with_tables
from tests.factories import photograph, speech_request
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord_spec import Upload
from tests.fakes.discord_world import FILE_LIMIT
from tests.fakes.outbox import SilentBell
from tests.patience import PATIENCE_S

RESIDENT_MAX = 150 * 1024 * 1024  # bytes
SECRET_PROMPT = "a canary in a coal mine"
WORKER = ("limner", "worker", "avatars", "speech")
VOICE = "espeak-ng/en-us"
ASTRONAUT = Upload("astronaut.png", photograph())

Environment = dict[str, str]
Start = Callable[..., Awaitable[asyncio.subprocess.Process]]

pytestmark = pytest.mark.stack


@pytest.fixture
def environment(discord: FakeDiscord, redis_url: str, tmp_path: Path) -> Environment:
    """Set up the bot as an operator does."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LIMNER_")}
    return {
        **kept,
        "LIMNER_EDGE": "false",  # no text goes to a service on the network
        "LIMNER_DATA": str(tmp_path),
        "LIMNER_REDIS_URL": redis_url,
        "LIMNER_DISCORD_TOKEN": discord.token,
        "LIMNER_DISCORD_API_URL": discord.api_url,
        "LIMNER_DISCORD_GATEWAY_URL": discord.gateway_url,
        "LIMNER_DISCORD_CDN_URL": discord.cdn_url,
    }


@pytest.fixture
def studio(studio: Studio, redis_url: str, tmp_path: Path) -> Iterator[Studio]:
    """Share database, Redis and store with the process."""
    settings = TasksSettings(_env_file=None, data=tmp_path, redis_url=redis_url)
    with_tables(settings.database_address)
    desk = Desk(
        settings=settings,
        catalogue=load_catalogue(GenerationSettings(_env_file=None)),
        database=Database(settings.database_address),
        store=FolderStore(settings.blobs),
        bell=SilentBell(),
        outbox=RedisOutbox(redis_url),
    )
    studio.desk = desk
    yield studio
    desk.close()


@pytest.fixture
async def start(environment: Environment, tmp_path: Path) -> AsyncIterator[Start]:
    """Start processes, bots unless another module is named; none outlives the test."""
    started: list[asyncio.subprocess.Process] = []

    async def run(*module: str, **changes: str) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            *(module or ("bots.discord",)),
            env={**environment, **changes},
            cwd=tmp_path,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def test_bot_is_small_quiet_and_stops_when_told(
    studio: Studio, discord: FakeDiscord, start: Start
) -> None:
    """Under 150 MB without torch; no secret in what it writes; away when told."""
    process = await start()
    asked, job = await studio.imagine(SECRET_PROMPT)
    studio.worker.work(job.id)
    await studio.drawn(asked)
    await discord.until(lambda: studio.desk.job(job.id).status is Status.DELIVERED)
    seen = psutil.Process(process.pid)
    resident, mapped = seen.memory_info().rss, [part.path for part in seen.memory_maps()]
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(PATIENCE_S):
        out, err = await process.communicate()

    assert 0 == process.returncode
    assert RESIDENT_MAX > resident
    assert [] == [path for path in mapped if "torch" in path]
    for secret in (discord.token, asked.token, SECRET_PROMPT):
        assert secret not in (out + err).decode()


async def test_wrong_token_ends_with_one_clear_line(discord: FakeDiscord, start: Start) -> None:
    """And with a code that says: do not start me again."""
    process = await start(LIMNER_DISCORD_TOKEN="wrong")
    out, err = await process.communicate()

    assert 78 == process.returncode
    (line,) = (out + err).decode().splitlines()
    assert "LIMNER_DISCORD_TOKEN" in line
    assert "wrong" not in line


async def test_without_a_token_the_bot_says_so(start: Start) -> None:
    """Likewise."""
    process = await start(LIMNER_DISCORD_TOKEN="")
    _, err = await process.communicate()

    assert 78 == process.returncode
    assert b"LIMNER_DISCORD_TOKEN is not set" in err


async def test_killed_in_the_middle_delivers_after_a_restart(
    studio: Studio, discord: FakeDiscord, start: Start
) -> None:
    """A real SIGKILL while a picture is drawn: the next bot shows it, in the same message, once."""
    first = await start()
    asked, job = await studio.imagine()
    claimed = studio.worker.claim(job.id)
    studio.show_progress(claimed, 0.4)
    message = await studio.answered(asked)
    await discord.until(lambda: message.look.files)
    first.kill()
    await first.communicate()
    studio.worker.finish(claimed)
    await start()
    await studio.drawn(asked)
    await discord.until(lambda: studio.desk.job(job.id).status is Status.DELIVERED)

    assert [message] == studio.shown()
    assert [message] == list(discord.world.messages.values())


async def test_without_redis_the_bot_answers_and_delivers(
    studio: Studio, discord: FakeDiscord, start: Start
) -> None:
    """Only the bell is missing: what is done is found in the database."""
    await start(LIMNER_REDIS_URL="unix:///nowhere/redis.sock")
    asked, job = await studio.imagine()
    studio.worker.work(job.id)
    message = await studio.drawn(asked)

    assert asked.answered_s is not None
    assert 1.0 > asked.answered_s
    assert [message] == studio.shown()


async def test_frozen_redis_delays_no_first_answer(
    studio: Studio, discord: FakeDiscord, own_redis: RedisServer, start: Start
) -> None:
    """A Redis that takes connections and never answers is worse than none."""
    await start(LIMNER_REDIS_URL=own_redis.url)
    await studio.answered(await discord.people.slash(studio.ada, studio.room, "help"))
    own_redis.process.send_signal(signal.SIGSTOP)
    asked, _ = await studio.imagine()

    assert asked.answered_s is not None
    assert 1.0 > asked.answered_s


async def test_a_lost_cancellation_does_not_keep_the_bot_from_ending() -> None:
    """A task that swallows the first one is cancelled again."""
    cancelled = 0

    async def stubborn() -> None:
        nonlocal cancelled
        while True:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                cancelled += 1
                if cancelled == 2:
                    raise

    stop = asyncio.Event()
    asyncio.get_running_loop().call_later(0.05, stop.set)
    async with asyncio.timeout(PATIENCE_S):
        await _unless(stop, _together(stubborn()))

    assert 2 == cancelled


async def test_avatar_becomes_a_clip(studio: Studio, discord: FakeDiscord, start: Start) -> None:
    """A photo and a line, "I agree", and the face speaks: a video that every client plays."""
    await asyncio.gather(start(), start(*WORKER))
    asked = await discord.people.slash(
        studio.ada, studio.room, "avatar", photo=ASTRONAUT, text="Good morning.", voice=VOICE
    )
    message = await studio.answered(asked)
    question = message.look
    await discord.people.press(studio.ada, message, "agree")
    clip = await studio.clip_of(message)
    await discord.until(lambda: studio.jobs()[0].status is Status.DELIVERED)

    assert "it is my own face" in question.content
    assert ["I agree", "No"] == [label for label, _ in question.buttons]
    assert [message] == list(discord.world.messages.values())
    assert ["again", "info", "file", "like", "delete"] == [
        custom_id.split(":")[1] for _, custom_id in message.look.buttons
    ]
    assert ("h264", "aac") == codecs(clip)
    assert FILE_LIMIT >= len(clip)


async def test_killed_between_photo_and_voice_still_makes_the_clip(
    studio: Studio, discord: FakeDiscord, start: Start
) -> None:
    """What was sent directly is kept: the next bot takes the voice message for the photo before it."""
    studio.desk.consent(ada_of(studio.ada), CONSENT_VERSION)
    first, _ = await asyncio.gather(start(), start(*WORKER))
    direct = discord.world.direct(studio.ada.id)
    await discord.people.write(studio.ada, direct, "", ASTRONAUT)
    (question,) = await studio.answers(1)
    first.kill()
    await first.communicate()
    await start()
    await discord.until(lambda: discord.gateway.identifies == 2, WORK_S)
    await discord.people.write(studio.ada, direct, "", spoken("Good morning to all of you."), voice=True)
    _, message = await studio.answers(2)
    clip = await studio.clip_of(message)

    assert "Now send a voice note" in question.look.content
    assert ("h264", "aac") == codecs(clip)
    assert 1 == len(studio.jobs())


def codecs(clip: bytes) -> tuple[str, str]:
    """Decode a clip whole. Returns: how picture and sound are encoded."""
    with av.open(BytesIO(clip), "r") as container:
        frames = [frame for packet in container.demux() for frame in packet.decode()]
        pictures = sum(isinstance(frame, av.VideoFrame) for frame in frames)
        assert 25 * 0.3 < pictures
        assert pictures < len(frames)
        return container.streams.video[0].codec_context.name, container.streams.audio[0].codec_context.name


def spoken(text: str) -> Upload:
    """Record a voice message."""
    voices = Shelf((EspeakVoices(),))
    return Upload("voice-message.ogg", encode_voice(voices.speak(speech_request(text)).sound))
