"""The menu of every message: something is done with its picture, be it one of ours or anybody's."""

from typing import Any

import discord

from bots.discord.adapter import Adapter, acknowledge, hint_of, key_of, with_hint
from bots.discord.files import photo_and_sound
from bots.discord.ids import buttons_of
from bots.discord.places import Interaction, place_of
from bots.errors import NoPicture, NotOurs
from bots.pointing import Act, Pointed, argument_of

ALONE: frozenset[Act] = frozenset({"recipe", "delete"})  # answered to the asker alone


class Pointing:
    """Serves the menus of messages."""

    def __init__(self, adapter: Adapter) -> None:
        self._adapter = adapter

    async def choose(self, act: Act, interaction: Interaction, message: discord.Message) -> None:
        """Answer an entry that was chosen in the menu of a message."""
        adapter, pointed = self._adapter, pointed_at(message, interaction)
        heard = act == "recipe" and pointed.sound is not None
        if not (pointed.argument or pointed.picture or pointed.message or heard):
            await adapter.refuse(interaction, NotOurs() if act == "delete" else NoPicture())
            return
        unseen = adapter.discreet(interaction, message)
        if not await acknowledge(interaction, private=act in ALONE or unseen):
            return
        ticket, sender, place = (
            await adapter.keep(interaction),
            adapter.sender(interaction),
            place_of(interaction, private=unseen),
        )
        async with adapter.chat.turn(str(interaction.id)):
            reply = await adapter.counter.point(act, pointed, sender, place, key_of(interaction))
            if act == "delete":
                await adapter.chat.answer(ticket, reply)
            else:
                shown = with_hint(reply, hint_of(interaction), adapter.counter.wording(sender))
                await adapter.show(ticket, shown, act in ALONE or unseen)
        if act == "delete" and reply.job is not None:
            await adapter.chat.retire(reply.job, reply)
            await adapter.clear(reply.job, place, reply.job.placeholder)


def pointed_at(message: discord.Message, interaction: discord.Interaction[Any]) -> Pointed:
    """Read a message that was pointed at."""
    me, (picture, sound) = interaction.client.user, photo_and_sound(message)
    ours = me is not None and message.author.id == me.id
    argument = argument_of(buttons_of(message)) if ours else ""
    return Pointed(str(message.id) if ours else "", argument, picture, sound)
