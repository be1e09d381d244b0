"""Whole workers, killed and starved: every job is done once and charged once."""

import signal
import time

import psutil
import pytest
import redis

from tasks.desk import Desk
from tasks.job import Job, Status
from tasks.queue import queue_of
from tests.factories import sender, submit
from tests.patience import PATIENCE_S
from tests.tasks.clips import logged, shares
from tests.tasks.conftest import Studio, eventually

pytestmark = pytest.mark.stack

FULL = 200


def delivered(desk: Desk, job: Job) -> Job:
    """Deliver a rendered job as a bot would."""
    return desk.delivered(job.id, job.attempt, f"message of {job.id}")


def test_submitted_job_is_drawn(studio: Studio) -> None:
    """The whole way: submit, queue, worker, runner, store."""
    studio.hire()
    job = submit(studio.desk, count=2)

    rendered = studio.wait(job.id, Status.RENDERED)

    assert [7, 8] == [media.seed for media in rendered.media]
    assert all(studio.desk.read(media.key).startswith(b"\x89PNG") for media in rendered.media)
    ended = delivered(studio.desk, rendered)
    assert (Status.DELIVERED, rendered.used) == (ended.status, ended.cost)
    assert studio.desk.allowance(sender()).left == FULL - rendered.used


def test_killed_worker_costs_nobody_anything(studio: Studio) -> None:
    """A worker killed in the middle of a job: the next one does it again, charged once, delivered once."""
    first = studio.hire()
    job = submit(studio.desk, "slow 3")
    studio.wait(job.id, Status.RUNNING)
    studio.kill(first)

    studio.hire()
    rendered = studio.wait(job.id, Status.RENDERED)
    done = delivered(studio.desk, rendered)

    assert (Status.DELIVERED, 2) == (done.status, done.attempt)
    assert 1 == len(done.media)
    assert studio.desk.allowance(sender()).left == FULL - 1


def test_two_workers_and_many_rings_run_a_job_once(studio: Studio) -> None:
    """A ring that comes again is a no-op."""
    studio.hire()
    studio.hire()
    jobs = [submit(studio.desk) for _ in range(10)]
    for job in jobs:
        for _ in range(5):
            studio.desk.bell.ring(job.id, queue_of(job.request))

    rendered = [studio.wait(job.id, Status.RENDERED) for job in jobs]

    assert {1} == {job.attempt for job in rendered}


def test_runner_that_dies_of_a_job_gives_it_up_after_three(studio: Studio) -> None:
    """A poison job is refunded, and its neighbours are drawn."""
    studio.hire()
    poison = submit(studio.desk, "segfault")
    neighbour = submit(studio.desk)

    ended = studio.wait(poison.id, Status.REFUNDED)

    assert ended.problem is not None
    assert ("worker_lost", 3) == (ended.problem.code, ended.attempt)
    assert Status.RENDERED == studio.wait(neighbour.id, Status.RENDERED).status


def test_engine_that_hangs_is_stopped_at_the_wall_limit(studio: Studio) -> None:
    """The queue moves on, and the price is given back."""
    studio.hire(LIMNER_WALL_LIMIT="2")
    stuck = submit(studio.desk, "hang")
    neighbour = submit(studio.desk)

    ended = studio.wait(stuck.id, Status.REFUNDED)

    assert ended.problem is not None
    assert "wall_limit_reached" == ended.problem.code
    studio.wait(neighbour.id, Status.RENDERED)


def test_cancel_reaches_the_engine(studio: Studio) -> None:
    """A cancelled job makes room long before it would have been drawn, and the engine lives on."""
    studio.hire(LIMNER_WALL_LIMIT="600")
    long = submit(studio.desk, "slow 500", steps=150)
    eventually(lambda: shares(studio, long), studio.log.read_text)

    studio.desk.cancel(long.id, sender())
    studio.wait(submit(studio.desk).id, Status.RENDERED)

    assert 1 == len(logged(studio, "runner.started"))


