"""Who waits in each queue, what they had of the machines lately, and so whose turn it is."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, and_, exists, func, not_, select, text, update

from tasks import history, warmth
from tasks.database import insert_missing, now
from tasks.job import Job, Lane, Status
from tasks.lineup import OWN_ORDER, Lineup, Newcomer, in_slow_lane, read, waits
from tasks.models import jobs
from tasks.models_turns import turns
from tasks.turns import Manners, Turn, next_person, places, used_by_now

LOCK_CLASS = 6  # of the advisory locks of PostgreSQL that queue up those who claim


@dataclass(frozen=True)
class Place:
    """Where a waiting job stands."""

    ahead: int  # jobs that start before it
    eta_s: float | None  # until it is ready, as things stand; nothing where no such job was ever measured,
    # or where no machine takes turns


def turn(
    connection: Connection, queue: str, moment: datetime, manners: Manners, worker: str = ""
) -> UUID | None:
    """Name the job whose turn it is in a queue; until the end of the transaction nobody else is told one.

    Among the jobs of whose turn it is, the models that are warm in ``worker`` count.
    """
    if connection.dialect.name == "postgresql":  # on SQLite a writer has the whole database for itself
        lock = text("SELECT pg_advisory_xact_lock(:kind, hashtext(:queue))")
        connection.execute(lock, {"kind": LOCK_CLASS, "queue": queue})
    line = read(connection, queue, moment, manners)
    for waiters, slow in ((line.waiters, False), (line.slow, True)):
        person = next_person(waiters, line.usage, moment, manners)
        if person is not None:
            lane = in_slow_lane(moment, manners) if slow else not_(in_slow_lane(moment, manners))
            own = and_(waits(queue, moment), jobs.c.account_id == person, lane)
            return warmth.choose(connection, own, warmth.of_worker(connection, worker))
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


def standing(
    connection: Connection, ids: Sequence[UUID], moment: datetime, manners: Manners
) -> dict[UUID, Place]:
    """Tell where jobs stand by the order in which turns will be given, but for those that do not wait."""
    queued = and_(jobs.c.id.in_(ids), jobs.c.status == Status.QUEUED)
    asked: defaultdict[str, list[Any]] = defaultdict(list)  # Any: whole rows
    for row in connection.execute(select(*_OF_A_JOB).where(queued)):
        asked[row.queue].append(row)
    found: dict[UUID, Place] = {}
    for queue, group in asked.items():
        found.update(_stand(connection, group, read(connection, queue, moment, manners), manners))
    return found


def expected(
    connection: Connection, queue: str, newcomer: Newcomer, moment: datetime, manners: Manners
) -> Place:
    """Tell where a job would stand if it came now."""
    line = read(connection, queue, moment, manners, newcomer)
    mine = [one.jobs for one in (*line.waiters, *line.slow) if one.person == newcomer.person]
    others = sum(one.jobs for one in line.slow if one.person == newcomer.person)
    lane = line.slow if newcomer.lane is Lane.SLOW else line.waiters
    behind = sum(one.batch for one in lane if one.person == newcomer.person)  # a batch waits for it
    number = (sum(mine) if newcomer.lane is Lane.SLOW else sum(mine) - others) - 1 - behind
    turn = places(line.order(manners), [(newcomer.person, number)])[newcomer.person, number]
    return _place(turn, newcomer, line.paces)


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


def _stand(
    connection: Connection,
    asked: Sequence[Row[Any]],
    line: Lineup,
    manners: Manners,  # Any: whole rows
) -> dict[UUID, Place]:
    people = {row.account_id for row in asked}
    warm = warmth.of_queue(connection, line.queue, line.moment)
    numbers = _numbers(connection, line, people, manners)
    several = {one.person for one in (*line.waiters, *line.slow) if one.jobs > 1}
    for person in people & several if warm else ():
        numbers |= _numbers_by_warmth(connection, line, person, manners, warm)
    at = {row.id: (row.account_id, numbers[row.id]) for row in asked if row.id in numbers}
    found = places(line.order(manners), at.values())
    return {
        row.id: _place(found[at[row.id]], row, line.paces) for row in asked if found.keys() & {at.get(row.id)}
    }


def _numbers(
    connection: Connection, line: Lineup, people: Collection[int], manners: Manners
) -> dict[UUID, int]:
    """Give the jobs of each person that wait their numbers, from 0."""
    order = (in_slow_lane(line.moment, manners), *OWN_ORDER)
    number = func.row_number().over(partition_by=jobs.c.account_id, order_by=order) - 1
    query = select(jobs.c.id, number).where(waits(line.queue, line.moment), jobs.c.account_id.in_(people))
    return {row[0]: row[1] for row in connection.execute(query)}


def _numbers_by_warmth(
    connection: Connection, line: Lineup, person: int, manners: Manners, warm: warmth.Models
) -> dict[UUID, int]:
    """Give a person's jobs the numbers in which workers with these models will take them."""
    mine = and_(waits(line.queue, line.moment), jobs.c.account_id == person)
    slow = in_slow_lane(line.moment, manners)
    lanes = (warmth.read(connection, and_(mine, lane), warm) for lane in (not_(slow), slow))
    ordered = [one.id for lane in lanes for one in warmth.in_order(lane, warm)]
    return {job_id: number for number, job_id in enumerate(ordered)}


def _place(turn: Turn, job: Newcomer | Row[Any], known: Mapping[str, float]) -> Place:  # Any: a whole row
    pace = known.get(job.kind)
    if pace is None or turn.starts_s == inf:
        return Place(turn.ahead, None)
    return Place(turn.ahead, turn.starts_s + job.price * pace)


def _open(connection: Connection, account_id: int, moment: datetime) -> None:
    insert_missing(connection, turns, account_id=account_id, used_at=moment)
