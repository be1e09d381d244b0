"""A Discord on loopback, and the parts of a bot that talks to it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from avatar.voices.shelf import Shelf
from bots.discord.chat import DiscordChat
from bots.discord.rest import Rest
from bots.discord.settings import DiscordSettings
from bots.discord.tickets import Tickets
from tasks.desk import Desk
from tests.bots.discord.made import MemoryKeeper, deferred, png
from tests.bots.discord.studio import Studio
from tests.bots.giving import FakeIntake
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord_world import APPLICATION, Interaction, Person, Room


@pytest.fixture
def content() -> bool:
    """Tell whether the bot's application has the Message Content intent."""
    return False


@pytest.fixture
async def discord(content: bool) -> AsyncIterator[FakeDiscord]:
    """Give a Discord that takes offence at nothing in the end."""
    async with FakeDiscord(message_content=content) as server:
        yield server
        assert server.violations == []


@pytest.fixture
def discord_settings(discord: FakeDiscord) -> DiscordSettings:
    """Lead to the Discord on loopback."""
    return DiscordSettings(
        discord_token=SecretStr(discord.token),
        discord_api_url=discord.api_url,
        discord_gateway_url=discord.gateway_url,
        discord_cdn_url=discord.cdn_url,
    )


@pytest.fixture
def ada() -> Person:
    """Somebody who asks."""
    return Person("3001", "Ada")


@pytest.fixture
def room(discord: FakeDiscord) -> Room:
    """Open a channel of a server."""
    return discord.world.room()


@pytest.fixture
def asked(discord: FakeDiscord, ada: Person, room: Room) -> Interaction:
    """Begin a command that was acknowledged and waits for its answer."""
    return deferred(discord, ada, room)


@pytest.fixture
def keeper() -> MemoryKeeper:
    """Give what outlives the process."""
    return MemoryKeeper()


@pytest.fixture
def tickets(keeper: MemoryKeeper) -> Tickets:
    """Give live tickets."""
    return Tickets(keeper)


@pytest.fixture
def store() -> dict[str, bytes]:
    """Give the stored pictures by key."""
    return {"a.png": png()}


@pytest.fixture
async def chat(discord: FakeDiscord, tickets: Tickets, store: dict[str, bytes]) -> AsyncIterator[DiscordChat]:
    """Give a chat without a gateway."""

    async def read(key: str) -> bytes:
        return store[key]

    async with Rest(discord.api_url, APPLICATION, discord.token) as rest:
        yield DiscordChat(rest, tickets, read)


@pytest.fixture
def studio(
    discord: FakeDiscord,
    desk: Desk,
    discord_settings: DiscordSettings,
    tmp_path: Path,
    ada: Person,
    room: Room,
    shelf: Shelf,
) -> Studio:
    """Prepare a whole bot; ``async with studio.open()`` runs it."""
    return Studio(discord, desk, discord_settings, tmp_path, ada, room, shelf, FakeIntake())
