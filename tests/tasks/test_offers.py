"""Price before the press: quotes, requests that are asked back, and what one press makes of them."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from generation.catalogue import Catalogue
from generation.requests import ImageRequest
from tasks.database import now
from tasks.desk import Desk
from tasks.errors import ConfirmationNeeded, NoSuchOffer, NotTaken, QuotaExceeded
from tasks.job import Lane, Status
from tasks.models_offers import offers
from tasks.offers import Offer, drop_old
from tasks.plan import Plan
from tasks.plans import subject_of
from tasks.settings import TasksSettings
from tests.conftest import open_test_desk
from tests.factories import image_request, key, place, sender
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.worker import FakeWorker
from tests.tasks.conftest import balanced_desk

DEAR = image_request(count=4, width_px=512, height_px=512)  # 64 credits


@pytest.fixture
def studio(settings: TasksSettings, catalogue: Catalogue, database_url: str) -> Iterator[Desk]:
    """Open a desk on either database; in the end the books must balance."""
    yield from balanced_desk(settings, catalogue, database_url)


def give(desk: Desk, daily: int, **more: object) -> None:
    """Give everybody so many credits a day."""
    desk.plans.put(Plan.model_validate({"name": "all", "daily_credits": daily, **more}))
    desk.plans.assign(subject_of("role:member"), "all")


def refused(desk: Desk, request: ImageRequest = DEAR, platform: str = "telegram") -> NotTaken:
    """Ask for something that is not taken at once."""
    with pytest.raises(NotTaken) as raised:
        desk.submit(request, sender(), place(platform=platform), key())
    return raised.value


def offered(refusal: NotTaken) -> Offer:
    """Give what was offered."""
    assert refusal.offer is not None
    return refusal.offer


def test_quote_tells_price_balance_and_place(studio: Desk) -> None:
    """And holds nothing."""
    first = studio.submit(image_request(), sender("2"), place(), key())
    FakeWorker(studio).work(first.id)  # so that it is known how long a picture takes
    studio.submit(image_request(), sender("2"), place(), key())

    price, quote = studio.price(DEAR), studio.quote(DEAR, sender(), place())

    assert (price, 200, 200 - price, True, Lane.FAST) == (
        quote.price,
        quote.left,
        quote.after,
        quote.fits,
        quote.lane,
    )
    assert quote.ahead in {0, 1}
    assert quote.eta_s is not None
    assert 0 == studio.allowance(sender()).held


def test_quote_is_what_is_told_when_it_is_taken(studio: Desk) -> None:
    """The same price, the same place, the same time."""
    give(studio, 500, confirm_above=500)
    FakeWorker(studio).work(studio.submit(image_request(), sender("2"), place(), key()).id)
    for who in ("2", "1001", "3"):
        studio.submit(image_request(), sender(who), place(), key())
    quote = studio.quote(DEAR, sender(), place())
    job = studio.submit(DEAR, sender(), place(), key())

    assert (quote.price, quote.ahead) == (job.price, job.ahead)
    assert pytest.approx(quote.eta_s, abs=0.5) == job.eta_s
    assert quote.after == studio.allowance(sender()).left


def test_quote_of_the_slow_lane_costs_nothing(studio: Desk) -> None:
    """Behind all who wait."""
    give(studio, 10, slow_lane=True)
    for who in ("2", "3"):
        studio.submit(image_request(), sender(who), place(), key())

    quote = studio.quote(DEAR, sender(), place())

    assert (Lane.SLOW, True, 10, 2) == (quote.lane, quote.fits, quote.after, quote.ahead)


def test_spent_credits_come_with_what_would_fit(studio: Desk) -> None:
    """One press makes it."""
    give(studio, 40)
    refusal = refused(studio)
    offer = offered(refusal)
    job = studio.make(offer.id, sender(), place(), cheaper=True)

    assert isinstance(refusal, QuotaExceeded)
    assert (64, 40) == (refusal.price, refusal.left)
    assert (DEAR.model_copy(update={"count": 2}), 32) == (job.request, job.price)
    assert job.request == offer.quote.cheaper


def test_dear_request_is_asked_back_in_a_chat(studio: Desk) -> None:
    """Nothing is held before the price was seen; one press makes it."""
    refusal = refused(studio)
    before = studio.allowance(sender())
    job = studio.make(offered(refusal).id, sender(), place(), cheaper=False)

    assert isinstance(refusal, ConfirmationNeeded)
    assert (200, 0) == (before.left, before.held)
    assert (DEAR, Status.QUEUED) == (job.request, job.status)
    assert 64 == studio.allowance(sender()).held


def test_page_shows_prices_and_does_not_ask_back(studio: Desk) -> None:
    """Neither does a program."""
    job = studio.submit(DEAR, sender(platform="web"), place(platform="web"), key())

    assert 64 == job.price


def test_plan_says_what_is_dear(studio: Desk) -> None:
    """Some are asked back sooner than others."""
    give(studio, 200, confirm_above=3)

    assert isinstance(refused(studio, image_request(count=4)), ConfirmationNeeded)
    assert 3 == studio.submit(image_request(count=3), sender(), place(), key()).price


def test_two_presses_make_one_job(studio: Desk) -> None:
    """Also of two buttons."""
    offer = offered(refused(studio))
    made = [studio.make(offer.id, sender(), place(), cheaper=cheaper).id for cheaper in (False, False, True)]

    assert 1 == len(set(made))
    assert 1 == len(studio.history(sender()))


def test_offer_is_one_persons(studio: Desk) -> None:
    """Nobody presses what was offered to somebody else, or never offered."""
    offer = offered(refused(studio))

    for offer_id, who in ((offer.id, sender("66")), (uuid4(), sender())):
        with pytest.raises(NoSuchOffer):
            studio.make(offer_id, who, place(), cheaper=False)


def test_offer_can_be_made_tomorrow_by_another_process(
    studio: Desk, settings: TasksSettings, catalogue: Catalogue
) -> None:
    """It is kept where jobs are."""
    offer = offered(refused(studio))
    chosen = settings.model_copy(update={"database_url": studio.settings.database_url})
    other = open_test_desk(chosen, catalogue, MemoryOutbox())

    assert 64 == other.make(offer.id, sender(), place(), cheaper=False).price
    other.close()


def test_old_offers_are_forgotten(studio: Desk) -> None:
    """After a week."""
    refused(studio)
    with studio.database.begin() as connection:
        kept = drop_old(connection, now(connection))
        connection.execute(update(offers).values(made_at=now(connection) - timedelta(days=8)))
        dropped = drop_old(connection, now(connection))
        left = connection.execute(select(func.count()).select_from(offers)).scalar_one()

    assert (0, 1, 0) == (kept, dropped, left)


def test_linked_accounts_share_offers(studio: Desk) -> None:
    """What was asked on one platform is made by a press of the same person."""
    offer = offered(refused(studio))
    host = sender(platform="discord")
    studio.link(sender(), studio.link_code(host).text)

    assert 64 == studio.make(offer.id, host, place(platform="discord"), cheaper=False).price
