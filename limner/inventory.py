"""The settings of every room, gathered for the commands that look at all of them."""

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from avatar.settings import AvatarSettings
from bots.discord.settings import DiscordSettings
from bots.telegram.settings import TelegramSettings
from bots.web.settings import WebSettings
from generation.settings import GenerationSettings
from limner.settings import check, read
from tasks.settings import TasksSettings

BOTS: dict[str, type[BaseSettings]] = {"discord": DiscordSettings, "telegram": TelegramSettings}


class TokenSettings(BaseSettings):
    """Which bots have a token."""

    model_config = SettingsConfigDict(
        env_prefix="LIMNER_", env_file=".env", extra="ignore", hide_input_in_errors=True
    )

    discord_token: SecretStr = SecretStr("")
    telegram_token: SecretStr = SecretStr("")


def settings_classes() -> tuple[type[BaseSettings], ...]:
    """List every room's settings."""
    return (GenerationSettings, AvatarSettings, TasksSettings, WebSettings, *BOTS.values())


def bots_with_token() -> tuple[str, ...]:
    """List the bots whose token is set, after a look at all their settings but the token.

    A wrong token is for the bot itself to tell: it stops that bot and nothing else.
    """
    tokens = read(TokenSettings)
    named = {"discord": tokens.discord_token, "telegram": tokens.telegram_token}
    for bot, kind in BOTS.items():
        check(kind, but=f"{bot}_token")
    return tuple(bot for bot, token in named.items() if token.get_secret_value().strip())


def page() -> tuple[str, int]:
    """Give the host and the port of the page."""
    settings = read(WebSettings)
    return settings.web_host, settings.web_port
