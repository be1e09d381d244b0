"""An outbox in memory, its inboxes, and a bell that rings nobody."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

from tasks.job import Event

LOOK_EVERY_S = 0.005


class MemoryOutbox:
    """Remembers every event as (platform, event) in ``sent``."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Event]] = []
        self.secrets: dict[str, str] = {}

    def publish(self, platform: str, event: Event) -> bool:
        """Remember an event."""
        self.sent.append((platform, event))
        return True

    def keep(self, name: str, value: str, ttl: timedelta) -> bool:
        """Remember a secret for ever."""
        self.secrets[name] = value
        return True

    def kept(self, name: str) -> str | None:
        """Recall a secret."""
        return self.secrets.get(name)

    def close(self) -> None:
        """Do nothing."""

    def inbox(self, platform: str) -> "MemoryInbox":
        """Open an inbox that sees every event of a platform, from the first."""
        return MemoryInbox(self, platform)


class MemoryInbox:
    """Reads what a MemoryOutbox remembers; ``acked`` lists the receipts."""

    def __init__(self, outbox: MemoryOutbox, platform: str) -> None:
        self._outbox = outbox
        self._platform = platform
        self.acked: list[str] = []

    async def events(self) -> AsyncIterator[tuple[str, Event]]:
        """Yield events for ever."""
        seen = 0
        while True:
            while seen < len(self._outbox.sent):
                platform, event = self._outbox.sent[seen]
                seen += 1
                if platform == self._platform:
                    yield str(seen), event
            await asyncio.sleep(LOOK_EVERY_S)

    async def ack(self, receipt: str) -> None:
        """Remember a receipt."""
        self.acked.append(receipt)

    async def keep(self, name: str, value: str, ttl: timedelta) -> bool:
        """Remember a secret for ever."""
        return self._outbox.keep(name, value, ttl)

    async def kept(self, name: str) -> str | None:
        """Recall a secret."""
        return self._outbox.kept(name)

    async def close(self) -> None:
        """Do nothing."""


class SilentBell:
    """Remembers what it should have rung for, in ``rung``; rings nobody."""

    def __init__(self) -> None:
        self.rung: list[UUID] = []

    def ring(self, job_id: UUID, queue: str) -> None:
        """Remember a job."""
        self.rung.append(job_id)

    def ring_now(self, job_id: UUID, queue: str) -> bool:
        """Remember a job."""
        self.rung.append(job_id)
        return True

    def call_help(self, job_id: UUID, queue: str, count: int) -> None:
        """Call nobody."""

    def backlog(self, queue: str) -> int | None:
        """Say that every ring was heard."""
        return 0

    def close(self) -> None:
        """Do nothing."""
