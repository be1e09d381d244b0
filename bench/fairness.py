"""One person with 200 waiting jobs against ten with two each, who come one after the other; one worker.

Once with the desk's own code and a clock that is played, against the order in which jobs came; and once with
a real Redis, a real Celery worker and real time. A wait is the time from the request until its job begins.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

from avatar.requests import SpeechRequest
from bench.crew import SETTINGS, Crew, crew
from bench.pausing import QUEUE
from bench.report import Report, percentile
from generation.catalogue import Catalogue
from tasks.database import Database, migrate
from tasks.desk import Desk
from tasks.job import Event, Job, Media, Place, Sender, Status
from tasks.settings import TasksSettings
from tasks.store import FolderStore
from tasks.workshop import Workshop

CROWD, PEOPLE, JOBS = 200, 10, 2
CEILING = 3.0  # job lengths
PLAYED_S, REAL_S = 5.0, 0.5  # a job's length
SEEDS = range(3)  # of the moments at which the ten come
PATIENCE_S = 120.0  # beyond the length of all jobs together
ONE = "one"  # the account of the person with many jobs

Arrivals = list[tuple[float, str]]  # (seconds, who)
Take = Callable[[Workshop, list[UUID]], Job | None]


@dataclass
class Clock:
    """A clock that stands until it is put forward."""

    moment: datetime = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Read it."""
        return self.moment


class Nobody:
    """A bell and an outbox at which nobody listens."""

    def ring(self, job_id: UUID, queue: str) -> None:
        """Do nothing."""

    def ring_now(self, job_id: UUID, queue: str) -> bool:
        """Do nothing."""
        return True

    def call_help(self, job_id: UUID, queue: str, count: int) -> None:
        """Do nothing."""

    def backlog(self, queue: str) -> int | None:
        """Do nothing."""
        return 0

    def publish(self, platform: str, event: Event) -> bool:
        """Do nothing."""
        return True

    def keep(self, name: str, value: str, ttl: timedelta) -> bool:
        """Do nothing."""
        return True

    def kept(self, name: str) -> str | None:
        """Do nothing."""
        return None

    def close(self) -> None:
        """Do nothing."""


def run() -> Report:
    """Measure how long the ten wait, in job lengths."""
    fair, done = play(SEEDS, by_turn)
    queued, _ = play(SEEDS[:1], by_arrival)
    real, real_done = _real()
    asked = len(SEEDS) * (CROWD + PEOPLE * JOBS)
    each = CROWD + PEOPLE * JOBS
    whole = (done, real_done) == (asked, each)
    fair_p95, real_p95 = percentile(fair, 95), percentile(real, 95)
    return Report(
        name="fairness",
        check=f"{done} of {asked} played jobs made, {real_done} of {each} real ones: {whole}",
        lines=(
            f"played, as they came: {_told(queued)}",
            f"played, fair turns:   {_told(fair)}",
            f"real processes:       {_told(real)} (jobs of {REAL_S:.1f} s)",
        ),
        headline=f"fairness: the ten's p95 wait is {fair_p95:.2f} job lengths played, {real_p95:.2f} real "
        f"(ceiling: {CEILING:.0f})",
        passed=whole and max(fair_p95, real_p95) < CEILING,
    )


def arrivals(seed: int, length_s: float) -> Arrivals:
    """Let the ten come one after the other while the many are made, each with two at a moment of chance."""
    rng, apart_s = Random(seed), CROWD * length_s / PEOPLE  # noqa: S311 - no secret
    moments = [(number + rng.random()) * apart_s for number in range(PEOPLE)]
    return [(at_s, f"person {number}") for number, at_s in enumerate(moments) for _ in range(JOBS)]


def play(seeds: range, take: Take) -> tuple[list[float], int]:
    """Have one worker make all jobs on a played clock. Returns: the waits of the ten, and the jobs made."""
    waits: list[float] = []
    done = 0
    for seed in seeds:
        clock = Clock()
        with _desk(clock) as desk:
            _play(desk, clock, arrivals(seed, PLAYED_S), take)
            jobs = _all_jobs(desk)
        done += sum(job.status is Status.RENDERED for job in jobs)
        waits += _waits(jobs, PLAYED_S)
    return waits, done


