"""What becomes of a result when the chat or the database makes trouble."""

import asyncio

import pytest

from bots.chat import ChatBusy, ChatGone, ChatUnsure
from bots.counter import Counter
from tasks.desk import Desk
from tasks.errors import StudioPausing
from tasks.job import Job, Status
from tests.bots.delivering import delivering, ended, placed, until
from tests.factories import sender, submit
from tests.fakes.chat import FakeChat
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.worker import FakeWorker

FULL = 200


async def test_busy_chat_is_given_exactly_its_time(
    desk: Desk, counter: Counter, chat: FakeChat, outbox: MemoryOutbox, worker: FakeWorker
) -> None:
    """A 429 is waited out, not hammered, and the result still comes."""
    chat.troubles.extend([ChatBusy(0.4), ChatBusy(0.3)])
    job = placed(desk)
    async with delivering(chat, counter, outbox):
        worker.work(job.id)
        await until(ended(desk, job))

    first, second, third = chat.deliveries
    assert 0.4 <= second - first < 0.6
    assert 0.3 <= third - second < 0.5
    assert desk.job(job.id).status is Status.DELIVERED


async def test_busy_progress_waits_too(
    desk: Desk, counter: Counter, chat: FakeChat, outbox: MemoryOutbox, worker: FakeWorker
) -> None:
    """A chat that is busy for progress is left alone for as long as it asks."""
    chat.progress_troubles.append(ChatBusy(0.4))
    job = worker.claim(placed(desk).id)
    async with delivering(chat, counter, outbox):
        started = asyncio.get_running_loop().time()
        worker.progress(job, 0.2)
        await until(lambda: not chat.progress_troubles)
        worker.progress(job, 0.4)
        await until(lambda: bool(chat.edits))

    assert chat.edits[0][0] - started >= 0.4


async def test_gone_chat_gives_the_credits_back(
    desk: Desk, counter: Counter, chat: FakeChat, outbox: MemoryOutbox, worker: FakeWorker
) -> None:
    """Who blocked the bot pays nothing, and nobody tries again."""
    chat.troubles.append(ChatGone())
    job = placed(desk)
    async with delivering(chat, counter, outbox):
        worker.work(job.id)
        await until(ended(desk, job))
        await asyncio.sleep(0.3)

    problem = desk.job(job.id).problem
    assert problem is not None
    assert problem.code == "undeliverable"
    assert desk.allowance(sender()).left == FULL
    assert len(chat.deliveries) == 1


async def test_unsure_send_is_never_repeated(
    desk: Desk, counter: Counter, chat: FakeChat, outbox: MemoryOutbox, worker: FakeWorker
) -> None:
    """A send that may have arrived counts as delivered."""
    chat.lose_answer = True
    job = submit(desk)
    async with delivering(chat, counter, outbox):
        worker.work(job.id)
        await until(ended(desk, job))
        await asyncio.sleep(0.3)

    assert len(chat.results) == 1
    assert desk.job(job.id).status is Status.DELIVERED


async def test_crash_between_send_and_record_shows_nothing_twice(
    desk: Desk,
    counter: Counter,
    chat: FakeChat,
    outbox: MemoryOutbox,
    worker: FakeWorker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A process that dies after the send leaves its successor nothing to show, only to record."""
    job = submit(desk)

    def away(*_: object, **__: object) -> Job:
        raise StudioPausing

    with monkeypatch.context() as patched:
        patched.setattr(desk, "delivered", away)
        async with delivering(chat, counter, outbox):
            worker.work(job.id)
            await until(lambda: bool(chat.results))
            await asyncio.sleep(0.1)
    async with delivering(chat, counter, outbox):
        await until(ended(desk, job))

    assert len(chat.results) == 1
    assert desk.job(job.id).status is Status.DELIVERED


async def test_database_away_delays_but_loses_nothing(
    desk: Desk,
    counter: Counter,
    chat: FakeChat,
    outbox: MemoryOutbox,
    worker: FakeWorker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The record of a shown result is tried until it succeeds; the result is shown once."""
    record = desk.delivered
    pauses = iter([True, True, False])

    def flaky(*values: object, **named: object) -> Job:
        if next(pauses):
            raise StudioPausing
        return record(*values, **named)  # type: ignore[arg-type]  # handed through as it came

    monkeypatch.setattr(desk, "delivered", flaky)
    job = placed(desk)
    async with delivering(chat, counter, outbox):
        worker.work(job.id)
        await until(ended(desk, job))

    assert len(chat.results) == 1


async def test_broken_reply_is_tried_again_by_the_sweep(
    desk: Desk, counter: Counter, chat: FakeChat, outbox: MemoryOutbox, worker: FakeWorker
) -> None:
    """An error that nobody foresaw ends one attempt, not the delivery."""
    chat.troubles.append(ValueError("broken"))
    job = placed(desk)
    async with delivering(chat, counter, outbox):
        worker.work(job.id)
        await until(ended(desk, job))

    assert len(chat.deliveries) == 2


async def test_slow_chat_holds_up_nobody_else(
    desk: Desk, counter: Counter, chat: FakeChat, outbox: MemoryOutbox, worker: FakeWorker
) -> None:
    """While one waits out its 429, the others get their pictures."""
    chat.troubles.append(ChatBusy(0.0))
    chat.troubles.append(ChatUnsure())
    first, second = placed(desk), submit(desk, "a blue boat")
    async with delivering(chat, counter, outbox):
        worker.work(first.id)
        worker.work(second.id)
        await until(lambda: ended(desk, first)() and ended(desk, second)())

    assert {desk.job(job.id).status for job in (first, second)} == {Status.DELIVERED}
