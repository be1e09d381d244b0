"""Which models are warm in which worker, and what that changes: the order of somebody's own jobs, no more.

Whose turn it is, is decided before and by other things. Of the jobs of that person, one whose model the
worker has loaded goes first, but no job is passed over more than a few times.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, func, select, update

from generation.requests import Drawing
from tasks.job import Request
from tasks.lineup import OWN_ORDER
from tasks.machines import HEARD
from tasks.models import jobs
from tasks.models_machines import workers

WARM = 2  # models that an engine keeps on its device: the last that it drew with
PASSED_MOST = 3  # times that a job is passed over for others of its owner
LOOKED = 16  # of somebody's own jobs that are looked at for a warm one
SPACE = "\n"  # between the names

Models = tuple[str, ...]


@dataclass(frozen=True)
class Own:
    """A job among its owner's own that wait."""

    id: UUID
    model: str  # nothing where it is none of a picture's
    rank: int  # as its owner put it: it is never passed by one of another rank
    passed: int = 0  # how often one that came later went before it


def first(own: Sequence[Own], warm: Collection[str]) -> int:
    """Tell which of somebody's jobs goes first: the one in front, unless another is warm and may pass it.

    Whatever passes a job passes those before it as well, so the one in front was passed most.
    """
    front = own[0]
    if front.model in warm or front.passed >= PASSED_MOST:
        return 0
    able = (at for at, one in enumerate(own) if one.model in warm and one.rank == front.rank)
    return next(able, 0)


def in_order(own: Sequence[Own], warm: Models) -> Iterator[Own]:
    """Give somebody's jobs in the order in which a worker with these models takes them."""
    left = list(own)
    while left:
        at = first(left[:LOOKED], warm)
        for before in range(at):
            left[before] = replace(left[before], passed=left[before].passed + 1)
        taken = left.pop(at)
        warm = warmed(warm, taken.model)
        yield taken


def warmed(warm: Models, model: str) -> Models:
    """Tell which models are warm after one more drawing."""
    return (model, *(one for one in warm if one != model))[:WARM] if model else warm


def note(connection: Connection, worker: str, request: Request) -> None:
    """Note that a worker draws with a model."""
    if not isinstance(request, Drawing):
        return
    before = of_worker(connection, worker)
    after = warmed(before, request.model)
    if after != before:
        told = update(workers).where(workers.c.name == worker)
        connection.execute(told.values(warm=SPACE.join(after)))


def of_worker(connection: Connection, worker: str) -> Models:
    """List the models that are warm in a worker, the last used first; none where it is not known."""
    found = connection.execute(select(workers.c.warm).where(workers.c.name == worker)).scalar_one_or_none()
    return tuple(found.split(SPACE)) if found else ()


def of_queue(connection: Connection, queue: str, moment: datetime) -> Models:
    """List the models that are warm in the workers of a queue, those of the worker seen last first."""
    there = select(workers.c.warm, workers.c.queues).where(workers.c.seen_at > moment - HEARD)
    rows = connection.execute(there.order_by(workers.c.seen_at.desc()))
    names = [name for row in rows if queue in row.queues.split() for name in row.warm.split(SPACE)]
    return tuple(dict.fromkeys(filter(None, names)))


def choose(connection: Connection, own: ColumnElement[bool], warm: Models) -> UUID | None:
    """Name the job of somebody's that goes first; ``own`` tells those that wait."""
    order = select(jobs.c.id).where(own).order_by(*OWN_ORDER)
    if not warm:
        return connection.execute(order.limit(1)).scalar_one_or_none()
    found = read(connection, own, warm, LOOKED)
    return found[first(found, warm)].id if found else None


def read(
    connection: Connection, own: ColumnElement[bool], warm: Models, most: int | None = None
) -> list[Own]:
    """Read the jobs of somebody's that wait in one lane of a queue, in their order."""
    model = func.coalesce(jobs.c.request["model"].as_string(), "").label("model")
    columns = (jobs.c.id, jobs.c.rank, model, jobs.c.account_id, jobs.c.queue, jobs.c.submitted_at)
    rows = connection.execute(select(*columns).where(own).order_by(*OWN_ORDER).limit(most)).all()
    found = [Own(row.id, row.model, row.rank) for row in rows]
    if first(found, warm) if found else 0:
        front = rows[0]
        passed = _passed(connection, front.account_id, front.queue, front.rank, front.submitted_at)
        found[0] = replace(found[0], passed=passed)
    return found


def _passed(connection: Connection, account_id: int, queue: str, rank: int, since: datetime) -> int:
    """Count the jobs of somebody's that came after a moment and were begun before one of that moment."""
    later = (
        jobs.c.account_id == account_id,
        jobs.c.submitted_at > since,
        jobs.c.queue == queue,
        jobs.c.rank == rank,
        jobs.c.started_at.is_not(None),
    )
    return connection.execute(select(func.count()).select_from(jobs).where(*later)).scalar_one()
