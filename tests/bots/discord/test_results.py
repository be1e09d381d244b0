"""Several pictures of one job on Discord: one file to look at, and each of them alone."""

from io import BytesIO

import PIL.Image
import pytest

from tasks.errors import NoSuchJob
from tasks.job import Place
from tests.bots.discord.studio import Studio, ada_of
from tests.factories import recipe
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord_spec import Json
from tests.fakes.discord_world import Message, Person

EVE = Person("3002", "Eve")


async def drawn(studio: Studio, **options: Json) -> Message:
    """Ask for pictures, and wait until they are shown and paid."""
    asked, job = await studio.imagine("a red house", **options)
    studio.worker.work(job.id)
    message = await studio.drawn(asked)
    await studio.discord.until(lambda: studio.desk.job(job.id).status.final)
    return message


async def test_four_pictures_come_as_a_grid(studio: Studio) -> None:
    """One file with all of them, and rows of buttons that fit."""
    async with studio.open():
        message = await drawn(studio, count=4)

    (file,) = message.look.files
    with PIL.Image.open(BytesIO(file.data)) as sheet:
        assert ("grid.png", (260, 260)) == (file.name, sheet.size)
    assert ["1", "2", "3", "4", "V1", "V2", "V3", "V4"] == [label for label, _ in message.look.buttons[:8]]


async def test_pick_shows_one_of_them_byte_for_byte(studio: Studio, discord: FakeDiscord) -> None:
    """In a message of its own, whose buttons are about this one; deleting takes all messages away."""
    async with studio.open():
        message = await drawn(studio, count=2, seed=11)
        picked = await studio.drawn(await discord.people.press(studio.ada, message, "2"))
        await discord.until(lambda: len(studio.desk.shown.messages(studio.jobs()[0].id)) == 2)
        shown = picked.look
        varied = await discord.people.press(EVE, picked, "vary")
        await studio.answered(varied)
        await discord.people.press(studio.ada, picked, "delete")
        await discord.until(lambda: message.deleted and not picked.look.files)

    (file,) = shown.files
    assert "limner-1-12.png" == file.name
    assert "Picture 2 of 2 · seed 12" in shown.content
    assert [] == studio.jobs()


async def test_files_come_to_whoever_wants_them_alone(studio: Studio, discord: FakeDiscord) -> None:
    """In full quality, as they were stored, with links that are fresh."""
    async with studio.open():
        message = await drawn(studio, count=2)
        answer = await studio.drawn(await discord.people.press(EVE, message, "file"))

    assert answer.private
    assert studio.stored(studio.jobs()[0]) == answer.look.pictures


async def test_others_read_how_it_was_made(studio: Studio, discord: FakeDiscord) -> None:
    """In their own language, and nobody else sees the answer."""
    async with studio.open():
        message = await drawn(studio, seed=11)
        pressed = await discord.people.press(Person("3003", "Lin", "zh-CN"), message, "info")
        answer = await studio.answered(pressed)

    assert answer.private
    assert "种子 11" in answer.look.content
    assert "--seed 11" in answer.look.content


async def test_others_go_on_at_their_own_cost(studio: Studio, discord: FakeDiscord) -> None:
    """Their picture, their credits; what they may not do is told them alone."""
    async with studio.open():
        message = await drawn(studio)
        again = await discord.people.press(EVE, message, "again")
        await studio.answered(again)
        before = len(message.looks)
        await discord.people.press(EVE, message, "delete")
        await discord.until(lambda: len(discord.world.messages) == 3)
        told = list(discord.world.messages.values())[2]
        await discord.until(lambda: told.looks)

    (job,) = studio.jobs()
    assert recipe(job).prompt in again.message.look.content if again.message else False
    assert told.private
    assert before == len(message.looks)


async def test_result_of_a_channel_goes_to_its_owner_alone(studio: Studio, discord: FakeDiscord) -> None:
    """With its buttons, which go on working; in the channel it is no more, nor can others go on from it."""
    async with studio.open():
        message = await drawn(studio, count=2)
        picked = await studio.drawn(await discord.people.press(EVE, message, "2"))
        await discord.until(lambda: len(studio.desk.shown.messages(studio.jobs()[0].id)) == 2)
        told = await studio.answered(await discord.people.press(studio.ada, message, "private"))
        await discord.until(lambda: picked.deleted and not message.look.files)
        (moved,) = [one for one in studio.shown() if one.room.with_person == studio.ada.id]
        place = Place(platform="discord", chat=studio.room.id)
        with pytest.raises(NoSuchJob):
            studio.desk.shown.visible(studio.jobs()[0].id, ada_of(EVE), place)
        await discord.people.press(studio.ada, moved, "delete")
        await discord.until(lambda: not moved.look.files)

    assert told.private
    assert "direct messages" in told.look.content
    assert message.look.content == "This is in a direct message now."
    assert [] == studio.jobs()


async def test_closed_door_leaves_the_result_where_it_is(studio: Studio, discord: FakeDiscord) -> None:
    """Its owner is told what helps."""
    async with studio.open():
        message = await drawn(studio)
        discord.world.closed_to_bot.add(studio.ada.id)
        told = await studio.answered(await discord.people.press(studio.ada, message, "private"))

    assert "I cannot write to you directly" in told.look.content
    assert message.look.pictures


async def test_only_the_owner_hides(studio: Studio, discord: FakeDiscord) -> None:
    """Others are told so alone."""
    async with studio.open():
        message = await drawn(studio)
        told = await studio.answered(await discord.people.press(EVE, message, "private"))

    assert told.private
    assert "no such picture of yours" in told.look.content
