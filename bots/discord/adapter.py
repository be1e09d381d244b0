"""What people do on Discord, brought to the counter: acknowledge at once, then ask, then show the answer."""

import asyncio
from typing import Any

import aiohttp
import discord
import structlog
from pydantic import SecretStr

from bots.chat import Action, Reply
from bots.command import Command
from bots.counter import Counter
from bots.discord.chat import DiscordChat
from bots.discord.tickets import Ticket, Tickets
from bots.errors import Unexpected
from bots.reply import problem_reply
from bots.wording import Wording
from tasks.job import Place, Problem, Sender

ALREADY_ACKNOWLEDGED = 40060
ATTEMPTS = 2  # at the first answer; Discord waits 3 s for it
PATIENCE_S = 10.0  # for Discord's word on the first answer, which may have arrived in time all the same

log = structlog.get_logger()

Interaction = discord.Interaction[Any]  # of whatever client


class Adapter:
    """Serves the interactions of one bot."""

    def __init__(self, counter: Counter, chat: DiscordChat, tickets: Tickets) -> None:
        self._counter = counter
        self._chat = chat
        self._tickets = tickets

    async def command(
        self, interaction: Interaction, command: Command[Any], values: dict[str, object]
    ) -> None:
        """Answer a slash command."""
        # What is asked with words is for everybody to see; a list or a balance is for the asker.
        if not await acknowledge(interaction, private=not command.text_field):
            return
        ticket = await self._keep(interaction)
        async with self._chat.turn(str(interaction.id)):
            reply = await self._counter.answer(
                command, values, sender_of(interaction), place_of(interaction), key_of(interaction)
            )
            await self._show(ticket, reply)

    async def press(self, interaction: Interaction, action: Action, job_id: str) -> None:
        """Answer a button: "again" in a new message, the others in the one that holds the button."""
        anew = action == "again"
        if not await acknowledge(interaction, anew=anew):
            return
        ticket = await self._keep(interaction) if anew else _ticket(interaction)
        async with self._chat.turn(str(interaction.id)):
            reply = await self._counter.press(
                action, job_id, sender_of(interaction), place_of(interaction), key_of(interaction)
            )
            if reply.job is None and not anew:
                await self._chat.whisper(ticket, reply)
            elif anew:
                await self._show(ticket, reply)
            else:
                await self._chat.answer(ticket, reply)

    async def apologise(self, interaction: Interaction) -> None:
        """Say that something broke, so that nobody looks at "thinking…" for ever."""
        reply = problem_reply(Problem.of(Unexpected()), Wording(str(interaction.locale)))
        if await acknowledge(interaction, private=True):
            await self._chat.answer(_ticket(interaction), reply)

    async def _show(self, ticket: Ticket, reply: Reply) -> None:
        message = await self._chat.answer(ticket, reply)
        if reply.job is not None and message:
            await self._counter.placed(reply.job.id, message)

    async def _keep(self, interaction: Interaction) -> Ticket:
        ticket = _ticket(interaction)
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


def sender_of(interaction: Interaction) -> Sender:
    """Tell who asks."""
    user = interaction.user
    return Sender(
        platform="discord", account=str(user.id), name=user.display_name, locale=str(interaction.locale)
    )


def place_of(interaction: Interaction) -> Place:
    """Tell where the answer belongs; its message is named by the interaction, which holds the ticket."""
    return Place(platform="discord", chat=str(interaction.channel_id or ""), message=str(interaction.id))


def key_of(interaction: Interaction) -> str:
    """Name the event, so that a repeated one is one event."""
    return f"discord:{interaction.id}"


def _ticket(interaction: Interaction) -> Ticket:
    return Ticket(token=SecretStr(interaction.token), file_limit=interaction.filesize_limit)
