"""A chat in memory that can be busy, gone, unsure, slow or broken; what people see of it is recorded."""

import asyncio
from collections import deque
from collections.abc import Iterable
from uuid import UUID

from bots.chat import ChatUnsure, Pace, Reply
from bots.counter import Counter
from tasks.job import Job, Status
from tasks.notices import Notice


class FakeChat:
    """Shows replies in ``shown``: a message's id and all it ever said, the last one as it stands.

    It edits the placeholder where there is one; else it sends a new message, which it first notes with
    the desk, as real chats do.
    """

    platform = "telegram"
    pace = Pace(private_s=0.01, group_s=0.05)

    def __init__(self, counter: Counter, troubles: Iterable[Exception] = ()) -> None:
        self._counter = counter
        self.troubles = deque(troubles)  # raised one by one by the next deliveries
        self.progress_troubles: deque[Exception] = deque()
        self.shown: dict[str, list[Reply]] = {}
        self.results: list[tuple[UUID, Reply]] = []  # in the order in which they were shown
        self.edits: list[tuple[float, UUID, Reply]] = []  # progress, with the loop's time
        self.deliveries: list[float] = []  # the loop's time of each attempt
        self.told: list[tuple[str, Reply]] = []
        self.slow_s = 0.0
        self.lose_answer = False  # the next send arrives, but nobody hears of it

    async def progress(self, job: Job, reply: Reply) -> None:
        """Record an edit of the placeholder."""
        if self.progress_troubles:
            raise self.progress_troubles.popleft()
        await asyncio.sleep(self.slow_s)
        self.edits.append((asyncio.get_running_loop().time(), job.id, reply))
        self.shown.setdefault(job.placeholder, []).append(reply)

    async def deliver(self, job: Job, reply: Reply) -> str:
        """Record the result, in the placeholder or as a new message."""
        self.deliveries.append(asyncio.get_running_loop().time())
        if self.troubles:
            raise self.troubles.popleft()
        message = job.placeholder
        if not message:
            first = await self._counter.call(self._counter.desk.attempting, job.id)
            if job.status is Status.RENDERED and not first:
                raise ChatUnsure
            message = f"new-{len(self.shown)}"
        self.shown.setdefault(message, []).append(reply)
        self.results.append((job.id, reply))
        if self.lose_answer:
            self.lose_answer = False
            raise ChatUnsure
        return message

    async def tell(self, notice: Notice, reply: Reply) -> None:
        """Record what is told unasked, with where or to whom."""
        if self.troubles:
            raise self.troubles.popleft()
        self.told.append((notice.reader.account if notice.reader else notice.place.chat, reply))

    def last(self, message: str) -> Reply:
        """Give what a message says now."""
        return self.shown[message][-1]
