"""What became of every job. It moves by compare-and-swap on status and attempt, and by nothing else."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import (
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from generation.notes import Note
from tasks.job import Job, Lane, Media, Place, Problem, Request, Sender, Status
from tasks.models import job_events, jobs, media
from tasks.prepared import Prepared
from tasks.thumbnails import small

REQUEST: TypeAdapter[Request] = TypeAdapter(Request)
WAITING = (Status.QUEUED, Status.RUNNING, Status.RENDERED)
LOST = "lost"  # why a job waits again: its worker went away

_ADMITTED = Prepared(insert(jobs))
_NOTED = Prepared(insert(job_events))
_KEYED = select(jobs).where(jobs.c.key == bindparam("event"))


def admit(
    connection: Connection,
    job: Job,
    key: str,
    account_id: int,
    queue: str,
    rank: int = 0,
    payer_id: int | None = None,
) -> None:
    """Write a new job down; ``payer_id``: the account that pays for it, where that is not its owner's."""
    values = {
        "id": job.id,
        "key": key,
        "account_id": account_id,
        "sender": job.sender,
        "place": job.place,
        "platform": job.place.platform,
        "kind": job.request.kind,
        "queue": queue,
        "request": job.request,
        "status": job.status,
        "price": job.price,
        "reference": job.reference,
        "lane": job.lane,
        "rank": rank,
        "payer_id": payer_id,
        "submitted_at": job.submitted_at,
        "deadline_at": job.deadline_at,
        "notes": [note.model_dump(mode="json") for note in job.notes] or None,
    }
    _ADMITTED.run(connection, values)  # a trigger notes the event


def find(connection: Connection, job_id: UUID) -> Job | None:
    """Look a job up, with its media."""
    row = connection.execute(select(jobs).where(jobs.c.id == job_id)).one_or_none()
    return _read(connection, [row])[0] if row else None


def find_key(connection: Connection, key: str) -> Job | None:
    """Look a job up by the key of the event that asked for it."""
    row = connection.execute(_KEYED, {"event": key}).one_or_none()
    return _read(connection, [row])[0] if row else None


def hidden(connection: Connection, job_id: UUID) -> bool:
    """Whether the owner of a job deleted it."""
    return bool(connection.execute(select(jobs.c.hidden).where(jobs.c.id == job_id)).scalar_one_or_none())


def of_account(connection: Connection, account_id: int, limit: int, before: UUID | None) -> list[Job]:
    """List the jobs of an account that it did not delete, the newest first."""
    query = select(jobs).where(jobs.c.account_id == account_id, jobs.c.hidden.is_(False))
    if before is not None:
        mark = connection.execute(select(jobs.c.submitted_at).where(jobs.c.id == before)).scalar_one_or_none()
        if mark is None:
            return []
        earlier = and_(jobs.c.submitted_at == mark, jobs.c.id < before)
        query = query.where(or_(jobs.c.submitted_at < mark, earlier))
    query = query.order_by(jobs.c.submitted_at.desc(), jobs.c.id.desc()).limit(limit)
    return _read(connection, connection.execute(query).all())


def listed(connection: Connection, query: Select[Any]) -> list[Job]:  # Any: whole rows of jobs
    """Read the jobs that a query selects, with their media, in its order."""
    return _read(connection, connection.execute(query).all())


def in_line(connection: Connection, platform: str, limit: int = 200) -> list[Job]:
    """List the jobs that wait and whose message can say so, the oldest first."""
    waits = and_(jobs.c.platform == platform, jobs.c.status == Status.QUEUED, jobs.c.placeholder != "")
    query = select(jobs).where(waits).order_by(jobs.c.submitted_at, jobs.c.id)
    return _read(connection, connection.execute(query.limit(limit)).all())


def undelivered(connection: Connection, platform: str, limit: int = 200) -> list[Job]:
    """List the jobs whose end their owners have not seen, the oldest first."""
    ended = or_(jobs.c.status == Status.RENDERED, jobs.c.status == Status.REFUNDED)
    query = select(jobs).where(jobs.c.platform == platform, ended, jobs.c.told.is_(False))
    return _read(connection, connection.execute(query.order_by(jobs.c.finished_at).limit(limit)).all())


def account_of(connection: Connection, job_id: UUID) -> int:
    """Name the account whose a job is."""
    return int(connection.execute(select(jobs.c.account_id).where(jobs.c.id == job_id)).scalar_one())


def move(
    connection: Connection, job: Job, to: Status, moment: datetime, reason: str = "", **changes: object
) -> bool:
    """Move a job on if nobody else has: the one way in which a status changes.

    Returns: whether it moved; if not, ``job`` is out of date and nothing was written.
    """
    if to is not Status.RUNNING:
        changes["lease_until"] = None
    swap = (
        update(jobs)
        .where(jobs.c.id == job.id, jobs.c.status == job.status, jobs.c.attempt == job.attempt)
        .values(status=to, **changes)
    )
    if connection.execute(swap).rowcount != 1:
        return False
    attempt = changes.get("attempt", job.attempt)
    _note(connection, job.id, job.status, to, int(str(attempt)), moment, reason)
    return True


