"""What is wrong is told to whoever asked, and to nobody else."""

import pytest

from tests.bots.discord.studio import Studio
from tests.bots.discord.test_results import EVE, drawn
from tests.fakes.discord import Broken, FakeDiscord, Fault, Flood, Lost, Refused
from tests.fakes.discord_world import Interaction, Message


async def refused(studio: Studio) -> tuple[Interaction, Message]:
    """Ask for a size that does not fit."""
    asked = await studio.discord.people.slash(studio.ada, studio.room, "imagine", prompt="a house", width=130)
    return asked, await studio.answered(asked)


async def test_refused_command_leaves_nothing_for_others_to_see(studio: Studio) -> None:
    """The first answer, which everybody saw, is taken away."""
    async with studio.open():
        asked, told = await refused(studio)

    assert "128x128" in told.look.content
    assert told.private
    assert asked.message is not None
    assert asked.message.deleted


@pytest.mark.parametrize("fault", [Lost(), Lost(done=False), Broken(), Flood(0.1)])
@pytest.mark.parametrize("method", ["DELETE", "POST"])
async def test_trouble_on_the_way_keeps_it_from_nobody(
    studio: Studio, discord: FakeDiscord, fault: Fault, method: str
) -> None:
    """Each of the two requests may get lost."""
    async with studio.open():
        discord.inject(fault, method, "/webhooks/")
        asked, told = await refused(studio)
        await discord.until(lambda: asked.message and asked.message.deleted)

    assert told.private


async def test_answer_that_cannot_be_taken_away_says_it(studio: Studio, discord: FakeDiscord) -> None:
    """Better for everybody to see than for nobody."""
    async with studio.open():
        discord.inject(Refused(), "DELETE", "/webhooks/")
        asked, told = await refused(studio)

    assert told is asked.message
    assert not told.private
    assert "128x128" in told.look.content


async def test_refused_press_is_told_alone(studio: Studio, discord: FakeDiscord) -> None:
    """A button whose answer would be a message of its own."""
    async with studio.open():
        message = await drawn(studio)
        studio.desk.delete(studio.jobs()[0].id, studio.jobs()[0].sender)
        pressed = await discord.people.press(EVE, message, "again")
        told = await studio.answered(pressed)
        await discord.until(lambda: pressed.message and pressed.message.deleted)

    assert told.private
    assert "no such picture of yours" in told.look.content
