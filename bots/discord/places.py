"""Where something happens on Discord, and who else is there."""

from typing import Any

import discord

from tasks.job import Place

Interaction = discord.Interaction[Any]  # of whatever client


def place_of(interaction: Interaction, *, private: bool = False) -> Place:
    """Tell where the answer belongs; its message is named by the interaction, which holds the ticket.

    ``private``: it is hidden from everybody but the asker. So is what follows from a hidden message.
    """
    return Place(
        platform="discord",
        chat=str(interaction.channel_id or ""),
        message=str(interaction.id),
        server=str(interaction.guild_id or ""),
        parent=_parent(interaction.channel),
        adult=_adult(interaction.channel),
        private=private or hidden(interaction),
    )


def place_of_message(message: discord.Message) -> Place:
    """Tell where a message was written, which is where its answer belongs."""
    server = message.guild.id if message.guild else getattr(message.channel, "guild_id", None)
    return Place(
        platform="discord",
        chat=str(message.channel.id),
        message=str(message.id),
        server=str(server or ""),
        parent=_parent(message.channel),
        adult=_adult(message.channel),
    )


def shared(interaction: Interaction) -> bool:
    """Tell whether others than the asker and the bot are there, too."""
    return not interaction.context.dm_channel


def hidden(interaction: Interaction) -> bool:
    """Tell whether an interaction comes from a message that nobody but the asker sees."""
    message = interaction.message
    return message is not None and message.flags.ephemeral and shared(interaction)


def _parent(channel: object) -> str:
    return str(channel.parent_id) if isinstance(channel, discord.Thread) else ""


def _adult(channel: object) -> bool:
    """Tell whether Discord marks a channel as age-restricted; where it does not tell, it is not."""
    marked = channel.parent if isinstance(channel, discord.Thread) else channel
    return bool(getattr(marked, "nsfw", False))
