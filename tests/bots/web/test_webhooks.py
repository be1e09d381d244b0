"""Webhooks as whoever receives them sees them: a real server, real signatures, real failures."""

import asyncio
import hmac
import json
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from fastapi import FastAPI

from bots.counter import Counter
from bots.web.courier import Courier
from bots.web.outward import READ_LIMIT, Forbidden, Outward
from tasks.actor import Actor
from tasks.desk import Desk
from tasks.keys import Terms
from tasks.settings import TasksSettings
from tasks.webhooks import FIRST_PAUSE_S
from tests.bots.web.test_api import code
from tests.factories import sender
from tests.fakes.worker import FakeWorker
from tests.patience import PATIENCE_S
from tests.tasks.test_webhooks import pass_time

ADA = sender("ada", name="Ada")


@dataclass
class Ear:
    """A server that hears webhooks, and answers as it is told."""

    url: str = ""
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)  # the next statuses; then 204

    @property
    def events(self) -> list[str]:
        """List what was heard."""
        return [json.loads(body)["type"] for _, body in self.heard]


@pytest.fixture
def ear() -> Iterator[Ear]:
    """Listen on loopback."""
    heard = Ear()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.heard.append(({name.lower(): value for name, value in self.headers.items()}, body))
            status = heard.answers.pop(0) if heard.answers else 204
            self.send_response(status)
            if status == 302:
                self.send_header("Location", heard.url)
            self.send_header("Content-Length", "0" if status != 200 else str(4 * READ_LIMIT))
            self.end_headers()
            if status == 200:
                self.wfile.write(bytes(2 * READ_LIMIT))  # and the rest never comes
                self.wfile.flush()

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    heard.url = f"http://localhost:{server.server_port}/hook?x=1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield heard
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def settings(settings: TasksSettings) -> TasksSettings:
    """Let webhooks lead to this machine."""
    return settings.model_copy(update={"webhook_private": True})


@pytest.fixture
def courier(app: FastAPI) -> Courier:
    """Hire somebody who sends when a test says so."""
    counter: Counter = app.state.studio.counter
    return Courier(counter)


@pytest.fixture
async def still(app: FastAPI) -> httpx.AsyncClient:
    """Open a client of a page whose own courier sleeps."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8420")


def made(desk: Desk, url: str) -> tuple[dict[str, str], str]:
    """Make a key whose jobs are told. Returns the header that shows it, and the secret that signs."""
    key, text = desk.keys.make(Actor(ADA), Terms())
    return {"Authorization": f"Bearer {text}"}, desk.webhooks.set(Actor(ADA), key.id, url)


def genuine(headers: dict[str, str], body: bytes, secret: str) -> bool:
    """Check a signature as the specification of Standard Webhooks says."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mark = hmac.new(b64decode(secret.removeprefix("whsec_")), signed, sha256).digest()
    return f"v1,{b64encode(mark).decode()}" in headers["webhook-signature"].split(" ")


async def test_job_is_told_signed_and_in_order(
    still: httpx.AsyncClient, desk: Desk, worker: FakeWorker, courier: Courier, ear: Ear
) -> None:
    """Taken, then finished with its pictures; a byte more or another secret, and it is not genuine."""
    mine, secret = made(desk, ear.url)
    job = (await still.post("/api/imagine", json={"prompt": "a"}, headers=mine)).json()
    worker.work(desk.history(ADA)[0].id)
    assert [1, 1, 0] == [await courier.round() for _ in range(3)]
    (first, _), (headers, body) = ear.heard
    told = json.loads(body)["data"]

    assert ["job.accepted", "job.finished"] == ear.events
    assert (job["id"], "delivered", 1) == (told["id"], told["state"], len(told["media"]))
    assert genuine(headers, body, secret)
    assert not genuine(headers, body + b" ", secret)
    assert not genuine(headers, body, f"whsec_{b64encode(bytes(32)).decode()}")
    assert first["webhook-id"] != headers["webhook-id"]
    assert "application/json" == headers["content-type"]


async def test_refused_delivery_is_tried_again(
    still: httpx.AsyncClient, desk: Desk, courier: Courier, ear: Ear
) -> None:
    """The same id, so that whoever takes it twice knows; a redirect is not followed."""
    mine, secret = made(desk, ear.url)
    ear.answers = [500, 302]
    await still.post("/api/imagine", json={"prompt": "a"}, headers=mine)
    for tries in range(3):
        await courier.round()
        pass_time(desk, timedelta(seconds=2 * FIRST_PAUSE_S * 4**tries))
    listed = (await still.get("/api/deliveries", headers=mine)).json()["deliveries"]

    assert 3 == len(ear.heard)
    assert 1 == len({headers["webhook-id"] for headers, _ in ear.heard})
    assert all(genuine(headers, body, secret) for headers, body in ear.heard)
    assert [("sent", 3, 204)] == [(one["state"], one["tries"], one["status"]) for one in listed]


