"""A desk with a private Redis and real workers for avatars, which a benchmark hires and kills."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import redis

from generation.catalogue import Catalogue
from limner.broker import answers, find_redis, redis_command
from tasks.database import migrate
from tasks.desk import Desk, open_desk
from tasks.job import Job, Status
from tasks.queue import worker_name
from tasks.segments import Segment, Segments, State
from tasks.settings import TasksSettings

READY_S, DONE_S = 60.0, 300.0
LOOK_EVERY_S = 0.02
QUEUE = "avatars"
# One person stands for everybody, and a killed worker is noticed soon.
SETTINGS = {
    "LIMNER_DAILY_CREDITS": "1000000",
    "LIMNER_WAITING_LIMIT": "10000",
    "LIMNER_EDGE": "false",
    "LIMNER_LEASE": "3",
    "LIMNER_HEARTBEAT": "0.5",
    "LIMNER_SWEEP": "0.5",
    "LIMNER_RING_AGAIN": "3",
}

T = TypeVar("T")
Worker = subprocess.Popen[bytes]


class Crew:
    """A desk, and the workers that were hired for it."""

    def __init__(self, desk: Desk, environment: dict[str, str]) -> None:
        self.desk = desk
        self.hired: list[Worker] = []
        self._environment = environment
        self._segments = Segments(desk.database, desk.settings.lease)
        self._submitted = 0

    def hire(self, command: Sequence[str] = ("-m", "limner", "worker", QUEUE), queue: str = QUEUE) -> None:
        """Start a worker, a Python command, and wait until it waits for work of a queue."""
        log = self.desk.settings.data / f"worker-{len(self.hired)}.log"
        with log.open("wb") as file:
            worker = subprocess.Popen(  # noqa: S603 - our own command line, no shell
                [sys.executable, *command],
                env={**os.environ, **self._environment},
                stderr=file,
                start_new_session=True,
            )
        self.hired.append(worker)
        _eventually(lambda: '"runner.started"' in log.read_text() or None, READY_S, "no runner is ready")
        _eventually(
            lambda: self._waiting(queue) == self._alive() or None, READY_S, "no worker waits for a job"
        )

    def kill(self, worker: Worker) -> None:
        """Kill a worker and its runner, as a power cut would."""
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()

    def helper_of(self, job: Job) -> Worker:
        """Wait until a worker that does not hold a job draws a range of it, and name it."""

        def look() -> Worker | None:
            cut = self._segments.of(job.id)
            running = {one.worker for one in cut if one.state is State.RUNNING} - {
                one.worker for one in cut[:1]
            }
            pids = {int(name.rpartition(":")[2]) for name in running}
            return next((one for one in self.hired if one.pid in pids), None)

        return _eventually(look, DONE_S, "nobody helped")

    def wait(self, job: Job) -> Job:
        """Wait until a clip is made. Raises RuntimeError if it is not."""

        def look() -> Job | None:
            found = self.desk.job(job.id)
            return found if found.status in {Status.RENDERED, Status.REFUNDED} else None

        made = _eventually(look, DONE_S, "the clip was not made in time")
        if made.status is not Status.RENDERED:
            raise RuntimeError(f"the clip was given back: {made.problem}")
        return made

    def ranges(self, job: Job) -> list[Segment]:
        """List the ranges of a clip."""
        return self._segments.of(job.id)

    def count(self) -> int:
        """Count what is submitted, from 1."""
        self._submitted += 1
        return self._submitted

    def _alive(self) -> int:
        return sum(worker.poll() is None for worker in self.hired)

    def _waiting(self, queue: str) -> int:
        """Count the workers that wait for jobs: they do so with a blocking pop."""
        with redis.Redis.from_url(self.desk.settings.redis_address) as client:
            clients = client.client_list()
        return sum(one["name"] == worker_name([queue]) and one["cmd"] == "brpop" for one in clients)


@contextmanager
def crew(**settings: str) -> Iterator[Crew]:
    """Open a desk in a temporary folder; all that was hired for it ends with it."""
    with tempfile.TemporaryDirectory(prefix="limner-bench-") as folder:
        environment = {**SETTINGS, **settings, "LIMNER_DATA": folder}
        chosen = TasksSettings.model_validate(
            {name.removeprefix("LIMNER_").lower(): value for name, value in environment.items()}
        )
        migrate(chosen.database_address)
        command = redis_command(find_redis(), Path(folder), chosen.socket)
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own, no shell
        here = Crew(open_desk(chosen, Catalogue((), "")), environment)
        try:
            _eventually(lambda: answers(chosen.socket) or None, READY_S, "Redis does not answer")
            yield here
        finally:
            for worker in here.hired:
                if worker.poll() is None:
                    here.kill(worker)
            here.desk.close()
            server.kill()
            server.wait()


def _eventually(look: Callable[[], T | None], within_s: float, why: str) -> T:
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        found = look()
        if found is not None:
            return found
        time.sleep(LOOK_EVERY_S)
    raise RuntimeError(why)
