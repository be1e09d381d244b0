"""Discord holds to what every chat holds to."""

from collections.abc import AsyncIterator

import pytest

from bots.discord.chat import DiscordChat
from bots.discord.rest import Rest
from bots.discord.tickets import Tickets
from tasks.desk import Desk
from tasks.job import Job, Media, Place, Request
from tests.bots.discord.made import ticket_of
from tests.bots.giving import PNG
from tests.factories import avatar_request, image_request, key, sender, speech_request
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord_world import APPLICATION, Interaction
from tests.suites.chat import ChatSuite, ClipSuite, Labels, PicturesSuite, Results

MIME = {"png": "image/png", "mp4": "video/mp4", "ogg": "audio/ogg"}


class TestDiscordChat(ChatSuite, PicturesSuite, ClipSuite):
    """Our own requests on real sockets, at a real desk."""

    @pytest.fixture
    async def chat(self, discord: FakeDiscord, tickets: Tickets, desk: Desk) -> AsyncIterator[DiscordChat]:
        """Speak to the fake."""

        async def read(key: str) -> bytes:
            return desk.read(key)

        async with Rest(discord.api_url, APPLICATION, discord.token) as rest:
            yield DiscordChat(rest, tickets, read)

    @pytest.fixture
    async def placed_job(self, desk: Desk, tickets: Tickets, asked: Interaction) -> Job:
        """Submit a job whose placeholder is shown."""
        return await placed(desk, tickets, asked, image_request())

    @pytest.fixture
    async def placed_four(self, desk: Desk, tickets: Tickets, asked: Interaction) -> Job:
        """Submit a job for four pictures whose placeholder is shown."""
        return await placed(desk, tickets, asked, image_request(count=4))

    @pytest.fixture
    async def placed_clip(self, desk: Desk, tickets: Tickets, asked: Interaction) -> Job:
        """Submit a clip whose placeholder is shown."""
        return await placed(desk, tickets, asked, avatar_request(desk.keep(sender(), PNG, "image/png")))

    @pytest.fixture
    async def placed_sound(self, desk: Desk, tickets: Tickets, asked: Interaction) -> Job:
        """Submit a line whose placeholder is shown."""
        return await placed(desk, tickets, asked, speech_request())

    @pytest.fixture
    def results(self, discord: FakeDiscord) -> Results:
        """Tell which results are shown, by the kind of their files."""

        def shown(job: Job) -> list[tuple[Media, ...]]:
            messages = [message for message in discord.world.messages.values() if message.look.files]
            kinds = [{MIME[file.name[-3:]] for file in message.look.files} for message in messages]
            return [tuple(media for media in job.media if media.mime in mimes) for mimes in kinds]

        return shown

    @pytest.fixture
    def labels(self, discord: FakeDiscord) -> Labels:
        """Read the buttons that people see."""
        return lambda _: [
            label for message in discord.world.messages.values() for label, _ in message.look.buttons
        ]


async def placed(desk: Desk, tickets: Tickets, asked: Interaction, request: Request) -> Job:
    """Submit a request to which an interaction waits for an answer."""
    assert asked.message is not None
    await tickets.keep(asked.id, ticket_of(asked))
    place = Place(platform="discord", chat=asked.room.id, message=asked.id)
    job = desk.submit(request, sender(), place, key())
    desk.placed(job.id, asked.message.id)
    return desk.job(job.id)
