"""Ranges of a clip's frames: who draws which, and where the finished pieces lie.

A range moves by compare-and-swap on its state and its fence, as a job does on its status and its attempt. It
outlives the attempt that opened it: whoever takes the job over finds what is drawn.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Connection, Row, Update, delete, insert, select, update

from tasks import history
from tasks.database import Database, now
from tasks.job import Job
from tasks.models import jobs, segments
from tasks.store import Store

OURS = 0  # the folder of plan and pieces in the store: they belong to no attempt


class State(StrEnum):
    """Where a range is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"


class Segment(BaseModel, frozen=True):
    """A range of frames of one clip."""

    job_id: UUID
    number: int  # in the order of the clip, from 0
    first: int  # its first frame
    frames: int
    plan: str  # the key of what every range of this clip is drawn from
    state: State = State.WAITING
    fence: int = 0  # counts the claims
    worker: str = ""
    share: float = 0.0  # how much of it is drawn, as its worker last told
    key: str = ""  # of the finished piece
    drawn_s: float = 0.0
    lost_by: tuple[str, ...] = ()  # the workers that fell silent over it

    @property
    def piece(self) -> str:
        """Name the place of what this claim draws: no other claim writes there."""
        return f"{self.job_id}/{OURS}/piece-{self.number}-{self.fence}.bin"


class Segments:
    """The ranges of all clips. Every change is one transaction, and a no-op when too late. Thread-safe."""

    def __init__(self, database: Database, lease: timedelta) -> None:
        self._database = database
        self._lease = lease

    def open(self, job: Job, plan: str, ranges: Sequence[tuple[int, int]], planned_s: float) -> list[Segment]:
        """Write the ranges (first frame, frames) of a running job's plan down, unless there are some.

        ``planned_s`` is what the plan took; it counts as drawn.
        Returns: the ranges that count; none where the job is not ours any more.
        """

        def write(connection: Connection) -> list[Segment]:
            if not history.holds(connection, job.id, job.attempt):
                return []
            if not (known := _of(connection, job.id)):
                connection.execute(insert(segments), _rows(job, plan, ranges, planned_s))
            return known or _of(connection, job.id)

        return self._database.write(write)

    def of(self, job_id: UUID) -> list[Segment]:
        """List the ranges of a clip in order; none where it was never cut."""
        return self._database.read(lambda connection: _of(connection, job_id))

    def claim(self, job_id: UUID, worker: str) -> Segment | None:
        """Take the first range that waits, or whose worker fell silent.

        Returns: the range as it runs now; None if there is none, or nobody wants the clip any more.
        """

        def take(connection: Connection) -> Segment | None:
            if not history.undrawn(connection, job_id):
                return None
            moment = now(connection)
            _expire(connection, job_id, moment)
            waiting = [one for one in _of(connection, job_id) if one.state is State.WAITING]
            taken = (_take(connection, one, worker, moment + self._lease) for one in waiting)
            return next(filter(None, taken), None)

        return self._database.write(take)

    def beat(self, segment: Segment, share: float) -> bool:
        """Keep the lease of a range and tell how far it is. Returns whether it is still ours and wanted."""

        def keep(connection: Connection) -> bool:
            if not history.undrawn(connection, segment.job_id):
                return False
            kept = _held(segment).values(lease_until=now(connection) + self._lease, share=share)
            return connection.execute(kept).rowcount == 1

        return self._database.write(keep)

    def holds(self, segment: Segment) -> bool:
        """Whether a range that runs is still ours and wanted."""
        return self._database.read(
            lambda connection: (
                history.undrawn(connection, segment.job_id)
                and any(_same(one, segment) for one in _of(connection, segment.job_id))
            )
        )

    def done(self, segment: Segment, drawn_s: float) -> bool:
        """Write down that the piece of a range lies in its place.

        Returns: whether the range was still ours; if not, the piece is nobody's.
        """

        def end(connection: Connection) -> bool:
            took = segments.c.drawn_s + drawn_s
            ended = {"state": State.DONE, "key": segment.piece, "share": 1.0, "lease_until": None}
            if connection.execute(_held(segment).values(drawn_s=took, **ended)).rowcount == 1:
                return True
            # The first commit was made, and only its answer was lost?
            return any(one.key == segment.piece for one in _of(connection, segment.job_id))

        return self._database.write(end)

    def give_back(self, segment: Segment, lost: bool) -> bool:
        """Let somebody else take a range; ``lost`` where a runner died of it. Returns whether it was ours."""

        def back(connection: Connection) -> bool:
            return connection.execute(_freed(_held(segment), segment.worker if lost else "")).rowcount == 1

        return self._database.write(back)

    def drop(self, job_id: UUID) -> list[str]:
        """Forget the ranges of a clip. Returns: the keys of what is to be erased, of lost claims, too."""

        def forget(connection: Connection) -> list[str]:
            known = _of(connection, job_id)
            connection.execute(delete(segments).where(segments.c.job_id == job_id))
            return _keys(known)

        return self._database.write(forget)

    def stale(self, before: datetime) -> list[UUID]:
        """List the jobs that ended before a moment and whose ranges are still known."""

        def look(connection: Connection) -> list[UUID]:
            known = connection.execute(select(segments.c.job_id).distinct()).scalars().all()
            ended = select(jobs.c.id).where(jobs.c.id.in_(known), jobs.c.finished_at < before)
            return list(connection.execute(ended).scalars())

        return self._database.read(look)


