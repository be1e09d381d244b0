"""How soon 1,000 people hear that they were heard: 200 a second, the worker busy, the database slow.

Half of them are on a Discord, half on a Telegram, both of them fakes over real sockets, before the real bots.
What counts as the first answer is what people see first: on Discord the deferred answer ("thinking…"),
without which the command fails before their eyes after 3 s; on Telegram that the bot types, or a message.
Then everything must be taken, once, at its price: the books are compared with what was asked for.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from bench.report import Report, percentile
from generation.catalogue import Catalogue
from limner.broker import answers, find_redis, redis_command
from tasks.database import migrate
from tasks.desk import Desk, open_desk
from tasks.job import Job, Sender, Status
from tasks.ledger import verify
from tasks.settings import TasksSettings

if TYPE_CHECKING:
    from tests.fakes.discord import FakeDiscord
    from tests.fakes.telegram import FakeTelegram

PEOPLE, A_SECOND = 1000, 200
DELAY_S = 0.2  # of every transaction of the bots
CEILING_S = 1.0
SHARE = 0.999
READY_S, TAKEN_S = 120.0, 600.0
LOOK_EVERY_S, TAKEN_LOOK_S = 0.2, 10.0
BUSY_JOBS = 6  # keep the worker drawing for the whole storm
PROMPT = "a red house on a green hill at night"
DAILY = 100_000  # credits of everybody


@dataclass(frozen=True)
class Storm:
    """What came of it."""

    discord_s: list[float]  # until the first answer, of those who got one
    telegram_s: list[float]
    jobs: list[Job]  # of the people of the storm
    charged: dict[str, int]  # what each of them paid or has set aside (credits)
    asked: int
    busy: bool  # whether the worker was drawing at its end
    faults: tuple[str, ...]  # what the platforms would have refused, and what is wrong with the books

    @property
    def waits_s(self) -> list[float]:
        """How long everybody waited who got an answer."""
        return [*self.discord_s, *self.telegram_s]

    @property
    def lost(self) -> int:
        """People without a job."""
        return self.asked - len({job.sender.address for job in self.jobs})

    @property
    def doubled(self) -> int:
        """Jobs beyond one a person."""
        return sum(count - 1 for count in Counter(job.sender.address for job in self.jobs).values())

    @property
    def uncharged(self) -> int:
        """Jobs whose price is neither set aside nor taken."""
        return sum(self.charged[job.sender.address] != job.price for job in self.jobs)


def run() -> Report:
    """Let them all come, and report the 99.9th percentile of the time to the first answer."""
    sys.path.append(str(Path(__file__).parents[1]))  # the fakes live with the tests
    with studio() as (desk, environment):
        storm = asyncio.run(_storm(desk, environment))
    p999 = sorted(storm.waits_s)[ceil(SHARE * len(storm.waits_s)) - 1]
    right = not (storm.lost or storm.doubled or storm.uncharged or storm.faults)
    whole = right and storm.busy and len(storm.waits_s) == PEOPLE
    counted = f"lost {storm.lost}, doubled {storm.doubled}, uncharged {storm.uncharged}"
    return Report(
        name="ack-storm",
        check=f"{len(storm.jobs)} of {PEOPLE} commands became a job and a hold of its own: {counted}; "
        f"the books and both platforms find {'; '.join(storm.faults) or 'no fault'}",
        lines=(
            f"{A_SECOND} a second, the worker busy: {storm.busy}, transactions {DELAY_S * 1000:.0f} ms late",
            f"Discord:  {_told(storm.discord_s)}",
            f"Telegram: {_told(storm.telegram_s)}",
        ),
        headline=f"ack-storm p99.9 {p999:.3f} s (ceiling: under {CEILING_S:.1f} s)",
        passed=whole and p999 < CEILING_S,
    )


@contextmanager
def studio() -> Iterator[tuple[Desk, dict[str, str]]]:
    """Start Redis and a worker in a temporary folder. Yields: a desk that is not slowed, and the settings."""
    with tempfile.TemporaryDirectory(prefix="limner-bench-") as folder:
        environment = {**os.environ, "LIMNER_DATA": folder, "LIMNER_EDGE": "false"}
        environment |= {"LIMNER_DAILY_CREDITS": str(DAILY), "LIMNER_WAITING_LIMIT": "10000"}
        settings = TasksSettings(_env_file=None, data=Path(folder), daily_credits=DAILY)
        migrate(settings.database_address)
        redis = subprocess.Popen(  # noqa: S603 - our own command line, no shell
            redis_command(find_redis(), Path(folder), settings.socket), stdout=subprocess.DEVNULL
        )
        _until(lambda: answers(settings.socket), "Redis does not answer")
        worker = _start(environment, "-m", "limner", "worker", "images")
        desk = open_desk(settings, Catalogue((), ""))
        try:
            yield desk, environment
        finally:
            _end(worker)
            desk.close()
            _end(redis)


async def _storm(desk: Desk, environment: dict[str, str]) -> Storm:
    from tests.fakes.discord import FakeDiscord  # noqa: PLC0415 - not in a wheel
    from tests.fakes.telegram import FakeTelegram  # noqa: PLC0415

    async with FakeDiscord() as discord, FakeTelegram() as telegram, _bots(environment, discord, telegram):
        await asyncio.to_thread(_until, discord.gateway.connected.is_set, "Discord's bot is away")
        await asyncio.to_thread(_until, lambda: telegram.updates.poller, "Telegram's bot is away")
        await _keep_busy(desk, telegram)
        waits = await _come(discord, telegram)
        busy = any(job.status is Status.RUNNING for job in _jobs(desk, "telegram", ("1",)))
        jobs = await asyncio.to_thread(_taken, desk)
        charged = {job.sender.address: DAILY - desk.allowance(job.sender).left for job in jobs}
        faults = (*discord.violations, *telegram.violations, *verify(desk.database))
    return Storm(*waits, jobs, charged, PEOPLE, busy, faults)


async def _keep_busy(desk: Desk, telegram: "FakeTelegram") -> None:
    """Ask for more than the worker draws in all the time, and wait until it draws."""
    from tests.fakes.telegram_world import Person  # noqa: PLC0415

    one = Person(1, "One")
    for _ in range(BUSY_JOBS):
        telegram.say(one, telegram.private(one), f"/imagine {PROMPT} --steps 100 --n 4")

    def drawing() -> bool:
        return any(job.status is Status.RUNNING for job in _jobs(desk, "telegram", ("1",)))

    await asyncio.to_thread(_until, drawing, "the worker draws nothing")


async def _come(discord: "FakeDiscord", telegram: "FakeTelegram") -> tuple[list[float], list[float]]:
    """Let everybody ask once, one after the other. Returns: how long each waited for a first answer."""
    from tests.fakes.discord_world import Person as Member  # noqa: PLC0415
    from tests.fakes.telegram_world import Person  # noqa: PLC0415

    room, slashes, said = discord.world.room(), [], {}
    began = time.monotonic()
    for number in range(PEOPLE):
        await asyncio.sleep(max(0.0, began + number / A_SECOND - time.monotonic()))
        if number % 2:
            asked = discord.people.slash(Member(str(90_000 + number), "Ada"), room, "imagine", prompt=PROMPT)
            slashes.append(asyncio.create_task(asked))
        else:
            person = Person(100_000 + number, "Ada")
            said[person.id] = time.monotonic()
            telegram.say(person, telegram.private(person), f"/imagine {PROMPT}")
    interactions = [await one for one in slashes]
    await asyncio.sleep(PEOPLE / A_SECOND)  # whoever has no answer by now has missed the mark by far
    first: dict[int, float] = {}
    for call in telegram.calls:
        if call.method.startswith("send") and call.chat in said:
            first.setdefault(call.chat, call.at)
    deferred = [one.answered_s for one in interactions if one.answered_s is not None]
    return deferred, [at - said[chat] for chat, at in first.items()]


def _told(waits_s: list[float]) -> str:
    return (
        f"{len(waits_s)} answered at first, p50 {percentile(waits_s, 50):.3f} s, "
        f"p95 {percentile(waits_s, 95):.3f} s, p99 {percentile(waits_s, 99):.3f} s, last {max(waits_s):.3f} s"
    )


def _taken(desk: Desk) -> list[Job]:
    """Wait until everything that was asked for is in the books, or nothing more comes."""
    people = [str(90_000 + number) if number % 2 else str(100_000 + number) for number in range(PEOPLE)]
    until = time.monotonic() + TAKEN_S
    while True:
        jobs = [*_jobs(desk, "discord", people[1::2]), *_jobs(desk, "telegram", people[::2])]
        if len(jobs) >= PEOPLE or time.monotonic() > until:
            return jobs
        time.sleep(TAKEN_LOOK_S)


def _jobs(desk: Desk, platform: str, people: "list[str] | tuple[str, ...]") -> list[Job]:
    senders = [Sender(platform=platform, account=one) for one in people]
    return [job for sender in senders for job in desk.history(sender, limit=100)]


@asynccontextmanager
async def _bots(
    environment: dict[str, str], discord: "FakeDiscord", telegram: "FakeTelegram"
) -> AsyncIterator[None]:
    """Start both bots, with a slow database, before the fakes."""
    pointed = {
        **environment,
        "LIMNER_DISCORD_TOKEN": discord.token,
        "LIMNER_DISCORD_API_URL": discord.api_url,
        "LIMNER_DISCORD_GATEWAY_URL": discord.gateway_url,
        "LIMNER_DISCORD_CDN_URL": discord.cdn_url,
        "LIMNER_TELEGRAM_TOKEN": telegram.token,
        "LIMNER_TELEGRAM_API_URL": telegram.url,
    }
    slowed = ("-m", "bench.slowed", str(DELAY_S), "bot")
    running = [_start(pointed, *slowed, name) for name in ("discord", "telegram")]
    try:
        yield
    finally:
        for bot in running:
            await asyncio.to_thread(_end, bot)


def _start(environment: dict[str, str], *command: str) -> subprocess.Popen[bytes]:
    log = Path(environment["LIMNER_DATA"]) / f"{'-'.join(command).replace('/', '.')}.log"
    with log.open("wb") as file:
        return subprocess.Popen(  # noqa: S603 - our own command line, no shell
            [sys.executable, *command], env=environment, stdout=file, stderr=file
        )


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and what it started, as a power cut would: what is measured is over."""
    for child in psutil.Process(process.pid).children(recursive=True):
        child.kill()
    process.kill()
    process.wait()


def _until(true: Callable[[], object], why: str) -> None:
    """Wait until something holds. Raises RuntimeError where it does not."""
    until = time.monotonic() + READY_S
    while not true():
        if time.monotonic() > until:
            raise RuntimeError(why)
        time.sleep(LOOK_EVERY_S)
