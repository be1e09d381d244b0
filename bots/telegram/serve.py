"""Serve Telegram until told to stop."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Final

import structlog
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from avatar.settings import AvatarSettings
from bots.counter import open_counter
from bots.delivery import Delivery
from bots.telegram.adapter import Adapter
from bots.telegram.chat import TelegramChat
from bots.telegram.intake import Webhook, poll
from bots.telegram.journal import Journal
from bots.telegram.line import Line, open_bot
from bots.telegram.menu import publish_menus
from bots.telegram.post import Post
from bots.telegram.settings import TelegramSettings
from bots.telegram.whence import PLATFORM
from generation.catalogue import load_catalogue
from generation.errors import ModelUnavailable
from generation.settings import GenerationSettings
from tasks.desk import open_desk
from tasks.logs import set_up_logs
from tasks.outbox import Inbox
from tasks.settings import TasksSettings
from tasks.sweep import sweep_of

log = structlog.get_logger()

WRONG_SETTING: Final = os.EX_CONFIG  # 78: starting again would not help
BROKEN: Final = 1  # starting again may help
NOT_SET: Final = "LIMNER_TELEGRAM_TOKEN is not set: take a token from @BotFather on Telegram."
NOT_ACCEPTED: Final = (
    "LIMNER_TELEGRAM_TOKEN: Telegram does not accept this token. "
    "Take a valid one from @BotFather, then start again."
)
LATE_S: Final = 1.0  # how long what is under way may still take when we stop
FIRST_PAUSE_S: Final = 0.5
LONGEST_PAUSE_S: Final = 30.0


class CannotServe(Exception):
    """Something outside is wrong; the message is for the operator."""

    def __init__(self, line: str, code: int = WRONG_SETTING) -> None:
        super().__init__(line)
        self.line = line
        self.code = code


def serve(
    settings: TelegramSettings, tasks: TasksSettings, generation: GenerationSettings, avatar: AvatarSettings
) -> int:
    """Serve until SIGTERM or SIGINT.

    Returns: the exit code, 78 where the token is missing or refused.
    """
    set_up_logs()
    return asyncio.run(_serve(settings, tasks, generation, avatar))


async def _serve(
    settings: TelegramSettings, tasks: TasksSettings, generation: GenerationSettings, avatar: AvatarSettings
) -> int:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    try:
        await _either(stop, _run(settings, tasks, generation, avatar))
    except* CannotServe as errors:
        code = _complain(_first(errors))
    else:
        log.info("telegram.stopped")
        code = 0
    return code


async def _run(
    settings: TelegramSettings, tasks: TasksSettings, generation: GenerationSettings, avatar: AvatarSettings
) -> None:
    """Serve until cancelled. Raises CannotServe."""
    if settings.telegram_token is None:
        raise CannotServe(NOT_SET)
    try:
        catalogue = load_catalogue(generation)
    except ModelUnavailable as error:
        raise CannotServe(f"LIMNER_MODEL: {error.model} cannot be used: {error.reason}") from error
    bot = open_bot(settings.telegram_token.get_secret_value(), settings.telegram_api_url)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(bot.shutdown)
        await _insist(bot.initialize)
        desk = await asyncio.to_thread(open_desk, tasks, catalogue)
        stack.callback(desk.close)
        sweep = sweep_of(desk)
        sweep.start()
        stack.callback(sweep.stop)
        counter = open_counter(desk, catalogue, avatar)
        stack.callback(counter.close)
        chat = TelegramChat(Post(Line(bot)), counter)
        adapter = Adapter(bot, counter, chat)
        stack.push_async_callback(adapter.close, LATE_S)
        inbox = Inbox(tasks.redis_address, PLATFORM, socket.gethostname())
        stack.push_async_callback(inbox.close)
        log.info("telegram.serving", bot=bot.username, mode=settings.telegram_mode)
        async with asyncio.TaskGroup() as group:
            group.create_task(publish_menus(bot, tasks.admins))
            group.create_task(Delivery(chat, counter, inbox).run())
            group.create_task(_listen(bot, adapter, settings, tasks.data / f"telegram-{bot.id}.jsonl"))


async def _listen(bot: Bot, adapter: Adapter, settings: TelegramSettings, journal: Path) -> None:
    if settings.telegram_mode == "polling":
        await _insist(bot.delete_webhook)
        try:
            await poll(bot, adapter.take, Journal(journal))
        except InvalidToken:
            raise CannotServe(NOT_ACCEPTED) from None  # the cause's text holds the token
    hook = Webhook(bot, adapter.take, settings)
    try:
        await hook.listen()
        await _insist(hook.announce)
        await asyncio.Event().wait()
    except OSError as error:
        where = f"LIMNER_TELEGRAM_WEBHOOK_LISTEN: {settings.telegram_webhook_listen}"
        raise CannotServe(f"{where} cannot be listened on: {error.strerror}", BROKEN) from error
    finally:
        await hook.close()


async def _insist(request: Callable[[], Awaitable[object]]) -> None:
    """Repeat a request until Telegram answers. Raises CannotServe where it does not accept the token."""
    pause_s = FIRST_PAUSE_S
    while True:
        try:
            await request()
        except InvalidToken:
            raise CannotServe(NOT_ACCEPTED) from None  # the cause's text holds the token
        except TelegramError as error:
            log.warning("telegram.unreachable", error=type(error).__name__, again_in_s=pause_s)
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
        else:
            return


async def _either(stop: asyncio.Event, work: Awaitable[None]) -> None:
    """Do the work until it ends or is stopped. Raises what the work raises, alone."""
    running = asyncio.ensure_future(work)
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


def _first(errors: BaseExceptionGroup[CannotServe]) -> CannotServe:
    first = errors.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first


def _complain(error: CannotServe) -> int:
    sys.stderr.write(f"{error.line}\n")
    return error.code
