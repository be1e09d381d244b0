"""Runs the Discord bot until it is told to stop."""

import asyncio
import signal
import socket
import sys
from collections.abc import Coroutine, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
import discord
import structlog
from pydantic import SecretStr

from avatar.settings import AvatarSettings
from bots.counter import Counter, open_counter
from bots.delivery import Delivery
from bots.discord.adapter import Adapter
from bots.discord.chat import DiscordChat
from bots.discord.client import StudioClient, point
from bots.discord.rest import Rest
from bots.discord.settings import DiscordSettings
from bots.discord.tickets import Tickets
from generation.catalogue import load_catalogue
from generation.settings import GenerationSettings
from tasks.desk import open_desk
from tasks.logs import set_up_logs
from tasks.outbox import Inbox
from tasks.settings import TasksSettings
from tasks.sweep import sweep_of

WRONG_CONFIGURATION = 78  # EX_CONFIG of sysexits.h: starting again would not help
BROKEN = 1
CLOSE_CODES = {  # of the gateway, where only the operator can help
    4004: "LIMNER_DISCORD_TOKEN: Discord does not accept this token.",
    4013: "LIMNER_DISCORD_TOKEN: Discord does not know what this bot wants to hear (invalid intents).",
    4014: "LIMNER_DISCORD_TOKEN: Discord does not let this bot hear what it wants (disallowed intents).",
}
WRONG_TOKEN = (
    "LIMNER_DISCORD_TOKEN: Discord does not accept this token. "  # noqa: S105 - a sentence
    "Copy it anew from the page “Bot” of your application at https://discord.com/developers/applications."
)
NO_TOKEN = "LIMNER_DISCORD_TOKEN is not set: the Discord bot needs it."  # noqa: S105 - a sentence
NO_CONTENT = (
    "off: in servers, only messages that mention the bot are heard; to hear other replies to it as well, "
    "switch on “Message Content Intent” on the page “Bot” of your application and start again"
)
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0
CANCEL_AGAIN_S = 0.3  # when a cancelled task goes on
CLOSE_S = 1.5  # how long saying goodbye to Discord may take

T = TypeVar("T")

log = structlog.get_logger()


class WrongConfiguration(Exception):
    """Only the operator can mend it; the message says how."""


@dataclass(frozen=True)
class Bot:
    """What a bot is made of."""

    settings: DiscordSettings
    token: SecretStr
    data: Path
    counter: Counter
    inbox: Inbox

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until ``stop`` is set. Raises WrongConfiguration."""
        point(self.settings)
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.inbox.close)
            client = await _unless(stop, self._log_in())
            if client is None:
                return
            stack.push_async_callback(_goodbye, client)
            token = self.token.get_secret_value()
            rest = Rest(self.settings.discord_api_url, str(client.application_id), token)
            await stack.enter_async_context(rest)
            tickets = Tickets(self.inbox)
            chat = DiscordChat(rest, tickets, self._read)
            await self.counter.refresh()  # the first answers are hidden already from whom they should be
            client.serve(Adapter(self.counter, chat, tickets), self.counter, self.inbox)
            delivery = Delivery(chat, self.counter, self.inbox)
            await _unless(
                stop,
                _together(self._register(client), self._connect(client), delivery.run(), self._know_voices()),
            )

    async def _know_voices(self) -> None:
        """Ask the engines for their voices before somebody who types waits for them."""
        await self.counter.call(lambda: self.counter.voices.cards)

    async def _read(self, key: str) -> bytes:
        return await self.counter.call(self.counter.desk.read, key)

    async def _log_in(self) -> StudioClient:
        """Log in, however long Discord is away. Raises WrongConfiguration for a wrong token."""
        pause_s, content = FIRST_PAUSE_S, False
        while True:
            client = StudioClient(self.settings.discord_guild, content)
            async with AsyncExitStack() as stack:
                stack.push_async_callback(_goodbye, client)
                try:
                    await client.login(self.token.get_secret_value())
                except discord.LoginFailure as error:
                    raise WrongConfiguration(WRONG_TOKEN) from error
                except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
                    log.warning("discord.away", error=type(error).__name__, again_in_s=pause_s)
                else:
                    if client.may_read and not content:
                        content = True  # only who is logged in knows; then the intents are settled already
                        continue
                    log.info("discord.logged_in", message_content=content or NO_CONTENT)
                    stack.pop_all()  # it stays open
                    return client
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    async def _register(self, client: StudioClient) -> None:
        """Tell Discord the commands. A bot whose commands stand from before works without."""
        try:
            await client.register(self.data / "discord-commands.sha256")
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            log.error("discord.commands_not_registered", error=str(error))

    async def _connect(self, client: StudioClient) -> None:
        try:
            await client.connect()
        except discord.ConnectionClosed as error:
            if error.code in CLOSE_CODES:
                raise WrongConfiguration(CLOSE_CODES[error.code]) from error
            raise
        except discord.PrivilegedIntentsRequired as error:
            raise WrongConfiguration(CLOSE_CODES[4014]) from error


def serve(
    discord_settings: DiscordSettings,
    tasks: TasksSettings,
    generation: GenerationSettings,
    avatar: AvatarSettings,
) -> int:
    """Run the bot until SIGTERM or SIGINT. Returns: the exit code."""
    if discord_settings.discord_token is None:
        return _complain(NO_TOKEN)
    set_up_logs()
    catalogue = load_catalogue(generation)
    desk = open_desk(tasks, catalogue)
    counter = open_counter(desk, catalogue, avatar)
    inbox = Inbox(tasks.redis_address, "discord", consumer=socket.gethostname())
    sweep = sweep_of(desk)
    bot = Bot(discord_settings, discord_settings.discord_token, tasks.data, counter, inbox)
    wrong: list[str] = []
    sweep.start()
    try:
        asyncio.run(_until_told(bot))
    except WrongConfiguration as error:
        wrong.append(str(error))
    finally:
        sweep.stop()
        counter.close()
        desk.close()
    return _complain(wrong[0]) if wrong else 0


async def _until_told(bot: Bot) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await bot.run(stop)
    log.info("discord.stopped")


async def _together(*works: Coroutine[Any, Any, None]) -> None:
    """Do works side by side until one fails or all are cancelled."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        await asyncio.gather(*tasks)
    finally:
        await _end(*tasks)


async def _end(*tasks: asyncio.Future[Any]) -> None:
    """Cancel tasks until they have ended, however often it takes.

    One cancellation may get lost: `asyncio.wait_for`, by which discord.py waits for its gateway, forgets one
    that comes together with what it waited for (Python 3.11).
    """
    ending = asyncio.ensure_future(_cancel_until_done(tasks))
    while not ending.done():
        with suppress(asyncio.CancelledError):  # ours: the tasks end first, then whoever waits goes on
            await asyncio.shield(ending)


async def _cancel_until_done(tasks: Sequence[asyncio.Future[Any]]) -> None:
    while waiting := [task for task in tasks if not task.done()]:
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting, timeout=CANCEL_AGAIN_S)
    for task in tasks:
        if not task.cancelled():
            task.exception()  # whoever needs it has it; asyncio need not complain that nobody looked


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """Do a work unless told to stop. Returns its result, or nothing if it was stopped."""
    working = asyncio.create_task(work)
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        return None
    finally:
        await _end(working, stopping)


async def _goodbye(client: StudioClient) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(CLOSE_S):
            await client.close()


def _complain(line: str) -> int:
    sys.stderr.write(f"{line}\n")
    return WRONG_CONFIGURATION
