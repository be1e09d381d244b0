"""Sounds on Discord: voice messages where there may be some, files elsewhere, and gone when deleted."""

from base64 import b64decode

import pytest

from avatar.voices.encode import encode_voice
from avatar.voices.shelf import Shelf
from bots.discord.wave import FLAT, wave
from tasks.job import Status
from tests.bots.discord.studio import Studio
from tests.factories import speech_request
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord_world import Interaction, Message

LINE = "Good morning."


async def said(studio: Studio) -> tuple[Interaction, Message]:
    """Send /say, have the line spoken, and wait until that is shown."""
    asked = await studio.discord.people.slash(studio.ada, studio.room, "say", text=LINE)
    message = await studio.answered(asked)
    studio.worker.work(studio.jobs()[0].id)
    await studio.discord.until(lambda: studio.jobs()[0].status is Status.DELIVERED)
    return asked, message


async def test_line_is_a_voice_message(studio: Studio, discord: FakeDiscord) -> None:
    """Below the message with its words and buttons, which Discord allows no voice message to have."""
    async with studio.open():
        _, message = await said(studio)

    _, voice = await studio.answers(2)
    (file,) = voice.look.files
    assert voice.voice
    assert message is voice.replies_to
    assert studio.stored(studio.jobs()[0]) == (file.data,)
    assert 1.0 == file.duration_s
    assert b64decode(file.waveform)
    assert LINE in message.look.content
    assert () == message.look.files
    assert ["onward", "again", "info", "like", "delete"] == [
        custom_id.split(":")[1] for _, custom_id in message.look.buttons
    ]


async def test_deleted_line_takes_its_voice_message_along(studio: Studio, discord: FakeDiscord) -> None:
    """Also after a restart: the button knows it."""
    async with studio.open():
        _, message = await said(studio)
    _, voice = await studio.answers(2)
    async with studio.open():
        await discord.people.press(studio.ada, message, "delete")
        await discord.until(lambda: voice.deleted)

    assert "Deleted" in message.look.content
    assert [] == studio.jobs()


@pytest.mark.parametrize("known", [True, False])
async def test_line_is_a_file_where_voice_messages_may_not_be(
    studio: Studio, discord: FakeDiscord, known: bool
) -> None:
    """Whether the interaction says so or Discord refuses: one message, with text, buttons and file."""
    async with studio.open():
        studio.room.voice = not known
        asked = await discord.people.slash(studio.ada, studio.room, "say", text=LINE)
        message = await studio.answered(asked)
        studio.room.voice = False
        studio.worker.work(studio.jobs()[0].id)
        await discord.until(lambda: message.look.files)

    assert ["limner-1.ogg"] == [file.name for file in message.look.files]
    assert [message] == await studio.answers(1)
    assert (0 if known else 1) == discord.count("POST", "/messages")


async def test_face_says_the_line(studio: Studio, discord: FakeDiscord) -> None:
    """The button goes on to a clip in a message of its own."""
    async with studio.open():
        _, message = await said(studio)
        question = await studio.answered(await discord.people.press(studio.ada, message, "onward"))

    assert "I keep your text" in question.look.content


def test_waveform_shows_what_is_loud(shelf: Shelf) -> None:
    """As loud as it gets somewhere, quiet elsewhere; a file that is none shows a flat line."""
    points = wave(encode_voice(shelf.speak(speech_request("Good morning. And a good evening.")).sound))

    assert 256 >= len(points) > 10
    assert 255 == max(points)
    assert min(points) < 64
    assert FLAT == wave(b"OggS")
