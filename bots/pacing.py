"""How often a chat may be written to."""

import asyncio
from dataclasses import dataclass, field

from bots.chat import Pace
from tasks.job import Job


@dataclass
class Turn:
    """Whose turn it is in one chat: one progress edit at a time, no faster than its pace."""

    gap_s: float
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    next_at: float = 0.0  # loop time of the next progress edit
    busy_until: float = 0.0  # loop time before which the platform wants nothing at all

    async def calm(self) -> None:
        """Wait as long as the platform asked for."""
        until = 0.0
        while until < self.busy_until:  # it may be put off while we sleep
            until = self.busy_until
            await asyncio.sleep(max(until - _now(), 0.0))

    async def pace(self) -> None:
        """Wait until another progress edit may follow."""
        await self.calm()
        await asyncio.sleep(max(self.next_at - _now(), 0.0))
        await self.calm()

    def edited(self) -> None:
        """Note that an edit was just made."""
        self.next_at = _now() + self.gap_s

    def busy(self, retry_after_s: float) -> None:
        """Note that the platform asks to wait."""
        self.busy_until = max(self.busy_until, _now() + retry_after_s)


class Turns:
    """The turns of all chats of a platform."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._turns: dict[str, Turn] = {}

    def of(self, job: Job) -> Turn:
        """Find the turn of the chat that a job belongs to."""
        chat = job.place.chat
        if chat not in self._turns:
            self._drop_idle()
            # Where a chat carries its owner's id, nobody else is in it.
            private = chat == job.sender.account
            self._turns[chat] = Turn(self._pace.private_s if private else self._pace.group_s)
        return self._turns[chat]

    def _drop_idle(self) -> None:
        now = _now()
        for chat, turn in list(self._turns.items()):
            if not turn.lock.locked() and now > max(turn.next_at, turn.busy_until):
                del self._turns[chat]


def _now() -> float:
    return asyncio.get_running_loop().time()
