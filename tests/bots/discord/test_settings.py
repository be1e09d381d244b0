"""What the operator may set, and how wrong values are refused."""

import pytest
from discord import Asset
from discord.gateway import DiscordWebSocket
from discord.http import Route
from pydantic import ValidationError

from bots.discord.client import point
from bots.discord.settings import API_URL, DiscordSettings


def read(**values: object) -> DiscordSettings:
    """Read settings without a file."""
    return DiscordSettings.model_validate(values)


def test_empty_values_mean_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line left empty in the environment is a line not written."""
    monkeypatch.setenv("LIMNER_DISCORD_TOKEN", "")
    monkeypatch.setenv("LIMNER_DISCORD_GUILD", " ")

    settings = DiscordSettings(_env_file=None)

    assert settings.discord_token is None
    assert settings.discord_guild is None


def test_token_is_never_shown() -> None:
    """Not in a log, not in a traceback."""
    assert "canary" not in repr(read(discord_token="canary"))


@pytest.mark.parametrize(
    ("name", "value", "example"),
    [
        ("discord_api_url", "https://discord.com", "/api/v10"),
        ("discord_api_url", "discord.com/api/v10", "https://"),
        ("discord_gateway_url", "https://gateway.discord.gg/", "wss://"),
        ("discord_cdn_url", "cdn.discordapp.com", "https://"),
        ("discord_guild", "my server", "integer"),
        ("discord_guild", 0, "greater than 0"),
    ],
)
def test_wrong_value_names_itself_and_an_example(name: str, value: object, example: str) -> None:
    """The start stops with the name and what would be right."""
    with pytest.raises(ValidationError) as caught:
        read(**{name: value})

    (error,) = caught.value.errors()
    assert (name,) == error["loc"]
    assert example in error["msg"]


def test_point_leads_the_library_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """discord.py has three addresses, none of which is a setting of its own."""
    monkeypatch.setattr(Route, "BASE", API_URL)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    monkeypatch.setattr(Asset, "BASE", Asset.BASE)

    point(
        read(
            discord_api_url="http://127.0.0.1:9/api/v10/",
            discord_gateway_url="ws://127.0.0.1:9/",
            discord_cdn_url="http://127.0.0.1:9/cdn",
        )
    )

    assert "http://127.0.0.1:9/api/v10/users/@me" == Route("GET", "/users/@me").url
    assert "ws://127.0.0.1:9/" == str(DiscordWebSocket.DEFAULT_GATEWAY)
    assert "http://127.0.0.1:9/cdn" == Asset.BASE
