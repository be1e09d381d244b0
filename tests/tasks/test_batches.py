"""Several requests of one line: one price, one press, all or none."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from generation.catalogue import Catalogue
from generation.requests import ImageRequest
from tasks import batches
from tasks.actor import operator
from tasks.database import now
from tasks.desk import Desk
from tasks.errors import BatchUnfit, NoSuchOffer, QuotaExceeded, TooManyWaiting
from tasks.job import Lane, Request, Status
from tasks.moderation_errors import WordsBlocked
from tasks.plan import Plan
from tasks.plans import subject_of
from tasks.rules import Rule
from tasks.settings import TasksSettings
from tests.factories import image_request, key, place, sender
from tests.fakes.worker import FakeWorker
from tests.tasks.conftest import balanced_desk

COLOURS = ("red", "blue", "green", "white")


@pytest.fixture
def studio(settings: TasksSettings, catalogue: Catalogue, database_url: str) -> Iterator[Desk]:
    """Open a desk on either database; in the end the books must balance."""
    yield from balanced_desk(settings, catalogue, database_url)


def houses(*colours: str, **more: object) -> list[Request]:
    """Ask for houses."""
    return [image_request(f"a {colour} house", **more) for colour in colours or COLOURS]


def give(desk: Desk, **values: object) -> None:
    """Give everybody a plan."""
    desk.plans.put(Plan.model_validate({"name": "all", **values}))
    desk.plans.assign(subject_of("role:member"), "all")


def waiting(desk: Desk) -> int:
    """Count the jobs of the usual sender."""
    return len(desk.history(sender(), limit=50))


def test_proposal_tells_the_price_and_holds_nothing(desk: Desk) -> None:
    """One press takes all of it."""
    batch = desk.batches.propose(houses(count=2), sender(), place(), key())
    before = desk.allowance(sender())
    jobs = desk.batches.take(batch.id, sender(), place())

    assert (8, 8, 0) == (batch.price, batch.pictures, batch.slow)
    assert (200, 0) == (before.left, before.held)
    assert [f"a {colour} house" for colour in COLOURS] == [job.words for job in jobs]
    assert 8 == desk.allowance(sender()).held


def test_event_that_comes_twice_proposes_once(studio: Desk) -> None:
    """The same batch, also where both come at once; and one press or two make the same jobs."""
    event = key()
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda _: studio.batches.propose(houses(), sender(), place(), event), range(4)))
        taken = list(pool.map(lambda _: studio.batches.take(found[0].id, sender(), place()), range(4)))

    assert 1 == len({batch.id for batch in found})
    assert 1 == len({tuple(job.id for job in jobs) for jobs in taken})
    assert 4 == waiting(studio)


def test_too_dear_is_taken_all_or_none(studio: Desk) -> None:
    """It is said how many would fit; nothing is held, and nothing is written down."""
    give(studio, daily_credits=3)
    with pytest.raises(BatchUnfit) as raised:
        studio.batches.propose(houses(), sender(), place(), key())

    assert (4, 3) == (raised.value.count, raised.value.fits)
    assert (3, 0, 0) == (studio.allowance(sender()).left, studio.allowance(sender()).held, waiting(studio))


def test_what_is_spent_meanwhile_refuses_the_press(desk: Desk) -> None:
    """All of it, though some would fit."""
    give(desk, daily_credits=5)
    batch = desk.batches.propose(houses(), sender(), place(), key())
    desk.submit(image_request(count=2), sender(), place(), key())
    with pytest.raises(BatchUnfit) as raised:
        desk.batches.take(batch.id, sender(), place())

    assert 3 == raised.value.fits
    assert (1, 3) == (waiting(desk), desk.allowance(sender()).left)


def test_nothing_fits(desk: Desk) -> None:
    """The reason is that of a single request."""
    give(desk, daily_credits=0)
    with pytest.raises(QuotaExceeded):
        desk.batches.propose(houses(), sender(), place(), key())
    give(desk, daily_credits=50, waiting_limit=1)
    desk.submit(image_request(), sender(), place(), key())
    with pytest.raises(TooManyWaiting):
        desk.batches.propose(houses(), sender(), place(), key())


def test_line_limits_a_batch(desk: Desk) -> None:
    """As many as may wait."""
    give(desk, daily_credits=50, waiting_limit=2)
    with pytest.raises(BatchUnfit) as raised:
        desk.batches.propose(houses(), sender(), place(), key())

    assert 2 == raised.value.fits


def test_slow_lane_takes_what_credits_do_not(desk: Desk) -> None:
    """It is told before."""
    give(desk, daily_credits=3, slow_lane=True)
    batch = desk.batches.propose(houses(), sender(), place(), key())
    jobs = desk.batches.take(batch.id, sender(), place())

    assert (3, 1) == (batch.price, batch.slow)
    assert [Lane.FAST] * 3 + [Lane.SLOW] == [job.lane for job in jobs]


def test_own_request_overtakes_the_own_batch(studio: Desk) -> None:
    """And a stranger's comes before it, too; what is put first is no batch any more."""
    batch = studio.batches.propose(houses(), sender(), place(), key())
    first, *_, last = studio.batches.take(batch.id, sender(), place())
    quote = studio.quote(image_request(), sender(), place())
    mine = studio.submit(image_request("mine"), sender(), place(), key())
    theirs = studio.submit(image_request("theirs"), sender("2"), place(), key())

    assert 0 == quote.ahead == mine.ahead
    assert 1 == theirs.ahead
    assert 2 == studio.job(first.id).ahead
    studio.waiting.first(last.id, sender())
    assert [last.id, mine.id, first.id] == [job.id for job in studio.waiting.of(sender())][:3]
    assert 0 == studio.job(last.id).ahead


