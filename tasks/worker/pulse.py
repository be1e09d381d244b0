"""The pulse of a worker: keeps the leases of its jobs, and notices when one is not its own any more."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread

import structlog

from tasks.errors import StudioPausing
from tasks.job import Job
from tasks.workshop import Workshop

log = structlog.get_logger()


class Watch:
    """One running job: ``gone`` once it was cancelled, or lost to another worker."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.beaten_at = time.monotonic()
        self.gone = Event()


class Pulse:
    """One thread for all jobs of a worker. It never waits for the engine."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._settings = workshop.settings
        self._watches: set[Watch] = set()
        self._lock = Lock()
        self._working = Event()
        Thread(target=self._run, name="pulse", daemon=True).start()

    @contextmanager
    def of(self, job: Job) -> Iterator[Watch]:
        """Keep the lease of a job for as long as the context lasts."""
        watch = Watch(job)
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
                ours = self._workshop.holds(watch.job)
            else:
                ours = self._workshop.beat(watch.job)
                watch.beaten_at = time.monotonic()
        except StudioPausing:
            ours = silent_s < self._settings.lease.total_seconds()
        except Exception:
            log.exception("pulse.failed", job_id=str(watch.job.id))
            return
        if not ours and not watch.gone.is_set():
            log.info("job.gone", job_id=str(watch.job.id), attempt=watch.job.attempt)
            watch.gone.set()
