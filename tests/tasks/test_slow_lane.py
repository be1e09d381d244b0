"""The slow lane: for nothing, behind all others, and never for ever."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from generation.catalogue import Catalogue
from tasks.database import Database
from tasks.desk import Desk
from tasks.errors import QuotaExceeded
from tasks.job import Job, Lane, Problem, Status
from tasks.ledger import verify
from tasks.plan import Plan
from tasks.plans import subject_of
from tasks.settings import TasksSettings
from tests.factories import image_request, key, place, sender
from tests.fakes.worker import FakeWorker
from tests.tasks.conftest import balanced_desk

SLOW = Plan(name="slow", daily_credits=2, slow_lane=True)


@pytest.fixture
def studio(settings: TasksSettings, catalogue: Catalogue, database_url: str) -> Iterator[Desk]:
    """Open a desk with a slow lane on either database; in the end the books must balance."""
    for opened in balanced_desk(settings, catalogue, database_url):
        opened.plans.put(SLOW)
        opened.plans.assign(subject_of("role:member"), "slow")
        yield opened


def ask(desk: Desk, who: str = "1001", count: int = 1) -> Job:
    """Ask for pictures that cost a credit each."""
    return desk.submit(image_request(count=count), sender(who), place(), key())


def turns(desk: Desk, rung: Job) -> list[str]:
    """Take turns until nobody waits. Returns: whose they were."""
    worker = FakeWorker(desk)
    found = []
    while job := worker.workshop.take_turn(rung.id, "worker"):
        found.append(job.sender.account)
        worker.finish(job)
    return found


def test_spent_credits_lead_into_the_slow_lane(studio: Desk) -> None:
    """Two are paid for; the third costs nothing."""
    found = [ask(studio) for _ in range(3)]

    assert [Lane.FAST, Lane.FAST, Lane.SLOW] == [job.lane for job in found]
    assert [1, 1, 0] == [job.cost for job in found]
    assert (0, 2) == (studio.allowance(sender()).left, studio.allowance(sender()).held)


def test_plan_without_slow_lane_refuses(studio: Desk) -> None:
    """As ever."""
    studio.plans.put(Plan(name="strict", slow_lane=False, daily_credits=0))
    studio.plans.assign(subject_of("telegram:1001"), "strict")

    with pytest.raises(QuotaExceeded):
        ask(studio)


def test_everybody_who_pays_comes_first(studio: Desk) -> None:
    """Whoever waits in the slow lane is served when nobody else waits, however long before they came."""
    slow = ask(studio, "ada", count=3)
    for who in ("bo", "bo", "cy"):
        ask(studio, who)

    assert ["ada"] == turns(studio, slow)[-1:]


def test_places_and_times_are_those_of_the_slow_lane(studio: Desk) -> None:
    """Behind those who pay, and behind one's own that are paid."""
    first = ask(studio, "bo")
    FakeWorker(studio).work(first.id)  # so that it is known how long a picture takes
    slow = ask(studio, "ada", count=3)
    own, hers = ask(studio, "ada"), ask(studio, "bo")

    ahead = [studio.job(job.id).ahead for job in (slow, own, hers)]
    etas = [studio.job(job.id).eta_s or 0.0 for job in (slow, own, hers)]

    assert 2 == ahead[0]
    assert {0, 1} == set(ahead[1:])
    assert etas[0] > max(etas[1:]) > 0


@pytest.mark.parametrize("end", ["delivered", "cancelled", "failed"])
def test_nothing_moves_for_it_whatever_its_end(studio: Desk, end: str) -> None:
    """The books know nothing of it, and are right."""
    job, worker = ask(studio, count=3), FakeWorker(studio)
    if end == "cancelled":
        studio.cancel(job.id, sender())
    elif end == "failed":
        worker.fail(worker.claim(job.id), Problem(code="render_failed"))
    else:
        studio.delivered(job.id, worker.work(job.id).attempt, "1")

    assert studio.job(job.id).status.final
    assert (2, 0) == (studio.allowance(sender()).left, studio.allowance(sender()).held)
    assert [] == verify(studio.database)


def test_nobody_waits_there_for_ever(desk: Desk) -> None:
    """After the time set, its turn comes as that of any other, and its end is put off by as much."""
    moment = datetime(2026, 11, 28, 12, tzinfo=UTC)
    database = Database(desk.settings.database_address, lambda: moment)
    timed = Desk(
        settings=desk.settings,
        catalogue=desk.catalogue,
        database=database,
        store=desk.store,
        bell=desk.bell,
        outbox=desk.outbox,
    )
    timed.plans.put(SLOW)
    timed.plans.assign(subject_of("role:member"), "slow")
    slow = ask(timed, "ada", count=3)
    moment += desk.settings.slow_patience + timedelta(seconds=1)
    ask(timed, "bo")

    assert ["ada", "bo"] == turns(timed, slow)
    assert Status.RENDERED == timed.job(slow.id).status
    database.close()


def test_what_a_job_took_is_taken_and_the_rest_comes_back(studio: Desk) -> None:
    """Never more than was held, never less than a credit."""
    found = []
    for who, drawn_s in (("ada", 0.2), ("bo", 1.4), ("cy", 99.0)):
        worker = FakeWorker(studio)
        job = ask(studio, who, count=2)
        done = worker.finish(worker.claim(job.id), drawn_s=drawn_s)
        assert done is not None
        ended = studio.delivered(job.id, done.attempt, "1")
        found.append((ended.cost, studio.allowance(sender(who)).left))

    assert [(1, 1), (2, 0), (2, 0)] == found
    assert [] == verify(studio.database)


def test_result_tells_what_it_took_before_it_is_taken(studio: Desk) -> None:
    """Held were two; the message with the picture says one, and so much is captured with it."""
    worker = FakeWorker(studio)
    job = ask(studio, count=2)
    done = worker.finish(worker.claim(job.id), drawn_s=0.2)
    assert done is not None

    assert [2, 1, 1] == [job.cost, done.cost, studio.delivered(job.id, done.attempt, "1").cost]
