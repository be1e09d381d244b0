"""Pools: a place pays for what is asked for there, until its credits or its time are over."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from generation.catalogue import Catalogue
from generation.errors import OutOfRange, UnknownChoice
from tasks.desk import Desk
from tasks.errors import PoolExists, PoolNameUnfit
from tasks.expiry import expire
from tasks.job import Job, Place, Problem
from tasks.ledger import verify
from tasks.plans import subject_of
from tasks.settings import TasksSettings
from tests.factories import image_request, key, sender
from tests.fakes.worker import FakeWorker
from tests.tasks.conftest import balanced_desk

HERE = Place(platform="discord", chat="456", server="123")
ELSEWHERE = Place(platform="discord", chat="9", server="124")
SERVER, CHANNEL = subject_of("discord:server:123"), subject_of("discord:channel:456")
DAY = timedelta(days=1)


@pytest.fixture
def studio(settings: TasksSettings, catalogue: Catalogue, database_url: str) -> Iterator[Desk]:
    """Open a desk on either database; in the end the books must balance."""
    yield from balanced_desk(settings, catalogue, database_url)


def ask(desk: Desk, place: Place = HERE, count: int = 1) -> Job:
    """Ask for pictures that cost a credit each."""
    return desk.submit(image_request(count=count), sender(), place, key())


def balance(desk: Desk, number: int = 0) -> tuple[int, int]:
    """Say what a pool has left, and what is held."""
    pool = desk.pools.every()[number]
    return pool.left, pool.held


def mine(desk: Desk) -> tuple[int, int]:
    """Say what the sender has left, and what is held."""
    allowance = desk.allowance(sender())
    return allowance.left, allowance.held


def test_pool_pays_in_its_place_alone(studio: Desk) -> None:
    """Whoever asks there pays nothing; elsewhere everybody pays for themselves."""
    studio.pools.open("party", SERVER, 10, DAY, "admin")
    here, elsewhere = ask(studio, count=3), ask(studio, ELSEWHERE)

    assert ((7, 3), (199, 1)) == (balance(studio), mine(studio))
    assert [(True, 0), (False, 1)] == [(job.pooled, job.cost) for job in (here, elsewhere)]


def test_pool_that_is_spent_leaves_people_to_their_own_credits(studio: Desk) -> None:
    """It never pays a part."""
    studio.pools.open("party", SERVER, 3, DAY, "admin")
    paid, own = ask(studio, count=2), ask(studio, count=2)

    assert [True, False] == [paid.pooled, own.pooled]
    assert ((1, 2), (198, 2)) == (balance(studio), mine(studio))


def test_narrowest_pool_pays_first(studio: Desk) -> None:
    """A channel's before its server's."""
    studio.pools.open("wide", SERVER, 10, 2 * DAY, "admin")
    studio.pools.open("narrow", CHANNEL, 1, DAY, "admin")
    ask(studio)
    ask(studio)

    assert [(9, 1), (0, 1)] == [balance(studio, 0), balance(studio, 1)]


@pytest.mark.parametrize("end", ["delivered", "cancelled", "failed"])
def test_what_it_held_is_taken_or_comes_back_to_it(studio: Desk, end: str) -> None:
    """Never to whoever asked."""
    studio.pools.open("party", SERVER, 10, DAY, "admin")
    job, worker = ask(studio, count=4), FakeWorker(studio)
    if end == "cancelled":
        studio.cancel(job.id, sender())
    elif end == "failed":
        worker.fail(worker.claim(job.id), Problem(code="render_failed"))
    else:
        done = worker.finish(worker.claim(job.id), drawn_s=1.5)
        assert done is not None
        studio.delivered(job.id, done.attempt, "1")

    assert (8 if end == "delivered" else 10, 0) == balance(studio)
    assert (200, 0) == mine(studio)


def test_what_is_left_at_its_end_expires(studio: Desk) -> None:
    """Also what a job held then, once it comes back."""
    studio.pools.open("party", SERVER, 10, DAY, "admin")
    job = ask(studio, count=4)
    studio.pools.end("party")
    expired = expire(studio.database)
    own = ask(studio)
    studio.cancel(job.id, sender())

    assert (6, False) == (expired, own.pooled)
    assert (4, 0) == balance(studio)  # until the sweep looks again
    assert [] == verify(studio.database)


def test_pool_can_be_given_more(studio: Desk) -> None:
    """Until the same end."""
    opened = studio.pools.open("party", SERVER, 10, DAY, "admin")
    more = studio.pools.add("party", 5, "admin")

    assert (15, opened.ends_at) == (more.left, more.ends_at)


def test_quote_knows_the_pool(studio: Desk) -> None:
    """The own balance stays as it is."""
    studio.pools.open("party", SERVER, 10, DAY, "admin")

    quotes = [studio.quote(image_request(count=4), sender(), where) for where in (HERE, ELSEWHERE)]

    assert [200, 196] == [quote.after for quote in quotes]


def test_pool_needs_a_place_a_name_and_a_budget(studio: Desk) -> None:
    """Everything else is a mistake."""
    studio.pools.open("party", SERVER, 10, DAY, "admin")

    with pytest.raises(PoolExists):
        studio.pools.open("party", CHANNEL, 10, DAY, "admin")
    with pytest.raises(UnknownChoice):
        studio.pools.open("mine", subject_of("telegram:1001"), 10, DAY, "admin")
    with pytest.raises(UnknownChoice):
        studio.pools.end("ball")
    with pytest.raises(PoolNameUnfit):
        studio.pools.open("The Ball", SERVER, 10, DAY, "admin")
    for budget, lasts in ((0, DAY), (10, timedelta()), (10, 400 * DAY)):
        with pytest.raises(OutOfRange):
            studio.pools.open("ball", SERVER, budget, lasts, "admin")
