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

from bots.command import Command
from bots.counter import Counter
from bots.discord.adapter import Adapter
from bots.discord.settings import DiscordSettings
from bots.discord.slash import Translator, build

log = structlog.get_logger()

JOB_BUTTON = re.compile(r"limner:(?P<action>cancel|again|delete):(?P<job>[0-9a-f-]{36})")

Interaction = discord.Interaction[Any]  # discord.py types it by its client


class StudioClient(discord.Client):
    """Hears slash commands and buttons; needs no intent, and keeps nothing of what people write."""

    def __init__(self, guild: int | None = None) -> None:
        # The library warns that it will know no servers and cannot speak; both are meant.
        logging.getLogger("discord.state").setLevel(logging.ERROR)
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            intents=discord.Intents.none(),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            max_ratelimit_timeout=60.0,
        )
        self.tree = StudioTree(self)
        self.guild = discord.Object(guild) if guild else None
        self.adapter: Adapter | None = None

    def serve(self, adapter: Adapter, counter: Counter) -> None:
        """Take the commands and buttons that the counter serves. To be called before connecting."""
        self.adapter = adapter
        names = {"model": counter.catalogue.names()}
        for command in counter.commands:
            self._add(command, adapter, names)
        self.add_dynamic_items(JobButton)

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

    def _add(self, command: Command[Any], adapter: Adapter, names: dict[str, tuple[str, ...]]) -> None:
        slash = build(command, adapter.command, names)
        self.tree.add_command(slash, guild=self.guild)

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


class JobButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=JOB_BUTTON):
    """A button under a job; its custom_id says all, so that it outlives every restart."""

    def __init__(self, action: str, job: str) -> None:
        super().__init__(discord.ui.Button(custom_id=f"limner:{action}:{job}"))
        self.action = action
        self.job = job

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Read what the button does."""
        return cls(match["action"], match["job"])

    async def callback(self, interaction: Interaction) -> None:
        """Do what the button says."""
        adapter = interaction.client.adapter
        try:
            await adapter.press(interaction, self.action, self.job)
        except Exception:
            log.exception("discord.button_failed", interaction=interaction.id)
            await adapter.apologise(interaction)


def point(settings: DiscordSettings) -> None:
    """Lead discord.py to the Discord of the settings. Must come before a client is made."""
    # The library offers no other way: it ignores what /gateway/bot answers.
    Route.BASE = settings.discord_api_url
    DiscordWebSocket.DEFAULT_GATEWAY = URL(settings.discord_gateway_url)
    discord.Asset.BASE = settings.discord_cdn_url
