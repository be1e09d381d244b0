"""Jobs that were lost sight of, for the sweeps: by their worker, the queue, or whoever was to be told."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, and_, or_, select, update

from tasks import history
from tasks.job import Job, Status
from tasks.models import jobs


def lost(connection: Connection, moment: datetime) -> list[Job]:
    """List the running jobs whose lease ran out."""
    query = select(jobs).where(jobs.c.status == Status.RUNNING, jobs.c.lease_until < moment)
    return history.listed(connection, query.limit(200))


def overdue(connection: Connection, moment: datetime, delivery_limit: timedelta) -> list[Job]:
    """List the jobs that waited too long: to be drawn, or to be delivered."""
    undrawn = and_(jobs.c.status.in_((Status.QUEUED, Status.RUNNING)), jobs.c.deadline_at < moment)
    unseen = and_(jobs.c.status == Status.RENDERED, jobs.c.finished_at < moment - delivery_limit)
    return history.listed(connection, select(jobs).where(or_(undrawn, unseen)).limit(200))


def unrung(connection: Connection, before: datetime) -> list[tuple[UUID, str]]:
    """List (job, queue) of what waits since ``before`` and was never announced to the queue."""
    query = select(jobs.c.id, jobs.c.queue).where(
        jobs.c.status == Status.QUEUED, jobs.c.rung_at.is_(None), jobs.c.submitted_at < before
    )
    return [(row.id, row.queue) for row in connection.execute(query.order_by(jobs.c.submitted_at).limit(500))]


def unstarted(connection: Connection, before: datetime) -> list[tuple[UUID, str]]:
    """List (job, queue) of what was announced before a moment and still waits."""
    query = select(jobs.c.id, jobs.c.queue).where(jobs.c.status == Status.QUEUED, jobs.c.rung_at < before)
    return [(row.id, row.queue) for row in connection.execute(query.order_by(jobs.c.submitted_at).limit(500))]


def rung(connection: Connection, ids: Sequence[UUID], moment: datetime) -> None:
    """Note that the queue heard of jobs; one that was started meanwhile needs no note."""
    waits = and_(jobs.c.id.in_(ids), jobs.c.status == Status.QUEUED)
    connection.execute(update(jobs).where(waits).values(rung_at=moment))


def unannounced(connection: Connection, before: datetime) -> list[tuple[UUID, str]]:
    """List (job, platform) of what ended before a moment and whose owner does not know it yet."""
    ended = or_(jobs.c.status == Status.RENDERED, jobs.c.status == Status.REFUNDED)
    quiet = or_(jobs.c.announced_at.is_(None), jobs.c.announced_at < before)
    query = select(jobs.c.id, jobs.c.platform).where(
        ended, jobs.c.told.is_(False), jobs.c.finished_at < before, quiet
    )
    return [
        (row.id, row.platform) for row in connection.execute(query.order_by(jobs.c.finished_at).limit(200))
    ]
