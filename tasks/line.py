"""Who waits in each queue, what they had of the machines lately, and so whose turn it is."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Table,
    and_,
    case,
    func,
    literal,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from tasks import history
from tasks.database import Database, now
from tasks.job import Job, Status
from tasks.models import jobs
from tasks.models_turns import paces, turns
from tasks.turns import Manners, Turn, Usage, Waiter, fair_order, next_person, places, used_by_now

REMEMBERED = 0.95  # of what earlier jobs of a kind took; so the last twenty count
PRESUMED = 1.0  # seconds that a credit stands for, until a job of the kind was measured
OWN_ORDER = (jobs.c.rank, jobs.c.submitted_at, jobs.c.id)  # of a person's jobs among each other
LOCK_CLASS = 6  # of the advisory locks of PostgreSQL that queue up those who claim


@dataclass(frozen=True)
class Place:
    """Where a waiting job stands."""

    ahead: int  # jobs that start before it
    eta_s: float | None  # until it is ready, as things stand; nothing where no such job was ever measured


@dataclass(frozen=True)
class _Running:
    """A job that a machine works on."""

    person: int
    queue: str
    worker: str
    job_s: float  # GPU-seconds that it takes, as estimated
    started_at: datetime

    def left_s(self, moment: datetime) -> float:
        """Say how long it will still run, as estimated."""
        return max(0.0, self.job_s - (moment - self.started_at).total_seconds())


@dataclass(frozen=True)
class _Line:
    """A queue as it stands at a moment."""

    queue: str
    moment: datetime
    waiters: tuple[Waiter, ...]
    usage: Mapping[int, Usage]
    running: tuple[_Running, ...]  # of this queue
    paces: Mapping[str, float]  # seconds a credit, by kind

    def order(self, manners: Manners) -> Iterator[Turn]:
        """Give the turns to come."""
        servers = max(1, len({one.worker for one in self.running}))
        busy_s = sum(one.left_s(self.moment) for one in self.running) / servers
        return fair_order(self.waiters, self.usage, self.moment, manners, servers, busy_s)


def turn(connection: Connection, queue: str, moment: datetime, manners: Manners) -> UUID | None:
    """Name the job whose turn it is in a queue; until the end of the transaction nobody else is told one."""
    if connection.dialect.name == "postgresql":  # on SQLite a writer has the whole database for itself
        lock = text("SELECT pg_advisory_xact_lock(:kind, hashtext(:queue))")
        connection.execute(lock, {"kind": LOCK_CLASS, "queue": queue})
    line = _read(connection, queue, moment)
    person = next_person(line.waiters, line.usage, moment, manners)
    if person is None:
        return None
    own = and_(_waiting(queue, moment), jobs.c.account_id == person)
    first = select(jobs.c.id).where(own).order_by(*OWN_ORDER).limit(1)
    return connection.execute(first).scalar_one_or_none()


def placed(connection: Connection, found: Sequence[Job], manners: Manners) -> list[Job]:
    """Give jobs with their places in line; those that do not wait as they are."""
    waiting = [job.id for job in found if job.status is Status.QUEUED]
    known = standing(connection, waiting, now(connection), manners) if waiting else {}
    return [
        job.model_copy(update={"ahead": place.ahead, "eta_s": place.eta_s})
        if (place := known.get(job.id))
        else job
        for job in found
    ]


class InLine:
    """Those who wait on a platform."""

    def __init__(self, database: Database, manners: Manners) -> None:
        self._database = database
        self._manners = manners

    def on(self, platform: str) -> list[Job]:
        """List the jobs that wait where a message shows it, with their places; the oldest first."""
        return self._database.read(
            lambda connection: placed(connection, history.in_line(connection, platform), self._manners)
        )


def standing(
    connection: Connection, ids: Sequence[UUID], moment: datetime, manners: Manners
) -> dict[UUID, Place]:
    """Tell where jobs stand by the order in which turns will be given, but for those that do not wait."""
    waits = and_(jobs.c.id.in_(ids), jobs.c.status == Status.QUEUED)
    asked: defaultdict[str, list[Any]] = defaultdict(list)  # Any: whole rows
    for row in connection.execute(select(*_OF_A_JOB).where(waits)):
        asked[row.queue].append(row)
    found: dict[UUID, Place] = {}
    for queue, group in asked.items():
        found.update(_stand(connection, group, _read(connection, queue, moment), manners))
    return found


def queue_of_job(connection: Connection, job_id: UUID) -> str | None:
    """Name the queue that a job was put into."""
    return connection.execute(select(jobs.c.queue).where(jobs.c.id == job_id)).scalar_one_or_none()


def serve(connection: Connection, account_id: int, moment: datetime) -> None:
    """Note that somebody had a turn."""
    _open(connection, account_id, moment)
    connection.execute(update(turns).where(turns.c.account_id == account_id).values(served_at=moment))


def use(connection: Connection, account_id: int, seconds: float, moment: datetime, manners: Manners) -> None:
    """Note that somebody used the machines (GPU-seconds)."""
    _open(connection, account_id, moment)
    own = turns.c.account_id == account_id
    row = connection.execute(select(turns).where(own).with_for_update()).one()
    used_s = used_by_now(row.used_s, row.used_at, moment, manners.half_life) + seconds
    connection.execute(update(turns).where(own).values(used_s=used_s, used_at=moment))


def use_vainly(connection: Connection, job: Job, moment: datetime, manners: Manners) -> None:
    """Note what a job used that came to nothing: as long as it ran, the wait for the engine included."""
    if job.status is Status.RUNNING and job.started_at is not None:
        ran_s = max(0.0, (moment - job.started_at).total_seconds())
        use(connection, history.account_of(connection, job.id), ran_s, moment, manners)


def weigh(connection: Connection, account_id: int, weight: float, moment: datetime) -> None:
    """Give somebody a larger or smaller share than others; theirs is 1."""
    _open(connection, account_id, moment)
    connection.execute(update(turns).where(turns.c.account_id == account_id).values(weight=weight))


def measure(connection: Connection, kind: str, price: int, drawn_s: float) -> None:
    """Learn what a job of a kind took."""
    _insert_missing(connection, paces, kind=kind, credits=0.0, drawn_s=0.0)
    learned = {
        "credits": paces.c.credits * REMEMBERED + price,
        "drawn_s": paces.c.drawn_s * REMEMBERED + drawn_s,
    }
    connection.execute(update(paces).where(paces.c.kind == kind).values(**learned))


_OF_A_JOB = (jobs.c.id, jobs.c.queue, jobs.c.account_id, jobs.c.kind, jobs.c.price, jobs.c.submitted_at)


def _waiting(queue: str, moment: datetime) -> ColumnElement[bool]:
    # The status as text and not as a parameter, or no planner knows that the index of those who wait will do.
    waits = jobs.c.status == literal_column(f"'{Status.QUEUED.value}'")
    return and_(jobs.c.queue == queue, waits, jobs.c.deadline_at >= moment)


def _read(connection: Connection, queue: str, moment: datetime) -> _Line:
    known = {row.kind: row.drawn_s / row.credits for row in connection.execute(select(paces)) if row.credits}
    waiters = _waiters(connection, queue, moment, known)
    running = _running(connection, known)
    here = tuple(one for one in running if one.queue == queue)
    return _Line(queue, moment, waiters, _usage(connection, waiters, running), here, known)


def _waiters(
    connection: Connection, queue: str, moment: datetime, known: Mapping[str, float]
) -> tuple[Waiter, ...]:
    pace = case(known, value=jobs.c.kind, else_=PRESUMED) if known else literal(PRESUMED)
    query = (
        select(
            jobs.c.account_id,
            func.count().label("jobs"),
            func.min(jobs.c.submitted_at).label("since"),
            func.sum(jobs.c.price * pace).label("seconds"),
        )
        .where(_waiting(queue, moment))
        .group_by(jobs.c.account_id)
    )
    return tuple(
        Waiter(row.account_id, row.jobs, row.since, float(row.seconds) / row.jobs)
        for row in connection.execute(query)
    )


def _running(connection: Connection, known: Mapping[str, float]) -> list[_Running]:
    columns = (jobs.c.account_id, jobs.c.kind, jobs.c.price, jobs.c.queue, jobs.c.worker, jobs.c.started_at)
    return [
        _Running(
            row.account_id, row.queue, row.worker, row.price * known.get(row.kind, PRESUMED), row.started_at
        )
        for row in connection.execute(select(*columns).where(jobs.c.status == Status.RUNNING))
    ]


def _usage(
    connection: Connection, waiters: Sequence[Waiter], running: Sequence[_Running]
) -> dict[int, Usage]:
    seconds: defaultdict[int, float] = defaultdict(float)
    for one in running:
        seconds[one.person] += one.job_s
    people = [one.person for one in waiters]
    rows = {
        row.account_id: row for row in connection.execute(select(turns).where(turns.c.account_id.in_(people)))
    }
    return {
        person: Usage(row.used_s, row.used_at, seconds[person], row.weight, row.served_at)
        if (row := rows.get(person))
        else Usage(running_s=seconds[person])
        for person in people
    }


def _stand(
    connection: Connection,
    asked: Sequence[Row[Any]],
    line: _Line,
    manners: Manners,  # Any: whole rows
) -> dict[UUID, Place]:
    people = {row.account_id for row in asked}
    number = func.row_number().over(partition_by=jobs.c.account_id, order_by=OWN_ORDER) - 1
    query = select(jobs.c.id, number).where(_waiting(line.queue, line.moment), jobs.c.account_id.in_(people))
    numbers: dict[UUID, int] = {row[0]: row[1] for row in connection.execute(query)}
    at = {row.id: (row.account_id, numbers[row.id]) for row in asked if row.id in numbers}
    found = places(line.order(manners), at.values())
    return {
        row.id: _place(found[at[row.id]], row, line.paces) for row in asked if found.keys() & {at.get(row.id)}
    }


def _place(turn: Turn, row: Row[Any], known: Mapping[str, float]) -> Place:  # Any: a whole row
    pace = known.get(row.kind)
    return Place(turn.ahead, None if pace is None else turn.starts_s + row.price * pace)


def _open(connection: Connection, account_id: int, moment: datetime) -> None:
    _insert_missing(connection, turns, account_id=account_id, used_at=moment)


def _insert_missing(connection: Connection, table: Table, **values: object) -> None:
    """Insert a row unless its key is there; two may come at once."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(insert(table).values(**values).on_conflict_do_nothing())
