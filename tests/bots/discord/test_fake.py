"""The Discord on loopback is as strict as the real one: a bot that errs is found out."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.bots.discord.made import deferred, png
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord_gateway import GUILD_MESSAGES
from tests.fakes.discord_spec import Upload
from tests.fakes.discord_world import APPLICATION, BOT, Interaction, Person

QUIET: dict[str, list[str]] = {"parse": []}
AGENT = {"User-Agent": "DiscordBot (https://example.org, 1)"}


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    """Give a Discord that may be offended."""
    async with FakeDiscord() as server:
        yield server


@pytest.fixture
async def asked(discord: FakeDiscord) -> Interaction:
    """Begin a command that was acknowledged."""
    return deferred(discord, Person("3001", "Ada"), discord.world.room())


async def send(
    discord: FakeDiscord, method: str, path: str, body: dict[str, Any], **files: bytes
) -> tuple[int, Any]:
    """Send a request as a bot would. Returns: status and body."""
    form = aiohttp.FormData(quote_fields=False)
    if files:
        form.add_field("payload_json", json.dumps(body), content_type="application/json")
    for number, (name, data) in enumerate(files.items()):
        form.add_field(f"files[{number}]", data, filename=f"{name}.png")
    content: dict[str, Any] = {"data": form} if files else {"json": body}
    headers = {**AGENT, "Authorization": f"Bot {discord.token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.request(method, discord.api_url + path, **content) as response,
    ):
        return response.status, await response.json() if response.status != 204 else None


def original(asked: Interaction) -> str:
    """Name the answer to an interaction."""
    return f"/webhooks/{APPLICATION}/{asked.token}/messages/@original"


@pytest.mark.parametrize(
    ("body", "offence"),
    [
        ({"content": "x" * 2001, "allowed_mentions": QUIET}, "too long"),
        ({"content": "hello"}, "no allowed_mentions"),
        ({"content": "hello", "allowed_mentions": {"parse": ["everyone"]}}, "parse is not empty"),
        ({"content": "hello", "allowed_mentions": {"parse": [], "users": ["5"]}}, "not mentioned"),
        ({"content": "hello", "allowed_mentions": QUIET, "contents": "x"}, "unknown field contents"),
        ({"content": 5, "allowed_mentions": QUIET}, "is not of type"),
        (
            {
                "content": "hello",
                "allowed_mentions": QUIET,
                "components": [
                    {"type": 1, "components": [{"type": 2, "style": 1, "label": "a", "custom_id": "a"}] * 2}
                ],
            },
            "custom_id twice",
        ),
        (
            {
                "content": "hello",
                "allowed_mentions": QUIET,
                "components": [{"type": 1, "components": [{"type": 2, "style": 1, "label": "a" * 81}]}],
            },
            "$.components[0].components[0]",
        ),
    ],
)
async def test_wrong_message_is_found_out(
    discord: FakeDiscord, asked: Interaction, body: dict[str, Any], offence: str
) -> None:
    """By the specification or by the limits beyond it."""
    await send(discord, "PATCH", original(asked), body)

    assert any(offence in violation for violation in discord.violations), discord.violations


async def test_file_without_an_entry_is_found_out(discord: FakeDiscord, asked: Interaction) -> None:
    """It would be shown without a word for those who cannot see it."""
    await send(discord, "PATCH", original(asked), {"content": "x", "allowed_mentions": QUIET}, a=png())

    assert any("not listed" in violation for violation in discord.violations)


async def test_second_first_answer_is_refused(discord: FakeDiscord, asked: Interaction) -> None:
    """40060, as the real one says."""
    asked.answer = None
    path = f"/interactions/{asked.id}/{asked.token}/callback"
    first, _ = await send(discord, "POST", path, {"type": 5})
    second, problem = await send(discord, "POST", path, {"type": 5})

    assert (204, 400, 40060) == (first, second, problem["code"])


async def test_late_first_answer_is_refused(discord: FakeDiscord, asked: Interaction) -> None:
    """Three seconds, then nobody knows the interaction."""
    asked.answer = None
    asked.began -= 3.1

    status, problem = await send(
        discord, "POST", f"/interactions/{asked.id}/{asked.token}/callback", {"type": 5}
    )

    assert (404, 10062) == (status, problem["code"])


async def test_token_dies_after_a_quarter_of_an_hour(discord: FakeDiscord, asked: Interaction) -> None:
    """Whatever it is used for."""
    asked.began -= 15 * 60 + 1

    status, problem = await send(
        discord, "PATCH", original(asked), {"content": "x", "allowed_mentions": QUIET}
    )

    assert (401, 50027) == (status, problem["code"])


async def test_edit_keeps_the_files_that_it_lists(discord: FakeDiscord, asked: Interaction) -> None:
    """What is listed stays or comes; what is not listed goes."""
    quiet = {"content": "x", "allowed_mentions": QUIET}
    entry = {"id": "0", "filename": "a.png", "description": "a"}
    _, message = await send(discord, "PATCH", original(asked), {**quiet, "attachments": [entry]}, a=b"1")
    kept = {"id": message["attachments"][0]["id"]}
    new = {"id": "0", "filename": "b.png", "description": "b"}
    await send(discord, "PATCH", original(asked), {**quiet, "attachments": [kept, new]}, b=b"2")
    assert asked.message is not None
    both = asked.message.look.pictures
    await send(discord, "PATCH", original(asked), {**quiet, "attachments": []})

    assert (b"1", b"2") == both
    assert () == asked.message.look.files
    assert [] == discord.violations


async def test_stranger_is_not_let_in(discord: FakeDiscord) -> None:
    """A wrong token opens nothing."""
    headers = {**AGENT, "Authorization": "Bot wrong"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.get(f"{discord.api_url}/users/@me") as response,
    ):
        status = response.status

    assert 401 == status


@pytest.mark.parametrize(
    ("changes", "offence"),
    [
        ({"content": "listen"}, "a voice message with content"),
        ({"attachments": [{"id": "0", "waveform": "AAE="}]}, "has a length"),
        ({"attachments": [{"id": "0", "duration_secs": 1.0}]}, "waveform of 0 points"),
        ({}, "is a sound"),
    ],
)
async def test_wrong_voice_message_is_found_out(
    discord: FakeDiscord, changes: dict[str, Any], offence: str
) -> None:
    """One sound, its length, its waveform, and nothing else."""
    sound = {"id": "0", "filename": "a.png", "duration_secs": 1.0, "waveform": "AAE="}
    body = {"flags": 1 << 13, "attachments": [sound], "allowed_mentions": QUIET, **changes}

    await send(discord, "POST", f"/channels/{discord.world.room().id}/messages", body, a=b"OggS")

    assert any(offence in violation for violation in discord.violations), discord.violations


async def test_messages_of_a_server_are_hidden_from_a_bot_without_the_intent(discord: FakeDiscord) -> None:
    """Unless they mention it."""
    room, ada = discord.world.room(), Person("3001", "Ada")
    told: list[dict[str, Any]] = []

    async def dispatch(name: str, data: dict[str, Any]) -> None:
        told.append(data)

    discord.gateway.dispatch = dispatch  # type: ignore[method-assign]  # nobody listens
    discord.gateway.connected.set()
    discord.gateway.intents.append(GUILD_MESSAGES)
    await discord.people.write(ada, room, "secret", Upload("a.png", b"1"))
    await discord.people.write(ada, room, f"<@{BOT}> hello", Upload("a.png", b"1"))

    assert ["", f"<@{BOT}> hello"] == [event["content"] for event in told]
    assert [0, 1] == [len(event["attachments"]) for event in told]
