"""Commands as Discord sees them."""

from typing import Any

import discord
import pytest
from discord import app_commands

from avatar.compose import read_angles
from bots.command import Command
from bots.commands.avatar import AVATAR
from bots.commands.menu import COMMANDS
from bots.discord.menu import entries
from bots.discord.offers import Asking, Offer, Offers, proposals
from bots.discord.slash import Translator, Values, build
from bots.grammar import parse
from bots.pointing import Act
from tests.fakes.discord_limits import wrong_commands
from tests.fakes.discord_spec import Call, published

Payload = list[Any]  # JSON, as discord.py makes it


async def some(asking: Asking) -> list[Offer]:
    """Offer something."""
    return [Offer("pocket"), Offer("sd15")]


OFFERS: dict[str, Offers] = {"model": some, "voice": some, "language": some}


async def nothing(act: Act, interaction: discord.Interaction[Any], message: discord.Message) -> None:
    """Do nothing."""


async def nobody(interaction: discord.Interaction[Any], command: Command[Any], values: Values) -> None:
    """Answer nothing."""


@pytest.fixture
async def payload() -> Payload:
    """Write all commands as they are sent to Discord."""
    tree = app_commands.CommandTree(discord.Client(intents=discord.Intents.none()))
    slashes = [build(command, nobody, OFFERS) for command in COMMANDS]
    menus = [await entry.get_translated_payload(tree, Translator()) for entry in entries(nothing)]
    return [*[await slash.get_translated_payload(tree, Translator()) for slash in slashes], *menus]


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


async def test_avatar_has_typed_options(payload: Payload) -> None:
    """Three files, ranges, choices, and voices to choose from; nothing must be filled in at once."""
    avatar = next(command for command in payload if command["name"] == "avatar")
    options = {option["name"]: option for option in avatar["options"]}

    assert ["photo", "audio", "moves", "text", "voice"] == list(options)[:5]
    assert [11, 11, 11, 3, 3] == [option["type"] for option in list(options.values())[:5]]
    assert ["pose", "blinks", "both"] == [choice["value"] for choice in options["borrow"]["choices"]]
    assert options["voice"]["autocomplete"]
    assert (10, 0.0, 2.0) == tuple(options["head"][key] for key in ("type", "min_value", "max_value"))
    assert ["photo", "1:1", "9:16", "16:9"] == [choice["value"] for choice in options["aspect"]["choices"]]
    assert not any(option["required"] for option in options.values())


async def test_avatar_leaves_rare_options_to_the_text(payload: Payload) -> None:
    """Discord takes 25; a sheet of variants is worth one of them, keyframes are not."""
    avatar = next(command for command in payload if command["name"] == "avatar")
    offered = {option["name"] for option in avatar["options"]}

    assert "preview" in offered
    assert {"turn", "nod", "tilt"} == set(AVATAR.form.model_fields) - offered
    assert (0.0, 20.0) == read_angles("turn", str(parse('Hi --turn "0 20"', AVATAR.form, "text")["turn"]))


async def test_no_command_has_more_options_than_discord_shows(payload: Payload) -> None:
    """It would refuse all commands for one of them."""
    assert all(len(command.get("options", ())) <= 25 for command in payload)


async def test_what_is_needed_must_be_filled_in(payload: Payload) -> None:
    """A line to be spoken, a file to be looked at."""
    needed = {
        command["name"]: [option["name"] for option in command.get("options", ()) if option["required"]]
        for command in payload
    }

    assert ["text"] == needed["say"]
    assert ["file"] == needed["verify"]


async def test_menu_entry_has_a_name_in_every_language(payload: Payload) -> None:
    """It stands among the entries of other bots."""
    entries = {entry["name"]: entry["name_localizations"]["zh-CN"] for entry in payload if entry["type"] == 3}

    assert {"Animate", "Vary", "Upscale", "Recipe", "Delete"} == set(entries)
    assert "让它说话" == entries["Animate"]


def test_proposals_of_the_readers_language_come_first() -> None:
    """Where nothing is typed yet; a language may be typed by its name."""
    offers = [Offer("x/de", "German", "de"), Offer("x/en-gb", "English (Britain)", "en-GB")]
    offers += [Offer("x/en-us", "English (America)", "en-US")]

    assert ["x/en-us", "x/en-gb", "x/de"] == [offer.name for offer in proposals(offers, "", "en-US")]
    assert ["x/de"] == [offer.name for offer in proposals(offers, "germ", "en-US")]


async def test_commands_serve_everywhere(payload: Payload) -> None:
    """In servers, with the bot alone and among friends; for servers and for users who install it."""
    assert all([0, 1, 2] == sorted(command["contexts"]) for command in payload)
    assert all([0, 1] == sorted(command["integration_types"]) for command in payload)


async def test_all_of_every_command_speaks_chinese(payload: Payload) -> None:
    """Each description of a command and of an option, and each name of an entry in a menu."""
    silent = [
        (command["name"], told.get("name"))
        for command in payload
        for told in (command, *command.get("options", ()))
        if "zh-CN" not in told["name_localizations" if command["type"] == 3 else "description_localizations"]
    ]

    assert [] == silent


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
