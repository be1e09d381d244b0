"""Progress at the chat's pace, and the result once."""

import asyncio
from base64 import b64encode
from uuid import uuid4

import pytest

from bots.counter import Counter
from bots.delivery import Delivery
from generation.errors import DeviceTooSmall
from tasks.desk import Desk
from tasks.job import Done, Problem, Progress, Status
from tasks.outbox import Inbox, RedisOutbox
from tests.bots.delivering import delivering, ended, placed, until
from tests.factories import sender
from tests.fakes.chat import FakeChat
from tests.fakes.outbox import MemoryInbox, MemoryOutbox
from tests.fakes.worker import FakeWorker
from tests.patience import PATIENCE_S

FULL = 200


async def test_result_replaces_the_placeholder(
    desk: Desk, counter: Counter, chat: FakeChat, outbox: MemoryOutbox, worker: FakeWorker
) -> None:
    """The message that showed progress shows the pictures, and the job is paid."""
    job = placed(desk)
    async with delivering(chat, counter, outbox):
        worker.work(job.id)
        await until(ended(desk, job))

    assert desk.job(job.id).status is Status.DELIVERED
    assert [media.seed for media in chat.last("7").media] == [7]
    assert desk.allowance(sender()).left == FULL - 1


async def test_what_was_finished_before_the_start_is_delivered(
    desk: Desk, counter: Counter, chat: FakeChat, outbox: MemoryOutbox, worker: FakeWorker
) -> None:
    """No event is needed: the desk knows what is undelivered."""
    job = placed(desk)
    worker.work(job.id)
    outbox.sent.clear()
    async with delivering(chat, counter, outbox):
        await until(ended(desk, job))

    assert len(chat.results) == 1


async def test_events_are_acknowledged(desk: Desk, counter: Counter, chat: FakeChat) -> None:
    """An event that was heard is not delivered again."""
    outbox = MemoryOutbox()
    inbox = outbox.inbox("telegram")
    job = placed(desk)
    outbox.publish("telegram", Done(job_id=job.id))
    running = asyncio.create_task(Delivery(chat, counter, inbox).run())
    await until(lambda: inbox.acked == ["1"])
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running

    assert chat.results == []


async def test_stops_when_told_while_an_event_rings(chat: FakeChat, counter: Counter) -> None:
    """A cancellation that comes in the moment of an event is not forgotten."""

    class Ending(MemoryInbox):
        async def ack(self, receipt: str) -> None:
            running.cancel()

    outbox = MemoryOutbox()
    delivery = Delivery(chat, counter, Ending(outbox, "telegram"))
    running = asyncio.create_task(delivery.run())
    await asyncio.sleep(0.05)  # both of its halves wait
    outbox.publish("telegram", Done(job_id=uuid4()))
    done, _ = await asyncio.wait({running}, timeout=PATIENCE_S)

    assert {running} == done
    assert running.cancelled()


async def test_repeated_events_show_nothing_twice(
    desk: Desk, counter: Counter, chat: FakeChat, outbox: MemoryOutbox, worker: FakeWorker
) -> None:
    """A stream that delivers twice does no harm."""
    job = placed(desk)
    async with delivering(chat, counter, outbox):
        worker.work(job.id)
        for _ in range(20):
            outbox.publish("telegram", Done(job_id=job.id))
        await until(ended(desk, job))
        await asyncio.sleep(0.3)

    assert len(chat.results) == 1


async def test_progress_is_throttled_and_the_latest_wins(
    desk: Desk, counter: Counter, chat: FakeChat, outbox: MemoryOutbox, worker: FakeWorker
) -> None:
    """Fifty steps in a moment make few edits; the last one shown is the last one announced."""
    job = worker.claim(placed(desk).id)
    async with delivering(chat, counter, outbox):
        for step in range(1, 51):
            worker.progress(job, step / 50, b64encode(b"jpeg").decode())
            await asyncio.sleep(0.002)
        await until(lambda: bool(chat.edits) and "100 %" in chat.edits[-1][2].text)

    gaps = [later[0] - earlier[0] for earlier, later in zip(chat.edits, chat.edits[1:], strict=False)]
    assert len(chat.edits) <= 10
    assert min(gaps) >= chat.pace.group_s * 0.95
    assert chat.edits[-1][2].preview == b"jpeg"


async def test_no_progress_after_the_result(
    desk: Desk, counter: Counter, chat: FakeChat, outbox: MemoryOutbox, worker: FakeWorker
) -> None:
    """Neither an edit that was under way nor a late event overwrites the pictures."""
    job = worker.claim(placed(desk).id)
    chat.slow_s = 0.2
    async with delivering(chat, counter, outbox):
        worker.progress(job, 0.5)
        await asyncio.sleep(0.1)
        worker.progress(job, 0.9)
        worker.finish(job)
        await until(ended(desk, job))
        worker.progress(job, 0.95)
        await asyncio.sleep(0.5)

    assert chat.last("7").media


async def test_progress_of_a_stale_worker_is_not_shown(
    desk: Desk, counter: Counter, chat: FakeChat, outbox: MemoryOutbox, worker: FakeWorker
) -> None:
    """Only the attempt that holds the job may speak."""
    job = worker.claim(placed(desk).id)
    async with delivering(chat, counter, outbox):
        outbox.publish("telegram", Progress(job_id=job.id, attempt=job.attempt + 1, share=0.3))
        await asyncio.sleep(0.2)

    assert chat.edits == []


async def test_refunded_owner_is_told_once(
    desk: Desk, counter: Counter, chat: FakeChat, outbox: MemoryOutbox, worker: FakeWorker
) -> None:
    """A failure is said in one sentence with the job's number."""
    job = placed(desk)
    async with delivering(chat, counter, outbox):
        worker.fail(worker.claim(job.id), Problem.of(DeviceTooSmall()))
        await until(lambda: bool(chat.results))
        await asyncio.sleep(0.3)

    assert "Nothing was charged" in chat.last("7").text
    assert str(job.id)[:8] in chat.last("7").text
    assert len(chat.results) == 1
    assert desk.undelivered("telegram") == []


@pytest.mark.stack
async def test_delivery_over_real_redis(
    desk: Desk, counter: Counter, chat: FakeChat, worker: FakeWorker, redis_url: str
) -> None:
    """The same through a stream with a consumer group."""
    inbox = Inbox(redis_url, "telegram", "test")
    published = RedisOutbox(redis_url)
    job = placed(desk)
    running = asyncio.create_task(Delivery(chat, counter, inbox, sweep_s=60).run())
    await asyncio.sleep(0.2)
    claimed = worker.claim(job.id)
    published.publish("telegram", Progress(job_id=job.id, attempt=claimed.attempt, share=0.5))
    await until(lambda: bool(chat.edits))
    worker.finish(claimed)
    published.publish("telegram", Done(job_id=job.id))
    await until(ended(desk, job))
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await inbox.close()
    published.close()

    assert chat.last("7").media
