"""Several pictures of one line on Discord: asked back in the answer, each result in a message of its own."""

from tests.bots.discord.studio import Studio
from tests.fakes.discord import FakeDiscord


async def test_each_picture_of_a_batch_has_a_message(studio: Studio, discord: FakeDiscord) -> None:
    """The question says what was taken; it shows none of them."""
    async with studio.open():
        asked = await discord.people.slash(studio.ada, studio.room, "imagine", prompt="{red,blue} house")
        message = await studio.answered(asked)
        labels = [label for label, _ in message.look.buttons]
        await discord.people.press(studio.ada, message, "Make all 2")
        await discord.until(lambda: "in line" in message.look.content)
        for job in studio.jobs():
            studio.worker.work(job.id)
        await discord.until(lambda: all(job.status.final for job in studio.jobs()))

    assert ["Make all 2", "No"] == labels
    assert 2 == len(studio.jobs())
    shown = [one for one in studio.shown() if one.look.pictures]
    assert 2 == len(shown)
    assert message not in shown


async def test_private_batch_stays_private(studio: Studio, discord: FakeDiscord) -> None:
    """What was asked for in a hidden answer comes directly, and nobody else in the room sees any of it."""
    async with studio.open():
        asked = await discord.people.slash(
            studio.ada, studio.room, "imagine", prompt="{red,blue} house", private="on"
        )
        message = await studio.answered(asked)
        await discord.people.press(studio.ada, message, "Make all 2")
        await discord.until(lambda: "in line" in message.look.content)
        for job in studio.jobs():
            studio.worker.work(job.id)
        await discord.until(lambda: all(job.status.final for job in studio.jobs()))

    assert message.private
    assert 2 == len(studio.shown())
    assert all(one.room is not studio.room for one in studio.shown())
