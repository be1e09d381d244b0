"""What workers and the sweep may do to a job: claim it, keep it, finish it, fail it, give it back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import Connection

from generation.errors import StudioError
from generation.notes import Note
from tasks import history, hooks, ledger, line, origins, own, pace, rates, straying, warmth
from tasks.database import Database, now
from tasks.errors import DeadlinePassed, Undeliverable, WorkerLost
from tasks.filtering import Filtering
from tasks.job import Job, Lane, Media, Problem, Status
from tasks.own import Learnt
from tasks.pools import payer_of
from tasks.rereading import Rereading
from tasks.settings import TasksSettings
from tasks.store import Store

NOTHING: Mapping[str, str] = MappingProxyType({})
TRIES = 8  # turns that are lost to those who cancel at the same moment
MADE = (Status.RENDERED, Status.DELIVERED)
AT_ONCE = "web"  # on this platform a result is delivered once it is stored: the page reads the history


class Workshop:
    """Every change is one transaction, and a no-op when it comes too late. Thread-safe."""

    def __init__(self, database: Database, store: Store, settings: TasksSettings) -> None:
        self.database = database
        self.store = store
        self.settings = settings
        self.filtering = Filtering(database, settings)
        self.rereading = Rereading(database, settings)

    def claim(self, job_id: UUID, worker: str) -> Job | None:
        """Take a job that waits. Returns: the job as it runs now, or None if there is nothing to take."""

        def take(connection: Connection) -> Job | None:
            return self._start(connection, job_id, worker, now(connection))

        return self.database.write(take)

    def take_turn(self, rung: UUID, worker: str) -> Job | None:
        """Take the job whose turn it is in the queue of the one that was rung for.

        There is a ring for every job that waits, so each of them is taken, if not by its own ring.
        Returns: the job as it runs now, or None if nobody waits.
        """

        def take(connection: Connection) -> Job | None:
            queue = line.queue_of_job(connection, rung)
            moment = now(connection)
            for _ in range(TRIES if queue else 0):
                job_id = line.turn(connection, queue or "", moment, self.settings.manners, worker)
                if job_id is None:
                    return None
                taken = self._start(connection, job_id, worker, moment)
                if taken is not None:
                    return taken
            return None

        return self.database.write(take)

    def _start(self, connection: Connection, job_id: UUID, worker: str, moment: datetime) -> Job | None:
        job = history.find(connection, job_id)
        if job is None or job.status is not Status.QUEUED or job.deadline_at < moment:
            return None
        moved = history.move(
            connection,
            job,
            Status.RUNNING,
            moment,
            attempt=job.attempt + 1,
            lease_until=moment + self.settings.lease,
            started_at=moment,
            worker=worker,
        )
        if not moved:
            return None
        line.serve(connection, history.account_of(connection, job_id), moment)
        warmth.note(connection, worker, job.request)
        return history.find(connection, job_id)

    def find(self, job_id: UUID) -> Job | None:
        """Look a job up."""
        return self.database.read(lambda connection: history.find(connection, job_id))

    def workers_lost(self, job: Job) -> int:
        """Count the workers that went away while they held a job."""
        return self.database.read(lambda connection: history.workers_lost(connection, job.id))

    def beat(self, job: Job) -> bool:
        """Keep the lease of a running job. Returns whether it is still ours."""
        return self.database.write(
            lambda connection: history.beat(
                connection, job.id, job.attempt, now(connection) + self.settings.lease
            )
        )

    def holds(self, job: Job) -> bool:
        """Whether a running job is still ours."""
        return self.database.read(lambda connection: history.holds(connection, job.id, job.attempt))

    def finish(
        self,
        job: Job,
        stored: Sequence[tuple[Media, str]],
        drawn_s: float,
        notes: Sequence[Note] = (),
        marks: Mapping[str, str] = NOTHING,
        filtered: int = 0,
        learnt: Learnt | None = None,
    ) -> Job | None:
        """Write down the results (media, sha256) of a running job, and what is to be told with them.

        ``marks`` are fingerprints by the keys of the media; ``filtered`` counts the pictures that the filter
        withheld or blurred; ``learnt`` is the adapter that becomes its owner's.

        Returns: the job as it is now, or None if it was not ours any more: then nothing was written.
        """

        def end(connection: Connection) -> Job | None:
            moment = now(connection)
            told = [note.model_dump(mode="json") for note in (*job.notes, *notes)] or None
            made: dict[str, object] = {
                "finished_at": moment,
                "drawn_s": drawn_s,
                "notes": told,
                "filtered": filtered,
            }
            if not history.move(connection, job, Status.RENDERED, moment, "", **made):
                found = history.find(connection, job.id)
                ours = found is not None and found.attempt == job.attempt and found.status in MADE
                return found if ours else None  # ours: the first commit was made, only its answer was lost
            line.use(
                connection, history.account_of(connection, job.id), drawn_s, moment, self.settings.manners
            )
            line.held_back(connection, history.account_of(connection, job.id))
            rates.learn(connection, job, drawn_s)
            pace.measure(connection, job.request.kind, job.price, drawn_s)
            history.add_media(connection, job, stored)
            origins.remember(connection, job, marks, moment)
            if learnt:
                own.note(connection, job, learnt, moment)
            if job.place.platform == AT_ONCE:
                done = {"status": Status.RENDERED, "drawn_s": drawn_s, "filtered": filtered}
                rendered = job.model_copy(update=done)
                deliver(connection, rendered, moment, message=AT_ONCE, sure=True)
            return history.find(connection, job.id)

        return self.database.write(end)

    def fail(self, job: Job, problem: Problem) -> Job | None:
        """End a job for good and give its price back. Returns: the job, or None if it moved on meanwhile."""

        def end(connection: Connection) -> Job | None:
            moment = now(connection)
            moved = refund(connection, job, problem, moment)
            if moved:
                line.use_vainly(connection, job, moment, self.settings.manners)
            return history.find(connection, job.id) if moved else None

        return self.database.write(end)

    def give_back(self, job: Job, lost: bool, problem: Problem | None = None) -> Job | None:
        """Let somebody else take a running job. One that has cost too many workers is refunded.

        ``lost``: whether a worker or its runner died of it; a worker that only leaves hands it over.
        ``problem``: what stood in the way, to be told if this was the last try.
        Returns: the job as it is now, or None if it moved on meanwhile.
        """

        def back(connection: Connection) -> Job | None:
            moment = now(connection)
            losses = history.losses(connection, job.id) + lost
            if losses >= self.settings.losses_limit:
                why = problem or Problem.of(WorkerLost())
                moved = refund(connection, job, why, moment, losses=losses)
            else:
                again = problem.code if problem else history.LOST
                reason = again if lost else "handed over"
                moved = history.move(
                    connection, job, Status.QUEUED, moment, reason, losses=losses, rung_at=None, worker=""
                )
            return history.find(connection, job.id) if moved else None

        return self.database.write(back)

    def expire(self) -> list[Job]:
        """Take back what silent workers hold, and end what waited too long.

        Returns: the jobs that changed.
        """
        settings = self.settings

        def due(connection: Connection) -> tuple[list[Job], list[Job]]:
            moment = now(connection)
            overdue = straying.overdue(connection, moment, settings.delivery_limit)
            return overdue, straying.lost(connection, moment)

        overdue, lost = self.database.read(due)
        changed = [self.fail(job, Problem.of(_lateness(job))) for job in overdue]
        late = {job.id for job in overdue}
        changed += [self._expire(job) for job in lost if job.id not in late]
        return [job for job in changed if job is not None]

    def _expire(self, job: Job) -> Job | None:
        # Read again inside: a heartbeat may have come between the look and the deed.
        def silent(connection: Connection) -> bool:
            return any(one.id == job.id for one in straying.lost(connection, now(connection)))

        return self.give_back(job, lost=True) if self.database.read(silent) else None


def refund(connection: Connection, job: Job, problem: Problem, moment: datetime, **changes: object) -> bool:
    """End a job for good and give its price back, in the caller's transaction. Returns whether it moved."""
    told = changes.pop("told", job.place.platform == AT_ONCE)
    moved = history.move(
        connection,
        job,
        Status.REFUNDED,
        moment,
        problem.code,
        finished_at=moment,
        problem=problem.model_dump(mode="json"),
        told=told,
        **changes,
    )
    if moved:
        hooks.end(connection, job.id, hooks.FAILED, moment)
    if moved and job.status is Status.RUNNING:
        line.held_back(connection, history.account_of(connection, job.id))
    if moved and job.lane is Lane.FAST:
        cause = ledger.Cause(f"settle:{job.id}", moment, job.id, reason=problem.code)
        ledger.void(connection, payer_of(connection, job.id), job.price, cause)
    return moved


def deliver(connection: Connection, job: Job, moment: datetime, message: str, sure: bool) -> bool:
    """Settle a job whose result was shown, in the caller's transaction. Returns whether it moved."""
    reason = "" if sure else "uncertain"
    paid = job.lane is Lane.FAST
    used = job.used if paid else 0
    ended = {"message": message, "sure": sure, "told": True, "captured": used}
    moved = history.move(connection, job, Status.DELIVERED, moment, reason, **ended)
    if moved:
        hooks.end(connection, job.id, hooks.FINISHED, moment)
    if moved and paid:
        why = f"filtered {job.filtered} of {job.pictures}" if job.filtered else "took less"
        cause = ledger.Cause(f"settle:{job.id}", moment, job.id, reason=why)
        ledger.settle(connection, payer_of(connection, job.id), job.price, used, cause)
    return moved


def _lateness(job: Job) -> StudioError:
    return Undeliverable() if job.status is Status.RENDERED else DeadlinePassed()
