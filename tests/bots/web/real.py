"""A page with a real intake, a real Redis and a real worker that speaks and animates."""

import asyncio
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from avatar.settings import AvatarSettings
from bots.counter import open_counter
from bots.web.app import create_app
from bots.web.settings import WebSettings
from generation.catalogue import Catalogue
from tasks.desk import Desk, open_desk
from tasks.outbox import Inbox
from tasks.settings import TasksSettings
from tests.bots.web.conftest import wait_until
from tests.conftest import with_tables
from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[3]


@contextmanager
def serving(app: FastAPI, inbox: Inbox) -> Iterator[str]:
    """Serve a page on a real socket, and give its address; the inbox belongs to its event loop."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    config = uvicorn.Config(app, port=port, log_level="warning", timeout_graceful_shutdown=1, ws="none")
    server = uvicorn.Server(config)

    async def serve() -> None:
        await server.serve()
        await inbox.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    try:
        wait_until(lambda: server.started)
        yield f"http://127.0.0.1:{port}"
    finally:
        app.state.studio.watch.close()
        server.should_exit = True
        thread.join(PATIENCE_S)


@contextmanager
def real_studio(
    folder: Path, redis_url: str, catalogue: Catalogue, **choices: str
) -> Iterator[tuple[str, Desk]]:
    """Serve a page whose jobs a worker process takes; no voice asks a service on the network.

    ``choices`` are variables of the worker's environment.
    """
    settings = TasksSettings(_env_file=None, data=folder / "data", redis_url=redis_url)
    settings.data.mkdir(parents=True)
    with_tables(settings.database_address)
    desk = open_desk(settings, catalogue)
    counter = open_counter(desk, catalogue, AvatarSettings(_env_file=None, edge=False))
    inbox = Inbox(settings.redis_address, "web", "test", fanout=True)
    app = create_app(counter, inbox, WebSettings(_env_file=None))
    places = {"LIMNER_DATA": str(settings.data), "LIMNER_REDIS_URL": redis_url, "LIMNER_EDGE": "false"}
    with (folder / "worker.log").open("wb") as log:
        worker = subprocess.Popen(
            [sys.executable, "-m", "limner", "worker", "avatars", "speech"],
            env={**os.environ, **places, **choices},
            cwd=ROOT,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        with serving(app, inbox) as address:
            yield address, desk
    finally:
        worker.terminate()
        with suppress(subprocess.TimeoutExpired):
            worker.wait(PATIENCE_S)
        if worker.poll() is None:
            worker.kill()
            worker.wait()
        counter.close()
        desk.close()
