"""The sweep: makes up for every ring, worker and announcement that got lost. Any number may run at once."""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Event, Thread
from uuid import UUID

import structlog
from sqlalchemy import Connection

from tasks import batches, drafts, history, straying, vouching
from tasks.database import now
from tasks.desk import Desk
from tasks.errors import StudioPausing
from tasks.expiry import expire
from tasks.filing import file
from tasks.job import Done
from tasks.models import conversations
from tasks.models_portfolios import portfolios
from tasks.offers import drop_old
from tasks.outbox import Outbox
from tasks.queue import Bell, queue_of
from tasks.remains import erase_remains
from tasks.retention import expire_exports, expire_results
from tasks.searches import drop_unused
from tasks.segments import Segments, erase_ranges
from tasks.uploads import Uploads
from tasks.workshop import Workshop

TIDY_EVERY_S = 600.0
SEARCHES_KEPT = timedelta(days=60)  # without use: so long their buttons turn pages
PIECES_KEPT = timedelta(minutes=5)  # after a clip's end: a page may still be playing them

log = structlog.get_logger()

Waiting = list[tuple[UUID, str]]


class Sweep:
    """Goes round every ``settings.sweep``, in a thread of its own once started."""

    def __init__(self, workshop: Workshop, bell: Bell, outbox: Outbox) -> None:
        self._workshop = workshop
        self._database = workshop.database
        self._settings = workshop.settings
        self._bell = bell
        self._outbox = outbox
        self._stopped = Event()
        self._tidied_at = -TIDY_EVERY_S
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin to go round."""
        self._thread = Thread(target=self._run, name="sweep", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Go round no more."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(5)

    def once(self) -> None:
        """Go round once. Raises StudioPausing if the database is away."""
        for job in self._workshop.expire():
            log.info("sweep.expired", job_id=str(job.id), status=job.status, attempt=job.attempt)
            if job.status.final:
                self._outbox.publish(job.place.platform, Done(job_id=job.id))
            else:
                self._bell.ring(job.id, queue_of(job.request))
        self._ring()
        self._announce()
        if taken := expire(self._database):
            log.info("sweep.credits_expired", credits=taken)
        if time.monotonic() - self._tidied_at >= TIDY_EVERY_S:
            self._tidied_at = time.monotonic()
            self._tidy()

    def _tidy(self) -> None:
        """Forget the photos and recordings that lie here too long, and what clips were drawn from."""
        moment = self._database.read(now)
        stale = moment - self._settings.conversation_limit
        begun = self._database.write(lambda connection: drafts.drop_stale(connection, conversations, stale))
        self._database.write(lambda connection: drafts.drop_stale(connection, portfolios, stale))
        self._database.write(lambda connection: drop_old(connection, moment))
        self._database.write(lambda connection: batches.drop_old(connection, moment))
        unseen = moment - self._settings.role_memory
        self._database.write(lambda connection: vouching.drop_old(connection, unseen))
        self._database.write(lambda connection: drop_unused(connection, moment - SEARCHES_KEPT))
        self._database.write(file)
        sent = Uploads(self._database, self._workshop.store).expire(moment - self._settings.upload_limit)
        results = expire_results(self._database, self._workshop.store, self._settings)
        expire_exports(self._database, self._workshop.store)
        known = Segments(self._database, self._settings.lease)
        ended = known.stale(moment - PIECES_KEPT)
        for job_id in ended:
            erase_ranges(known, self._workshop.store, job_id)
        remains = erase_remains(self._database, self._settings)
        if begun or sent or ended or results or remains:
            told = {"clips": len(ended), "results": results, "trainings": remains}
            log.info("sweep.tidied", conversations=begun, uploads=sent, **told)

    def _ring(self) -> None:
        def due(connection: Connection) -> tuple[Waiting, Waiting, datetime]:
            moment = now(connection)
            unrung = straying.unrung(connection, moment - max(self._settings.sweep, timedelta(seconds=1)))
            return unrung, straying.unstarted(connection, moment - self._settings.ring_again), moment

        unrung, unstarted, moment = self._database.read(due)
        # A queue that still holds rings was only slow; one that is empty has forgotten who waits.
        forgetful = {queue for queue in {queue for _, queue in unstarted} if self._bell.backlog(queue) == 0}
        again = [(job_id, queue) for job_id, queue in unstarted if queue in forgetful]
        rung = [job_id for job_id, queue in unrung + again if self._bell.ring_now(job_id, queue)]
        if rung:
            log.info("sweep.rung", jobs=len(rung))
            self._database.write(lambda connection: straying.rung(connection, rung, moment))

    def _announce(self) -> None:
        def due(connection: Connection) -> tuple[Waiting, datetime]:
            moment = now(connection)
            return straying.unannounced(connection, moment - self._settings.ring_again), moment

        quiet, moment = self._database.read(due)
        told = [job_id for job_id, platform in quiet if self._outbox.publish(platform, Done(job_id=job_id))]
        if told:
            self._database.write(lambda connection: _announced(connection, told, moment))

    def _run(self) -> None:
        while not self._stopped.wait(self._settings.sweep.total_seconds()):
            try:
                self.once()
            except StudioPausing:
                log.warning("sweep.waiting")
            except Exception:
                log.exception("sweep.failed")


def sweep_of(desk: Desk) -> Sweep:
    """Make a sweep for a process that has a desk, so that jobs end in time though no worker is left."""
    return Sweep(Workshop(desk.database, desk.store, desk.settings), desk.bell, desk.outbox)


def _announced(connection: Connection, ids: Sequence[UUID], moment: datetime) -> None:
    for job_id in ids:
        history.change(connection, job_id, announced_at=moment)
