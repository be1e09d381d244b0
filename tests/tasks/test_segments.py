"""Ranges of a clip: claimed once, lost with their worker, and never written by a stale one."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import update

from generation.catalogue import Catalogue
from tasks.database import now
from tasks.desk import Desk
from tasks.errors import NoSuchJob
from tasks.job import Job
from tasks.models import jobs, segments
from tasks.segments import Segment, Segments, State
from tasks.settings import TasksSettings
from tasks.sweep import sweep_of
from tests.conftest import open_test_desk
from tests.factories import avatar_request, key, place, sender
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.worker import FakeWorker

LEASE = timedelta(seconds=30)
THREE = ((0, 50), (50, 50), (100, 7))


@pytest.fixture
def desk(database_url: str, settings: TasksSettings, catalogue: Catalogue) -> Iterator[Desk]:
    """Open a desk on either kind of database."""
    chosen = TasksSettings.model_validate({**settings.model_dump(), "database_url": database_url})
    opened = open_test_desk(chosen, catalogue, MemoryOutbox())
    yield opened
    opened.close()


@pytest.fixture
def ranges(desk: Desk) -> Segments:
    """Give the ranges of all clips."""
    return Segments(desk.database, LEASE)


@pytest.fixture
def job(desk: Desk) -> Job:
    """Give a clip that a worker makes."""
    photo = desk.keep(sender(), b"a photo", "image/png")
    job = desk.submit(avatar_request(photo=photo), sender(), place(), key())
    return FakeWorker(desk, "holder").claim(job.id)


def cut(ranges: Segments, job: Job, plan: str = "plan") -> list[Segment]:
    """Cut a clip into three."""
    return ranges.open(job, plan, THREE, planned_s=2.0)


def claim(ranges: Segments, job: Job, worker: str = "one") -> Segment:
    """Take the next range."""
    claimed = ranges.claim(job.id, worker)
    assert claimed is not None
    return claimed


def silence(desk: Desk, job: Job) -> None:
    """Let the leases of all running ranges run out."""
    with desk.database.begin() as connection:
        running = update(segments).where(segments.c.state == State.RUNNING, segments.c.job_id == job.id)
        connection.execute(running.values(lease_until=now(connection) - LEASE))


def test_ranges_are_claimed_in_order_once_each(ranges: Segments, job: Job) -> None:
    """The first that waits comes next, whoever asks; then there are none."""
    cut(ranges, job)

    claimed = [ranges.claim(job.id, worker) for worker in ("one", "two", "one", "two")]

    assert [(0, "one"), (1, "two"), (2, "one"), None] == [one and (one.number, one.worker) for one in claimed]
    assert [one.fence for one in ranges.of(job.id)] == [1, 1, 1]


def test_two_workers_never_claim_the_same(ranges: Segments, job: Job) -> None:
    """Four at the same moment: each of the three ranges goes to one of them."""
    cut(ranges, job)
    together, claimed = Barrier(4), list[Segment | None]()

    def ask(name: str) -> None:
        together.wait()
        claimed.append(ranges.claim(job.id, name))

    threads = [Thread(target=ask, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [0, 1, 2] == sorted(one.number for one in claimed if one)
    assert 4 == len(claimed)


def test_plan_that_was_written_first_counts(desk: Desk, ranges: Segments, job: Job) -> None:
    """A second attempt goes on with what it finds; the first one's late plan is refused."""
    worker = FakeWorker(desk)
    worker.workshop.give_back(job, lost=True)
    second = worker.claim(job.id)

    assert [] == cut(ranges, job, "stale plan")
    assert ["plan"] * 3 == [one.plan for one in cut(ranges, second)]
    assert ["plan"] * 3 == [one.plan for one in cut(ranges, second, "another plan")]


def test_silent_worker_loses_its_range(desk: Desk, ranges: Segments, job: Job) -> None:
    """Its lease ran out: the next that asks has the range, and nothing that the first writes counts."""
    cut(ranges, job)
    first = claim(ranges, job)
    silence(desk, job)

    second = claim(ranges, job, "two")

    assert (0, 2, ("one",)) == (second.number, second.fence, ranges.of(job.id)[0].lost_by)
    assert not ranges.beat(first, 0.9)
    assert not ranges.holds(first)
    assert not ranges.done(first, 1.0)
    assert not ranges.give_back(first, lost=True)
    assert ranges.beat(second, 0.5)
    assert 0.5 == ranges.of(job.id)[0].share
    assert ranges.done(second, 1.0)


