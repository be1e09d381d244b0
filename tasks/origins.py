"""Where a file comes from: what was made here is known again, though a platform took its marks away."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Connection, insert, select

from tasks.database import Database
from tasks.job import Job
from tasks.models import fingerprints

if TYPE_CHECKING:
    from avatar.honest.fingerprint import Fingerprint

NEAR = 1.0  # how far apart two fingerprints of one clip may be: avatar.honest.fingerprint.SAME


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
        """Name the job whose result is most like a fingerprint, or nothing if none is like it.

        Raises ValueError if ``fingerprint`` is not what `written` wrote.
        """
        columns = fingerprints.c
        query = select(columns.fingerprint, columns.job_id, columns.made_at, columns.kind)
        rows = self._database.read(lambda connection: connection.execute(query).all())
        apart = _measure(fingerprint)
        near = [(far, row) for row in rows if (far := apart(row.fingerprint)) <= NEAR]
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


def written(mark: "Fingerprint") -> str:
    """Write a fingerprint down as text."""
    return b64encode(mark.to_bytes()).decode()


def _measure(fingerprint: str) -> Callable[[str], float]:
    """Give what tells how far apart a fingerprint and another are; up to 1 they are of the same clip."""
    from avatar.honest import fingerprint as marks  # noqa: PLC0415 - OpenCV; few processes ask

    asked = marks.Fingerprint.from_bytes(b64decode(fingerprint))

    def apart(text: str) -> float:
        other = marks.Fingerprint.from_bytes(b64decode(text))
        seen = asked.pictures and other.pictures  # compared first: it takes a seventieth of what sounds take
        if seen and marks.picture_distance(asked.pictures, other.pictures) > marks.PICTURE_LIMIT:
            return inf
        return marks.distance(asked, other)

    return apart
