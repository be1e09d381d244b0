"""Lists on Discord: turned in their place, for the asker alone, and what they lead to is so as well."""

from bots.discord.chat import DiscordChat
from tests.bots.discord.studio import Studio, ada_of
from tests.factories import image_request, key, place
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord_world import Message, Person


def fill(studio: Studio, count: int) -> None:
    """Have pictures made before."""
    ada = ada_of(studio.ada)
    for number in range(count):
        asked = place(studio.room.id, DiscordChat.platform)
        job = studio.desk.submit(image_request(f"house {number}"), ada, asked, key())
        studio.worker.work(job.id)
        studio.desk.delivered(job.id, 1, f"9{number}")


async def history(studio: Studio, **options: str) -> Message:
    """Ask for the history."""
    return await studio.answered(
        await studio.discord.people.slash(studio.ada, studio.room, "history", **options)
    )


async def test_pages_are_turned_in_their_place(studio: Studio, discord: FakeDiscord) -> None:
    """With another contact sheet, and only the asker sees it."""
    async with studio.open():
        fill(studio, 8)
        page = await history(studio, words="house")
        first = page.look
        await discord.people.press(studio.ada, page, "turn")
        await discord.until(lambda: "house 0" in page.look.content)

    assert page.private
    assert "house 7" in first.content
    assert "house 7" not in page.look.content
    assert ["preview.jpg"] == [file.name for file in page.look.files]
    assert first.files[0].data != page.look.files[0].data


async def test_opened_entry_is_private_like_its_page(studio: Studio, discord: FakeDiscord) -> None:
    """The picture comes with its buttons, and liking it says so in a word."""
    async with studio.open():
        fill(studio, 1)
        page = await history(studio)
        await discord.people.press(studio.ada, page, "open")
        _, entry = await studio.answers(2)
        await discord.until(lambda: entry.look.pictures)
        before = entry.look
        await discord.people.press(studio.ada, entry, "like")
        await discord.until(lambda: studio.desk.archive.latest(ada_of(studio.ada)).favourite)
        *_, word = await studio.answers(3)

    assert entry.private
    assert before == entry.look
    assert "Kept among your favourites" in word.look.content
    assert word.private


async def test_recipe_of_a_picture_is_told_to_whoever_asks(studio: Studio, discord: FakeDiscord) -> None:
    """Privately, while the picture stays as it is."""
    async with studio.open():
        asked, job = await studio.imagine("a blue boat")
        studio.worker.work(job.id)
        message = await studio.drawn(asked)
        await discord.people.press(Person("3002", "Bo"), message, "info")
        _, told = await studio.answers(2)

    assert told.private
    assert "How this was made" in told.look.content
    assert not told.look.buttons


async def test_line_is_changed_in_its_place(studio: Studio, discord: FakeDiscord) -> None:
    """The last becomes the first."""
    async with studio.open():
        for words in ("one", "two"):
            await studio.imagine(words)
        listed = await studio.answered(await discord.people.slash(studio.ada, studio.room, "jobs"))
        await discord.people.press(studio.ada, listed, "first")
        await discord.until(lambda: listed.look.content.find("two") < listed.look.content.find("one"))

    assert listed.private
