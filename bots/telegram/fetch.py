"""Downloads what people sent, when it is wanted and not before."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import structlog
from telegram import Bot
from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError

from bots.errors import AttachmentLost
from bots.telegram.client import Flooded
from bots.telegram.errors import OverFetchLimit
from bots.telegram.line import PAUSES_S

log = structlog.get_logger()

T = TypeVar("T")

LIMIT_MEGABYTES: Final = 20  # of a file that bots may fetch
LIMIT: Final = LIMIT_MEGABYTES * 1_000_000  # bytes
FETCH_S: Final = 60.0  # for the question where it lies and the download together
READ_S: Final = 20.0  # between two pieces of it
TOO_BIG: Final = "file is too big"


async def fetch(bot: Bot, file_id: str, size: int) -> bytes:
    """Download a file of ``size`` bytes as declared, 0 where unknown.

    Raises OverFetchLimit before anything is fetched, and AttachmentLost where it does not come in time.
    """
    if size > LIMIT:
        raise OverFetchLimit(LIMIT_MEGABYTES)
    try:
        async with asyncio.timeout(FETCH_S):
            file = await _again(lambda: bot.get_file(file_id))
            return bytes(await _again(lambda: file.download_as_bytearray(read_timeout=READ_S)))
    except BadRequest as error:
        if TOO_BIG in error.message.lower():
            raise OverFetchLimit(LIMIT_MEGABYTES) from error
        raise _lost(error) from error
    except (TelegramError, TimeoutError) as error:
        raise _lost(error) from error


async def _again(request: Callable[[], Awaitable[T]]) -> T:
    """Repeat what changes nothing, as often as an edit. Raises TelegramError after that."""
    for pause_s in PAUSES_S:
        try:
            return await request()
        except Flooded as error:
            await asyncio.sleep(error.retry_after_s)
        except (BadRequest, InvalidToken):
            raise
        except NetworkError:
            await asyncio.sleep(pause_s)
    return await request()


def _lost(error: Exception) -> AttachmentLost:
    log.warning("telegram.not_fetched", error=type(error).__name__)
    return AttachmentLost()
