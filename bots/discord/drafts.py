"""A recipe in a form of Discord: the words and the flags of a picture, to be changed and sent.

What is sent is read by the one grammar. Where it is refused, what was typed is kept: a button opens the form
with it once more. A form that is open while the bot starts anew is answered all the same.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import discord
import structlog

from bots.actions import Action
from bots.around import lent
from bots.chat import Button, Draft, Reply
from bots.command import Visit
from bots.commands.imagine import IMAGINE
from bots.commands.outpaint import OUTPAINT
from bots.discord.adapter import Adapter, acknowledge, key_of
from bots.discord.places import Interaction, place_of
from bots.discord.tickets import Keeper
from bots.errors import DraftLost
from bots.grammar import split_command
from bots.reply import problem_reply
from bots.wording import Wording
from tasks.errors import StudioPausing
from tasks.job import Problem

FORM: Final = "limner-form:imagine"  # the custom_id of a form
AROUND: Final = "limner-form:outpaint:"  # how that of a form begins that is about a picture
WORDS, FLAGS = "words", "flags"  # its fields
KEPT: Final = "draft-"  # how the argument of a button begins that opens what was typed before
KEPT_FOR: Final = timedelta(days=1)
OPEN_S: Final = 2.0  # how long a recipe may take to be read: Discord waits 3 s for the form
TITLE_LIMIT, LABEL_LIMIT, TEXT_LIMIT = 45, 45, 4000  # characters

log = structlog.get_logger()


class Drafts:
    """Opens forms and takes what is sent with them."""

    def __init__(self, adapter: Adapter, keeper: Keeper) -> None:
        self._adapter = adapter
        self._keeper = keeper

    async def open(self, interaction: Interaction, action: Action, argument: str) -> None:
        """Open the form of a recipe, of a wider view, or of what was typed before, as the first answer."""
        adapter = self._adapter
        try:
            async with asyncio.timeout(OPEN_S):
                reply = await self._draft(interaction, action, argument)
        except TimeoutError:
            await adapter.refuse(interaction, StudioPausing())
            return
        if reply.draft is None:
            await adapter.tell(interaction, reply)
            return
        _, text = split_command(reply.draft.text)
        wording = adapter.counter.wording(adapter.sender(interaction))
        await interaction.response.send_modal(form(text, wording, reply.draft.about))

    async def take(self, interaction: Interaction) -> None:
        """Take a form that was sent. What is wrong with it is told its writer alone."""
        adapter, text = self._adapter, " ".join(_typed(interaction))
        about = _about(interaction)
        command = OUTPAINT if about else IMAGINE
        values: dict[str, object] = {command.text_field: text}
        unseen = adapter.foreseen(interaction, command, values)
        if not await acknowledge(interaction, private=unseen):
            return
        ticket = await adapter.keep(interaction)
        sender, place = adapter.sender(interaction), place_of(interaction, private=unseen)
        if about:
            values["picture"] = lent(about, Visit(sender, place, key_of(interaction), adapter.counter))
        async with adapter.chat.turn(str(interaction.id)):
            reply = await adapter.counter.answer(command, values, sender, place, key_of(interaction))
            if reply.problem is not None and reply.job is None and not about:
                reply = await self._kept(interaction, reply, f"/{IMAGINE.name} {text}")
            await adapter.show(ticket, reply, private=unseen)

    async def _draft(self, interaction: Interaction, action: Action, argument: str) -> Reply:
        counter, sender = self._adapter.counter, self._adapter.sender(interaction)
        if not argument.startswith(KEPT):
            return await counter.press(action, argument, sender, place_of(interaction), key_of(interaction))
        text = await self._keeper.kept(_name(argument.removeprefix(KEPT)))
        if text is None:
            return problem_reply(Problem.of(DraftLost()), counter.wording(sender))
        return Reply("", draft=Draft(text, ""))

    async def _kept(self, interaction: Interaction, reply: Reply, text: str) -> Reply:
        """Keep what was typed, show it, and offer to open it again."""
        await self._keeper.keep(_name(str(interaction.id)), text, KEPT_FOR)
        wording = self._adapter.counter.wording(self._adapter.sender(interaction))
        button = Button("edit", f"{KEPT}{interaction.id}", wording.say("button-edit-again"))
        return replace(reply, text=f"{reply.text}\n{text}", buttons=(button,))


def form(text: str, wording: Wording, about: str = "") -> discord.ui.Modal:
    """Make a form with the words of a command in one field and its flags in another.

    ``about`` names the picture that it is about, as a button does.
    """
    words, flags = _split(text)
    made = discord.ui.Modal(
        title=wording.say("around-title" if about else "edit-title")[:TITLE_LIMIT],
        custom_id=f"{AROUND}{about}" if about else FORM,
        timeout=KEPT_FOR.total_seconds() / 24,  # only for the library, which would never forget it
    )
    for name, value, needed in ((WORDS, words, not about), (FLAGS, flags, bool(about))):
        field = discord.ui.TextInput[Any](
            custom_id=name,
            style=discord.TextStyle.paragraph,
            default=value[:TEXT_LIMIT] or None,
            required=needed,
            max_length=TEXT_LIMIT,
        )
        label = wording.say(f"around-{name}" if about else f"edit-{name}")
        made.add_item(discord.ui.Label(text=label[:LABEL_LIMIT], component=field))
    return made


def is_form(interaction: Interaction) -> bool:
    """Tell whether an event is a form of ours that was sent."""
    data: Any = interaction.data or {}  # whatever Discord sends
    sent = interaction.type is discord.InteractionType.modal_submit
    name = str(data.get("custom_id"))
    return sent and (name == FORM or name.startswith(AROUND))


def _about(interaction: Interaction) -> str:
    """Read which picture a form is about; nothing where it is about none."""
    data: Any = interaction.data or {}  # whatever Discord sends
    name = str(data.get("custom_id"))
    return name.removeprefix(AROUND) if name.startswith(AROUND) else ""


def _split(text: str) -> tuple[str, str]:
    """Part the words of a command from the flags behind them."""
    words, dashes, flags = f" {text}".partition(" --")
    return words.strip(), f"--{flags}".strip() if dashes else ""


def _typed(interaction: Interaction) -> Iterator[str]:
    """Read the fields of a form, in their order."""
    data: Any = interaction.data  # whatever Discord sends with a form
    for row in data.get("components", ()):
        field: Any = row.get("component") or next(iter(row.get("components", ())), {})
        if value := str(field.get("value") or "").strip():
            yield value


def _name(interaction: str) -> str:
    return f"discord:draft:{interaction}"