def test_leaving_worker_hands_its_job_over(studio: Studio) -> None:
    """SIGTERM ends a worker within seconds; its job is queued again and counts no loss."""
    first = studio.hire()
    job = submit(studio.desk, "slow 3")
    studio.wait(job.id, Status.RUNNING)

    first.send_signal(signal.SIGTERM)
    first.wait(PATIENCE_S)
    waiting = studio.desk.job(job.id)
    studio.hire()

    assert (Status.QUEUED, 1) == (waiting.status, waiting.attempt)
    assert studio.wait(job.id, Status.RENDERED).attempt == 2


def test_thawed_worker_is_refused(studio: Studio) -> None:
    """A worker that slept longer than its lease writes nothing over the one that took its place."""
    frozen = studio.hire()
    job = submit(studio.desk, "slow 1")
    studio.wait(job.id, Status.RUNNING)
    studio.freeze(frozen)

    studio.hire()
    rendered = studio.wait(job.id, Status.RENDERED)
    studio.thaw(frozen)
    eventually(
        lambda: "job.refused" in studio.log.read_text() or "job.gone" in studio.log.read_text(),
        studio.log.read_text,
    )

    assert (2, rendered.media) == (studio.desk.job(job.id).attempt, studio.desk.job(job.id).media)


def test_redis_that_forgot_everything_loses_nothing(studio: Studio) -> None:
    """Redis killed without persistence: what was submitted before and meanwhile is drawn."""
    jobs = [submit(studio.desk) for _ in range(3)]
    studio.redis.kill()
    jobs += [submit(studio.desk) for _ in range(3)]
    studio.redis.restart()
    studio.hire()

    assert all(studio.wait(job.id, Status.RENDERED) for job in jobs)


def test_redis_that_dies_under_a_worker_loses_nothing(studio: Studio) -> None:
    """The worker connects again by itself."""
    studio.hire()
    studio.wait(submit(studio.desk).id, Status.RENDERED)
    studio.redis.kill()
    job = submit(studio.desk)
    time.sleep(1)
    studio.redis.restart()

    studio.wait(job.id, Status.RENDERED)


def test_flushed_redis_loses_nothing(studio: Studio) -> None:
    """FLUSHALL with jobs in the queue: the sweep rings again."""
    jobs = [submit(studio.desk) for _ in range(3)]
    with redis.Redis.from_url(studio.redis.url) as client:
        eventually(lambda: client.llen("images") == 3, lambda: "nothing was rung")
        client.flushall()
    studio.hire()

    assert all(studio.wait(job.id, Status.RENDERED) for job in jobs)


def test_frozen_redis_stalls_no_submit(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Redis that accepts and never answers is none of the asker's business: the first ring still waits."""
    monkeypatch.setattr("tasks.queue.RING_TIMEOUT_S", 10 * PATIENCE_S)
    studio.redis.process.send_signal(signal.SIGSTOP)
    try:
        jobs = [submit(studio.desk) for _ in range(5)]
    finally:
        studio.redis.process.send_signal(signal.SIGCONT)
    studio.hire()

    assert all(studio.wait(job.id, Status.RENDERED) for job in jobs)


def test_only_the_sweep_makes_up_for_a_lost_ring(studio: Studio) -> None:
    """Without a sweep a lost ring would leave the job waiting for ever."""
    job = submit(studio.desk)
    with redis.Redis.from_url(studio.redis.url) as client:
        eventually(lambda: client.llen("images") == 1, lambda: "nothing was rung")
        client.flushall()
        time.sleep(studio.desk.settings.ring_again.total_seconds() + 1.5)
        unswept = client.llen("images")

        studio.sweep().once()
        swept = client.llen("images")

    assert (0, 1) == (unswept, swept)
    assert Status.QUEUED == studio.desk.job(job.id).status


def test_worker_process_never_imports_torch(studio: Studio) -> None:
    """The Celery process stays small; only its child may own a device."""
    worker = studio.hire()
    studio.wait(submit(studio.desk).id, Status.RENDERED)

    assert not any("torch" in one.path for one in psutil.Process(worker.pid).memory_maps())
