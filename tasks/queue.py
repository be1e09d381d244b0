"""The queue: Celery over Redis. It carries job ids; what it loses, the sweep rings again."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

import structlog

from tasks import straying
from tasks.breaker import Breaker
from tasks.database import Database, now
from tasks.errors import StudioPausing
from tasks.job import Request

if TYPE_CHECKING:
    from celery import Celery

log = structlog.get_logger()

TRAINING = "training"
QUEUES = ("images", "avatars", "speech", TRAINING)
QUEUE_OF = {  # by the kind of a request
    "text-to-image": "images",
    "image-to-image": "images",
    "inpaint": "images",
    "outpaint": "images",
    "control": "images",
    "depth-to-image": "images",
    "blend": "images",
    "upscale": "images",
    "restore": "images",
    "describe": "images",
    "shorten": "images",
    "expand": "images",
    "avatar": "avatars",
    "preview": "avatars",
    "speech": "speech",
    "train": TRAINING,  # of its own, so that nobody who waits for a picture stands behind one
}
MAKE = "limner.make"  # make a job; its argument is the job's id, as is that of the other tasks
LEARN = "limner.learn"  # make the training whose turn it is, if this worker has no other
HELP = "limner.help"  # draw ranges of a clip that another worker makes
VISIBILITY_S = 3600  # above twice any job's wall limit; correctness does not rest on it
RING_TIMEOUT_S = 2.0
PAUSE = timedelta(seconds=2)
NOTE_AFTER_S = 1.0  # a job that is started sooner needs no note that it was rung


def queue_of(request: Request) -> str:
    """Name the queue whose workers can fulfil a request."""
    return QUEUE_OF[request.kind]


def ring_of(queue: str) -> str:
    """Name the task that rings in a queue."""
    return LEARN if queue == TRAINING else MAKE


def heard_by(queues: Sequence[str]) -> tuple[str, ...]:
    """List the queues that a worker listens to: what draws trains as well."""
    return (*queues, TRAINING) if QUEUES[0] in queues else tuple(queues)


def worker_name(queues: Sequence[str]) -> str:
    """Give the name by which Redis knows a worker: "limner-avatars-speech"."""
    return "-".join(("limner", *queues))


def broker_url(redis_url: str) -> str:
    """Write a redis-py URL as Celery wants it: a unix socket is redis+socket://."""
    if redis_url.startswith("unix://"):
        path, _, query = redis_url.removeprefix("unix://").partition("?")
        number = query.partition("db=")[2]
        return f"redis+socket://{path}" + (f"?virtual_host={number}" if number else "")
    return redis_url


def make_app(redis_url: str, timeout_s: float = 10.0, name: str = "") -> "Celery":
    """Set Celery up: JSON, late acknowledgement, one message ahead a slot, no results, endless patience.

    Redis knows the connections by ``name``, where there is one.
    """
    from celery import Celery  # noqa: PLC0415 - slow to import; only who rings or works needs it

    app = Celery("limner", broker=broker_url(redis_url), set_as_current=False)
    options = {
        "visibility_timeout": VISIBILITY_S,
        "socket_timeout": timeout_s,
        "socket_connect_timeout": min(timeout_s, 2.0),
        "socket_keepalive": True,
        "health_check_interval": 25,
        **({"client_name": name} if name else {}),
    }
    app.conf.update(
        accept_content=["json"],
        task_serializer="json",
        result_backend=None,
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=False,  # a job that kills its worker would come back for ever
        worker_prefetch_multiplier=1,
        worker_cancel_long_running_tasks_on_connection_loss=False,  # a late finish is safe
        broker_transport_options=options,
        broker_connection_retry=True,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        task_default_queue=QUEUES[0],
        task_create_missing_queues=True,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        enable_utc=True,
    )
    return app


