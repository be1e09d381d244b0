"""A page over a real desk, in this process or on a real socket."""

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from avatar.voices.shelf import Shelf
from bots.counter import Counter
from bots.intake import Intake
from bots.web.answers import ACCOUNT
from bots.web.app import create_app
from bots.web.settings import WebSettings
from generation.catalogue import Catalogue
from tasks.desk import Desk
from tasks.job import Job, Sender
from tests.fakes.outbox import MemoryOutbox
from tests.patience import PATIENCE_S

LOCAL = Sender(platform="web", account=ACCOUNT)


async def well() -> bool:
    """Answer a probe."""
    return True


@pytest.fixture
def web_settings() -> WebSettings:
    """Give the settings of a page on loopback."""
    return WebSettings(_env_file=None)


@pytest.fixture
def app(
    desk: Desk,
    catalogue: Catalogue,
    outbox: MemoryOutbox,
    web_settings: WebSettings,
    intake: Intake,
    shelf: Shelf,
) -> Iterator[FastAPI]:
    """Make a page."""
    counter = Counter(desk, catalogue, intake=intake, voices=shelf)
    probes = dict.fromkeys(("database", "redis", "worker"), well)
    yield create_app(counter, outbox.inbox("web"), web_settings, probes)
    counter.close()


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Open a client that speaks to the page without a socket."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8420") as opened,
    ):
        yield opened


@pytest.fixture
def served(app: FastAPI) -> Iterator[str]:
    """Serve the page on a real socket, and give its address."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    config = uvicorn.Config(app, port=port, log_level="warning", timeout_graceful_shutdown=1, ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    wait_until(lambda: server.started)
    yield f"http://127.0.0.1:{port}"
    app.state.studio.watch.close()
    server.should_exit = True
    thread.join(PATIENCE_S)


def wait_until(true: Callable[[], bool]) -> None:
    """Wait until something holds. Raises TimeoutError where it never does."""
    give_up = time.monotonic() + PATIENCE_S
    while not true():
        if time.monotonic() > give_up:
            raise TimeoutError
        time.sleep(0.01)


def newest(desk: Desk) -> Job:
    """Give the latest job of the page."""
    return desk.history(LOCAL, 1)[0]
