"""The machines: which worker processes there are, what they draw, and what they are told.

Workers announce themselves here and read here what they are told, so that one on another machine obeys like
one on this. A worker that falls silent is shown as away until a day has passed.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any  # of whole rows
from uuid import UUID

from sqlalchemy import Connection, Row, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from tasks.database import Database, now
from tasks.errors import NoSuchWorker
from tasks.job import Status
from tasks.models import jobs, segments
from tasks.models_machines import workers

HEARD = timedelta(minutes=1)  # who has not been heard of for so long serves nobody
KEPT = timedelta(days=1)  # how long a silent worker is still shown
NOBODY = "none"
DISMISSED = 79  # exit status of a worker that an admin stopped: it shall not be started again


class Wanted(StrEnum):
    """What a worker is told."""

    WORK = "work"
    DRAIN = "drain"  # finish what it has, take nothing new
    STOP = "stop"  # drain, then end for good


class Condition(StrEnum):
    """How a worker is doing."""

    IDLE = "idle"
    BUSY = "busy"
    DRAINING = "draining"
    DRAINED = "drained"
    STOPPING = "stopping"
    AWAY = "away"


@dataclass(frozen=True)
class Announcement:
    """What a worker says of itself."""

    name: str  # "gpu1:4711", as jobs name who holds them
    host: str
    queues: tuple[str, ...]
    slots: int
    version: str
    device: str = ""  # "NVIDIA H200, 139 GiB"; nothing while it loads


@dataclass(frozen=True)
class Drawing:
    """A job in the hands of a worker, or ranges of one."""

    job_id: UUID
    kind: str
    since: datetime


@dataclass(frozen=True)
class Machine:
    """A worker as it is now."""

    name: str
    host: str
    queues: tuple[str, ...]
    device: str
    slots: int
    version: str
    condition: Condition
    started_at: datetime
    seen_at: datetime
    wanted: Wanted = Wanted.WORK
    draws: tuple[Drawing, ...] = ()
    told_by: str = ""  # who drained or stopped it


class Machines:
    """Keeps the list of workers. Thread-safe."""

    def __init__(self, database: Database, silence: timedelta) -> None:
        """``silence``: after so long without a word, a worker is away."""
        self._database = database
        self._silence = silence

    def announce(self, worker: Announcement) -> None:
        """Note that a worker begins; what an earlier process of the name was told is forgotten."""

        def write(connection: Connection) -> None:
            moment = now(connection)
            forgotten = (workers.c.name == worker.name) | (workers.c.seen_at < moment - KEPT)
            connection.execute(delete(workers).where(forgotten))
            _enter(connection, worker, moment)

        self._database.write(write)

    def beat(self, worker: Announcement, heard: Wanted) -> Wanted:
        """Note that a worker is alive and what it does. Returns what it is told now."""

        def write(connection: Connection) -> Wanted:
            moment = now(connection)
            own = workers.c.name == worker.name
            seen = {"seen_at": moment, "heard": heard, "device": worker.device[:128]}
            if connection.execute(update(workers).where(own).values(**seen)).rowcount == 0:
                _enter(connection, worker, moment)
            return Wanted(connection.execute(select(workers.c.wanted).where(own)).scalar_one())

        return self._database.write(write)

    def leave(self, name: str) -> None:
        """Forget a worker that ends."""
        self._database.write(
            lambda connection: connection.execute(delete(workers).where(workers.c.name == name))
        )

    def look(self, connection: Connection) -> list[Machine]:
        """List the workers by host and queue, with what they draw."""
        silent = now(connection) - self._silence
        draws = _drawings(connection)
        order = (workers.c.host, workers.c.queues, workers.c.started_at, workers.c.name)
        return [
            _machine(row, draws.get(row.name, ()), silent)
            for row in connection.execute(select(workers).order_by(*order))
        ]

    def find(self, connection: Connection, name: str) -> Machine:
        """Look a worker up by its name, or by its host where no other is on it. Raises NoSuchWorker."""
        there = self.look(connection)
        found = [one for one in there if one.name == name] or [one for one in there if one.host == name]
        if len(found) != 1:
            raise NoSuchWorker(name, ", ".join(one.name for one in there) or NOBODY)
        return found[0]

    def tell(self, connection: Connection, name: str, wanted: Wanted, by: str) -> Machine:
        """Write down what a worker is told, and by whom."""
        told = {"wanted": wanted, "wanted_by": "" if wanted is Wanted.WORK else by[:200]}
        connection.execute(update(workers).where(workers.c.name == name).values(**told))
        return self.find(connection, name)


def at_work(connection: Connection, queue: str, moment: datetime) -> frozenset[str] | None:
    """Name the workers that take jobs of a queue now; nothing where none of them ever announced itself."""
    columns = (workers.c.name, workers.c.queues, workers.c.wanted, workers.c.seen_at)
    rows = [row for row in connection.execute(select(*columns)) if queue in row.queues.split()]
    working = [row.name for row in rows if row.wanted == Wanted.WORK and row.seen_at > moment - HEARD]
    return frozenset(working) if rows else None


def _enter(connection: Connection, worker: Announcement, moment: datetime) -> None:
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    entered = insert(workers).values(
        name=worker.name,
        host=worker.host,
        queues=" ".join(worker.queues),
        device=worker.device[:128],
        slots=worker.slots,
        version=worker.version,
        started_at=moment,
        seen_at=moment,
    )
    connection.execute(entered.on_conflict_do_nothing())


def _drawings(connection: Connection) -> Mapping[str, Sequence[Drawing]]:
    """Say what each worker draws, the oldest first: jobs that it holds, and ranges of others' clips."""
    running = jobs.c.status == Status.RUNNING
    held = select(jobs.c.worker, jobs.c.id, jobs.c.kind, jobs.c.started_at).where(running)
    helped = (
        select(segments.c.worker, jobs.c.id, jobs.c.kind, jobs.c.started_at)
        .join(jobs, jobs.c.id == segments.c.job_id)
        .where(running, segments.c.state == "running", segments.c.worker != jobs.c.worker)
        .distinct()
    )
    found: defaultdict[str, list[Drawing]] = defaultdict(list)
    for query in (held, helped):
        for worker, job_id, kind, since in connection.execute(query.order_by(jobs.c.started_at)):
            found[worker].append(Drawing(job_id, kind, since))
    return found


def _machine(row: Row[Any], draws: Sequence[Drawing], silent: datetime) -> Machine:
    return Machine(
        name=row.name,
        host=row.host,
        queues=tuple(row.queues.split()),
        device=row.device,
        slots=row.slots,
        version=row.version,
        condition=_condition(row, bool(draws), silent),
        started_at=row.started_at,
        seen_at=row.seen_at,
        wanted=Wanted(row.wanted),
        draws=tuple(draws),
        told_by=row.wanted_by,
    )


def _condition(row: Row[Any], draws: bool, silent: datetime) -> Condition:
    if row.seen_at < silent:
        return Condition.AWAY
    if row.wanted == Wanted.STOP:
        return Condition.STOPPING
    if row.wanted == Wanted.DRAIN:
        drained = row.heard == Wanted.DRAIN and not draws
        return Condition.DRAINED if drained else Condition.DRAINING
    return Condition.BUSY if draws else Condition.IDLE
