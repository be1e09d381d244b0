"""What stands in the menu of every message: its picture speaks."""

from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord import app_commands

from bots.discord.slash import CONTEXTS, INSTALLS
from bots.wording import Wording

KEY = "menu-animate"

Called = Callable[[discord.Interaction[Any], discord.Message], Awaitable[None]]


def animate(called: Called) -> app_commands.ContextMenu:
    """Make the entry that hands a message over to ``called``."""

    async def callback(interaction: discord.Interaction[Any], message: discord.Message) -> None:
        await called(interaction, message)

    return app_commands.ContextMenu(
        name=app_commands.locale_str(Wording("en").say(KEY), key=KEY),
        callback=callback,
        type=discord.AppCommandType.message,
        allowed_contexts=CONTEXTS,
        allowed_installs=INSTALLS,
        auto_locale_strings=False,
    )
