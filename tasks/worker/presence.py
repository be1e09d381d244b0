"""The presence of a worker: it says regularly that it is there, and does what an admin told it meanwhile."""

from collections.abc import Callable
from threading import Event, Thread
from typing import Protocol

import structlog

from tasks.errors import StudioPausing
from tasks.machines import Announcement, Machines, Wanted

log = structlog.get_logger()


class Helm(Protocol):
    """What steers a worker. Every order may come again."""

    @property
    def idle(self) -> bool:
        """Whether it has nothing in hand and takes nothing."""

    def take(self) -> None:
        """Take jobs."""

    def drain(self) -> None:
        """Finish what is in hand, and take nothing new."""

    def end(self) -> None:
        """End the process, for good."""


class Presence:
    """Announces a worker every ``every_s``, in a thread of its own once started."""

    def __init__(
        self, machines: Machines, worker: Callable[[], Announcement], helm: Helm, every_s: float
    ) -> None:
        self._machines = machines
        self._worker = worker
        self._helm = helm
        self._every_s = every_s
        self._heard = Wanted.WORK
        self._announced = False
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="presence", daemon=True)

    def start(self) -> None:
        """Begin to announce."""
        self._thread.start()

    def stop(self) -> None:
        """Take leave; where the database is away, silence says the same."""
        self._stopped.set()
        self._thread.join(5)
        try:
            self._machines.leave(self._worker().name)
        except StudioPausing:
            log.warning("presence.left_unsaid")

    def once(self) -> None:
        """Say that the worker is there, and obey. Raises StudioPausing if the database is away."""
        if not self._announced:
            self._machines.announce(self._worker())
            self._announced = True
        wanted = self._machines.beat(self._worker(), self._heard)
        if wanted is not self._heard:
            log.info("worker.told", wanted=wanted)
        self._obey(wanted)
        if wanted is not self._heard:
            self._heard = wanted
            self._machines.beat(self._worker(), wanted)

    def _obey(self, wanted: Wanted) -> None:
        # Each time anew: a connection to the broker that was lost comes back with all its queues.
        if wanted is Wanted.WORK:
            self._helm.take()
            return
        self._helm.drain()
        if wanted is Wanted.STOP and self._helm.idle:
            self._helm.end()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self.once()
            except StudioPausing:
                log.warning("presence.unsaid")
            except Exception:
                log.exception("presence.failed")
            self._stopped.wait(self._every_s)
