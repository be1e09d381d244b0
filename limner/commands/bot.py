"""`limner bot`: the ears and mouth on one platform."""

from enum import StrEnum
from typing import Annotated

import typer


class Platform(StrEnum):
    """Where people talk to the studio."""

    DISCORD = "discord"
    TELEGRAM = "telegram"
    WEB = "web"


def bot(platform: Annotated[Platform, typer.Argument(help="The platform to serve.")]) -> None:
    """Serve one platform until told to stop (Ctrl-C or SIGTERM)."""
    raise SystemExit(
        {Platform.DISCORD: _discord, Platform.TELEGRAM: _telegram, Platform.WEB: _web}[platform]()
    )


def _discord() -> int:
    from avatar.settings import AvatarSettings
    from bots.discord.serve import serve
    from bots.discord.settings import DiscordSettings
    from limner.folder import tasks_settings
    from limner.model import generation_settings
    from limner.settings import read

    return serve(read(DiscordSettings), tasks_settings(), generation_settings(), read(AvatarSettings))


def _telegram() -> int:
    from avatar.settings import AvatarSettings
    from bots.telegram.serve import serve
    from bots.telegram.settings import TelegramSettings
    from limner.folder import tasks_settings
    from limner.model import generation_settings
    from limner.settings import read

    return serve(read(TelegramSettings), tasks_settings(), generation_settings(), read(AvatarSettings))


def _web() -> int:
    from avatar.settings import AvatarSettings
    from bots.web.serve import serve
    from bots.web.settings import WebSettings
    from limner.folder import tasks_settings
    from limner.model import generation_settings
    from limner.settings import read

    return serve(read(WebSettings), tasks_settings(), generation_settings(), read(AvatarSettings))
