"""A sheet of variants on Discord: one clip, rows of three numbers, a message for each that is taken."""

from avatar.requests import PreviewRequest, take
from bots.sitting import CONSENT_VERSION
from tests.bots.discord.studio import Studio, ada_of
from tests.bots.giving import JPEG
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord_spec import Upload
from tests.fakes.discord_world import Message, Person

PHOTO = Upload("ada.jpg", JPEG + b"ada1")


async def sheet(studio: Studio, discord: FakeDiscord) -> Message:
    """Have a sheet made."""
    studio.desk.consent(ada_of(studio.ada), CONSENT_VERSION)
    asked = await discord.people.slash(
        studio.ada, studio.room, "avatar", photo=PHOTO, text="Hello", preview="on"
    )
    message = await studio.answered(asked)
    studio.worker.work(studio.jobs()[0].id)
    await studio.clip_of(message)
    return message


async def test_number_makes_the_clip_in_a_new_message(studio: Studio, discord: FakeDiscord) -> None:
    """The sheet stays, and its numbers work after a restart."""
    async with studio.open():
        message = await sheet(studio, discord)
        labels = [label for label, _ in message.look.buttons]
    async with studio.open():
        await discord.people.press(studio.ada, message, "4")
        _, placeholder = await studio.answers(2)
        waiting = placeholder.look.content
        studio.worker.work(studio.jobs()[0].id)
        clip = await studio.clip_of(placeholder)

    assert [
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "Again",
        "How was this made?",
        "Full quality",
        "♥",
        "Delete",
    ] == labels
    assert "1 credit" in waiting
    job, sheet_job = studio.jobs()
    assert isinstance(sheet_job.request, PreviewRequest)
    assert take(sheet_job.request, 4) == job.request
    assert (clip,) == studio.stored(job)
    assert labels == [label for label, _ in message.look.buttons]


async def test_second_press_says_where_to_look(studio: Studio, discord: FakeDiscord) -> None:
    """And the clip is shown where the first press was answered; strangers make none."""
    async with studio.open():
        message = await sheet(studio, discord)
        await discord.people.press(studio.ada, message, "2")
        _, first = await studio.answers(2)
        await discord.people.press(studio.ada, message, "2")
        *_, second = await studio.answers(3)
        await discord.people.press(Person("3002", "Eve"), message, "2")
        *_, stranger = await studio.answers(4)
        studio.worker.work(studio.jobs()[0].id)
        await studio.clip_of(first)

    assert 2 == len(studio.jobs())
    assert "Number 2 is being made already" in second.look.content
    assert () == second.look.files
    assert "There is no such picture of yours." == stranger.look.content
