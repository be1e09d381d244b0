"""Hears what workers announce, and wakes whoever follows a job."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from tasks.job import Event, Progress
from tasks.outbox import Events

REMEMBERED = 500  # running jobs whose latest progress is kept; a preview weighs some 5 kB


class Watch:
    """The latest progress of each running job, for all who look at this page."""

    def __init__(self, inbox: Events) -> None:
        self._inbox = inbox
        self._latest: OrderedDict[UUID, Progress] = OrderedDict()
        self._followers: dict[UUID, set[asyncio.Event]] = {}
        self.closing = False

    async def run(self) -> None:
        """Listen until cancelled."""
        async for receipt, event in self._inbox.events():
            self._hear(event)
            await self._inbox.ack(receipt)

    def latest(self, job_id: UUID) -> Progress | None:
        """Give the latest progress of a job, if any was heard."""
        return self._latest.get(job_id)

    @contextmanager
    def follow(self, job_id: UUID) -> Iterator[asyncio.Event]:
        """Give an event that is set whenever there is news of a job."""
        bell = asyncio.Event()
        self._followers.setdefault(job_id, set()).add(bell)
        try:
            yield bell
        finally:
            bells = self._followers[job_id]
            bells.discard(bell)
            if not bells:
                del self._followers[job_id]

    def close(self) -> None:
        """Wake everybody up to say good-bye."""
        self.closing = True
        for bells in self._followers.values():
            for bell in bells:
                bell.set()

    def _hear(self, event: Event) -> None:
        if isinstance(event, Progress):
            known = self._latest.get(event.job_id)
            if known and not event.preview and event.attempt == known.attempt:
                event = event.model_copy(update={"preview": known.preview})
            self._latest[event.job_id] = event
            self._latest.move_to_end(event.job_id)
            if len(self._latest) > REMEMBERED:
                self._latest.popitem(last=False)
        else:
            self._latest.pop(event.job_id, None)
        for bell in self._followers.get(event.job_id, ()):
            bell.set()
