"""Tells webhooks what became of jobs, signed by Standard Webhooks (standardwebhooks.com)."""

import asyncio
import hmac
import json
import time
from base64 import b64decode, b64encode
from collections.abc import Mapping
from hashlib import sha256

import httpcore
import structlog

from bots.counter import Counter
from bots.web.outward import Forbidden, Outward
from bots.web.shapes import job_out
from generation.errors import StudioError
from tasks.errors import NoSuchJob
from tasks.webhooks import PREFIX, Delivery

LOOK_EVERY_S = 1.0
TROUBLES = (  # of the network, and of names that cannot be ones
    OSError,
    ValueError,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.TimeoutException,
    httpcore.UnsupportedProtocol,
)
GONE = 410  # by this an address says that it wants to hear no more

log = structlog.get_logger()


class Courier:
    """Sends what waits, and notes what became of it. A crash sends something twice, and loses nothing."""

    def __init__(self, counter: Counter, look_every_s: float = LOOK_EVERY_S) -> None:
        self._counter = counter
        self._look_every_s = look_every_s
        self._outward = Outward(counter.desk.webhooks.private)

    async def run(self) -> None:
        """Send until cancelled. Nobody who answers slowly holds up the others."""
        async with asyncio.TaskGroup() as group:
            while True:
                for one in await self._due():
                    group.create_task(self._surely(one))
                await asyncio.sleep(self._look_every_s)

    async def round(self) -> int:
        """Send what is due now. Returns how much that was."""
        due = await self._due()
        await asyncio.gather(*map(self._surely, due))
        return len(due)

    async def _due(self) -> list[Delivery]:
        try:
            return await self._counter.call(self._counter.desk.webhooks.take)
        except StudioError as error:
            log.warning("courier.waiting", code=error.code)
            return []

    async def _surely(self, one: Delivery) -> None:
        """Send; whatever breaks here breaks nothing else, and the delivery comes again."""
        try:
            await self._send(one)
        except StudioError as error:
            log.warning("courier.not_noted", delivery=one.id, code=error.code)
        except Exception:
            log.exception("courier.failed", delivery=one.id)

    async def _send(self, one: Delivery) -> None:
        webhooks, status, problem = self._counter.desk.webhooks, None, ""
        body = await self._body(one)
        try:
            status = await self._outward.post(one.url, body, signed(one, body, int(time.time())))
        except Forbidden:
            problem = "forbidden address"
        except TROUBLES as error:
            problem = type(error).__name__
        if status is not None and 200 <= status < 300:
            await self._counter.call(webhooks.sent, one, status)
            return
        log.info("webhook.not_taken", delivery=one.id, status=status, problem=problem, tries=one.tries)
        await self._counter.call(webhooks.failed, one, status, problem, gone=status == GONE)

    async def _body(self, one: Delivery) -> bytes:
        """Write what happened, and the job as it stands now; one that its owner erased is its id alone."""
        told: Mapping[str, object] = {"id": str(one.job_id)}
        try:
            job = await self._counter.call(self._counter.desk.own_job, one.job_id, one.owner)
            told = job_out(job, self._counter.wording(one.owner)).model_dump(mode="json")
        except NoSuchJob:
            log.info("webhook.of_nothing", delivery=one.id)
        event = {"type": one.event, "timestamp": one.at.isoformat(), "data": told}
        return json.dumps(event, ensure_ascii=False).encode(errors="replace")


def signed(one: Delivery, body: bytes, moment: int) -> dict[str, str]:
    """Write the headers of a delivery; two signatures while a secret that was replaced still holds."""
    marks = " ".join(sign(secret, one.id, moment, body) for secret in one.secrets)
    return {
        "Content-Type": "application/json",
        "User-Agent": "Limner",
        "webhook-id": one.id,
        "webhook-timestamp": str(moment),
        "webhook-signature": marks,
    }


def sign(secret: str, number: str, moment: int, body: bytes) -> str:
    """Sign id, time and body of a delivery."""
    key = b64decode(secret.removeprefix(PREFIX))
    mark = hmac.new(key, f"{number}.{moment}.".encode() + body, sha256).digest()
    return f"v1,{b64encode(mark).decode()}"
