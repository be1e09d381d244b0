"""How tests deliver, and wait for what was delivered."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from bots.counter import Counter
from bots.delivery import Delivery
from tasks.desk import Desk
from tasks.job import Job
from tests.factories import submit
from tests.fakes.chat import FakeChat
from tests.fakes.outbox import MemoryOutbox
from tests.patience import PATIENCE_S


@asynccontextmanager
async def delivering(chat: FakeChat, counter: Counter, outbox: MemoryOutbox) -> AsyncIterator[Delivery]:
    """Deliver for as long as the test looks."""
    delivery = Delivery(chat, counter, outbox.inbox("telegram"), sweep_s=0.1)
    running = asyncio.create_task(delivery.run())
    yield delivery
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def until(true: Callable[[], bool]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(PATIENCE_S):
        while not true():  # noqa: ASYNC110 - what we wait for knows no event
            await asyncio.sleep(0.005)


def placed(desk: Desk, prompt: str = "a red house") -> Job:
    """Submit a job whose placeholder is message 7."""
    job = submit(desk, prompt)
    desk.placed(job.id, "7")
    return desk.job(job.id)


def ended(desk: Desk, job: Job) -> Callable[[], bool]:
    """Tell whether a job has ended."""
    return lambda: desk.job(job.id).status.final
