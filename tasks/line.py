"""Who waits in each queue, what they had of the machines lately, and so whose turn it is."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    case,
    exists,
    func,
    literal,
    literal_column,
    not_,
    select,
    text,
    update,
)

from tasks import history
from tasks.database import Database, insert_missing, now
from tasks.job import Job, Lane, Status
from tasks.models import jobs
from tasks.models_turns import paces, turns
from tasks.turns import Manners, Turn, Usage, Waiter, fair_order, next_person, places, used_by_now

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
    waiters: tuple[Waiter, ...]  # in the fast lane
    slow: tuple[Waiter, ...]  # in the slow lane
    usage: Mapping[int, Usage]
    running: tuple[_Running, ...]  # of this queue
    paces: Mapping[str, float]  # seconds a credit, by kind

    def order(self, manners: Manners) -> Iterator[Turn]:
        """Give the turns to come: those of the slow lane after all others."""
        servers = max(1, len({one.worker for one in self.running}))
        busy_s = sum(one.left_s(self.moment) for one in self.running) / servers
        yield from fair_order(self.waiters, self.usage, self.moment, manners, servers, busy_s)
        busy_s += sum(one.jobs * one.job_s for one in self.waiters) / servers
        before = {one.person: one.jobs for one in self.waiters}
        ahead = sum(before.values())
        for turn in fair_order(self.slow, self.usage, self.moment, manners, servers, busy_s):
            number = turn.number + before.get(turn.person, 0)
            yield replace(turn, number=number, ahead=turn.ahead + ahead)


def turn(connection: Connection, queue: str, moment: datetime, manners: Manners) -> UUID | None:
    """Name the job whose turn it is in a queue; until the end of the transaction nobody else is told one."""
    if connection.dialect.name == "postgresql":  # on SQLite a writer has the whole database for itself
        lock = text("SELECT pg_advisory_xact_lock(:kind, hashtext(:queue))")
        connection.execute(lock, {"kind": LOCK_CLASS, "queue": queue})
    line = _read(connection, queue, moment, manners)
    for waiters, slow in ((line.waiters, False), (line.slow, True)):
        free = [one for one in waiters if not line.usage[one.person].full]
        person = next_person(free, line.usage, moment, manners)
        if person is not None:
            lane = _slow(moment, manners) if slow else not_(_slow(moment, manners))
            own = and_(_waiting(queue, moment), jobs.c.account_id == person, lane)
            first = select(jobs.c.id).where(own).order_by(*OWN_ORDER).limit(1)
            return connection.execute(first).scalar_one_or_none()
    return None


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
        found.update(_stand(connection, group, _read(connection, queue, moment, manners), manners))
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


def held_back(connection: Connection, account_id: int) -> None:
    """Have the queue hear again of a job that its owner's running limit may have kept waiting."""
    mine = and_(jobs.c.account_id == account_id, jobs.c.status == Status.QUEUED)
    limited = and_(turns.c.account_id == account_id, turns.c.running_limit.is_not(None))
    first = select(jobs.c.id).where(mine, exists().where(limited)).order_by(*OWN_ORDER)
    of_them = jobs.c.id == first.limit(1).scalar_subquery()
    connection.execute(update(jobs).where(of_them).values(rung_at=None))


_OF_A_JOB = (jobs.c.id, jobs.c.queue, jobs.c.account_id, jobs.c.kind, jobs.c.price, jobs.c.submitted_at)


def _waiting(queue: str, moment: datetime) -> ColumnElement[bool]:
    # The status as text and not as a parameter, or no planner knows that the index of those who wait will do.
    waits = jobs.c.status == literal_column(f"'{Status.QUEUED.value}'")
    return and_(jobs.c.queue == queue, waits, jobs.c.deadline_at >= moment)


def _slow(moment: datetime, manners: Manners) -> ColumnElement[bool]:
    """Tell the jobs of the slow lane that have not waited there long enough to go over into the fast one."""
    return and_(jobs.c.lane == Lane.SLOW, jobs.c.submitted_at > moment - manners.slow_patience)


def _read(connection: Connection, queue: str, moment: datetime, manners: Manners) -> _Line:
    known = {row.kind: row.drawn_s / row.credits for row in connection.execute(select(paces)) if row.credits}
    waiters, slow = _waiters(connection, queue, moment, manners, known)
    running = _running(connection, known)
    here = tuple(one for one in running if one.queue == queue)
    usage = _usage(connection, (*waiters, *slow), running)
    return _Line(queue, moment, waiters, slow, usage, here, known)


def _waiters(
    connection: Connection, queue: str, moment: datetime, manners: Manners, known: Mapping[str, float]
) -> tuple[tuple[Waiter, ...], tuple[Waiter, ...]]:
    """Give those who wait in the fast lane, and those in the slow one."""
    slow = _slow(moment, manners).label("slow")
    pace = case(known, value=jobs.c.kind, else_=PRESUMED) if known else literal(PRESUMED)
    query = (
        select(
            jobs.c.account_id,
            func.count().label("jobs"),
            func.min(jobs.c.submitted_at).label("since"),
            func.sum(jobs.c.price * pace).label("seconds"),
            slow,
        )
        .where(_waiting(queue, moment))
        .group_by(jobs.c.account_id, slow)
    )
    lanes: tuple[list[Waiter], list[Waiter]] = [], []
    for row in connection.execute(query):
        waiter = Waiter(row.account_id, row.jobs, row.since, float(row.seconds) / row.jobs)
        lanes[bool(row.slow)].append(waiter)
    return tuple(lanes[0]), tuple(lanes[1])


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
    count = Counter(one.person for one in running)
    people = [one.person for one in waiters]
    rows = {
        row.account_id: row for row in connection.execute(select(turns).where(turns.c.account_id.in_(people)))
    }
    return {
        person: Usage(
            row.used_s,
            row.used_at,
            seconds[person],
            row.weight,
            row.served_at,
            count[person],
            row.running_limit,
        )
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
    order = (_slow(line.moment, manners), *OWN_ORDER)
    number = func.row_number().over(partition_by=jobs.c.account_id, order_by=order) - 1
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
    insert_missing(connection, turns, account_id=account_id, used_at=moment)
