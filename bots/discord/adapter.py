"""What people do on Discord, brought to the counter: acknowledge at once, then ask, then show the answer."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

import aiohttp
import discord
import structlog
from pydantic import SecretStr

from bots.actions import ENDING, RULES, Action, Where
from bots.attend import begun
from bots.chat import ChatBusy, ChatGone, Reply, follow
from bots.command import Command, Visit
from bots.counter import Counter
from bots.discord.chat import DiscordChat
from bots.discord.errors import MessageHidden
from bots.discord.hearing import Heard, Meant, hear, meant, private
from bots.discord.places import Interaction, hidden, place_of, place_of_message, shared
from bots.discord.tickets import Ticket, Tickets
from bots.discord.tongues import Tongues
from bots.errors import NotReached, Unexpected
from bots.reply import problem_reply
from bots.wording import Wording
from generation.errors import StudioError
from tasks.job import Job, Place, Problem, Sender

ALREADY_ACKNOWLEDGED = 40060
ATTEMPTS = 2  # at the first answer; Discord waits 3 s for it
PATIENCE_S = 10.0  # for Discord's word on the first answer, which may have arrived in time all the same
BY_REPLY, BY_COMMAND = "discord-how-to-reply", "discord-how-to-command"  # ways to bring what is missing

log = structlog.get_logger()


class Adapter:
    """Serves the interactions of one bot, and the messages that are meant for it."""

    def __init__(self, counter: Counter, chat: DiscordChat, tickets: Tickets) -> None:
        self.counter = counter
        self.chat = chat
        self._tickets = tickets
        self._tongues = Tongues(counter)
        counter.discretion.ways["discord"] = self._reach

    async def command(
        self, interaction: Interaction, command: Command[Any], values: dict[str, object]
    ) -> None:
        """Answer a slash command."""
        await self._answer(interaction, command, values, private=command.private)

    def foreseen(self, interaction: Interaction, command: Command[Any], values: dict[str, object]) -> bool:
        """Tell whether what a command makes is to be hidden from others, at once: the first answer waits."""
        discretion = self.counter.discretion
        unseen = shared(interaction) and discretion.foreseen(command, values, sender_of(interaction))
        return unseen or hidden(interaction)

    async def press(self, interaction: Interaction, action: Action, argument: str, below: str) -> None:
        """Answer a button: some in a new message, the others in the one that holds the button.

        ``below`` is the voice message that belongs to the button's, if any.
        """
        where = RULES[action].where
        anew = where not in {Where.HERE, Where.ASIDE}
        alone = where is not Where.ANEW or self.discreet(interaction)
        if not await acknowledge(interaction, private=anew and alone, anew=anew):
            return
        ticket = ticket_of(interaction) if action in ENDING else await self.keep(interaction)
        makes = where is Where.ANEW or action == "batch"  # whose results come in messages of their own
        hides = makes and self.discreet(interaction)
        sender, place = self.sender(interaction), place_of(interaction, private=hides)
        async with self.chat.turn(str(interaction.id)):
            reply = await self.counter.press(action, argument, sender, place, key_of(interaction))
            if (_refused(reply) and not anew) or where is Where.ASIDE:
                await self.chat.whisper(ticket, reply)
            elif action in ENDING:
                await self.chat.answer(ticket, reply)
            else:
                shown = with_hint(reply, hint_of(interaction), self.counter.wording(sender))
                await self.show(ticket, shown, alone)
        if action == "delete" and reply.job is not None:
            pressed = str(interaction.message.id) if interaction.message else ""
            await self.clear(reply.job, place, pressed, below)

    async def hear(self, message: discord.Message, me: int) -> None:
        """Answer a message, if it is meant for the bot, whose account is ``me``."""
        place = place_of_message(message)
        author = message.author
        sender = Sender(
            platform="discord",
            account=str(author.id),
            name=author.display_name,
            handle=author.name,
            groups=groups_of(author),
        )
        visit = Visit(sender, place, f"discord:{message.id}", self.counter, _about(message))
        meaning = meant(message, me)
        if meaning is Meant.NO or (meaning is Meant.PERHAPS and not (await begun(visit)).photo):
            return
        heard = hear(message, me)
        sender = await self._tongues.of(sender, heard.text)
        direct = private(message)
        async with self.chat.turn(place.message):
            await self.chat.typing(place)
            reply = await self._heard(heard, replace(visit, sender=sender))
            reply = await self._aside(reply)
            shown = reply if direct else with_hint(reply, BY_REPLY, self.counter.wording(sender))
            await self._placed(reply, await self.chat.respond(place, shown, pointing=not direct))

    async def apologise(self, interaction: Interaction) -> None:
        """Say that something broke, so that nobody looks at "thinking…" for ever."""
        await self.refuse(interaction, Unexpected())

    async def _answer(
        self, interaction: Interaction, command: Command[Any], values: dict[str, object], private: bool
    ) -> None:
        # What is asked with words is for everybody to see; a list or a balance is for the asker.
        unseen = self.foreseen(interaction, command, values)
        if not await acknowledge(interaction, private=private or unseen):
            return
        ticket = await self.keep(interaction)
        sender, place = self.sender(interaction), place_of(interaction, private=unseen)
        async with self.chat.turn(str(interaction.id)):
            reply = await self.counter.answer(command, values, sender, place, key_of(interaction))
            shown = with_hint(reply, hint_of(interaction), self.counter.wording(sender))
            await self.show(ticket, shown, private or unseen)

    async def _heard(self, heard: Heard, visit: Visit) -> Reply:
        if heard.hidden:
            return problem_reply(Problem.of(MessageHidden()), self.counter.wording(visit.sender))
        return await self.counter.hear(
            heard.text, heard.files, visit.sender, visit.place, visit.key, visit.about
        )

    async def refuse(self, interaction: Interaction, error: StudioError) -> None:
        """Say what is wrong, to the asker alone."""
        await self.tell(
            interaction, problem_reply(Problem.of(error), self.counter.wording(sender_of(interaction)))
        )

    async def tell(self, interaction: Interaction, reply: Reply) -> None:
        """Answer whoever asked, alone."""
        if await acknowledge(interaction, private=True):
            await self.chat.answer(ticket_of(interaction), reply)

    def sender(self, interaction: Interaction) -> Sender:
        """Tell who asks, and remember their language."""
        sender = sender_of(interaction)
        self._tongues.note(sender)
        return sender

    async def clear(self, job: Job, place: Place, kept: str, below: str = "") -> None:
        """Take away what shows a deleted job: its pictures alone, and the voice message below it.

        ``kept`` is the message that says that it is deleted.
        """
        others = await self.counter.call(self.counter.desk.shown.messages, job.id)
        for message in dict.fromkeys((*others, below)):
            if message and message != kept:
                await self.chat.erase(place, message)

    async def show(self, ticket: Ticket, reply: Reply, private: bool = True) -> None:
        """Show an answer, and remember which message shows it.

        ``private``: only the asker sees it; what is refused where everybody would, is told the asker alone.
        """
        reply = await self._aside(reply)
        if _refused(reply) and not private:
            await self.chat.withdraw(ticket, reply)
            return
        await self._placed(reply, await self.chat.answer(ticket, reply))
        await follow(reply, partial(self.chat.answer, ticket))

    async def _aside(self, reply: Reply) -> Reply:
        """Bring an answer to where its asker is alone. Returns: what is to be said where they asked."""
        aside = reply.aside
        if aside is None:
            return reply
        message = await self.chat.respond(aside.place, aside.reply, pointing=False)
        await self._placed(aside.reply, message)
        if message:
            return reply
        if aside.reply.job is not None:
            with suppress(StudioError):  # it may have its end already, and is given back as not delivered
                await self.counter.call(self.counter.desk.cancel, aside.reply.job.id, aside.reply.job.sender)
        return aside.lost

    async def _reach(self, visit: Visit) -> Place:
        try:
            place = await self.chat.reach(visit.sender.account)
        except (ChatBusy, ChatGone) as error:
            raise NotReached from error
        # Not the id itself: that may be the name of a ticket for what everybody sees.
        return place.model_copy(update={"message": f"p{visit.place.message}"})

    def discreet(self, interaction: Interaction, pointed: discord.Message | None = None) -> bool:
        """Tell whether what a button or a menu makes is to be hidden from others."""
        always = bool(self.counter.discretion.chosen(sender_of(interaction)))
        below = pointed is not None and pointed.flags.ephemeral
        return hidden(interaction) or (shared(interaction) and (always or below))

    async def _placed(self, reply: Reply, message: str) -> None:
        if reply.job is not None and message:
            await self.counter.placed(reply.job.id, message)
        await self.counter.shown(reply.shows, "discord", message)

    async def keep(self, interaction: Interaction) -> Ticket:
        """Keep the right to change the answer to an interaction."""
        ticket = ticket_of(interaction)
        await self._tickets.keep(str(interaction.id), ticket)
        return ticket


async def acknowledge(interaction: Interaction, private: bool = False, anew: bool = True) -> bool:
    """Tell Discord that the answer will come. Returns whether there is still somebody to answer."""
    for _ in range(ATTEMPTS):
        try:
            async with asyncio.timeout(PATIENCE_S):
                await interaction.response.defer(ephemeral=private, thinking=anew)
        except discord.InteractionResponded:
            return True
        except discord.HTTPException as error:
            # An earlier attempt arrived though its answer was lost, or the event came twice.
            if error.code == ALREADY_ACKNOWLEDGED:
                return True
            log.info("discord.too_late", status=error.status, code=error.code)
            return False
        except TimeoutError:
            return False
        except (aiohttp.ClientError, OSError):
            continue
        else:
            return True
    return False


def _refused(reply: Reply) -> bool:
    """Tell whether an answer is no more than what is wrong."""
    return reply.problem is not None and reply.job is None and not reply.asks


def hint_of(interaction: Interaction) -> str:
    """Tell which sentence says how to bring what is missing; none where people simply write to the bot."""
    if interaction.context.dm_channel:
        return ""
    return BY_REPLY if interaction.is_guild_integration() else BY_COMMAND


def with_hint(reply: Reply, hint: str, wording: Wording) -> Reply:
    """Say with a question how to answer it, where only some messages reach the bot."""
    if not hint or reply.asks not in {"photo", "voice"}:
        return reply
    return replace(reply, text=f"{reply.text}\n{wording.say(hint)}")


def sender_of(interaction: Interaction) -> Sender:
    """Tell who asks."""
    user = interaction.user
    return Sender(
        platform="discord",
        account=str(user.id),
        name=user.display_name,
        locale=str(interaction.locale),
        handle=user.name,
        groups=groups_of(user),
    )


def groups_of(user: discord.User | discord.Member) -> tuple[str, ...]:
    """List the roles that somebody has in the server where they write, as Discord tells with each event."""
    # Member.roles leaves out what is not cached, and we cache no servers.
    roles = user._roles if isinstance(user, discord.Member) else ()
    return tuple(f"discord:{role}" for role in roles)


def _about(message: discord.Message) -> str:
    to = message.reference
    return str(to.message_id) if to is not None and to.message_id else ""


def key_of(interaction: Interaction) -> str:
    """Name the event, so that a repeated one is one event."""
    return f"discord:{interaction.id}"


def ticket_of(interaction: Interaction) -> Ticket:
    """Take the right to change the answer to an interaction."""
    return Ticket(
        token=SecretStr(interaction.token),
        file_limit=interaction.filesize_limit,
        voice=interaction.app_permissions.send_voice_messages,
    )
