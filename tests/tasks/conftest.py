"""A studio of real processes: Redis, workers with the fake engine, SQLite or PostgreSQL."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import psutil
import pytest

from generation.catalogue import Catalogue
from tasks.database import Database
from tasks.desk import Desk, open_desk
from tasks.job import Job, Status
from tasks.ledger import verify
from tasks.segments import Segment, Segments
from tasks.settings import TasksSettings
from tasks.sweep import Sweep, sweep_of
from tests.conftest import RedisServer, open_test_desk, with_tables
from tests.fakes.outbox import MemoryOutbox
from tests.patience import PATIENCE_S

T = TypeVar("T")

FAST = {
    "lease": "4",
    "heartbeat": "0.4",
    "watch": "0.1",
    "sweep": "0.3",
    "ring_again": "2",
    "wall_limit": "60",
}


class Studio:
    """A desk, and as many workers as the test hires and kills."""

    def __init__(self, desk: Desk, redis: RedisServer, environment: dict[str, str]) -> None:
        self.desk = desk
        self.redis = redis
        self.workers: list[subprocess.Popen[bytes]] = []
        self._environment = environment
        self.log = desk.settings.data / "worker.log"

    def hire(self, *command: str, **settings: str) -> subprocess.Popen[bytes]:
        """Start a worker in a process group of its own: the one with the fake engine, or a Python command."""
        with self.log.open("ab") as log:
            worker = subprocess.Popen(
                [sys.executable, *(command or ("-m", "tests.fakes.worker_process"))],
                env={**os.environ, **self._environment, **settings},
                cwd=Path(__file__).parents[2],
                start_new_session=True,
                stdout=log,
                stderr=log,
            )
        self.workers.append(worker)
        return worker

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        """Kill a worker and its runner, as a power cut would."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()

    def freeze(self, worker: subprocess.Popen[bytes]) -> None:
        """Stop a worker and its runner where they stand, but not as they write: nobody else could."""
        with self.desk.database.begin():
            self._signal(worker, signal.SIGSTOP)

    def thaw(self, worker: subprocess.Popen[bytes]) -> None:
        """Let them go on."""
        self._signal(worker, signal.SIGCONT)

    def _signal(self, worker: subprocess.Popen[bytes], number: int) -> None:
        for process in [psutil.Process(worker.pid), *psutil.Process(worker.pid).children(recursive=True)]:
            process.send_signal(number)

    def ranges(self, job_id: UUID) -> list[Segment]:
        """List the ranges of a clip."""
        return Segments(self.desk.database, self.desk.settings.lease).of(job_id)

    def wait(self, job_id: UUID, *wanted: Status, within_s: float = PATIENCE_S) -> Job:
        """Wait until a job is where it should be."""
        job: Job = eventually(
            lambda: found if (found := self.desk.job(job_id)).status in wanted else None,
            lambda: f"job is {self.desk.job(job_id).status}\n{self.log.read_text()[-4000:]}",
            within_s,
        )
        return job

    def sweep(self) -> Sweep:
        """Make a sweep like that of a bot process; the test goes round by hand."""
        return sweep_of(self.desk)


def eventually(look: Callable[[], T | None], why: Callable[[], str], within_s: float = PATIENCE_S) -> T:
    """Look again and again until there is something to see."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.03)
    raise AssertionError(why())


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the URL of a database with all tables and no rows, once on either kind."""
    if request.param == "sqlite":
        return with_tables(f"sqlite:///{tmp_path}/limner.sqlite")
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(params=["sqlite", "postgres"])
def bare_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the URL of a database without tables, once on either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/bare.sqlite"
    url: str = request.getfixturevalue("bare_postgres_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Open a database with all tables, once on either kind."""
    opened = Database(database_url)
    yield opened
    opened.close()


def balanced_desk(
    settings: TasksSettings, catalogue: Catalogue, database_url: str, **more: object
) -> Iterator[Desk]:
    """Open a desk that rings nobody, on a database of its own; in the end the books must balance."""
    chosen = TasksSettings.model_validate({**settings.model_dump(), "database_url": database_url, **more})
    opened = open_test_desk(chosen, catalogue, MemoryOutbox())
    yield opened
    assert [] == verify(opened.database)
    opened.close()


@pytest.fixture
def studio(
    own_redis: RedisServer, tmp_path: Path, catalogue: Catalogue, database_url: str
) -> Iterator[Studio]:
    """Open a studio without workers; in the end the books must balance."""
    places = {"data": str(tmp_path / "data"), "database_url": database_url, "redis_url": own_redis.url}
    (tmp_path / "data").mkdir()
    settings = TasksSettings.model_validate({**places, **FAST})
    desk = open_desk(settings, catalogue)
    environment = {f"LIMNER_{name.upper()}": value for name, value in {**places, **FAST}.items()}
    studio = Studio(desk, own_redis, environment)
    yield studio
    for worker in studio.workers:
        studio.kill(worker)
    assert [] == verify(desk.database)
    desk.close()
