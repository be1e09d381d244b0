"""A dear request on Telegram: asked back below the message, made once, also after a restart."""

import pytest

from tasks.desk import Desk
from tasks.job import Place, Sender
from tasks.plan import Plan
from tasks.plans import subject_of
from tests.bots.telegram.sittings import MALLORY, answer, waiting
from tests.bots.telegram.studio import Studio
from tests.factories import image_request
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_world import Person, Room


@pytest.fixture(autouse=True)
def dear(desk: Desk) -> None:
    """Let everything above three credits be dear."""
    desk.plans.put(Plan(name="all", confirm_above=3))
    desk.plans.assign(subject_of("role:member"), "all")


async def test_price_is_confirmed_and_it_is_made_once(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """Two presses and a stranger's make one job and one placeholder; the buttons are gone."""
    telegram.say(alice, room, "/imagine a red house --n 4")
    question = await answer(telegram, room, "This costs 4 credits")
    labels = [key["text"] for row in question.keyboard for key in row]
    data = question.keyboard[0][0]["callback_data"]
    forged = telegram.press_data(MALLORY, question, data)
    presses = [telegram.press_data(alice, question, data) for _ in range(2)]
    await telegram.until(lambda: {forged, *presses} <= set(telegram.methods.answered))
    [job] = await waiting(telegram, studio)
    await telegram.until(lambda: not question.keyboard)
    await studio.draw()

    assert ["Make it", "3 × 128×128, 20 steps · 3 credits", "No"] == labels
    assert "This offer is over" in telegram.methods.answered[forged]
    assert 4 == len(studio.desk.job(job.id).media)
    assert 4 == len(room.of("photo"))


async def test_no_is_said_where_it_was_asked(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """And nothing is held."""
    telegram.say(alice, room, "/imagine a red house --n 4")
    question = await answer(telegram, room, "This costs 4 credits")
    telegram.press_data(alice, question, question.keyboard[-1][-1]["callback_data"])
    await telegram.until(lambda: "Nothing was made" in question.text)

    assert [] == studio.jobs
    assert (200, 0) == studio.credits(alice)


async def test_button_works_after_a_restart(
    telegram: FakeTelegram, studio: Studio, alice: Person, room: Room
) -> None:
    """What it offers is kept with the jobs: this question was asked by a process that is gone."""
    where = Place(platform="telegram", chat=str(room.id))
    request = image_request(count=4)
    offer = studio.desk.offers.extend(request, Sender(platform="telegram", account=str(alice.id)), where)
    question = room.add(telegram.world.bot, "This costs 4 credits")
    telegram.press_data(alice, question, f"cheaper:{offer.id}")
    [job] = await waiting(telegram, studio)

    assert 3 == job.price