def by_turn(workshop: Workshop, waiting: list[UUID]) -> Job | None:
    """Take the job whose turn it is."""
    return workshop.take_turn(waiting[0], "bench")


def by_arrival(workshop: Workshop, waiting: list[UUID]) -> Job | None:
    """Take the job that came first."""
    return workshop.claim(waiting.pop(0), "bench")


def _play(desk: Desk, clock: Clock, coming: Arrivals, take: Take) -> None:
    start, workshop = clock.moment, Workshop(desk.database, desk.store, desk.settings)
    waiting = [_ask(desk, ONE) for _ in range(CROWD)]
    left = CROWD + len(coming)
    while left:
        job = take(workshop, waiting)
        ends = clock.moment + timedelta(seconds=PLAYED_S)
        while coming and start + timedelta(seconds=coming[0][0]) <= ends:
            at_s, who = coming.pop(0)
            clock.moment = start + timedelta(seconds=at_s)
            waiting.append(_ask(desk, who))
        clock.moment = ends
        if job is not None:
            media = Media(key=f"{job.id}/{job.attempt}/0.ogg", mime="audio/ogg", bytes=4)
            workshop.finish(job, [(media, "")], PLAYED_S)
            left -= 1


def _real() -> tuple[list[float], int]:
    """Have a real worker make all jobs. Returns: the waits of the ten, and the jobs made."""
    with crew() as here:
        here.hire(("-m", "bench.pausing", str(REAL_S)), QUEUE)
        _warm(here)
        began = time.monotonic()
        for _ in range(CROWD):
            _ask(here.desk, ONE)
        for at_s, who in arrivals(0, REAL_S):
            time.sleep(max(0.0, began + at_s - time.monotonic()))
            _ask(here.desk, who)
        give_up = time.monotonic() + 2 * CROWD * REAL_S + PATIENCE_S
        while any(not _ended(job) for job in _all_jobs(here.desk)) and time.monotonic() < give_up:
            time.sleep(1.0)
        jobs = _all_jobs(here.desk)
    return _waits(jobs, REAL_S), sum(job.status is Status.RENDERED for job in jobs)


def _warm(here: Crew) -> None:
    here.wait(here.desk.job(_ask(here.desk, "nobody")))


def _ask(desk: Desk, who: str) -> UUID:
    request = SpeechRequest(text="Hello there.", voice="espeak-ng/en-us")
    sender = Sender(platform="telegram", account=who)
    return desk.submit(request, sender, Place(platform="telegram", chat=who), f"bench:{uuid4()}").id


def _all_jobs(desk: Desk) -> list[Job]:
    people = [ONE, *(f"person {number}" for number in range(PEOPLE))]
    return [
        job
        for who in people
        for job in desk.history(Sender(platform="telegram", account=who), limit=CROWD + JOBS)
    ]


def _ended(job: Job) -> bool:
    return job.status.final or job.status is Status.RENDERED


def _waits(jobs: list[Job], length_s: float) -> list[float]:
    """Give how long those of the ten waited until the engine began (job lengths)."""
    return [
        ((job.finished_at - job.submitted_at).total_seconds() - job.drawn_s) / length_s
        for job in jobs
        if job.sender.account != ONE and job.finished_at and job.drawn_s is not None
    ]


def _told(waits: list[float]) -> str:
    return (
        f"p50 {percentile(waits, 50):.2f}, p95 {percentile(waits, 95):.2f}, "
        f"most {max(waits):.2f} job lengths of {len(waits)} waits"
    )


@contextmanager
def _desk(clock: Clock) -> Iterator[Desk]:
    """Open a desk in a temporary folder, whose time is played."""
    with tempfile.TemporaryDirectory(prefix="limner-bench-") as folder:
        limits = {name.removeprefix("LIMNER_").lower(): value for name, value in SETTINGS.items()}
        settings = TasksSettings.model_validate({**limits, "deadline": "99999", "data": Path(folder)})
        migrate(settings.database_address)
        desk = Desk(
            settings=settings,
            catalogue=Catalogue((), ""),
            database=Database(settings.database_address, clock),
            store=FolderStore(settings.blobs),
            bell=Nobody(),
            outbox=Nobody(),
        )
        yield desk
        desk.close()