def test_rest_is_cancelled(desk: Desk) -> None:
    """What is made stays; its owner alone may."""
    batch = desk.batches.propose(houses(), sender(), place(), key())
    first, *_ = desk.batches.take(batch.id, sender(), place())
    made = FakeWorker(desk).work(first.id)
    desk.delivered(made.id, made.attempt, "1")

    with pytest.raises(NoSuchOffer):
        desk.batches.stop(batch.id, sender("2"), desk.cancel)
    assert 3 == desk.batches.stop(batch.id, sender(), desk.cancel)
    assert 0 == desk.batches.stop(batch.id, sender(), desk.cancel)
    assert 199 == desk.allowance(sender()).left
    assert Status.DELIVERED is desk.job(first.id).status


def test_word_list_refuses_the_whole(desk: Desk) -> None:
    """Each prompt is looked at; one that is blocked is one warning, not four."""
    rule = Rule(name="blue", words=("blue",), reason="no blue")
    desk.words.save(operator("ada"), "studio", rule)
    with pytest.raises(WordsBlocked):
        desk.batches.propose(houses(), sender(), place(), key())

    assert 0 == waiting(desk)


def test_others_cannot_take_it_and_old_ones_go(desk: Desk) -> None:
    """An offer is for one person, for a week."""
    batch = desk.batches.propose(houses(), sender(), place(), key())
    with pytest.raises(NoSuchOffer):
        desk.batches.take(batch.id, sender("2"), place())
    later = desk.database.read(now) + 2 * batches.KEPT
    assert 1 == desk.database.write(lambda connection: batches.drop_old(connection, later))
    with pytest.raises(NoSuchOffer):
        desk.batches.take(batch.id, sender(), place())


def test_results_come_in_messages_of_their_own(desk: Desk) -> None:
    """The message that was pressed shows none of them."""
    batch = desk.batches.propose(houses(), sender(), place(message="77"), key())
    jobs = desk.batches.take(batch.id, sender(), place(message="77"))

    assert {""} == {job.place.message for job in jobs}
    assert all(isinstance(job.request, ImageRequest) for job in jobs)
