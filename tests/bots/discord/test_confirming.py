"""A dear request on Discord: asked back in the answer, which becomes the placeholder of the job."""

import pytest

from tasks.desk import Desk
from tasks.plan import Plan
from tasks.plans import subject_of
from tests.bots.discord.studio import Studio
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord_world import Message, Person


@pytest.fixture(autouse=True)
def dear(desk: Desk) -> None:
    """Let everything above three credits be dear."""
    desk.plans.put(Plan(name="all", confirm_above=3))
    desk.plans.assign(subject_of("role:member"), "all")


async def question(studio: Studio, discord: FakeDiscord) -> Message:
    """Ask for something dear."""
    asked = await discord.people.slash(studio.ada, studio.room, "imagine", prompt="a red house", count=4)
    return await studio.answered(asked)


async def test_price_is_confirmed_after_a_restart_and_it_is_made_once(
    studio: Studio, discord: FakeDiscord
) -> None:
    """Two presses, one job; the question itself turns into the pictures."""
    async with studio.open():
        message = await question(studio, discord)
        text, labels = message.look.content, [label for label, _ in message.look.buttons]
    async with studio.open():
        await discord.people.press(studio.ada, message, "Make it")
        await discord.until(studio.jobs)
        await discord.until(lambda: "credits" in message.look.content and studio.jobs()[0].placeholder)
        (job,) = studio.jobs()
        studio.worker.work(job.id)
        await discord.until(lambda: message.look.pictures)

    assert "This costs 4 credits and leaves you 196" in text
    assert ["Make it", "3 × 128×128, 20 steps · 3 credits", "No"] == labels
    assert message.id == studio.desk.job(job.id).placeholder
    assert 1 == len(studio.jobs())


async def test_second_press_makes_no_second_job(studio: Studio, discord: FakeDiscord) -> None:
    """Impatient people press again, and strangers press what is not theirs."""
    async with studio.open():
        message = await question(studio, discord)
        stranger = await discord.people.press(Person("3002", "Eve"), message, "Make it")
        await discord.until(lambda: stranger.answer)
        presses = [await discord.people.press(studio.ada, message, "Make it") for _ in range(2)]
        await discord.until(lambda: studio.jobs() and all(one.answer for one in presses))
        await discord.until(lambda: studio.jobs()[0].placeholder)

    assert 1 == len(studio.jobs())


async def test_no_takes_the_buttons_away(studio: Studio, discord: FakeDiscord) -> None:
    """And nothing is held."""
    async with studio.open():
        message = await question(studio, discord)
        await discord.people.press(studio.ada, message, "No")
        await discord.until(lambda: "Nothing was made" in message.look.content)

    assert () == message.look.buttons
    assert [] == studio.jobs()
