"""The sweep ends what waited too long, and tells again what nobody heard."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from generation.catalogue import Catalogue
from tasks.conversation import Conversation
from tasks.database import now
from tasks.desk import Desk
from tasks.errors import NoSuchJob
from tasks.job import Done, Job, Problem, Status
from tasks.models import conversations, jobs, uploads
from tasks.price import price
from tasks.sweep import sweep_of
from tests.factories import CARD, catalogue, image_request, place, sender, submit
from tests.fakes.outbox import MemoryOutbox, SilentBell
from tests.fakes.worker import FakeWorker

LONG = timedelta(days=2)


@pytest.fixture
def age(desk: Desk) -> Callable[[Job], None]:
    """Give a function that makes a job older by two days."""

    def older(job: Job) -> None:
        moments = ["submitted_at", "deadline_at", "finished_at", "lease_until", "rung_at"]
        found = job.model_dump()
        with desk.database.begin() as connection:
            row = connection.execute(jobs.select().where(jobs.c.id == found["id"])).one()
            changes = {name: getattr(row, name) - LONG for name in moments if getattr(row, name)}
            connection.execute(update(jobs).where(jobs.c.id == job.id).values(**changes))

    return older


def test_job_that_waited_too_long_is_refunded(desk: Desk, age: Callable[[Job], None]) -> None:
    """Nobody drew it: the price is given back, and the owner is told."""
    job = submit(desk)
    age(job)

    sweep_of(desk).once()

    ended = desk.job(job.id)
    assert ended.problem is not None
    assert (Status.REFUNDED, "deadline_passed") == (ended.status, ended.problem.code)
    assert desk.allowance(sender()).held == 0


def test_silent_worker_loses_its_job(desk: Desk, worker: FakeWorker) -> None:
    """A lease that ran out is somebody else's chance; the late result is refused."""
    claimed = worker.claim(submit(desk).id)
    with desk.database.begin() as connection:
        connection.execute(update(jobs).values(lease_until=claimed.submitted_at - LONG))

    sweep_of(desk).once()

    assert Status.QUEUED == desk.job(claimed.id).status
    assert worker.finish(claimed) is None
    assert isinstance(desk.bell, SilentBell)
    assert desk.bell.rung.count(claimed.id) == 2


def test_stale_attempt_writes_nothing(desk: Desk, worker: FakeWorker) -> None:
    """While a second worker has the job, the first can neither finish, fail, keep nor return it."""
    first = worker.claim(submit(desk).id)
    worker.workshop.give_back(first, lost=True)
    second = worker.claim(first.id)

    assert worker.finish(first) is None
    assert worker.fail(first, Problem(code="render_failed")) is None
    assert worker.workshop.give_back(first, lost=True) is None
    assert not worker.workshop.beat(first)
    assert (Status.RUNNING, second.attempt) == (desk.job(first.id).status, desk.job(first.id).attempt)


def test_result_that_nobody_fetched_is_announced_again(
    desk: Desk, worker: FakeWorker, outbox: MemoryOutbox, age: Callable[[Job], None]
) -> None:
    """Once a while, until it was delivered."""
    job = worker.work(submit(desk).id)
    with desk.database.begin() as connection:
        connection.execute(update(jobs).values(finished_at=job.submitted_at - timedelta(hours=1)))
    outbox.sent.clear()

    for _ in range(2):
        sweep_of(desk).once()

    assert [("telegram", Done(job_id=job.id))] == outbox.sent


def test_result_that_nobody_could_show_is_refunded(
    desk: Desk, worker: FakeWorker, age: Callable[[Job], None]
) -> None:
    """A chat that is away for a day has its price back."""
    job = worker.work(submit(desk).id)
    age(job)

    sweep_of(desk).once()

    ended = desk.job(job.id)
    assert ended.problem is not None
    assert (Status.REFUNDED, "undeliverable") == (ended.status, ended.problem.code)


def test_long_queue_is_not_rung_again(
    desk: Desk, age: Callable[[Job], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As long as the queue holds rings, nothing was forgotten."""
    job = submit(desk)
    with desk.database.begin() as connection:
        connection.execute(update(jobs).values(rung_at=job.submitted_at - timedelta(minutes=1)))
    assert isinstance(desk.bell, SilentBell)
    desk.bell.rung.clear()
    monkeypatch.setattr(desk.bell, "backlog", lambda _: 3)

    sweep_of(desk).once()

    assert [] == desk.bell.rung


@pytest.mark.parametrize(
    ("choices", "cost"),
    [
        ({}, 1),
        ({"steps": 21}, 2),
        ({"count": 4}, 4),
        ({"width_px": 512, "height_px": 512}, 16),
        ({"steps": 1}, 1),
    ],
)
def test_price_follows_the_work(choices: dict[str, int], cost: int) -> None:
    """Steps, area and count; rounded up, at least one credit."""
    assert cost == price(image_request("a house", **choices), catalogue())


@pytest.mark.parametrize("count", [1, 4])
def test_enlarging_costs_nothing(count: int) -> None:
    """What the model draws is paid for, not the size in which it is shown."""
    small = image_request("a house", count=count)
    large = image_request("a house", count=count, width_px=512, height_px=512, upscale=True)
    enlarging = Catalogue((CARD.enlarged("somewhere", 4),), CARD.name)

    assert price(small, catalogue()) == price(large, enlarging)


def test_what_people_sent_is_forgotten_in_time(desk: Desk) -> None:
    """A conversation after a day, a photo after a month; what is fresh stays."""
    desk.converse(sender(), place("old"), Conversation(waiting="voice"))
    old = desk.keep(sender(), b"old", "image/png")
    with desk.database.begin() as connection:
        long_ago = now(connection) - timedelta(days=31)
        connection.execute(update(conversations).values(updated_at=long_ago))
        connection.execute(update(uploads).values(sent_at=long_ago))
    desk.converse(sender(), place("new"), Conversation(waiting="photo"))
    fresh = desk.keep(sender(), b"new", "image/png")

    sweep_of(desk).once()

    assert desk.conversation(sender(), place("new")) is not None
    assert b"new" == desk.uploaded(sender(), fresh)
    assert b"new" == desk.store.get(fresh)
    with pytest.raises(NoSuchJob):
        desk.store.get(old)
    with desk.database.look() as connection:
        assert 1 == connection.execute(select(func.count()).select_from(conversations)).scalar_one()


def test_last_try_says_what_stood_in_the_way(desk: Desk, worker: FakeWorker) -> None:
    """A voice that cannot be reached is no lost worker; the price comes back all the same."""
    away = Problem(code="voice_unreachable", facts={"voice": "edge/en-US-AriaNeural"})
    job = submit(desk)
    for _ in range(desk.settings.losses_limit):
        worker.workshop.give_back(worker.claim(job.id), lost=True, problem=away)

    ended = desk.job(job.id)

    assert (Status.REFUNDED, away) == (ended.status, ended.problem)
    assert desk.allowance(sender()).held == 0
