"""Everybody's own line: listed as it comes, put in another order, and nobody else's turn changed by it."""

from collections.abc import Iterator

import pytest

from generation.catalogue import Catalogue
from tasks.desk import Desk
from tasks.errors import AlreadyStarted, NoSuchJob
from tasks.job import Job
from tasks.settings import TasksSettings
from tests.factories import image_request, key, place, sender
from tests.fakes.worker import FakeWorker
from tests.tasks.conftest import balanced_desk


@pytest.fixture
def studio(settings: TasksSettings, catalogue: Catalogue, database_url: str) -> Iterator[Desk]:
    """Open a desk that rings nobody, once on either kind of database."""
    yield from balanced_desk(settings, catalogue, database_url)


def ask(desk: Desk, who: str = "ada") -> Job:
    """Ask for a picture."""
    return desk.submit(image_request(), sender(who), place(), key())


def test_what_runs_is_listed_before_what_waits(studio: Desk) -> None:
    """The running job has no place; those that wait have theirs, and what has ended is not listed."""
    running, ended, waits = ask(studio), ask(studio), ask(studio)
    FakeWorker(studio).claim(running.id)
    studio.cancel(ended.id, sender("ada"))
    ask(studio, "bo")

    assert [running.id, waits.id] == [job.id for job in studio.waiting.of(sender("ada"))]
    assert [] == studio.waiting.of(sender("nobody"))


def test_job_that_is_put_first_is_made_first(studio: Desk) -> None:
    """The list, the place that is told, and the turn that is given all say the same."""
    first, second, third = (ask(studio) for _ in range(3))

    moved = studio.waiting.first(third.id, sender("ada"))

    assert 0 == moved.ahead
    assert [third.id, first.id, second.id] == [job.id for job in studio.waiting.of(sender("ada"))]
    taken = FakeWorker(studio).workshop.take_turn(first.id, "worker")
    assert taken is not None
    assert third.id == taken.id


def test_later_jobs_stand_behind_those_that_were_put_in_order(studio: Desk) -> None:
    """Moved twice, moved back, and joined by another."""
    one, two, three = (ask(studio) for _ in range(3))
    studio.waiting.first(two.id, sender("ada"))
    studio.waiting.move(two.id, sender("ada"), 2)
    studio.waiting.move(three.id, sender("ada"), 1)
    four = ask(studio)

    assert [one.id, three.id, two.id, four.id] == [job.id for job in studio.waiting.of(sender("ada"))]


def test_own_order_changes_no_turn_of_others(studio: Desk) -> None:
    """Whoever came between two jobs of somebody stays between them."""
    first = ask(studio)
    between = ask(studio, "bo")
    last = ask(studio)
    before = studio.job(between.id).ahead

    studio.waiting.first(last.id, sender("ada"))

    assert before == studio.job(between.id).ahead
    assert studio.job(last.id).ahead < before < studio.job(first.id).ahead


def test_only_own_jobs_that_wait_are_moved(studio: Desk) -> None:
    """Somebody else's job is as good as none; one that runs has its turn."""
    job = ask(studio)
    with pytest.raises(NoSuchJob):
        studio.waiting.first(job.id, sender("bo"))
    FakeWorker(studio).claim(job.id)

    with pytest.raises(AlreadyStarted):
        studio.waiting.first(job.id, sender("ada"))
