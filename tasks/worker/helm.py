"""The helm of a Celery worker: which queues it listens to, and when it ends."""

import os
import signal
from collections.abc import Sequence
from typing import Any

import structlog

from tasks.worker.make import Maker

log = structlog.get_logger()


class CeleryHelm:
    """Steers the Celery worker that runs at the moment. Called from any thread."""

    def __init__(self, maker: Maker, queues: Sequence[str]) -> None:
        self.worker: Any = None  # Any: Celery's worker, which has no types
        self.dismissed = False
        self._maker = maker
        self._queues = queues
        self._leaving = False

    @property
    def idle(self) -> bool:
        """Whether it has nothing in hand and takes nothing."""
        return self._maker.idle

    def take(self) -> None:
        """Take jobs."""
        if self._leaving:
            self._leaving = False
            self._soon(self._listen)

    def drain(self) -> None:
        """Finish what is in hand, and take nothing new."""
        self._leaving = True
        self._soon(self._listen)

    def end(self) -> None:
        """End the process, for good."""
        self.dismissed = True
        log.info("worker.dismissed")
        os.kill(os.getpid(), signal.SIGTERM)

    def _listen(self, consumer: Any) -> None:  # noqa: ANN401 - see above
        """Listen to all queues or to none; in the consumer's own thread."""
        if self._leaving:
            for queue in self._queues:
                consumer.cancel_task_queue(queue)
            self._maker.pause()  # only now, or this worker would hear again what it passes on
            return
        self._maker.resume()
        for queue in self._queues:
            consumer.add_task_queue(queue)

    def _soon(self, deed: Any) -> None:  # noqa: ANN401 - see above
        consumer = getattr(self.worker, "consumer", None)
        if consumer is not None and consumer.task_consumer is not None:
            consumer.call_soon(deed, consumer)
