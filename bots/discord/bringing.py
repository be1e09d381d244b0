"""A form of Discord that takes files: further pictures of a training, ten at a time.

A form that is open while the bot starts anew is answered all the same.
"""

from typing import Any, Final

import discord

from bots.attachment import Attachment
from bots.commands.train import TRAIN
from bots.discord.adapter import Adapter, acknowledge, key_of
from bots.discord.files import attached
from bots.discord.places import Interaction, place_of
from bots.forms import attachments
from bots.wording import Wording

FORM: Final = "limner-form:train"  # the custom_id of the form
FILES: Final = "files"  # its field
MOST: Final = 10  # that Discord takes at once
OPEN_S: Final = 3600.0  # only for the library, which would never forget the form
TITLE_LIMIT: Final = 45  # characters, of a label too


class Bringing:
    """Opens the form and takes what is sent with it."""

    def __init__(self, adapter: Adapter) -> None:
        self._adapter = adapter

    async def open(self, interaction: Interaction) -> None:
        """Open the form, as the first answer."""
        wording = self._adapter.counter.wording(self._adapter.sender(interaction))
        await interaction.response.send_modal(form(wording))

    async def take(self, interaction: Interaction) -> None:
        """Gather what was sent, and show it in the message that holds the button."""
        adapter = self._adapter
        if not await acknowledge(interaction, anew=False):
            return
        ticket = await adapter.keep(interaction)
        sender, place = adapter.sender(interaction), place_of(interaction)
        given = dict(zip(attachments(TRAIN.form), _sent(interaction), strict=False))
        async with adapter.chat.turn(str(interaction.id)):
            reply = await adapter.counter.answer(TRAIN, given, sender, place, key_of(interaction))
            await adapter.show(ticket, reply)


def form(wording: Wording) -> discord.ui.Modal:
    """Make the form."""
    made = discord.ui.Modal(title=wording.say("train-form")[:TITLE_LIMIT], custom_id=FORM, timeout=OPEN_S)
    field = discord.ui.FileUpload[Any](custom_id=FILES, min_values=1, max_values=MOST)
    made.add_item(discord.ui.Label(text=wording.say("train-form-files")[:TITLE_LIMIT], component=field))
    return made


def brings(interaction: Interaction) -> bool:
    """Tell whether an event is this form, sent."""
    data: Any = interaction.data or {}  # whatever Discord sends
    return interaction.type is discord.InteractionType.modal_submit and data.get("custom_id") == FORM


def _sent(interaction: Interaction) -> list[Attachment]:
    """Read the files of the form, in their order."""
    data: Any = interaction.data  # whatever Discord sends with a form
    known = data.get("resolved", {}).get("attachments", {})
    fields = [row.get("component", {}) for row in data.get("components", ())]
    ids = [str(one) for field in fields for one in field.get("values", ())]
    # The library makes attachments only for forms that this very process opened.
    files = (discord.Attachment(data=known[one], state=interaction._state) for one in ids if one in known)
    return [attached(file) for file in files]