class Bell(Protocol):
    """Tells the workers that a job waits. Best effort: never raises, never waits long."""

    def ring(self, job_id: UUID, queue: str) -> None:
        """Ring for a job."""

    def ring_now(self, job_id: UUID, queue: str) -> bool:
        """Ring for a job in this thread. Returns whether the broker took it."""

    def call_help(self, job_id: UUID, queue: str, count: int) -> None:
        """Ask up to ``count`` workers to draw ranges of a running job."""

    def backlog(self, queue: str) -> int | None:
        """Count the rings that no worker has heard yet, or nothing if the broker is away."""

    def close(self) -> None:
        """Ring no more."""


class CeleryBell:
    """Rings from a thread of its own, so that a dead or frozen Redis stalls nobody."""

    def __init__(self, redis_url: str, database: Database) -> None:
        self._url = redis_url
        self._database = database
        self._waiting: SimpleQueue[tuple[UUID, str, str] | None] = SimpleQueue()  # job, queue, task
        self._breaker = Breaker("queue", PAUSE)
        self._app: Celery | None = None
        self._thread: Thread | None = None
        self._closed = Event()

    def ring(self, job_id: UUID, queue: str) -> None:
        """Ring for a job."""
        self._line_up(job_id, queue, ring_of(queue))

    def ring_now(self, job_id: UUID, queue: str) -> bool:
        """Ring for a job in this thread. Returns whether the broker took it."""
        return self._send(job_id, queue, ring_of(queue))

    def call_help(self, job_id: UUID, queue: str, count: int) -> None:
        """Ask up to ``count`` workers to draw ranges of a running job. What gets lost is not asked again."""
        for _ in range(count):
            self._line_up(job_id, queue, HELP)

    def backlog(self, queue: str) -> int | None:
        """Count the rings that no worker has heard yet, or nothing if the broker is away."""
        return self._breaker.call(lambda: self._count(queue), *_troubles())

    def close(self) -> None:
        """Ring no more. What was not rung is left to the sweep."""
        if not self._closed.is_set():
            self._closed.set()
            self._waiting.put(None)
            if self._thread is not None:
                self._thread.join(2 * RING_TIMEOUT_S)
            if self._app is not None:
                self._app.close()

    def _line_up(self, job_id: UUID, queue: str, task: str) -> None:
        if self._thread is None:  # two that start one at once do no harm: both serve the same line
            self._thread = Thread(target=self._serve, name="bell", daemon=True)
            self._thread.start()
        self._waiting.put((job_id, queue, task))

    def _serve(self) -> None:
        rung: list[UUID] = []
        while True:
            try:
                order = self._waiting.get(timeout=NOTE_AFTER_S if rung else None)
            except Empty:
                self._note(rung)
                rung = []
                continue
            if order is None:
                return
            if self._send(*order) and order[2] != HELP:
                rung.append(order[0])
            if len(rung) >= 200:
                self._note(rung)
                rung = []

    def _note(self, rung: list[UUID]) -> None:
        try:
            self._database.write(lambda connection: straying.rung(connection, rung, now(connection)))
        except StudioPausing:
            log.info("bell.unnoted", jobs=len(rung))  # the sweep rings them twice, which is harmless

    def _send(self, job_id: UUID, queue: str, task: str) -> bool:
        name = str(job_id) if task != HELP else None  # Flower and revoke speak of jobs

        def send() -> bool:
            self._celery().send_task(
                task, args=[str(job_id)], task_id=name, queue=queue, retry=False, ignore_result=True
            )
            return True

        return self._breaker.call(send, *_troubles()) is not None

    def _count(self, queue: str) -> int:
        with self._celery().connection_for_write() as connection:
            channel: Any = connection.default_channel  # Any: kombu says less of it than it has
            return int(channel.queue_declare(queue).message_count)

    def _celery(self) -> "Celery":
        if self._app is None:
            logging.getLogger("kombu").setLevel(logging.WARNING)
            self._app = make_app(self._url, RING_TIMEOUT_S)
        return self._app


def _troubles() -> tuple[type[Exception], ...]:
    from kombu.exceptions import KombuError, OperationalError  # noqa: PLC0415 - comes with Celery
    from redis.exceptions import RedisError  # noqa: PLC0415

    return (KombuError, OperationalError, RedisError, OSError)
