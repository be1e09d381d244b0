"""Waits as Telegram asks."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from bots.chat import ChatBusy

V = TypeVar("V")

PATIENCE_S: Final = 60.0  # how long an answer may be held up by a flood


async def patiently(send: Callable[[], Awaitable[V]]) -> V:
    """Wait as long as Telegram asks, and try again, for a while. Raises ChatBusy after that."""
    ends = time.monotonic() + PATIENCE_S
    while True:
        try:
            return await send()
        except ChatBusy as busy:
            if time.monotonic() + busy.retry_after_s > ends:
                raise
            await asyncio.sleep(busy.retry_after_s)
