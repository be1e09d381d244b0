"""Warm models: they change the order of somebody's own jobs, by a little, and nobody else's turn."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from generation.catalogue import Catalogue
from tasks.desk import Desk
from tasks.job import Job
from tasks.machines import Announcement, Machines
from tasks.warmth import PASSED_MOST, Models, Own, first, in_order, warmed
from tests.factories import CARD, image_request, key, place, sender
from tests.fakes.worker import FakeWorker

WORKER = "gpu1:4711"
OTHER = CARD.model_copy(update={"name": "other"})


@pytest.fixture
def catalogue(catalogue: Catalogue) -> Catalogue:
    """List two models."""
    return Catalogue((*catalogue.cards, OTHER), catalogue.default, catalogue.extras)


@pytest.fixture(autouse=True)
def announced(desk: Desk) -> None:
    """Let a worker say that it is there; it has drawn nothing yet."""
    machines(desk).announce(Announcement(WORKER, "gpu1", ("images",), 9, "1"))


def machines(desk: Desk) -> Machines:
    """Open the list of workers."""
    return Machines(desk.database, timedelta(minutes=1))


def own(*models: str, rank: int = 0, passed: int = 0) -> list[Own]:
    """Let somebody's jobs wait."""
    return [Own(uuid4(), model, rank, passed) for model in models]


def ask(desk: Desk, model: str = "pocket", who: str = "55") -> Job:
    """Ask for a picture by a model."""
    return desk.submit(image_request(model=model), sender(who), place(), key())


def take(worker: FakeWorker, rung: UUID) -> str:
    """Take the next turn. Returns: its model."""
    job = worker.workshop.take_turn(rung, WORKER)
    assert job is not None
    return str(job.request.model)  # type: ignore[union-attr]  # a picture


def test_first_is_the_one_in_front_where_nothing_is_warm() -> None:
    """Or where it is warm itself."""
    assert 0 == first(own("a", "b"), ())
    assert 0 == first(own("a", "b"), ("a", "b"))
    assert 0 == first(own("a", "b"), ("c",))


def test_warm_one_goes_before_it() -> None:
    """The first of them."""
    assert 2 == first(own("a", "b", "c", "c"), ("c",))


def test_nobody_is_passed_more_than_a_few_times() -> None:
    """However many warm ones come."""
    order = [one.model for one in in_order(own("cold", *["warm"] * 10), ("warm",))]

    assert PASSED_MOST == order.index("cold")
    assert 0 == first(own("cold", passed=PASSED_MOST) + own("warm"), ("warm",))


def test_what_its_owner_put_first_stays_first() -> None:
    """A rank is never passed by another."""
    assert 0 == first(own("cold", rank=-1) + own("warm"), ("warm",))


@pytest.mark.parametrize(
    ("before", "model", "after"),
    [((), "a", ("a",)), (("a", "b"), "b", ("b", "a")), (("a", "b"), "c", ("c", "a")), (("a",), "", ("a",))],
)
def test_last_two_models_are_warm(before: Models, model: str, after: Models) -> None:
    """As the engine keeps them; what draws with no model changes nothing."""
    assert after == warmed(before, model)


def test_worker_takes_what_is_warm_in_it(desk: Desk, worker: FakeWorker) -> None:
    """After a picture by one model, the next by that one; another worker takes the first."""
    asked = [ask(desk, model) for model in ("pocket", "other", "pocket", "other")]

    first_two = [take(worker, asked[0].id), take(worker, asked[0].id)]
    third = worker.workshop.take_turn(asked[0].id, "gpu2:1")

    assert ["pocket", "pocket"] == first_two
    assert third is not None
    assert asked[1].id == third.id


def test_cold_job_waits_for_a_bounded_number_of_others(desk: Desk, worker: FakeWorker) -> None:
    """In the database, too."""
    assert "pocket" == take(worker, ask(desk).id)
    rung = ask(desk, "other").id
    for _ in range(PASSED_MOST + 2):
        ask(desk)

    taken = [take(worker, rung) for _ in range(PASSED_MOST + 2)]

    assert PASSED_MOST == taken.index("other")


def test_nobody_elses_turn_changes(desk: Desk, worker: FakeWorker) -> None:
    """Who carries least comes next, warm or not."""
    rung = ask(desk).id
    take(worker, rung)
    warm = ask(desk)
    cold = ask(desk, "other", who="66")

    assert "other" == take(worker, cold.id)
    assert "pocket" == take(worker, warm.id)


def test_places_are_told_as_they_will_be(desk: Desk, worker: FakeWorker) -> None:
    """Before and after."""
    take(worker, ask(desk).id)
    asked = [ask(desk, model) for model in ("other", "pocket", "pocket")]

    told = [desk.job(job.id).ahead for job in asked]
    taken = [job.id for _ in asked if (job := worker.workshop.take_turn(asked[0].id, WORKER))]

    assert [2, 0, 1] == told
    assert [asked[1].id, asked[2].id, asked[0].id] == taken


def test_started_anew_it_is_cold(desk: Desk, worker: FakeWorker) -> None:
    """A process that begins has nothing loaded."""
    take(worker, ask(desk).id)
    machines(desk).announce(Announcement(WORKER, "gpu1", ("images",), 9, "1"))
    asked = [ask(desk, model) for model in ("other", "pocket")]

    assert "other" == take(worker, asked[0].id)
