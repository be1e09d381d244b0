"""Any order of events: no job is lost, none is settled twice, and the books balance after every step."""

import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select, update

from tasks.desk import Desk
from tasks.errors import AlreadyFinal, NoSuchJob, QuotaExceeded, RenderFailed, TooManyWaiting
from tasks.job import Job, Problem, Status
from tasks.ledger import verify
from tasks.models import job_events, jobs
from tasks.settings import TasksSettings
from tests.conftest import open_test_desk
from tests.factories import catalogue, image_request, place, sender
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.worker import FakeWorker

MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - syncing costs nothing there
PEOPLE = st.sampled_from(["ada", "bo"])
LEGAL = {
    (None, "queued"),
    ("queued", "running"),
    ("queued", "refunded"),
    ("running", "queued"),
    ("running", "rendered"),
    ("running", "refunded"),
    ("rendered", "delivered"),
    ("rendered", "refunded"),
}


class Studio(RuleBasedStateMachine):
    """Two people, any number of workers that may be stale, and a clock that jumps."""

    submitted = Bundle("submitted")
    claimed = Bundle("claimed")
    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="limner-machine-", dir=MEMORY))
        shutil.copy(self.template, self.folder / "limner.sqlite")
        chosen = TasksSettings(
            _env_file=None, data=self.folder, redis_url="unix:///nowhere", daily_credits=30, waiting_limit=6
        )
        self.desk = open_test_desk(chosen, catalogue(), MemoryOutbox())
        self.worker = FakeWorker(self.desk)
        self.deleted: set[UUID] = set()

    def teardown(self) -> None:
        """Throw the studio away."""
        self.desk.close()
        shutil.rmtree(self.folder)

    @rule(target=submitted, who=PEOPLE, count=st.integers(1, 4), key=st.integers(0, 99))
    def submit(self, who: str, count: int, key: int) -> object:
        """Ask for pictures, sometimes with a key that was used before."""
        try:
            job = self.desk.submit(image_request(count=count), sender(who), place(), f"{who}:{key}")
        except (QuotaExceeded, TooManyWaiting):
            return multiple()
        return job.id

    @rule(target=claimed, who=PEOPLE, key=st.integers(100, 999))
    def begin(self, who: str, key: int) -> object:
        """Ask for a picture and have it claimed at once."""
        try:
            job = self.desk.submit(image_request(), sender(who), place(), f"{who}:{key}")
        except (QuotaExceeded, TooManyWaiting):
            return multiple()
        return self.worker.workshop.claim(job.id, "worker") or multiple()

    @rule(target=claimed, job_id=submitted)
    def claim(self, job_id: UUID) -> object:
        """Take this very job."""
        return self.worker.workshop.claim(job_id, "worker") or multiple()

    @rule(target=claimed, job_id=submitted)
    def hear(self, job_id: UUID) -> object:
        """Hear a ring, which may lead to somebody else's job; if anybody waits, it leads to one."""
        before = {job.id for job in self._waiting()}
        taken = self.worker.workshop.take_turn(job_id, "worker")
        assert (taken.id in before) if taken else not before
        return taken or multiple()

    @rule(target=claimed, job=claimed)
    def take_over(self, job: Job) -> object:
        """Give a job back and claim it anew: the first claim is stale from now on."""
        self.worker.workshop.give_back(job, lost=False)
        return self.worker.workshop.claim(job.id, "another") or multiple()

    @rule(job=claimed)
    def beat(self, job: Job) -> None:
        """Keep a lease, or find out that it is lost."""
        assert self.worker.workshop.beat(job) == self._current(job)

    @rule(job=claimed)
    def finish(self, job: Job) -> None:
        """Finish a claimed job, however stale the claim is."""
        before = self.desk.job(job.id)
        finished = self.worker.finish(job)
        repeated = before.attempt == job.attempt and bool(before.media)
        assert (finished is not None) == (self._runs(before, job) or repeated)

    @rule(job=claimed, end=st.sampled_from(["fail", "lost", "handed over"]))
    def drop(self, job: Job, end: str) -> None:
        """Fail a claimed job or give it back, however stale the claim is."""
        current = self._current(job)
        if end == "fail":
            ended = self.worker.fail(job, Problem.of(RenderFailed()))
        else:
            ended = self.worker.workshop.give_back(job, lost=end == "lost")
        assert (ended is not None) == current

    @rule(job_id=submitted, who=PEOPLE)
    def cancel(self, job_id: UUID, who: str) -> None:
        """Cancel; a late cancel is refused."""
        if job_id in self.deleted or self.desk.job(job_id).sender.account != who:
            return
        stoppable = self.desk.job(job_id).status in {Status.QUEUED, Status.RUNNING}
        try:
            self.desk.cancel(job_id, sender(who))
        except AlreadyFinal:
            assert not stoppable
        else:
            assert stoppable

    @rule(job_id=submitted, stale=st.booleans(), sure=st.booleans())
    def deliver(self, job_id: UUID, stale: bool, sure: bool) -> None:
        """Confirm a delivery, sometimes of an attempt that does not count."""
        job = self.desk.job(job_id)
        after = self.desk.delivered(job_id, job.attempt - stale, "message", sure)
        shown = job.status is Status.RENDERED and not stale
        assert after.status == (Status.DELIVERED if shown else job.status)

    @rule(job_id=submitted)
    def refuse(self, job_id: UUID) -> None:
        """Have the chat refuse the result for good."""
        self.desk.undeliverable(job_id, Problem(code="undeliverable"))

    @rule(job_id=consumes(submitted))
    def delete(self, job_id: UUID) -> None:
        """Delete a job."""
        try:
            self.desk.delete(job_id, self.desk.job(job_id).sender)
        except AlreadyFinal:
            assert self.desk.job(job_id).status is Status.RENDERED
        except NoSuchJob:
            assert job_id in self.deleted
        else:
            self.deleted.add(job_id)

    @rule(who=PEOPLE, amount=st.integers(-5, 20).filter(bool), key=st.integers(0, 5))
    def grant(self, who: str, amount: int, key: int) -> None:
        """Give or take credits, sometimes twice with one key."""
        self.desk.quota_grant(f"telegram:{who}", amount, "admin", "test", f"{who}:{key}")

    @rule(who=PEOPLE, daily=st.none() | st.integers(0, 60), key=st.integers(0, 5))
    def set_daily(self, who: str, daily: int | None, key: int) -> None:
        """Change an allowance."""
        self.desk.quota_set(f"telegram:{who}", daily, "admin", f"{who}:{key}")

    @rule(job_id=submitted, column=st.sampled_from(["lease_until", "deadline_at", "finished_at"]))
    def time_passes(self, job_id: UUID, column: str) -> None:
        """Let the lease, the deadline or the delivery of a job run out."""
        with self.desk.database.begin() as connection:
            moments = select(jobs.c.id, jobs.c[column]).where(
                jobs.c.id == job_id, jobs.c[column].is_not(None)
            )
            for row in connection.execute(moments).all():
                earlier = {column: row[1] - timedelta(days=3)}
                connection.execute(update(jobs).where(jobs.c.id == row.id).values(**earlier))
        self.worker.workshop.expire()

    @invariant()
    def books_balance(self) -> None:
        """Every ledger invariant holds."""
        assert [] == verify(self.desk.database)

    @invariant()
    def ends_are_final(self) -> None:
        """Jobs move along the arrows only, attempts count up by one, and an end stays."""
        with self.desk.database.look() as connection:
            events = connection.execute(select(job_events).order_by(job_events.c.id)).all()
        last: dict[object, tuple[str | None, int]] = {}
        for event in events:
            was, attempt = last.get(event.job_id, (None, 0))
            assert was == event.was
            assert (event.was, event.became) in LEGAL
            assert event.attempt == attempt + (event.became == "running")
            last[event.job_id] = (event.became, event.attempt)

    def _waiting(self) -> list[Job]:
        people = [job for who in ("ada", "bo") for job in self.desk.history(sender(who), limit=99)]
        return [job for job in people if job.status is Status.QUEUED and job.deadline_at > datetime.now(UTC)]

    def _current(self, job: Job) -> bool:
        return self._runs(self.desk.job(job.id), job)

    @staticmethod
    def _runs(found: Job, job: Job) -> bool:
        return (found.status, found.attempt) == (Status.RUNNING, job.attempt)


def test_any_order_of_events_keeps_the_books(desk: Desk) -> None:
    """Hypothesis looks for an order that breaks an invariant."""
    desk.database.close()
    Studio.template = desk.settings.data / "limner.sqlite"
    chosen = settings(
        max_examples=60, stateful_step_count=35, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Studio, settings=chosen)
