"""An inbox ends when it is told to, whatever its client does with the request."""

import asyncio

import pytest

from tasks.outbox import Entry, Inbox
from tests.patience import PATIENCE_S


class DeafInbox(Inbox):
    """Loses a cancellation, as the client does when it comes while a connection is being made."""

    async def _take(self) -> list[Entry]:
        try:
            await asyncio.sleep(0.05)
        except asyncio.CancelledError:
            await asyncio.sleep(0.05)
        return []


async def test_a_lost_cancellation_still_ends_the_reading() -> None:
    """The next turn of the loop notices."""
    inbox = DeafInbox("unix:///nowhere", "telegram", "one")

    async def read() -> None:
        async for _ in inbox.events():
            pass

    reading = asyncio.create_task(read())
    await asyncio.sleep(0.02)
    reading.cancel()

    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(asyncio.shield(reading), PATIENCE_S)
    assert reading.cancelled()
    await inbox.close()
