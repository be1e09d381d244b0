"""Serve the page until told to stop."""

import asyncio
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
import uvicorn
from redis import asyncio as aio
from redis.exceptions import RedisError

from avatar.settings import AvatarSettings
from bots.counter import Counter, open_counter
from bots.web.answers import ACCOUNT
from bots.web.app import create_app
from bots.web.settings import WebSettings
from bots.web.studio import Probe, Studio
from generation.catalogue import load_catalogue
from generation.settings import GenerationSettings
from tasks.desk import Desk, open_desk
from tasks.job import Sender
from tasks.logs import set_up_logs
from tasks.outbox import Inbox
from tasks.settings import TasksSettings
from tasks.sweep import sweep_of

GRACE_S = 2  # how long open connections may take to end
SOMEBODY = Sender(platform="web", account=ACCOUNT)

log = structlog.get_logger()


class Server(uvicorn.Server):
    """A server that says good-bye to those who follow a job, so that it can stop at once."""

    def __init__(self, config: uvicorn.Config, studio: Studio) -> None:
        super().__init__(config)
        self._studio = studio

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop at SIGTERM and SIGINT, and exit with 0: unlike its base, do not raise them again."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop)
        yield

    def _stop(self) -> None:
        self._studio.watch.close()
        self.should_exit = True


def serve(
    settings: WebSettings,
    tasks: TasksSettings,
    generation: GenerationSettings,
    avatar: AvatarSettings,
) -> int:
    """Serve until SIGTERM or SIGINT."""
    set_up_logs()
    return asyncio.run(_serve(settings, tasks, generation, avatar))


async def _serve(
    settings: WebSettings, tasks: TasksSettings, generation: GenerationSettings, avatar: AvatarSettings
) -> int:
    catalogue = load_catalogue(generation)
    desk = await asyncio.to_thread(open_desk, tasks, catalogue)
    counter = open_counter(desk, catalogue, avatar)
    inbox = Inbox(tasks.redis_address, "web", f"{socket.gethostname()}-{os.getpid()}", fanout=True)
    redis = aio.Redis.from_url(tasks.redis_address, socket_timeout=1, socket_connect_timeout=1, retry=None)
    app = create_app(counter, inbox, settings, _probes(counter, desk, redis))
    config = uvicorn.Config(
        app,
        host=settings.web_host,
        port=settings.web_port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
    )
    server = Server(config, app.state.studio)
    sweep = sweep_of(desk)
    sweep.start()
    log.info("web.serving", host=settings.web_host, port=settings.web_port)
    try:
        await server.serve()
    finally:
        await asyncio.to_thread(sweep.stop)
        counter.close()
        await inbox.close()
        await redis.aclose()
        desk.close()
    log.info("web.stopped")
    return 0 if server.started else 1


def _probes(counter: Counter, desk: Desk, redis: aio.Redis) -> dict[str, Probe]:
    async def database() -> bool:
        await counter.call(desk.history, SOMEBODY, 1)
        return True

    async def broker() -> bool:
        try:
            return bool(await redis.ping())
        except RedisError:
            return False

    async def worker() -> bool:
        """Look for the channel on which workers are controlled; nobody else listens to one."""
        try:
            clients = await redis.client_list()
        except RedisError:
            return False
        return any(client.get("psub", "0") != "0" for client in clients)

    return {"database": database, "redis": broker, "worker": worker}