def test_finished_range_says_where_its_piece_lies(ranges: Segments, job: Job) -> None:
    """Done is done, also when it is said twice; what the plan took counts as drawn."""
    cut(ranges, job)
    claimed = claim(ranges, job)

    assert ranges.done(claimed, 1.5)
    assert ranges.done(claimed, 1.5)

    first, second, _ = ranges.of(job.id)
    assert (State.DONE, claimed.piece, 3.5) == (first.state, first.key, first.drawn_s)
    assert (State.WAITING, "") == (second.state, second.key)


@pytest.mark.parametrize("lost", [True, False])
def test_range_that_is_given_back_waits_again(ranges: Segments, job: Job, lost: bool) -> None:
    """A runner that died of it is remembered, one that only leaves is not."""
    cut(ranges, job)
    claimed = claim(ranges, job)

    assert ranges.give_back(claimed, lost)

    assert (0, 2) == (claim(ranges, job, "two").number, ranges.of(job.id)[0].fence)
    assert (("one",) if lost else ()) == ranges.of(job.id)[0].lost_by


def test_cancelled_clip_is_drawn_no_further(desk: Desk, ranges: Segments, job: Job) -> None:
    """Its plan and its pieces are erased; a worker that still draws notices."""
    desk.store.put(plan := f"{job.id}/0/plan-1.bin", b"a plan")
    cut(ranges, job, plan)
    drawn, running = claim(ranges, job), claim(ranges, job)
    desk.store.put(drawn.piece, b"a piece")
    ranges.done(drawn, 1.0)

    desk.cancel(job.id, sender())

    assert ranges.claim(job.id, "one") is None
    assert not ranges.holds(running)
    assert not ranges.beat(running, 0.5)
    assert not ranges.done(running, 1.0)
    assert [] == ranges.of(job.id)
    assert [] == [path for path in desk.settings.blobs.rglob("*") if str(job.id) in str(path)]


def test_job_that_waits_for_another_worker_is_drawn_on(desk: Desk, ranges: Segments, job: Job) -> None:
    """Whoever helps need not know that the holder went away."""
    cut(ranges, job)
    running = claim(ranges, job)
    FakeWorker(desk).workshop.give_back(job, lost=True)

    assert ranges.holds(running)
    assert 1 == claim(ranges, job).number


def test_pieces_of_lost_claims_are_erased_too(desk: Desk, ranges: Segments, job: Job) -> None:
    """A piece that was stored by a worker that died before it said so lies there still."""
    cut(ranges, job)
    orphan = claim(ranges, job).piece
    silence(desk, job)
    done = claim(ranges, job)
    ranges.done(done, 1.0)

    assert {"plan", orphan, done.piece} == set(ranges.drop(job.id))


def test_pieces_are_kept_until_some_minutes_after_the_end(desk: Desk, ranges: Segments, job: Job) -> None:
    """A page may still play them; then the sweep erases them."""
    desk.store.put(plan := f"{job.id}/0/plan-1.bin", b"a plan")
    cut(ranges, job, plan)
    FakeWorker(desk).finish(job)

    def swept(ended: timedelta) -> bool:
        with desk.database.begin() as connection:
            connection.execute(update(jobs).values(finished_at=now(connection) - ended))
        sweep_of(desk).once()
        return [] == ranges.of(job.id) and not (desk.settings.blobs / plan).exists()

    assert not swept(timedelta(minutes=4))
    assert swept(timedelta(minutes=6))
    assert desk.job(job.id).media


def test_pieces_are_listed_from_the_first_frame_on(desk: Desk, ranges: Segments, job: Job) -> None:
    """What comes after a gap cannot be played yet; strangers see nothing."""
    cut(ranges, job)
    first, second, third = (claim(ranges, job) for _ in range(3))
    ranges.done(third, 1.0)

    assert [] == desk.pieces(job.id, sender())

    ranges.done(first, 1.0)

    assert [first.piece] == [one.key for one in desk.pieces(job.id, sender())]
    with pytest.raises(NoSuchJob):
        desk.pieces(job.id, sender("somebody else"))

    ranges.done(second, 1.0)

    assert [0, 50, 100] == [one.first for one in desk.pieces(job.id, sender())]
