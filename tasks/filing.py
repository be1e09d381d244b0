"""Files jobs in the archive: afterwards, so that a reservation writes nothing for those who search later."""

import unicodedata
from uuid import UUID

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from tasks import history
from tasks.asked import model_of, seed_of
from tasks.database import Database
from tasks.job import Job
from tasks.models import jobs
from tasks.models_archive import archive

AT_ONCE = 500  # jobs of one transaction


def fold(text: str) -> str:
    """Write a text as it is searched: one case, one width, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def file_all(database: Database, account_id: int) -> None:
    """File every job of an account that is not filed yet; mostly there is none, and nothing is written."""
    mine = select(jobs.c.id).where(~jobs.c.filed, jobs.c.account_id == account_id).limit(1)
    while database.read(lambda connection: connection.execute(mine).one_or_none()):
        database.write(lambda connection: file(connection, account_id))


def file(connection: Connection, account_id: int | None = None) -> int:
    """File some jobs, of one account or of whomever. Returns how many."""
    columns = (jobs.c.id, jobs.c.account_id, jobs.c.hidden)
    query = select(*columns).where(~jobs.c.filed).limit(AT_ONCE)
    if account_id is not None:
        query = query.where(jobs.c.account_id == account_id)
    # Locked, where more than one may write: nobody deletes a job while it is filed.
    rows = connection.execute(query.with_for_update()).all()
    owners = {row.id: row.account_id for row in rows if not row.hidden}
    found = history.listed(connection, select(jobs).where(jobs.c.id.in_(owners)))
    if entries := [_entry(job, owners[job.id]) for job in found]:
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        connection.execute(insert(archive).on_conflict_do_nothing(), entries)
    filed = jobs.c.id.in_([row.id for row in rows])
    connection.execute(update(jobs).where(filed).values(filed=True))
    return len(rows)


def take_out(connection: Connection, job_id: UUID) -> None:
    """Take a job out of the archive, for good."""
    connection.execute(delete(archive).where(archive.c.job_id == job_id))
    connection.execute(update(jobs).where(jobs.c.id == job_id).values(filed=True))


def _entry(job: Job, account_id: int) -> dict[str, object]:
    return {
        "job_id": job.id,
        "account_id": account_id,
        "submitted_at": job.submitted_at,
        "kind": job.request.kind,
        "model": fold(model_of(job.request))[:128],
        "seed": seed_of(job.request),
        "words": fold(job.words),
    }
