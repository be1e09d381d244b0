"""Where a file comes from: what was made here is known again, though a platform took its marks away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, insert, select

from tasks.database import Database
from tasks.job import Job
from tasks.models import fingerprints

NEAR = 0.0  # how far apart two fingerprints of one clip may be


@dataclass(frozen=True)
class Origin:
    """The job that made a file."""

    job_id: UUID
    made_at: datetime
    kind: str  # of the request: "avatar"


class Origins:
    """Knows again what was made here. Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def origin(self, fingerprint: str) -> Origin | None:
        """Name the job whose result looks most like a fingerprint, or nothing if none looks like it."""
        columns = fingerprints.c
        query = select(columns.fingerprint, columns.job_id, columns.made_at, columns.kind)
        rows = self._database.read(lambda connection: connection.execute(query).all())
        near = [(apart, row) for row in rows if (apart := _apart(fingerprint, row.fingerprint)) <= NEAR]
        if not near:
            return None
        _, nearest = min(near, key=lambda found: found[0])
        return Origin(nearest.job_id, nearest.made_at, nearest.kind)


def remember(connection: Connection, job: Job, taken: Mapping[str, str], moment: datetime) -> None:
    """Write down the fingerprints of a job's results, by their keys."""
    rows = [
        {"key": key, "job_id": job.id, "kind": job.request.kind, "fingerprint": one, "made_at": moment}
        for key, one in taken.items()
    ]
    if rows:
        connection.execute(insert(fingerprints), rows)


def _apart(one: str, other: str) -> float:
    return 0.0 if one == other else 1.0
