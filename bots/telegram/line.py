"""The line to Telegram: one request at a time a chat may refuse, with errors in the words of ``Chat``.

Telegram knows no idempotency key. An edit may be repeated; a send whose answer was lost may not.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import structlog
from aiolimiter import AsyncLimiter
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, TelegramError

from bots.chat import ChatBusy, ChatGone, ChatUnsure
from bots.telegram.client import AWAY_S, Client, Flooded, NeverLeft

log = structlog.get_logger()

T = TypeVar("T")

REQUESTS_A_SECOND = 25  # Telegram allows about 30 for all chats together
CONNECTIONS = 32
READ_S = 15.0
PAUSES_S = (0.3, 1.0)  # before the second and the third try of an edit
MOVED_LIMIT = 1000  # groups that became supergroups, as far as we remember

GONE = ("chat not found", "user is deactivated", "not enough rights", "have no rights", "peer_id_invalid",
        "chat_write_forbidden", "topic_closed", "need administrator rights", "chat_restricted",
        "chat_send_photos_forbidden", "chat_send_media_forbidden", "group is deactivated")  # fmt: skip
LOST = ("message to edit not found", "message can't be edited", "message_id_invalid")


class MessageLost(Exception):
    """The message that should be edited is gone, or lies in a group that has moved."""


def open_bot(token: str, api_url: str) -> Bot:
    """Make a client; nothing is sent until it is used."""
    return Bot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=Client(api_url, CONNECTIONS, READ_S),
        get_updates_request=Client(api_url, 1, READ_S),
    )


class Line:
    """Carries requests to chats, keeps the waits that Telegram asked for, follows groups that move."""

    def __init__(self, bot: Bot) -> None:
        self.bot: Final = bot
        self._pace = AsyncLimiter(REQUESTS_A_SECOND, 1)
        self._opens: dict[int, float] = {}  # chat -> when it may be written to again (monotonic seconds)
        self._hushed_until = 0.0  # monotonic; before it no hints are given
        self._moved: OrderedDict[int, int] = OrderedDict()

    async def send(self, chat: int, request: Callable[[int], Awaitable[T]]) -> T:
        """Send something new, once.

        Raises ChatBusy and ChatGone, where nothing was sent; ChatUnsure, where nobody knows;
        BadRequest for what is wrong with the request itself.
        """
        chat = self._moved.get(chat, chat)
        try:
            return await self._carry(chat, request)
        except ChatMigrated as moved:
            self._move(chat, moved.new_chat_id)
            return await self.send(moved.new_chat_id, request)
        except NetworkError as error:
            if isinstance(error, BadRequest):
                raise
            if isinstance(error, NeverLeft):
                raise ChatBusy(AWAY_S) from error
            log.warning("telegram.answer_lost", error=type(error.__cause__ or error).__name__)
            raise ChatUnsure from error

    async def edit(self, chat: int, request: Callable[[int], Awaitable[T]], tries: int = 3) -> T | None:
        """Change something, again where the answer was lost. Returns None where it was so already.

        Raises ChatBusy, ChatGone, MessageLost; BadRequest for what is wrong with the request itself.
        """
        for pause_s in (*PAUSES_S[: tries - 1], None):
            try:
                return await self._carry(chat, request)
            except ChatMigrated as moved:
                self._move(chat, moved.new_chat_id)
                raise MessageLost from moved
            except BadRequest as error:
                if "not modified" in error.message.lower():
                    return None
                if any(words in error.message.lower() for words in LOST):
                    raise MessageLost from error
                raise
            except NetworkError as error:
                if pause_s is None:
                    raise ChatBusy(AWAY_S) from error
                await asyncio.sleep(pause_s)
        raise ChatBusy(AWAY_S)

    async def hint(self, chat: int, request: Callable[[int], Awaitable[object]]) -> None:
        """Show what passes by, at once: it waits for no turn, and is left out where Telegram is busy."""
        if time.monotonic() < max(self._hushed_until, self._opens.get(chat, 0.0)):
            return
        try:
            await request(self._moved.get(chat, chat))
        except Flooded as error:
            self._hushed_until = self._opens[chat] = time.monotonic() + error.retry_after_s
        except TelegramError as error:
            log.debug("telegram.hint_lost", error=type(error).__name__)

    async def _carry(self, chat: int, request: Callable[[int], Awaitable[T]]) -> T:
        wait_s = self._opens.get(chat, 0.0) - time.monotonic()
        if wait_s > 0:
            raise ChatBusy(wait_s)
        self._opens.pop(chat, None)
        async with self._pace:
            try:
                return await request(chat)
            except Flooded as error:
                self._opens[chat] = time.monotonic() + error.retry_after_s
                log.warning("telegram.flooded", retry_after_s=error.retry_after_s)
                raise ChatBusy(error.retry_after_s) from error
            except Forbidden as error:
                raise ChatGone(error.message) from error
            except InvalidToken as error:
                raise ChatBusy(
                    AWAY_S
                ) from error  # who polls ends the process; the job waits for another token
            except BadRequest as error:
                if any(words in error.message.lower() for words in GONE):
                    raise ChatGone(error.message) from error
                raise

    def _move(self, old: int, new: int) -> None:
        log.info("telegram.group_moved")
        self._moved[old] = new
        while len(self._moved) > MOVED_LIMIT:
            self._moved.popitem(last=False)
