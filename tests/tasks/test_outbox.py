"""Events reach their readers, whatever happens to Redis in between."""

import asyncio
import signal
import time
from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

import pytest
import redis

from tasks.job import Done, Event, Progress
from tasks.outbox import Inbox, RedisOutbox, stream
from tests.conftest import RedisServer
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.stack


async def first(
    inbox: Inbox,
) -> tuple[str, Event]:
    """Read one event."""
    async with asyncio.timeout(PATIENCE_S):
        return await anext(inbox.events())


async def test_event_travels_whole(redis_url: str) -> None:
    """A preview arrives as it left."""
    sent = Progress(job_id=uuid4(), attempt=2, share=0.5, note="rendering", preview="aGk=")
    inbox = Inbox(redis_url, "telegram", "one")

    assert RedisOutbox(redis_url).publish("telegram", sent)
    receipt, event = await first(inbox)
    await inbox.ack(receipt)

    assert sent == event
    await inbox.close()


async def test_platforms_do_not_mix(redis_url: str) -> None:
    """An event of Discord is none of Telegram's."""
    outbox = RedisOutbox(redis_url)
    outbox.publish("discord", Done(job_id=uuid4()))
    mine = Done(job_id=uuid4())
    outbox.publish("telegram", mine)
    inbox = Inbox(redis_url, "telegram", "one")

    assert mine == (await first(inbox))[1]
    await inbox.close()


async def test_event_of_a_dead_reader_is_taken_over(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read and never acknowledged goes to the next."""
    sent = Done(job_id=uuid4())
    RedisOutbox(redis_url).publish("telegram", sent)
    dead = Inbox(redis_url, "telegram", "dead")
    await first(dead)
    await dead.close()
    monkeypatch.setattr("tasks.outbox.DEAD_MS", 50)
    await asyncio.sleep(0.1)
    heir = Inbox(redis_url, "telegram", "heir")

    assert sent == (await first(heir))[1]
    await heir.close()


async def test_everybody_sees_everything_with_fanout(redis_url: str) -> None:
    """Two pages follow the same job."""
    pages = [Inbox(redis_url, "web", f"page {number}", fanout=True) for number in range(2)]
    reads = [asyncio.create_task(first(page)) for page in pages]
    await asyncio.sleep(0.3)
    sent = Done(job_id=uuid4())
    RedisOutbox(redis_url).publish("web", sent)

    assert [sent, sent] == [event for _, event in await asyncio.gather(*reads)]
    for page in pages:
        await page.close()


async def test_unreadable_event_is_passed_over(redis_url: str) -> None:
    """One bad entry does not stop the stream."""
    with redis.Redis.from_url(redis_url) as client:
        client.xadd(stream("telegram"), {"event": "{nonsense"})
    sent = Done(job_id=uuid4())
    RedisOutbox(redis_url).publish("telegram", sent)
    inbox = Inbox(redis_url, "telegram", "one")

    assert sent == (await first(inbox))[1]
    await inbox.close()


@pytest.mark.parametrize("fanout", [False, True])
async def test_reader_survives_a_restart(own_redis: RedisServer, fanout: bool) -> None:
    """Redis dies and comes back empty; the reader goes on."""
    inbox = Inbox(own_redis.url, "telegram", "one", fanout)
    read = asyncio.create_task(first(inbox))
    await asyncio.sleep(0.3)
    await asyncio.to_thread(own_redis.kill)
    await asyncio.sleep(0.3)
    await asyncio.to_thread(own_redis.restart)
    await asyncio.sleep(3 if fanout else 0)
    sent = Done(job_id=uuid4())
    RedisOutbox(own_redis.url).publish("telegram", sent)

    assert sent == (await read)[1]
    await inbox.close()


def test_dead_redis_is_no_error(own_redis: RedisServer) -> None:
    """A lost event is made up for by the sweep."""
    own_redis.kill()

    assert not RedisOutbox(own_redis.url).publish("telegram", Done(job_id=uuid4()))


def test_frozen_redis_stalls_once(own_redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first publish waits its second, the next ones do not even ask."""
    monkeypatch.setattr("tasks.outbox.PAUSE", timedelta(minutes=10))
    outbox = RedisOutbox(own_redis.url)
    own_redis.process.send_signal(signal.SIGSTOP)
    with patch.object(outbox._redis, "xadd", wraps=outbox._redis.xadd) as asked:
        sent = [outbox.publish("telegram", Done(job_id=uuid4())) for _ in range(5)]
    own_redis.process.send_signal(signal.SIGCONT)

    assert [False] * 5 == sent
    assert 1 == asked.call_count


def test_secret_is_forgotten_in_time(redis_url: str) -> None:
    """A token is kept for as long as it is good."""
    outbox = RedisOutbox(redis_url)
    outbox.keep("token:1", "secret", timedelta(seconds=1))

    assert "secret" == outbox.kept("token:1")
    time.sleep(1.2)
    assert outbox.kept("token:1") is None


def test_stream_stays_short(redis_url: str) -> None:
    """Nobody reads, nothing piles up."""
    outbox = RedisOutbox(redis_url)
    for _ in range(2300):
        outbox.publish("telegram", Done(job_id=uuid4()))

    with redis.Redis.from_url(redis_url) as client:
        assert client.xlen(stream("telegram")) < 2250
