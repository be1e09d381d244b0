"""Commands as Discord sees them."""

from typing import Any

import discord
import pytest
from discord import app_commands

from bots.command import Command
from bots.commands.menu import COMMANDS
from bots.discord.menu import animate
from bots.discord.offers import Offer, Offers, proposals
from bots.discord.slash import Translator, Values, build
from tests.fakes.discord_limits import wrong_commands
from tests.fakes.discord_spec import Call, published

Payload = list[Any]  # JSON, as discord.py makes it


async def some() -> list[Offer]:
    """Offer something."""
    return [Offer("pocket"), Offer("sd15")]


OFFERS: dict[str, Offers] = {"model": some, "voice": some, "language": some}


async def nothing(interaction: discord.Interaction[Any], message: discord.Message) -> None:
    """Do nothing."""


async def nobody(interaction: discord.Interaction[Any], command: Command[Any], values: Values) -> None:
    """Answer nothing."""


@pytest.fixture
async def payload() -> Payload:
    """Write all commands as they are sent to Discord."""
    tree = app_commands.CommandTree(discord.Client(intents=discord.Intents.none()))
    slashes = [build(command, nobody, OFFERS) for command in COMMANDS]
    entry = await animate(nothing).get_translated_payload(tree, Translator())
    return [*[await slash.get_translated_payload(tree, Translator()) for slash in slashes], entry]


async def test_commands_are_what_discord_takes(payload: Payload) -> None:
    """By its specification and by the limits beyond it."""
    call = Call("PUT", "/applications/1/commands", {}, payload, {}, 0.0)

    assert [] == published().wrong(call) + wrong_commands(payload)


async def test_imagine_has_typed_options(payload: Payload) -> None:
    """Ranges and choices are those of the form."""
    options = {option["name"]: option for option in payload[0]["options"]}

    assert ["prompt"] == [name for name, option in options.items() if option["required"]]
    assert (4, 64, 4096) == tuple(options["width"][key] for key in ("type", "min_value", "max_value"))
    assert (10, 0.0, 30.0) == tuple(options["guidance"][key] for key in ("type", "min_value", "max_value"))
    assert (4, 1, 4) == tuple(options["count"][key] for key in ("type", "min_value", "max_value"))
    assert 2**32 - 1 == options["seed"]["max_value"]
    assert "euler-a" in [choice["value"] for choice in options["scheduler"]["choices"]]
    assert options["model"]["autocomplete"]


async def test_commands_serve_everywhere(payload: Payload) -> None:
    """In servers, with the bot alone and among friends; for servers and for users who install it."""
    assert all([0, 1, 2] == sorted(command["contexts"]) for command in payload)
    assert all([0, 1] == sorted(command["integration_types"]) for command in payload)


async def test_commands_speak_chinese(payload: Payload) -> None:
    """Descriptions and names of options; names of commands stay what the guides say."""
    imagine = payload[0]
    prompt = imagine["options"][0]

    assert "用文字画一幅画" == imagine["description_localizations"]["zh-CN"]
    assert "描述" == prompt["name_localizations"]["zh-CN"]
    assert {} == imagine["name_localizations"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", ["pocket", "sd15", "sdxl-turbo"]),
        ("sd", ["sd15", "sdxl-turbo"]),
        ("TURBO", ["sdxl-turbo"]),
        ("pokcet", ["pocket"]),
        ("zzz", []),
    ],
)
def test_proposals_fit_what_was_typed(typed: str, expected: list[str]) -> None:
    """Beginnings first, then parts, then what looks like it."""
    offers = [Offer(name) for name in ("pocket", "sd15", "sdxl-turbo")]

    assert expected == [offer.name for offer in proposals(offers, typed)]


def test_proposals_stay_within_the_limit() -> None:
    """Discord shows 25."""
    assert 25 == len(proposals([Offer(f"model-{number}") for number in range(99)], "model"))
