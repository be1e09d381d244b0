"""What stands in the menu of every message."""

from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord import app_commands

from bots.discord.slash import CONTEXTS, INSTALLS
from bots.pointing import Act
from bots.wording import Wording

ENTRIES: tuple[Act, ...] = ("animate", "vary", "upscale", "recipe", "delete")  # Discord takes few

Called = Callable[[Act, discord.Interaction[Any], discord.Message], Awaitable[None]]


def entries(called: Called) -> list[app_commands.ContextMenu]:
    """Make the entries that hand a message over to ``called``."""
    return [_entry(act, called) for act in ENTRIES]


def _entry(act: Act, called: Called) -> app_commands.ContextMenu:
    async def callback(interaction: discord.Interaction[Any], message: discord.Message) -> None:
        await called(act, interaction, message)

    key = f"menu-{act}"
    return app_commands.ContextMenu(
        name=app_commands.locale_str(Wording("en").say(key), key=key),
        callback=callback,
        type=discord.AppCommandType.message,
        allowed_contexts=CONTEXTS,
        allowed_installs=INSTALLS,
        auto_locale_strings=False,
    )
