"""A worker process: Celery's threads pool in front, one runner with the engine behind."""

import os
import socket
from collections.abc import Callable, Sequence
from importlib.metadata import version
from threading import Event, Thread
from uuid import UUID

import structlog
from celery import signals

from tasks.database import Database
from tasks.logs import set_up_logs
from tasks.machines import DISMISSED, Announcement, Machines
from tasks.outbox import RedisOutbox
from tasks.queue import HELP, LEARN, MAKE, CeleryBell, heard_by, make_app, worker_name
from tasks.settings import TasksSettings
from tasks.store import FolderStore
from tasks.sweep import Sweep
from tasks.worker.helm import CeleryHelm
from tasks.worker.make import Maker
from tasks.worker.messages import Tools
from tasks.worker.presence import Presence
from tasks.worker.runner import Runner
from tasks.workshop import Workshop

RECONNECT_S = 0.5

log = structlog.get_logger()


def serve(settings: TasksSettings, tools: Tools, queues: Sequence[str] = ("images",)) -> int:
    """Work until told to stop: SIGTERM or SIGINT hands the running jobs over.

    Returns: the exit status, ``DISMISSED`` where an admin ended it.
    """
    set_up_logs()
    name = f"{socket.gethostname()}:{os.getpid()}"
    database = Database(settings.database_address)
    workshop = Workshop(database, FolderStore(settings.blobs), settings)
    bell = CeleryBell(settings.redis_address, database)
    outbox = RedisOutbox(settings.redis_address)
    runner = Runner(tools, settings.wall_limit, settings.runner_ram_gib)
    maker = Maker(workshop, runner, bell, outbox, name)
    sweep = Sweep(workshop, bell, outbox)
    helm = CeleryHelm(maker, heard_by(queues))
    presence = Presence(
        Machines(database, settings.lease),
        lambda: _announcement(name, queues, settings.slots, runner.device),
        helm,
        settings.heartbeat.total_seconds(),
    )

    signals.setup_logging.connect(_keep_logs)

    stopping = Event()

    def shutting_down(**_: object) -> None:
        stopping.set()
        # Off the signal's thread: it may have interrupted a holder of the locks that are needed here.
        Thread(target=maker.stop, name="hand-over").start()

    signals.worker_shutting_down.connect(shutting_down)
    runner.start()
    sweep.start()
    presence.start()
    log.info("worker.started", queues=list(queues), slots=settings.slots)
    try:
        while True:
            status = _consume(settings, queues, maker, name, helm)
            if stopping.is_set() or not status:
                return DISMISSED if helm.dismissed else status
            # Celery may give up where Redis dies under it; the engine behind it need not start anew for that.
            log.warning("worker.reconnecting", status=status)
            stopping.wait(RECONNECT_S)
    finally:
        maker.stop()
        presence.stop()
        sweep.stop()
        bell.close()
        outbox.close()
        database.close()
        log.info("worker.stopped")


def _announcement(name: str, queues: Sequence[str], slots: int, device: str) -> Announcement:
    return Announcement(name, socket.gethostname(), tuple(queues), slots, version("limner"), device)


def _consume(
    settings: TasksSettings, queues: Sequence[str], maker: Maker, name: str, helm: CeleryHelm
) -> int:
    app = make_app(settings.redis_address, name=worker_name(queues))
    app.task(name=MAKE, ignore_result=True)(_task(maker.make))
    app.task(name=LEARN, ignore_result=True)(_task(maker.learn))
    app.task(name=HELP, ignore_result=True)(_task(maker.help))
    worker = app.Worker(
        hostname=f"{'-'.join(queues)}@{name}",
        pool="threads",
        concurrency=settings.slots + len(heard_by(queues)) - len(queues),  # a training has a slot of its own
        queues=list(heard_by(queues)),
        without_gossip=True,
        without_mingle=True,
        quiet=True,
        loglevel="WARNING",
    )
    helm.worker = worker
    worker.start()
    return int(worker.exitcode or 0)


def _task(work: Callable[[UUID], None]) -> Callable[[str], None]:
    def heard(job_id: str) -> None:
        try:
            number = UUID(job_id)
        except (ValueError, AttributeError, TypeError):
            log.warning("queue.unreadable")
            return
        work(number)

    return heard


def _keep_logs(**_: object) -> None:
    """Keep Celery from setting logs up: to be connected is enough."""
