"""Brings what workers announce to the chat: progress while a job runs, and its result once.

Events only ring: what is still to be delivered is read from the desk, at the start, at every ring and
every few seconds. So a lost event costs a moment, and a repeated one nothing.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

import structlog

from bots.chat import Chat, ChatBusy, ChatGone, ChatUnsure
from bots.counter import Counter
from bots.herald import Herald
from bots.pacing import Turns
from bots.packing import Packer
from bots.places import Places
from bots.reply import job_reply, progress_reply
from generation.errors import StudioError
from tasks.errors import StudioPausing, Undeliverable
from tasks.job import Event, Job, Problem, Progress, Status
from tasks.outbox import Events

P = ParamSpec("P")
T = TypeVar("T")

SWEEP_S = 10.0
PLACES_S = 5.0  # how often those who wait are told where they stand, at most
PAUSE_S = 0.5  # between attempts to record what was shown, while the database is away
EDIT_LIMIT_S = 10.0  # a progress edit that takes longer is given up
GRACE_S = 3.0  # how long results that are just being sent may take when the process ends
REMEMBERED = 10_000  # jobs whose result was sent, so that no late progress overwrites it

log = structlog.get_logger()


class Delivery:
    """Delivers the jobs of one platform."""

    def __init__(
        self,
        chat: Chat,
        counter: Counter,
        inbox: Events,
        sweep_s: float = SWEEP_S,
        places_s: float = PLACES_S,
    ) -> None:
        self._chat = chat
        self._counter = counter
        self._inbox = inbox
        self._sweep_s = sweep_s
        self._places_s = places_s
        self._places = Places()
        self._turns = Turns(chat.pace)
        self._ring = asyncio.Event()
        self._latest: dict[UUID, Progress] = {}
        self._closed: OrderedDict[UUID, None] = OrderedDict()
        self._editing: dict[UUID, asyncio.Lock] = {}
        self._followers: dict[UUID, asyncio.Task[None]] = {}
        self._finals: dict[UUID, asyncio.Task[None]] = {}
        self._placing: dict[UUID, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Deliver until cancelled; what is just being sent may still arrive."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._listen())
                group.create_task(self._sweep())
                group.create_task(self._watch_line())
                group.create_task(Herald(self._chat, self._counter).run())
                group.create_task(Packer(self._counter).run())
        finally:
            for task in (*self._followers.values(), *self._placing.values()):
                task.cancel()
            if self._finals:
                await asyncio.wait(self._finals.values(), timeout=GRACE_S)
            for task in self._finals.values():
                task.cancel()

    async def _listen(self) -> None:
        async for receipt, event in self._inbox.events():
            self._hear(event)
            await self._inbox.ack(receipt)

    def _hear(self, event: Event) -> None:
        if not isinstance(event, Progress):
            self._ring.set()
        elif event.job_id not in self._closed:
            self._latest[event.job_id] = event
            self._start(self._followers, event.job_id, self._follow(event.job_id))

    async def _sweep(self) -> None:
        """Start the delivery of everything that waits for it, at every ring and every few seconds."""
        while True:
            self._ring.clear()
            await self._counter.refresh()
            try:
                waiting = await self._counter.call(self._counter.desk.undelivered, self._chat.platform)
            except StudioPausing:
                log.warning("delivery.pausing", platform=self._chat.platform)
                waiting = []
            for job in waiting:
                self._start(self._finals, job.id, self._bring(job))
            with suppress(TimeoutError):
                # Not `wait_for`: it forgets a cancellation that comes with the ring (Python 3.11), and a
                # task group cancels only once.
                async with asyncio.timeout(self._sweep_s):
                    await self._ring.wait()

    async def _watch_line(self) -> None:
        """Tell those who wait where they stand, whenever that has changed enough."""
        while True:
            await asyncio.sleep(self._places_s)
            try:
                waiting = await self._counter.call(self._counter.desk.in_line, self._chat.platform)
            except StudioPausing:
                continue
            for job in self._places.moved(waiting):
                self._start(self._placing, job.id, self._place(job))

    def _start(
        self, tasks: dict[UUID, asyncio.Task[None]], job_id: UUID, work: Coroutine[Any, Any, None]
    ) -> None:
        """Run one task a job beside the others; a second one for the same job is dropped."""
        if job_id in tasks:
            work.close()
            return

        async def guarded() -> None:
            try:
                await work
            except StudioError as error:
                log.warning("delivery.refused", job_id=str(job_id), code=error.code)
            except Exception:
                log.exception("delivery.failed", job_id=str(job_id))
            finally:
                del tasks[job_id]

        tasks[job_id] = asyncio.create_task(guarded())

    async def _follow(self, job_id: UUID) -> None:
        """Show the latest progress of a job as long as there is news."""
        while job_id in self._latest:
            job = await self._counter.call(self._counter.desk.job, job_id)
            turn = self._turns.of(job)
            async with turn.lock:
                await turn.pace()
                progress = self._latest.pop(job_id, None)
                if progress is None:
                    return
                try:
                    async with (
                        self._editing.setdefault(job_id, asyncio.Lock()),
                        asyncio.timeout(EDIT_LIMIT_S),
                    ):
                        await self._edit(progress)
                except ChatBusy as busy:
                    turn.busy(busy.retry_after_s)
                except TimeoutError:
                    log.info("delivery.progress_slow", job_id=str(job_id))
                turn.edited()
        if job_id not in self._finals:
            self._editing.pop(job_id, None)

    async def _edit(self, progress: Progress) -> None:
        if progress.job_id in self._closed:
            return
        # Read again: another process may have delivered it, or another worker taken it over.
        job = await self._counter.call(self._counter.desk.job, progress.job_id)
        if job.status is Status.RUNNING and progress.attempt in {0, job.attempt}:
            reply = progress_reply(job, progress, self._counter.wording(job.sender))
            await self._chat.progress(job, reply)

    async def _place(self, job: Job) -> None:
        """Show where a job stands, unless it waits no more."""
        turn = self._turns.of(job)
        async with turn.lock:
            await turn.pace()
            try:
                async with self._editing.setdefault(job.id, asyncio.Lock()), asyncio.timeout(EDIT_LIMIT_S):
                    fresh = await self._counter.call(self._counter.desk.job, job.id)
                    if fresh.status is Status.QUEUED and job.id not in self._closed:
                        await self._chat.progress(fresh, job_reply(fresh, self._counter.wording(job.sender)))
                        self._places.told(fresh)
            except ChatBusy as busy:
                turn.busy(busy.retry_after_s)
            except TimeoutError:
                log.info("delivery.place_slow", job_id=str(job.id))
            turn.edited()

    async def _bring(self, job: Job) -> None:
        """Show the end of a job, once, and record that it was shown."""
        self._close(job.id)
        reply = job_reply(job, self._counter.wording(job.sender))
        # An edit that is under way must land before the result does.
        async with self._editing.setdefault(job.id, asyncio.Lock()):
            try:
                message, sure = await self._send(job, lambda: self._chat.deliver(job, reply)), True
            except ChatUnsure:
                message, sure = "", False
            except ChatGone:
                await self._give_up(job)
                return
        self._editing.pop(job.id, None)
        desk = self._counter.desk
        if job.status is Status.RENDERED:
            await self._record(desk.delivered, job.id, job.attempt, message, sure=sure)
        else:
            await self._record(desk.told, job.id, message)
        await self._counter.shown(reply.shows, self._chat.platform, message)
        log.info("delivery.done", job_id=str(job.id), status=job.status, sure=sure)

    async def _send(self, job: Job, send: Callable[[], Coroutine[Any, Any, str]]) -> str:
        turn = self._turns.of(job)
        while True:
            await turn.calm()
            try:
                return await send()
            except ChatBusy as busy:
                turn.busy(busy.retry_after_s)

    async def _give_up(self, job: Job) -> None:
        """Give the credits back for what the chat refuses; nobody can be told there."""
        log.info("delivery.gone", job_id=str(job.id))
        desk = self._counter.desk
        if job.status is Status.RENDERED:
            await self._record(desk.undeliverable, job.id, Problem.of(Undeliverable()))
        await self._record(desk.told, job.id, "")

    async def _record(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Write down what was shown, however long the database is away: it cannot be shown again."""
        while True:
            try:
                return await self._counter.call(function, *args, **kwargs)
            except StudioPausing:
                await asyncio.sleep(PAUSE_S)

    def _close(self, job_id: UUID) -> None:
        self._latest.pop(job_id, None)
        self._closed[job_id] = None
        while len(self._closed) > REMEMBERED:
            self._closed.popitem(last=False)
