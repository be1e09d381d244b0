"""A queue as it stands at a moment: who waits in either lane, who runs, and what each had of the machines."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, case, func, literal, literal_column, select

from tasks.forecast import Held, Scene, forecast
from tasks.job import Lane, Status
from tasks.machines import at_work
from tasks.models import jobs
from tasks.models_turns import paces, turns
from tasks.turns import BATCH_RANK, Manners, Turn, Usage, Waiter

OWN_ORDER = (jobs.c.rank, jobs.c.submitted_at, jobs.c.id)  # of a person's jobs among each other
PRESUMED = 1.0  # seconds that a credit stands for, until a job of the kind was measured


@dataclass(frozen=True)
class Newcomer:
    """A job that does not wait yet."""

    person: int  # 0: somebody who was never here
    kind: str
    price: int
    lane: Lane


@dataclass(frozen=True)
class Running:
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
class Lineup:
    """A queue as it stands at a moment."""

    queue: str
    moment: datetime
    waiters: tuple[Waiter, ...]  # in the fast lane
    slow: tuple[Waiter, ...]  # in the slow lane
    usage: Mapping[int, Usage]
    running: tuple[Running, ...]  # of all queues
    machines: frozenset[str] | None  # that take turns of this one; nothing: none ever announced itself
    paces: Mapping[str, float]  # seconds a credit, by kind

    def order(self, manners: Manners) -> Iterator[Turn]:
        """Give the turns to come."""
        busy = {one.worker for one in self.running if self._frees(one)}
        idle = len(self.machines - busy) if self.machines is not None else int(not busy)
        held = [
            Held(one.person, one.left_s(self.moment), one.job_s, frees=self._frees(one))
            for one in self.running
        ]
        scene = Scene(self.waiters, self.slow, self.usage, held, idle)
        return forecast(scene, self.moment, manners)

    def _frees(self, one: Running) -> bool:
        """Whether a machine will take a turn of this queue when it is done with a job."""
        return one.queue == self.queue if self.machines is None else one.worker in self.machines


def read(
    connection: Connection, queue: str, moment: datetime, manners: Manners, newcomer: Newcomer | None = None
) -> Lineup:
    """Read a queue, as it would be with a newcomer where there is one."""
    known = {row.kind: row.drawn_s / row.credits for row in connection.execute(select(paces)) if row.credits}
    waiters, slow = _waiters(connection, queue, moment, manners, known)
    if newcomer is not None and newcomer.lane is Lane.SLOW:
        slow = _joined(slow, newcomer, moment, known)
    elif newcomer is not None:
        waiters = _joined(waiters, newcomer, moment, known)
    running = _running(connection, known)
    usage = _usage(connection, (*waiters, *slow), running)
    machines = at_work(connection, queue, moment)
    return Lineup(queue, moment, waiters, slow, usage, tuple(running), machines, known)


def waits(queue: str, moment: datetime) -> ColumnElement[bool]:
    """Tell the jobs that wait in a queue."""
    # The status as text and not as a parameter, or no planner knows that the index of those who wait will do.
    waits = jobs.c.status == literal_column(f"'{Status.QUEUED.value}'")
    return and_(jobs.c.queue == queue, waits, jobs.c.deadline_at >= moment)


def in_slow_lane(moment: datetime, manners: Manners) -> ColumnElement[bool]:
    """Tell the jobs of the slow lane that have not waited there long enough to go over into the fast one."""
    return and_(jobs.c.lane == Lane.SLOW, jobs.c.submitted_at > moment - manners.slow_patience)


def _waiters(
    connection: Connection, queue: str, moment: datetime, manners: Manners, known: Mapping[str, float]
) -> tuple[tuple[Waiter, ...], tuple[Waiter, ...]]:
    """Give those who wait in the fast lane, and those in the slow one."""
    slow = in_slow_lane(moment, manners).label("slow")
    pace = case(known, value=jobs.c.kind, else_=PRESUMED) if known else literal(PRESUMED)
    query = (
        select(
            jobs.c.account_id,
            func.count().label("jobs"),
            func.min(jobs.c.submitted_at).label("since"),
            func.sum(jobs.c.price * pace).label("seconds"),
            func.sum(case((jobs.c.rank >= BATCH_RANK, 1), else_=0)).label("batch"),
            slow,
        )
        .where(waits(queue, moment))
        .group_by(jobs.c.account_id, slow)
    )
    lanes: tuple[list[Waiter], list[Waiter]] = [], []
    for row in connection.execute(query):
        waiter = Waiter(row.account_id, row.jobs, row.since, float(row.seconds) / row.jobs, row.batch)
        lanes[bool(row.slow)].append(waiter)
    return tuple(lanes[0]), tuple(lanes[1])


def _joined(
    waiters: tuple[Waiter, ...], newcomer: Newcomer, moment: datetime, known: Mapping[str, float]
) -> tuple[Waiter, ...]:
    """Let somebody join those who wait with one job, or with one more."""
    job_s = newcomer.price * known.get(newcomer.kind, PRESUMED)
    if all(one.person != newcomer.person for one in waiters):
        return (*waiters, Waiter(newcomer.person, 1, moment, job_s))
    return tuple(
        replace(one, jobs=one.jobs + 1, job_s=(one.jobs * one.job_s + job_s) / (one.jobs + 1))
        if one.person == newcomer.person
        else one
        for one in waiters
    )


def _running(connection: Connection, known: Mapping[str, float]) -> list[Running]:
    columns = (jobs.c.account_id, jobs.c.kind, jobs.c.price, jobs.c.queue, jobs.c.worker, jobs.c.started_at)
    return [
        Running(
            row.account_id, row.queue, row.worker, row.price * known.get(row.kind, PRESUMED), row.started_at
        )
        for row in connection.execute(select(*columns).where(jobs.c.status == Status.RUNNING))
    ]


def _usage(connection: Connection, waiters: Sequence[Waiter], running: Sequence[Running]) -> dict[int, Usage]:
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
