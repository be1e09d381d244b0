"""Prices follow what this studio's machines take: slowly, within bounds, and as the cards say until then."""

from collections.abc import Iterator

import pytest

from generation.catalogue import Catalogue
from tasks.desk import Desk
from tasks.job import Job
from tasks.rates import LEAST, MOST, Measured, Sort, rate
from tasks.settings import TasksSettings
from tests.factories import avatar_request, image_request, key, place, preview_request, sender, speech_request
from tests.fakes.worker import FakeWorker
from tests.tasks.conftest import balanced_desk

BIG = image_request(count=4, width_px=512, height_px=512)  # 64 credits by its card
SMALL = Sort("text-to-image", "pocket", 14)


@pytest.fixture
def studio(settings: TasksSettings, catalogue: Catalogue, database_url: str) -> Iterator[Desk]:
    """Open a desk on either database; in the end the books must balance."""
    yield from balanced_desk(settings, catalogue, database_url, daily_credits=1_000_000)


def draw(desk: Desk, seconds_a_credit: float, times: int, worker: str = "gpu") -> Job:
    """Have the large pictures drawn at a pace of the machine's."""
    drawn = None
    for _ in range(times):
        job = desk.submit(BIG, sender(platform="web"), place(platform="web"), key())
        fake = FakeWorker(desk, worker)
        drawn = fake.finish(fake.claim(job.id), drawn_s=seconds_a_credit * 64)
    assert drawn is not None
    return drawn


def test_cards_count_until_something_is_measured(studio: Desk) -> None:
    """A new studio has the prices of the cards."""
    assert 64 == studio.price(BIG)


@pytest.mark.parametrize(("pace", "near"), [(0.25, 16), (2.0, 128)])
def test_price_goes_to_what_it_takes_here(studio: Desk, pace: float, near: int) -> None:
    """Cheaper on a faster machine, dearer on a slower one; not at once."""
    draw(studio, pace, 1)
    first = studio.price(BIG)
    draw(studio, pace, 12)

    assert min(64, near) < first < max(64, near)
    assert pytest.approx(near, rel=0.15) == studio.price(BIG)


def test_no_price_leaves_its_bounds(studio: Desk) -> None:
    """Whatever went wrong on a machine."""
    draw(studio, 1000.0, 12)

    assert 64 * MOST == studio.price(BIG)


def test_workers_are_measured_apart_and_priced_together(studio: Desk) -> None:
    """Who asks cannot know which machine will take it."""
    draw(studio, 0.5, 10, "fast")
    draw(studio, 1.5, 10, "slow")

    assert pytest.approx(64, rel=0.15) == studio.price(BIG)


def test_what_was_told_is_held_and_never_exceeded(studio: Desk) -> None:
    """The price of a job is that of the moment when it was taken."""
    before = studio.price(BIG)
    ended = draw(studio, 3.0, 1)

    assert (before, before) == (ended.price, ended.cost)
    assert studio.price(BIG) > before


def test_quote_is_at_the_rate_of_the_studio(studio: Desk) -> None:
    """So are its cheaper variants."""
    draw(studio, 0.25, 12)
    quote = studio.quote(BIG, sender(), place())

    assert studio.price(BIG) == quote.price
    assert quote.cheaper is not None
    assert studio.price(quote.cheaper) == quote.cheaper_price


def test_rate_of_a_size_begins_with_that_of_its_model_and_kind() -> None:
    """What was measured of others counts a little."""
    others = [Measured(Sort("text-to-image", "sdxl", 20), 100, 50.0)]
    kind = rate(SMALL, others)
    model = rate(SMALL, [Measured(Sort("text-to-image", "pocket", 18), 100, 50.0)])
    own = rate(SMALL, [Measured(SMALL, 100, 50.0)])

    assert 1 > kind > model > own > 0.5
    assert 1.0 == rate(SMALL, [Measured(Sort("speech", "pocket", 14), 100, 1.0)])


def test_bounds_hold() -> None:
    """Neither free nor ruinous."""
    wild = [Measured(SMALL, 1e9, seconds) for seconds in (0.0, 1e15)]

    assert [LEAST, MOST] == [rate(SMALL, [one]) for one in wild]


def test_requests_that_take_alike_are_of_a_sort() -> None:
    """Neither steps, nor words, nor seed; but model and size."""
    base = Sort.of(image_request())

    assert base == Sort.of(image_request("another", steps=40, seed=9, count=4))
    assert base != Sort.of(image_request(width_px=256))
    assert base != Sort.of(image_request(model="sdxl"))
    assert 16 == Sort.of(avatar_request()).size == Sort.of(preview_request()).size
    assert "espeak-ng/en-us" == Sort.of(speech_request()).model