def change(connection: Connection, job_id: UUID, **changes: object) -> None:
    """Note something about a job that is no part of its state."""
    connection.execute(update(jobs).where(jobs.c.id == job_id).values(**changes))


def begin_sending(connection: Connection, job_id: UUID) -> bool:
    """Mark that a send begins which may not be repeated. Returns whether it is the first."""
    first = update(jobs).where(jobs.c.id == job_id, jobs.c.sending.is_(False)).values(sending=True)
    return connection.execute(first).rowcount == 1


def beat(connection: Connection, job_id: UUID, attempt: int, lease_until: datetime) -> bool:
    """Keep a lease. Returns whether it was still held."""
    held = update(jobs).where(jobs.c.id == job_id, jobs.c.status == Status.RUNNING, jobs.c.attempt == attempt)
    return connection.execute(held.values(lease_until=lease_until)).rowcount == 1


def holds(connection: Connection, job_id: UUID, attempt: int) -> bool:
    """Whether an attempt is still the one that counts."""
    query = select(jobs.c.id).where(
        jobs.c.id == job_id, jobs.c.status == Status.RUNNING, jobs.c.attempt == attempt
    )
    return connection.execute(query).one_or_none() is not None


def undrawn(connection: Connection, job_id: UUID) -> bool:
    """Whether a job still wants to be drawn: it waits or runs, whoever has it."""
    query = select(jobs.c.id).where(jobs.c.id == job_id, jobs.c.status.in_((Status.QUEUED, Status.RUNNING)))
    return connection.execute(query).one_or_none() is not None


def workers_lost(connection: Connection, job_id: UUID) -> int:
    """Count the workers that went away while they held a job."""
    query = select(func.count()).where(job_events.c.job_id == job_id, job_events.c.reason == LOST)
    return int(connection.execute(query).scalar_one())


def losses(connection: Connection, job_id: UUID) -> int:
    """Count the workers that a job has cost."""
    return int(connection.execute(select(jobs.c.losses).where(jobs.c.id == job_id)).scalar_one())


def add_media(connection: Connection, job: Job, stored: Sequence[tuple[Media, str]]) -> None:
    """Write down the results (media, sha256) of a job."""
    rows = [
        {**one.model_dump(), "job_id": job.id, "attempt": job.attempt, "position": position, "sha256": digest}
        for position, (one, digest) in enumerate(stored)
    ]
    if rows:
        connection.execute(insert(media), rows)


def drop_media(connection: Connection, job_id: UUID) -> list[str]:
    """Forget the results of a job. Returns: the keys of what is to be erased."""
    rows = connection.execute(select(media.c.key, media.c.thumbnail).where(media.c.job_id == job_id))
    keys = [key for row in rows for key in (row.key, row.thumbnail) if key]
    keys += [small(key) for key in keys]
    connection.execute(delete(media).where(media.c.job_id == job_id))
    return keys


def _note(
    connection: Connection,
    job_id: UUID,
    was: Status | None,
    became: Status,
    attempt: int,
    moment: datetime,
    reason: str,
) -> None:
    values = {"job_id": job_id, "at": moment, "was": was, "became": became, "attempt": attempt}
    _NOTED.run(connection, {**values, "reason": reason[:64]})


def _read(connection: Connection, rows: Sequence[Row[Any]]) -> list[Job]:  # Any: whole rows
    if not rows:
        return []
    found: dict[UUID, list[Media]] = {row.id: [] for row in rows}
    if any(row.status in {Status.RENDERED, Status.DELIVERED, Status.REFUNDED} for row in rows):
        query = select(media).where(media.c.job_id.in_(found)).order_by(media.c.position)
        for one in connection.execute(query):
            found[one.job_id].append(_media(one))
    return [_job(row, tuple(found[row.id])) for row in rows]


def _media(row: Row[Any]) -> Media:  # Any: a whole row
    return Media(**{name: getattr(row, name) for name in Media.model_fields})


def _job(row: Row[Any], results: tuple[Media, ...]) -> Job:  # Any: a whole row
    return Job(
        id=row.id,
        sender=Sender.model_validate(row.sender),
        place=Place.model_validate(row.place),
        request=REQUEST.validate_python(row.request),
        status=Status(row.status),
        price=row.price,
        reference=row.reference,
        lane=Lane(row.lane),
        pooled=row.payer_id is not None,
        captured=row.captured,
        attempt=row.attempt,
        submitted_at=row.submitted_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        deadline_at=row.deadline_at,
        placeholder=row.placeholder,
        media=results,
        problem=Problem.model_validate(row.problem) if row.problem else None,
        notes=tuple(Note.model_validate(note) for note in row.notes or ()),
        drawn_s=row.drawn_s,
        filtered=row.filtered,
    )
