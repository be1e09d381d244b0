"""The menu of messages: what was made here is known again, and so is a file that tells its recipe."""

from tests.bots.discord.made import png
from tests.bots.discord.studio import Studio
from tests.bots.discord.test_results import drawn
from tests.factories import over, recipe
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord_spec import Upload
from tests.fakes.discord_world import Message, Person

EVE = Person("3002", "Eve")


async def chosen(studio: Studio, message: Message, entry: str, by: Person | None = None) -> Message:
    """Choose an entry and wait for its answer."""
    return await studio.answered(await studio.discord.people.choose(by or studio.ada, message, entry))


async def test_recipe_of_our_own_message(studio: Studio) -> None:
    """Of a grid all of it, of a picked picture that one; told to the asker alone."""
    async with studio.open():
        message = await drawn(studio, count=2, seed=11)
        picked = await studio.drawn(await studio.discord.people.press(EVE, message, "2"))
        whole, one = await chosen(studio, message, "Recipe", EVE), await chosen(studio, picked, "Recipe")

    assert "--seed 11 --count 2" in whole.look.content.replace("--n 2", "--count 2")
    assert "--seed 12" in one.look.content
    assert whole.private
    assert one.private


async def test_recipe_travels_with_the_file(studio: Studio, discord: FakeDiscord) -> None:
    """Whoever posts our PNG anywhere can ask; what it says makes the same picture."""
    async with studio.open():
        await drawn(studio, seed=11)
        (data,) = studio.stored(studio.jobs()[0])
        posted = await discord.people.write(EVE, discord.world.room(), "look", Upload("x.png", data))
        answer = await chosen(studio, posted, "Recipe", EVE)

    assert "a red house --size 128x128" in answer.look.content
    assert "--seed 11" in answer.look.content


async def test_file_that_tells_nothing_is_said_so(studio: Studio, discord: FakeDiscord) -> None:
    """With what would help, for whoever asked alone."""
    async with studio.open():
        posted = await discord.people.write(EVE, studio.room, "", Upload("x.png", png()))
        recipe_, vary = await chosen(studio, posted, "Recipe"), await chosen(studio, posted, "Vary")
        words = await discord.people.write(EVE, studio.room, "hello")
        nothing, gone = await chosen(studio, words, "Recipe"), await chosen(studio, words, "Delete")

    assert "does not say how it was made" in recipe_.look.content
    assert "does not say how it was made" in vary.look.content
    assert "no picture in that message" in nothing.look.content
    assert "nothing that I made" in gone.look.content
    assert recipe_.private
    assert nothing.private
    assert [] == studio.jobs()


async def test_vary_goes_on_from_a_file(studio: Studio, discord: FakeDiscord) -> None:
    """At the cost of whoever chooses it, and for all to see."""
    async with studio.open():
        await drawn(studio, seed=11)
        (data,) = studio.stored(studio.jobs()[0])
        posted = await discord.people.write(EVE, studio.room, "", Upload("x.png", data))
        answer = await chosen(studio, posted, "Vary")

    new, old = studio.jobs()
    assert not answer.private
    assert over(new).picture
    assert (recipe(old).prompt, recipe(old).steps) == (over(new).prompt, over(new).steps)


async def test_delete_takes_all_messages_of_the_job(studio: Studio, discord: FakeDiscord) -> None:
    """Only for its owner; the message of the result says so, and the pick is gone."""
    async with studio.open():
        message = await drawn(studio, count=2)
        picked = await studio.drawn(await discord.people.press(EVE, message, "1"))
        await discord.until(lambda: len(studio.desk.shown.messages(studio.jobs()[0].id)) == 2)
        refused = await chosen(studio, picked, "Delete", EVE)
        assert [studio.jobs()[0].id] == [job.id for job in studio.jobs()]
        told = await chosen(studio, picked, "Delete")
        await discord.until(lambda: picked.deleted and not message.look.files)

    assert "no such picture of yours" in refused.look.content
    assert ("Deleted.", True) == (told.look.content, told.private)
    assert "Deleted." == message.look.content
    assert [] == studio.jobs()
