"""Clips and sounds in a chat of Discord, once, and what happens where they do not fit."""

from collections.abc import AsyncIterator

import pytest

from avatar.requests import AvatarRequest, SpeechRequest
from bots.chat import Reply
from bots.discord.chat import DiscordChat
from bots.discord.post import Composer
from bots.discord.rest import Rest
from bots.discord.tickets import Tickets
from tasks.desk import Desk
from tasks.job import Job, Media, Place, Sender
from tests.bots.discord.made import png, ticket_of
from tests.factories import avatar_request, key, speech_request
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord_world import APPLICATION, Interaction, Message
from tests.suites.chat import ClipSuite, Results


@pytest.fixture
async def chat(discord: FakeDiscord, tickets: Tickets, desk: Desk) -> AsyncIterator[DiscordChat]:
    """Give a chat that reads what the desk has stored."""

    async def read(key: str) -> bytes:
        return desk.read(key)

    async with Rest(discord.api_url, APPLICATION, discord.token) as rest:
        yield DiscordChat(rest, tickets, read)


@pytest.fixture
def results(discord: FakeDiscord) -> Results:
    """List what people see of a job."""

    def seen(job: Job) -> list[tuple[Media, ...]]:
        shown = [message for message in discord.world.messages.values() if message.look.files]
        return [_media(message) for message in shown]

    return seen


@pytest.fixture
async def placed_clip(desk: Desk, asked: Interaction, tickets: Tickets) -> Job:
    """Ask for a clip."""
    photo = desk.keep(Sender(platform="discord", account=asked.person.id), png(), "image/png")
    return await _placed(desk, asked, tickets, avatar_request(photo))


@pytest.fixture
async def placed_sound(desk: Desk, asked: Interaction, tickets: Tickets) -> Job:
    """Ask for a line to be spoken."""
    return await _placed(desk, asked, tickets, speech_request())


class TestDiscord(ClipSuite):
    """Discord shows clips and sounds as every chat does."""


async def test_clip_that_is_too_large_is_said() -> None:
    """It cannot be made smaller here, so the message says how large it is and what helps."""

    async def read(key: str) -> bytes:
        return bytes(12_000_000)

    clip = Media(key="a.mp4", mime="video/mp4", bytes=12_000_000, duration_s=90.0)

    post = await Composer(read).compose(Reply("Hello", media=(clip,)), 10_000_000)

    assert () == post.files
    assert "12 MB, and a file here may have 10 MB" in post.text


async def _placed(
    desk: Desk, asked: Interaction, tickets: Tickets, request: AvatarRequest | SpeechRequest
) -> Job:
    assert asked.message is not None
    await tickets.keep(asked.id, ticket_of(asked).model_copy(update={"voice": True}))
    sender = Sender(platform="discord", account=asked.person.id)
    place = Place(platform="discord", chat=asked.room.id, message=asked.id)
    job = desk.submit(request, sender, place, key())
    desk.placed(job.id, asked.message.id)
    return desk.job(job.id)


def _media(message: Message) -> tuple[Media, ...]:
    return tuple(Media(key=file.name, mime=file.mime, bytes=len(file.data)) for file in message.look.files)
