"""The connection to Discord: commands, buttons, and what happens when one of them fails."""

import hashlib
import json
import logging
import re
from pathlib import Path
from typing import Any, Self

import discord
import structlog
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from bots.actions import RULES, Action, Where
from bots.counter import Counter
from bots.discord.adapter import Adapter
from bots.discord.bringing import Bringing, brings
from bots.discord.drafts import Drafts, is_form
from bots.discord.hiding import Hiding
from bots.discord.ids import BUTTON
from bots.discord.menu import entries
from bots.discord.offers import offers_of
from bots.discord.pointing import Pointing
from bots.discord.settings import DiscordSettings
from bots.discord.slash import Translator, build
from bots.discord.tickets import Keeper

log = structlog.get_logger()

Interaction = discord.Interaction[Any]  # discord.py types it by its client


class StudioClient(discord.Client):
    """Hears slash commands, buttons and messages; keeps nothing of what people write.

    Without ``content``, a privileged intent, Discord shows it only messages that are meant for it.
    """

    def __init__(self, guild: int | None = None, content: bool = False) -> None:
        # The library warns that it will know no servers and cannot speak; both are meant.
        logging.getLogger("discord.state").setLevel(logging.ERROR)
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            intents=discord.Intents(dm_messages=True, guild_messages=True, message_content=content),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            max_ratelimit_timeout=60.0,
        )
        self.tree = StudioTree(self)
        self.guild = discord.Object(guild) if guild else None
        self.adapter: Adapter | None = None
        self.drafts: Drafts | None = None
        self.hiding: Hiding | None = None
        self.bringing: Bringing | None = None

    @property
    def may_read(self) -> bool:
        """Whether the application has the Message Content intent. Known once logged in."""
        flags = self.application_flags
        return flags.gateway_message_content or flags.gateway_message_content_limited

    async def on_message(self, message: discord.Message) -> None:
        """Answer a message that is meant for the bot."""
        if self.adapter is not None and self.user is not None:
            await self.adapter.hear(message, self.user.id)

    async def on_error(self, event_method: str, /, *_: object, **__: object) -> None:
        """Log what broke, but nothing of what was written."""
        log.exception("discord.event_failed", event_name=event_method)

    async def on_interaction(self, interaction: Interaction) -> None:
        """Take a form that was sent; the library knows only those that this very process opened."""
        if self.drafts is not None and is_form(interaction):
            await self.drafts.take(interaction)
        elif self.bringing is not None and brings(interaction):
            await self.bringing.take(interaction)

    def serve(self, adapter: Adapter, counter: Counter, keeper: Keeper) -> None:
        """Take the commands and buttons that the counter serves. To be called before connecting."""
        self.adapter, self.drafts, self.hiding = adapter, Drafts(adapter, keeper), Hiding(adapter)
        self.bringing = Bringing(adapter)
        offers = offers_of(counter)
        for command in counter.commands:
            self.tree.add_command(build(command, adapter.command, offers), guild=self.guild)
        for entry in entries(Pointing(adapter).choose):
            self.tree.add_command(entry, guild=self.guild)
        self.add_dynamic_items(ActionButton)

    async def register(self, memory: Path) -> bool:
        """Tell Discord the commands if they changed since ``memory`` was written. Returns whether."""
        translator = Translator()
        await self.tree.set_translator(translator)
        mark = await self._mark(translator)
        if memory.is_file() and memory.read_text() == mark:  # noqa: ASYNC240 - a line, once at the start
            return False
        await self.tree.sync(guild=self.guild)
        memory.parent.mkdir(parents=True, exist_ok=True)
        memory.write_text(mark)  # noqa: ASYNC240 - likewise
        log.info("discord.commands_registered", guild=self.guild.id if self.guild else None)
        return True

    async def _mark(self, translator: Translator) -> str:
        """Sum up what would be registered, and where."""
        payload = [
            await command.get_translated_payload(self.tree, translator)
            for command in self.tree.get_commands(guild=self.guild)
        ]
        where = [self.application_id, self.guild.id if self.guild else None]
        return hashlib.sha256(json.dumps([where, payload], sort_keys=True).encode()).hexdigest()


class StudioTree(app_commands.CommandTree[StudioClient]):
    """Sees to it that a command that fails says so."""

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        """Log what broke and tell the asker."""
        log.error("discord.command_failed", interaction=interaction.id, exc_info=error)
        if self.client.adapter is not None and interaction.type is not discord.InteractionType.autocomplete:
            await self.client.adapter.apologise(interaction)


class ActionButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=BUTTON):
    """A button of ours; its custom_id says all, so that it outlives every restart."""

    def __init__(self, custom_id: str, match: re.Match[str]) -> None:
        super().__init__(discord.ui.Button(custom_id=custom_id))
        self.action: Action = match["action"]  # type: ignore[assignment]  # the template names actions only
        self.argument = match["argument"]
        self.below = match["below"] or ""

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Read what the button does."""
        return cls(match[0], match)

    async def callback(self, interaction: Interaction) -> None:
        """Do what the button says."""
        adapter = interaction.client.adapter
        try:
            if self.action == "more":
                await interaction.client.bringing.open(interaction)
            elif RULES[self.action].where is Where.FORM:
                await interaction.client.drafts.open(interaction, self.action, self.argument)
            elif self.action == "private":
                await interaction.client.hiding.press(interaction, self.argument)
            else:
                await adapter.press(interaction, self.action, self.argument, self.below)
        except Exception:
            log.exception("discord.button_failed", interaction=interaction.id)
            await adapter.apologise(interaction)


def point(settings: DiscordSettings) -> None:
    """Lead discord.py to the Discord of the settings. Must come before a client is made."""
    # The library offers no other way: it ignores what /gateway/bot answers.
    Route.BASE = settings.discord_api_url
    DiscordWebSocket.DEFAULT_GATEWAY = URL(settings.discord_gateway_url)
    discord.Asset.BASE = settings.discord_cdn_url
