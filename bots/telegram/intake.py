"""Where updates come from: long polling, or a webhook. Either way none is given up before it is committed."""

import asyncio
import hmac
from typing import Final

import structlog
from aiohttp import web
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, TelegramError

from bots.telegram.adapter import WANTED
from bots.telegram.backlog import Backlog, Take
from bots.telegram.client import Flooded
from bots.telegram.journal import Journal
from bots.telegram.settings import TelegramSettings

log = structlog.get_logger()

POLL_S: Final = 30
BESIDE_S: Final = 0.5  # before we fetch what came while something takes long
MOST_UNDER_WAY: Final = 5000  # updates; above it we fetch slowly
CONFLICT_S: Final = 15.0  # before we try again beside another process with our token
FIRST_PAUSE_S: Final = 0.5
LONGEST_PAUSE_S: Final = 30.0
HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
BODY_LIMIT: Final = 1_000_000  # bytes; an update is a few kB
PARALLEL: Final = 16  # deliveries that Telegram may have under way at once


async def poll(bot: Bot, take: Take, journal: Journal | None = None) -> None:
    """Fetch updates until cancelled.

    A higher offset tells Telegram to forget what came before, so it waits for the journal; without one, for
    the commits: meanwhile Telegram repeats what it holds, and what is new comes with it, up to a hundred.
    Raises InvalidToken.
    """
    backlog = Backlog(take, journal)
    pause_s = FIRST_PAUSE_S
    try:
        if journal is not None:
            left = await asyncio.to_thread(journal.recall)
            backlog.resume([Update.de_json(update, bot) for update in left])
        while True:
            try:
                updates = await bot.get_updates(backlog.offset, timeout=POLL_S, allowed_updates=WANTED)
            except InvalidToken:
                raise
            except TelegramError as error:
                pause_s = _pause_s(error, pause_s)
                await asyncio.sleep(pause_s)
                continue
            pause_s = FIRST_PAUSE_S
            if journal is not None and updates:
                try:
                    await asyncio.to_thread(journal.add, [update.to_dict() for update in updates])
                except OSError as error:  # Telegram holds them
                    log.error("telegram.journal_not_written", error=error.strerror)
                    await asyncio.sleep(CONFLICT_S)
                    continue
            backlog.add(updates)
            if journal is None or backlog.under_way > MOST_UNDER_WAY:
                await backlog.settle(BESIDE_S)
    finally:
        await backlog.close()
        if journal is not None:
            journal.close()


class Webhook:
    """A small server that Telegram calls. It says 200 only after the commit."""

    def __init__(self, bot: Bot, take: Take, settings: TelegramSettings) -> None:
        secret = settings.telegram_webhook_secret
        self._secret = secret.get_secret_value() if secret else ""
        self._bot = bot
        self._take = take
        self._settings = settings
        app = web.Application(client_max_size=BODY_LIMIT)
        app.router.add_post(settings.webhook_path, self._receive)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0)

    async def listen(self) -> None:
        """Take calls from now on. Raises OSError where the port is taken."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._settings.webhook_host, self._settings.webhook_port)
        await site.start()

    async def announce(self) -> None:
        """Tell Telegram where to call. Raises TelegramError."""
        await self._bot.set_webhook(
            self._settings.telegram_webhook_url,
            max_connections=PARALLEL,
            allowed_updates=WANTED,
            secret_token=self._secret,
        )

    async def close(self) -> None:
        """Stop listening; Telegram keeps what comes meanwhile."""
        await self._runner.cleanup()

    async def _receive(self, request: web.Request) -> web.Response:
        given = request.headers.get(HEADER)
        if given is None:
            return web.Response(status=401)
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self._secret.encode()):
            return web.Response(status=403)
        try:
            update = Update.de_json(await request.json(), self._bot)
        except (ValueError, TypeError, KeyError, AttributeError):
            return web.Response(status=400)
        await self._take(update)
        return web.Response()


def _pause_s(error: TelegramError, last_s: float) -> float:
    if isinstance(error, Conflict):
        log.error(
            "telegram.conflict",
            hint="another process polls with this token, or a webhook is set: run one of them only",
            again_in_s=CONFLICT_S,
        )
        return CONFLICT_S
    if isinstance(error, Flooded):
        return error.retry_after_s
    log.warning("telegram.unreachable", error=type(error).__name__)
    return min(last_s * 2, LONGEST_PAUSE_S)
