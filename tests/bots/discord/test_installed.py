"""Where only its user installed the app: there is no channel to write to, only answers to what they do."""

from tests.bots.discord.studio import Studio
from tests.bots.discord.test_results import drawn
from tests.factories import recipe
from tests.fakes.discord import FakeDiscord


async def test_everything_goes_by_answers(studio: Studio, discord: FakeDiscord) -> None:
    """Grid, pick, files, recipe, form, and what is made again: no request as the bot, no follow-up."""
    studio.room = discord.world.room(member=False)
    async with studio.open():
        message = await drawn(studio, count=2, seed=11)
        picked = await studio.drawn(await discord.people.press(studio.ada, message, "2"))
        files = await studio.drawn(await discord.people.press(studio.ada, message, "file"))
        told = await studio.answered(await discord.people.choose(studio.ada, picked, "Recipe"))
        opened = await discord.people.press(studio.ada, message, "edit")
        await discord.until(lambda: opened.answer)
        edited = await studio.answered(await discord.people.fill(opened, words="a blue boat"))

    assert 1 == len(picked.look.pictures)
    assert 2 == len(files.look.pictures)
    assert "--seed 12" in told.look.content
    assert "a blue boat" in edited.look.content
    assert recipe(studio.jobs()[0]).prompt == "a blue boat"
    assert [] == [call.path for call in discord.calls if "/channels/" in call.path]


async def test_late_result_comes_directly(studio: Studio, discord: FakeDiscord) -> None:
    """Once the right to answer is over: in the direct message, with its buttons, and its owner is pinged."""
    studio.room = discord.world.room(member=False)
    async with studio.open():
        asked, job = await studio.imagine("a red house", count=2)
        asked.expired = True
        studio.worker.work(job.id)
        await discord.until(studio.shown)
        (message,) = studio.shown()
        await discord.until(lambda: studio.desk.job(job.id).status.final)
        picked = await studio.drawn(await discord.people.press(studio.ada, message, "1"))

    assert studio.ada.id == message.room.with_person
    assert (studio.ada.id,) == message.pinged
    assert 1 == len(picked.look.pictures)


async def test_deleting_says_so_where_nothing_can_be_erased(studio: Studio, discord: FakeDiscord) -> None:
    """The message of the result is an answer, which can be changed as long as its token lives."""
    studio.room = discord.world.room(member=False)
    async with studio.open():
        message = await drawn(studio)
        told = await studio.answered(await discord.people.choose(studio.ada, message, "Delete"))
        await discord.until(lambda: not message.look.files)

    assert ("Deleted.", True) == (told.look.content, told.private)
    assert [] == studio.jobs()