def erase_ranges(known: Segments, store: Store, job_id: UUID) -> None:
    """Forget the ranges of a clip, and erase its plan and its pieces."""
    for key in known.drop(job_id):
        store.erase(key)


def _rows(job: Job, plan: str, ranges: Sequence[tuple[int, int]], planned_s: float) -> list[dict[str, Any]]:
    # Any: what a table takes
    return [
        {
            "job_id": job.id,
            "number": number,
            "first": first,
            "frames": frames,
            "plan": plan,
            "state": State.WAITING,
            "drawn_s": planned_s if number == 0 else 0.0,
        }
        for number, (first, frames) in enumerate(ranges)
    ]


def _of(connection: Connection, job_id: UUID) -> list[Segment]:
    query = select(segments).where(segments.c.job_id == job_id).order_by(segments.c.number)
    return [_segment(row) for row in connection.execute(query)]


def _segment(row: Row[Any]) -> Segment:  # Any: a whole row
    values = {name: getattr(row, name) for name in Segment.model_fields}
    return Segment(**{**values, "lost_by": tuple(row.lost_by.split())})


def _take(connection: Connection, segment: Segment, worker: str, lease_until: datetime) -> Segment | None:
    swap = update(segments).where(
        segments.c.job_id == segment.job_id,
        segments.c.number == segment.number,
        segments.c.state == State.WAITING,
        segments.c.fence == segment.fence,
    )
    running = {"state": State.RUNNING, "fence": segment.fence + 1, "worker": worker, "share": 0.0}
    if connection.execute(swap.values(lease_until=lease_until, **running)).rowcount != 1:
        return None
    return segment.model_copy(update=running)


def _expire(connection: Connection, job_id: UUID, moment: datetime) -> None:
    """Free the ranges whose workers fell silent."""
    silent = update(segments).where(
        segments.c.job_id == job_id, segments.c.state == State.RUNNING, segments.c.lease_until < moment
    )
    connection.execute(silent.values(lost_by=segments.c.lost_by + segments.c.worker + " ", **_FREE))


def _freed(held: Update, lost_by: str) -> Update:
    lost = {"lost_by": segments.c.lost_by + lost_by + " "} if lost_by else {}
    return held.values(**_FREE, **lost)


_FREE = {"state": State.WAITING, "lease_until": None, "share": 0.0}


def _held(segment: Segment) -> Update:
    """Change a range where this claim still counts."""
    return update(segments).where(
        segments.c.job_id == segment.job_id,
        segments.c.number == segment.number,
        segments.c.state == State.RUNNING,
        segments.c.fence == segment.fence,
    )


def _same(one: Segment, claimed: Segment) -> bool:
    return (one.number, one.fence, one.state) == (claimed.number, claimed.fence, State.RUNNING)


def _keys(known: Sequence[Segment]) -> list[str]:
    plans = {one.plan for one in known}
    claims = (
        one.model_copy(update={"fence": fence}).piece for one in known for fence in range(1, one.fence + 1)
    )
    return [*plans, *claims]
