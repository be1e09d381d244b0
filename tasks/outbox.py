"""What the studio tells the chats: a Redis stream a platform.

Nothing rests on it: an event that is lost is made up for by the sweep, which reads the database.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Protocol

import redis
import structlog
from pydantic import TypeAdapter, ValidationError
from redis import asyncio as aio
from redis.exceptions import RedisError, ResponseError

from tasks.breaker import Breaker
from tasks.job import Event

STREAM_LENGTH = 2000  # events kept a platform; a preview weighs some 5 kB
EVENT: TypeAdapter[Event] = TypeAdapter(Event)
TIMEOUT = timedelta(seconds=1)
PAUSE = timedelta(seconds=2)
GROUP = "delivery"
BLOCK_MS = 2000  # how long one read waits for events
TIMEOUT_S = 5.0  # above the time that a read may block
DEAD_MS = 60_000  # an entry that its reader has not acknowledged this long is taken over
FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 5.0

Entry = tuple[str, dict[bytes, bytes]]

log = structlog.get_logger()


class Outbox(Protocol):
    """Where events leave the desk and the workers. Best effort: never raises, never waits long."""

    def publish(self, platform: str, event: Event) -> bool:
        """Announce an event to the readers of a platform. Returns whether it left."""

    def keep(self, name: str, value: str, ttl: timedelta) -> bool:
        """Remember a short-lived secret. Returns whether it was kept."""

    def kept(self, name: str) -> str | None:
        """Recall a secret, or nothing once it is too old."""

    def close(self) -> None:
        """Let go of the connections."""


class RedisOutbox:
    """Publishes into the stream ``limner:events:<platform>``. Thread-safe."""

    def __init__(self, url: str) -> None:
        seconds = TIMEOUT.total_seconds()
        self._redis = redis.Redis.from_url(
            url, socket_timeout=seconds, socket_connect_timeout=seconds, retry=None
        )
        self._breaker = Breaker("outbox", PAUSE)

    def publish(self, platform: str, event: Event) -> bool:
        """Announce an event to the readers of a platform. Returns whether it left."""
        text = event.model_dump_json()

        def add() -> object:
            return self._redis.xadd(stream(platform), {"event": text}, maxlen=STREAM_LENGTH, approximate=True)

        return self._breaker.call(add, RedisError) is not None

    def keep(self, name: str, value: str, ttl: timedelta) -> bool:
        """Remember a short-lived secret. Returns whether it was kept."""
        return bool(self._breaker.call(lambda: self._redis.set(kept_key(name), value, ex=ttl), RedisError))

    def kept(self, name: str) -> str | None:
        """Recall a secret, or nothing once it is too old."""
        found = self._breaker.call(lambda: self._redis.get(kept_key(name)), RedisError)
        return found.decode() if isinstance(found, bytes) else None

    def close(self) -> None:
        """Let go of the connections."""
        self._redis.close()


def stream(platform: str) -> str:
    """Name the stream of a platform."""
    return f"limner:events:{platform}"


def kept_key(name: str) -> str:
    """Name the place of a short-lived secret."""
    return f"limner:kept:{name}"


class Events(Protocol):
    """A source of events, each with a receipt to acknowledge it by."""

    def events(self) -> AsyncIterator[tuple[str, Event]]:
        """Yield events for ever."""

    async def ack(self, receipt: str) -> None:
        """Say that an event was dealt with."""


class Inbox:
    """Reads the stream of a platform, waits while Redis is away, and goes on where it was.

    As one of a group of consumers an event reaches one of them, again if that one dies before it
    acknowledges. With ``fanout`` every reader sees every event from now on, and nothing is acknowledged.
    """

    def __init__(self, url: str, platform: str, consumer: str, fanout: bool = False) -> None:
        self._redis = aio.Redis.from_url(
            url, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S, retry=None
        )
        self._stream = stream(platform)
        self._consumer = consumer
        self._fanout = fanout
        self._last = ""  # where a fanout reader is
        self._claimed_at = float("-inf")

    async def events(self) -> AsyncIterator[tuple[str, Event]]:
        """Yield (receipt, event) for ever."""
        pause_s = FIRST_PAUSE_S
        while not _cancelling():
            try:
                entries = await (self._overhear() if self._fanout else self._take())
                pause_s = FIRST_PAUSE_S
            except (RedisError, OSError) as error:
                log.warning("inbox.waiting", stream=self._stream, error=type(error).__name__)
                await asyncio.sleep(pause_s)
                pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
                continue
            for receipt, fields in entries:
                event = await self._read(receipt, fields)
                if event is not None:
                    yield receipt, event
        raise asyncio.CancelledError

    async def ack(self, receipt: str) -> None:
        """Say that an event was dealt with. One that gets lost is a repeat, which is harmless."""
        if self._fanout:
            return
        try:
            await self._redis.xack(self._stream, GROUP, receipt)
        except (RedisError, OSError) as error:
            log.warning("inbox.ack_lost", stream=self._stream, error=type(error).__name__)

    async def keep(self, name: str, value: str, ttl: timedelta) -> bool:
        """Remember a short-lived secret. Returns whether it was kept."""
        try:
            return bool(await self._redis.set(kept_key(name), value, ex=ttl))
        except (RedisError, OSError):
            return False

    async def kept(self, name: str) -> str | None:
        """Recall a secret, or nothing once it is too old."""
        try:
            found = await self._redis.get(kept_key(name))
        except (RedisError, OSError):
            return None
        return found.decode() if isinstance(found, bytes) else None

    async def close(self) -> None:
        """Let go of the connections."""
        await self._redis.aclose()

    async def _read(self, receipt: str, fields: dict[bytes, bytes]) -> Event | None:
        try:
            return EVENT.validate_json(fields[b"event"])
        except (KeyError, ValidationError):
            log.warning("inbox.unreadable", stream=self._stream, receipt=receipt)
            await self.ack(receipt)
            return None

    async def _take(self) -> list[Entry]:
        now = asyncio.get_running_loop().time()
        try:
            if now - self._claimed_at >= DEAD_MS / 2000:
                left = await self._take_over()
                self._claimed_at = now
                if left:
                    return left
            answer = await self._redis.xreadgroup(
                GROUP, self._consumer, {self._stream: ">"}, count=50, block=BLOCK_MS
            )
        except ResponseError as error:
            if "NOGROUP" not in str(error):
                raise
            await self._form_group()
            return []
        return entries_of(answer)

    async def _take_over(self) -> list[Entry]:
        """Claim what a dead consumer left. Entries that were trimmed away meanwhile come empty."""
        _, entries, *_ = await self._redis.xautoclaim(
            self._stream, GROUP, self._consumer, min_idle_time=DEAD_MS, count=50
        )
        return [(receipt.decode(), fields) for receipt, fields in entries if fields]

    async def _form_group(self) -> None:
        try:
            await self._redis.xgroup_create(self._stream, GROUP, id="0", mkstream=True)
        except ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise

    async def _overhear(self) -> list[Entry]:
        if not self._last:
            newest = entries_of({self._stream: await self._redis.xrevrange(self._stream, count=1)})
            self._last = newest[0][0] if newest else "0"
        entries = entries_of(await self._redis.xread({self._stream: self._last}, count=50, block=BLOCK_MS))
        if entries:
            self._last = entries[-1][0]
        return entries


def _cancelling() -> bool:
    """Tell whether this task was cancelled: the client can lose that while it connects."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def entries_of(answer: object) -> list[Entry]:
    """Flatten the answer to a read of one stream, which differs between RESP 2 and 3."""
    if not answer:
        return []
    streams = answer.values() if isinstance(answer, dict) else [pair[1] for pair in answer]  # type: ignore[attr-defined]  # a list in RESP 2
    found: list[Entry] = []
    for entries in streams:
        batches = entries if not entries or isinstance(entries[0], tuple) else entries[0]
        found += [(receipt.decode(), fields) for receipt, fields in batches]
    return found
