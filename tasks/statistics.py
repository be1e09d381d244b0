"""Statistics: what people, models, kinds and workers used, how long people waited, and what failed, by day.

Everything is counted on the day (UTC) on which a job ended, from one index over what has ended.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any  # of whole rows

from sqlalchemy import ColumnElement, Connection, Row, and_, case, func, literal_column, select

from tasks.database import Database, now
from tasks.job import Status
from tasks.models import accounts, jobs
from tasks.reckoning import day_of, seconds_between

CANCELLED = "cancelled"  # the code of a refund that is nobody's failure
LONGEST = 366  # days that are counted at once


class By(StrEnum):
    """What sums are told apart by."""

    PERSON = "person"
    MODEL = "model"
    KIND = "kind"
    WORKER = "worker"


@dataclass(frozen=True)
class Sum:
    """What somebody or something used. What was cancelled or failed costs nothing and is not in it."""

    name: str  # of a person, else a model, a kind, or a worker's host
    account: str  # "telegram:1001" of a person, else nothing
    jobs: int
    credits: int
    gpu_s: float


@dataclass(frozen=True)
class Day:
    """What happened on a day."""

    day: date  # UTC
    jobs: int = 0
    failed: int = 0
    credits: int = 0
    gpu_s: float = 0.0
    wait_p50_s: float = 0.0  # from the request until a worker began
    wait_p95_s: float = 0.0


class Statistics:
    """Counts. Thread-safe; nothing here is written."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sums(self, by: By, days: int) -> list[Sum]:
        """Say who or what used how much in so many days up to now, the largest first."""

        def look(connection: Connection) -> list[Sum]:
            return _sums(connection, by, _since(now(connection), days))

        return self._database.read(look)

    def days(self, days: int) -> list[Day]:
        """Say what happened on each of so many days up to today, the oldest first."""

        def look(connection: Connection) -> list[Day]:
            moment = now(connection)
            return _days(connection, _since(moment, days), moment.date())

        return self._database.read(look)


def finished(since: datetime) -> ColumnElement[bool]:
    """Select what was made and shown since a moment."""
    return _ended(since, Status.DELIVERED)


def _ended(since: datetime, status: Status) -> ColumnElement[bool]:
    # The condition of the index, word for word, or no planner knows that it will do; and the status joined
    # with nothing, or SQLite takes the index of the status and reads every row that ever ended so.
    ended: ColumnElement[bool] = literal_column("jobs.finished_at IS NOT NULL")
    return and_(ended, jobs.c.finished_at >= since, jobs.c.status.concat("") == status.value)


_JOBS = func.count().label("jobs")
PAID = func.coalesce(jobs.c.captured, jobs.c.price)  # before it was written down, what was expected was paid
_CREDITS = func.sum(PAID).label("credits")
_GPU_S = func.coalesce(func.sum(jobs.c.drawn_s), 0.0).label("gpu_s")


def _since(moment: datetime, days: int) -> datetime:
    first = moment.date() - timedelta(days=min(max(days, 1), LONGEST) - 1)
    return datetime.combine(first, time(), UTC)


def _sums(connection: Connection, by: By, since: datetime) -> list[Sum]:
    if by is By.PERSON:
        return _people(connection, since)
    named: ColumnElement[Any] = {
        By.MODEL: func.coalesce(jobs.c.request["model"].as_string(), jobs.c.kind),
        By.KIND: jobs.c.kind,
        By.WORKER: jobs.c.worker,
    }[by]
    query = select(named.label("name"), _JOBS, _CREDITS, _GPU_S).where(finished(since)).group_by(named)
    rows = [
        Sum(row.name or "-", "", row.jobs, int(row.credits), row.gpu_s) for row in connection.execute(query)
    ]
    return _largest_first(_hosts(rows) if by is By.WORKER else rows)


def _people(connection: Connection, since: datetime) -> list[Sum]:
    who = jobs.c.account_id + 0  # or SQLite goes by the index of people, and reads every row they have
    used = (
        select(who.label("account_id"), _JOBS, _CREDITS, _GPU_S)
        .where(finished(since))
        .group_by(who)
        .subquery()
    )
    query = select(accounts.c.name, accounts.c.platform, accounts.c.external, used).join(
        used, used.c.account_id == accounts.c.id
    )
    return _largest_first(
        [
            Sum(
                row.name or row.external,
                f"{row.platform}:{row.external}",
                row.jobs,
                int(row.credits),
                row.gpu_s,
            )
            for row in connection.execute(query)
        ]
    )


def _hosts(rows: Sequence[Sum]) -> list[Sum]:
    """Add up the processes of each host: their numbers change with every start."""
    found: dict[str, Sum] = {}
    for row in rows:
        host = row.name.rpartition(":")[0] or row.name
        old = found.get(host, Sum(host, "", 0, 0, 0.0))
        found[host] = Sum(host, "", old.jobs + row.jobs, old.credits + row.credits, old.gpu_s + row.gpu_s)
    return list(found.values())


def _largest_first(sums: Sequence[Sum]) -> list[Sum]:
    return sorted(sums, key=lambda one: (-one.credits, -one.gpu_s, one.name))


def _days(connection: Connection, since: datetime, today: date) -> list[Day]:
    made, waits, failures = (
        {row.day: row for row in connection.execute(query)}
        for query in (_made(since), _waits(since), _failures(since))
    )
    count = (today - since.date()).days + 1
    return [
        _day(day, made.get(str(day)), waits.get(str(day)), failures.get(str(day)))
        for day in (since.date() + timedelta(days=past) for past in range(count))
    ]


def _day(day: date, made: Row[Any] | None, waits: Row[Any] | None, failures: Row[Any] | None) -> Day:
    return Day(
        day,
        jobs=made.jobs if made else 0,
        failed=failures.jobs if failures else 0,
        credits=int(made.credits) if made else 0,
        gpu_s=made.gpu_s if made else 0.0,
        wait_p50_s=max(0.0, waits.p50) if waits else 0.0,
        wait_p95_s=max(0.0, waits.p95) if waits else 0.0,
    )


def _made(since: datetime) -> Any:  # noqa: ANN401 - a statement of labelled columns
    day = day_of(jobs.c.finished_at).label("day")
    return select(day, _JOBS, _CREDITS, _GPU_S).where(finished(since)).group_by(day)


def _failures(since: datetime) -> Any:  # noqa: ANN401 - the same
    """Count what was refunded but for what its owners cancelled: few, so their rows may be read."""
    day = day_of(jobs.c.finished_at).label("day")
    lost = _ended(since, Status.REFUNDED)
    why = func.coalesce(jobs.c.problem["code"].as_string(), "")
    return select(day, _JOBS).where(lost, why != CANCELLED).group_by(day)


def _waits(since: datetime) -> Any:  # noqa: ANN401 - the same
    """Find the waits that half, and 95 of 100, did not exceed: neither database has a word that both know."""
    day = day_of(jobs.c.finished_at).label("day")
    wait = seconds_between(jobs.c.submitted_at, jobs.c.started_at)
    ranked = (
        select(
            day,
            wait.label("wait_s"),
            func.row_number().over(partition_by=day, order_by=wait).label("number"),
            func.count().over(partition_by=day).label("total"),
        )
        .where(finished(since), jobs.c.started_at.is_not(None))
        .subquery()
    )
    return select(
        ranked.c.day,
        func.min(case((ranked.c.number * 2 >= ranked.c.total, ranked.c.wait_s))).label("p50"),
        func.min(case((ranked.c.number * 20 >= ranked.c.total * 19, ranked.c.wait_s))).label("p95"),
    ).group_by(ranked.c.day)
