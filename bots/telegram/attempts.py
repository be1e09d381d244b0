"""Sees to it that what cannot be repeated is tried once."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar
from uuid import UUID

from bots.chat import ChatBusy, ChatUnsure
from bots.counter import Counter
from tasks.job import Job, Status

K = TypeVar("K")
V = TypeVar("V")

REMEMBERED: Final = 1000


class Attempts:
    """Notes at the desk that a result is about to be sent, before it is."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._unsent: OrderedDict[UUID, bool] = OrderedDict()  # an attempt was noted, yet nothing left

    async def once(self, job: Job, send: Callable[[], Awaitable[V]]) -> V:
        """Send the result of a job.

        Raises ChatUnsure where that was tried before, by whatever process, and what ``send`` raises.
        """
        await self._note(job)
        self._unsent.pop(job.id, None)
        try:
            return await send()
        except ChatBusy:
            note(self._unsent, job.id, True)
            raise

    async def _note(self, job: Job) -> None:
        if job.status is not Status.RENDERED or job.id in self._unsent:
            return
        if not await self._counter.call(self._counter.desk.attempting, job.id):
            raise ChatUnsure


def note(memory: OrderedDict[K, V], key: K, value: V) -> None:
    """Remember something, and forget what is oldest."""
    memory[key] = value
    while len(memory) > REMEMBERED:
        memory.popitem(last=False)