async def test_dead_address_is_seen_and_can_be_told_again(
    still: httpx.AsyncClient, desk: Desk, courier: Courier, ear: Ear
) -> None:
    """410 ends it at once; by hand it comes once more."""
    mine, _ = made(desk, ear.url)
    ear.answers = [410]
    await still.post("/api/imagine", json={"prompt": "a"}, headers=mine)
    await courier.round()
    dead = (await still.get("/api/deliveries", headers=mine)).json()["deliveries"][0]
    again = await still.post(f"/api/deliveries/{dead['id']}/again", headers=mine)
    await courier.round()

    assert ("dead", 410) == (dead["state"], dead["status"])
    assert 204 == again.status_code
    assert 2 == len(ear.heard)
    assert "no_such_delivery" == code(await still.post("/api/deliveries/x/again", headers=mine))


@pytest.mark.parametrize("host", [f"{'a' * 64}.invalid", "nowhere.invalid", "localhost:1"])
async def test_address_that_is_none_is_noted(
    still: httpx.AsyncClient, desk: Desk, courier: Courier, host: str
) -> None:
    """It is tried again like any other, and its person sees why."""
    mine, _ = made(desk, f"http://{host}/")
    await still.post("/api/imagine", json={"prompt": "a"}, headers=mine)
    await courier.round()
    told = desk.webhooks.of(ADA)[0]

    assert ("waiting", 1, None) == (told.state, told.tries, told.status)
    assert told.problem


async def test_long_answer_is_not_read(
    still: httpx.AsyncClient, desk: Desk, courier: Courier, ear: Ear
) -> None:
    """Its status counts, and nobody waits for the rest of it."""
    mine, _ = made(desk, ear.url)
    ear.answers = [200]
    await still.post("/api/imagine", json={"prompt": "a"}, headers=mine)
    await courier.round()

    assert ["sent"] == [one.state for one in desk.webhooks.of(ADA)]


async def test_request_names_an_address(
    still: httpx.AsyncClient, desk: Desk, courier: Courier, ear: Ear
) -> None:
    """In place of the key's own; without a key, or to somewhere unfit, nothing is made or paid."""
    mine, _ = made(desk, "")
    await still.post("/api/imagine", json={"prompt": "a", "webhook": ear.url}, headers=mine)
    await courier.round()
    keyless = await still.post("/api/imagine", json={"prompt": "a", "webhook": ear.url})
    unfit = await still.post("/api/imagine", json={"prompt": "a", "webhook": "ftp://x"}, headers=mine)

    assert ["job.accepted"] == ear.events
    assert ["webhook_missing", "webhook_unfit"] == [code(keyless), code(unfit)]
    assert 1 == len(desk.history(ADA))


async def test_page_sends_by_itself(
    client: httpx.AsyncClient, desk: Desk, worker: FakeWorker, ear: Ear
) -> None:
    """Whoever serves the page tells the webhooks."""
    mine, _ = made(desk, ear.url)
    await client.post("/api/imagine", json={"prompt": "a"}, headers=mine)
    async with asyncio.timeout(PATIENCE_S):
        while not ear.heard:  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.01)

    assert ["job.accepted"] == ear.events


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "2130706433", "0x7f.1", "[::1]"])
async def test_name_that_leads_into_the_house_is_not_called(ear: Ear, host: str) -> None:
    """What it resolves to counts, at the moment of the call."""
    with pytest.raises((Forbidden, OSError)):
        await Outward(private=False).post(ear.url.replace("localhost", host), b"{}", {})

    assert [] == ear.heard


async def test_secret_is_set_over_the_api(client: httpx.AsyncClient, desk: Desk) -> None:
    """Shown once, new each time."""
    number = (await client.post("/api/keys", json={})).json()["id"]
    first, second = [
        (await client.put(f"/api/keys/{number}/webhook", json={"url": "https://example.org"})).json()
        for _ in range(2)
    ]

    assert "https://example.org" == first["url"]
    assert first["secret"] != second["secret"]
    assert 32 == len(b64decode(first["secret"].removeprefix("whsec_")))
    assert "no_such_key" == code(await client.put("/api/keys/x/webhook", json={}))
