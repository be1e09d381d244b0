"""The pulse of a worker: keeps the leases of its work, and notices when something is not its own any more."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Lock, Thread
from typing import Protocol

import structlog

from tasks.errors import StudioPausing
from tasks.job import Job
from tasks.settings import TasksSettings
from tasks.workshop import Workshop

log = structlog.get_logger()


class Leased(Protocol):
    """Something that a worker has for a while: a job, or a range of a clip's frames."""

    @property
    def name(self) -> str:
        """What the log calls it."""

    def beat(self) -> bool:
        """Keep the lease. Returns whether it is still held."""

    def held(self) -> bool:
        """Look whether the lease is still held."""


@dataclass(frozen=True)
class LeasedJob:
    """A job that this worker makes."""

    workshop: Workshop
    job: Job

    @property
    def name(self) -> str:
        """What the log calls it."""
        return f"{self.job.id}/{self.job.attempt}"

    def beat(self) -> bool:
        """Keep the lease. Returns whether it is still held."""
        return self.workshop.beat(self.job)

    def held(self) -> bool:
        """Look whether the lease is still held."""
        return self.workshop.holds(self.job)


class Watch:
    """What runs here: ``gone`` once it was cancelled, or lost to another worker."""

    def __init__(self, leased: Leased) -> None:
        self.leased = leased
        self.beaten_at = time.monotonic()
        self.gone = Event()


class Pulse:
    """One thread for all that a worker does. It never waits for the engine."""

    def __init__(self, settings: TasksSettings) -> None:
        self._settings = settings
        self._watches: set[Watch] = set()
        self._lock = Lock()
        self._working = Event()
        Thread(target=self._run, name="pulse", daemon=True).start()

    @contextmanager
    def of(self, leased: Leased) -> Iterator[Watch]:
        """Keep a lease for as long as the context lasts."""
        watch = Watch(leased)
        with self._lock:
            self._watches.add(watch)
            self._working.set()
        try:
            yield watch
        finally:
            with self._lock:
                self._watches.discard(watch)
                if not self._watches:
                    self._working.clear()

    @property
    def still(self) -> bool:
        """Whether the worker has nothing in hand."""
        return not self._working.is_set()

    def _run(self) -> None:
        while True:
            self._working.wait()
            time.sleep(self._settings.watch.total_seconds())
            with self._lock:
                watches = list(self._watches)
            for watch in watches:
                self._look(watch)

    def _look(self, watch: Watch) -> None:
        silent_s = time.monotonic() - watch.beaten_at
        try:
            if silent_s < self._settings.heartbeat.total_seconds():
                ours = watch.leased.held()
            else:
                ours = watch.leased.beat()
                watch.beaten_at = time.monotonic()
        except StudioPausing:
            ours = silent_s < self._settings.lease.total_seconds()
        except Exception:
            log.exception("pulse.failed", leased=watch.leased.name)
            return
        if not ours and not watch.gone.is_set():
            log.info("job.gone", leased=watch.leased.name)
            watch.gone.set()
