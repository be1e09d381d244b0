"""What was fetched and is not yet dealt with: a message that takes long holds up no other chat."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from telegram import Update

from bots.telegram.journal import Journal

Take = Callable[[Update], Awaitable[None]]


class Backlog:
    """Deals with updates of different chats at once, with those of one chat in order."""

    def __init__(self, take: Take, journal: Journal | None = None) -> None:
        """With a journal, what was fetched is on disk, and Telegram may forget it at once."""
        self._take = take
        self._journal = journal
        self._next: int | None = None  # the update after the last that was fetched
        self._tasks: dict[int, asyncio.Task[None]] = {}  # by update, until Telegram has forgotten it
        self._latest: dict[int, asyncio.Task[None]] = {}  # by chat

    @property
    def offset(self) -> int | None:
        """Tell from which update on Telegram must remember: the first that is not dealt with, or on disk."""
        if self._journal is not None:
            return self._next
        return next((number for number, task in sorted(self._tasks.items()) if not task.done()), self._next)

    def add(self, updates: Sequence[Update]) -> None:
        """Begin with those that are new."""
        if self._next is not None:
            self._forget()
        for update in updates:
            if update.update_id not in self._tasks:
                self._begin(update)

    def resume(self, updates: Sequence[Update]) -> None:
        """Begin with what an earlier process left. It says nothing of what Telegram holds."""
        for update in updates:
            self._begin(update)
        self._next = None

    @property
    def under_way(self) -> int:
        """Count what is not dealt with."""
        return sum(not task.done() for task in self._tasks.values())

    async def settle(self, within_s: float) -> None:
        """Wait until everything is dealt with, for a while. Raises what ``take`` raises."""
        waiting = [task for task in self._tasks.values() if not task.done()]
        if waiting:
            await asyncio.wait(waiting, timeout=within_s)
        for task in self._tasks.values():
            if task.done():
                task.result()

    async def close(self) -> None:
        """Drop what is under way: Telegram holds it for whoever polls next."""
        waiting = [task for task in self._tasks.values() if not task.done()]
        for task in waiting:
            task.cancel()
        if waiting:
            await asyncio.wait(waiting)

    def _begin(self, update: Update) -> None:
        chat = update.effective_chat.id if update.effective_chat else 0
        task = asyncio.create_task(self._after(self._latest.get(chat), update))
        self._latest[chat] = self._tasks[update.update_id] = task
        self._next = update.update_id + 1

    async def _after(self, before: asyncio.Task[None] | None, update: Update) -> None:
        if before is not None:
            await asyncio.wait([before])
        await self._take(update)
        if self._journal is not None:
            self._journal.done(update.update_id)

    def _forget(self) -> None:
        held = self.offset or 0
        self._tasks = {
            number: task for number, task in self._tasks.items() if number >= held or not task.done()
        }
        self._latest = {chat: task for chat, task in self._latest.items() if not task.done()}
