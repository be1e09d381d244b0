"""The desk: where requests are taken, answered for, and given out."""

import secrets
from collections.abc import Callable
from functools import cached_property
from itertools import takewhile
from uuid import UUID

import structlog
from sqlalchemy import Connection

from generation.catalogue import Catalogue, load_catalogue
from generation.requests import SEED_LIMIT
from generation.settings import GenerationSettings
from tasks import accounts, ending, history, line
from tasks.accounts import Allowance
from tasks.appeals import Appeals
from tasks.asked import drawn_anew
from tasks.batches import Batches
from tasks.database import Database, now
from tasks.errors import NoSuchJob, NotTaken, StudioPausing
from tasks.job import Job, Place, Problem, Request, Sender, Status
from tasks.metering import meter
from tasks.moderation import Admitted, Asking
from tasks.orders import order_of
from tasks.outbox import RedisOutbox
from tasks.people import own
from tasks.queue import CeleryBell
from tasks.reservation import Order, reserve
from tasks.segments import Segment
from tasks.services import Services
from tasks.settings import TasksSettings
from tasks.store import FolderStore
from tasks.workshop import deliver, refund

log = structlog.get_logger()


class Desk(Services):
    """Takes requests and answers for them. Synchronous and thread-safe.

    Every method raises StudioPausing while the database is away. Redis away stops nothing.
    """

    def submit(
        self, request: Request, sender: Sender, place: Place, key: str, *, confirmed: bool = False
    ) -> Job:
        """Take a request: its job and the hold of its price are one commit; then ring a worker.

        ``key`` names the event that asked: the same key gives the same job again.
        Raises WordsBlocked, QuotaExceeded, ConfirmationNeeded, TooManyWaiting, Banned, Muted, UnknownChoice,
        NoSuchUpload where a photo, a recording or a video is not the sender's own, and what stands in the way
        of a training (`tasks/trainings.py`, `tasks/own.py`); then nothing was charged.
        """
        asking = Asking(request, sender, place, key)
        self.trainings.look(request, sender)
        return self.take(asking, self.moderation.admit(asking), confirmed=confirmed)

    @cached_property
    def appeals(self) -> Appeals:
        """Appeals against the word lists; what a moderator allows is taken here."""
        return Appeals(self.database, self.authority, self.take)

    def take(self, asking: Asking, admitted: Admitted, *, confirmed: bool = False) -> Job:
        """Take what was admitted, by the word lists or by a moderator. Raises what ``submit`` does."""
        order = order_of(asking, admitted, self.pricing, confirmed=confirmed)
        try:
            job = self.database.write(lambda connection: self._reserve(connection, order))
        except NotTaken as refusal:
            self._offer(refusal, order)
            raise
        if job.id != order.job_id:
            return job
        try:  # behind the reservation, so that nobody waits for it; and the job is taken without
            job = self.database.read(lambda connection: self._placed(connection, job))
        except StudioPausing:
            log.warning("desk.not_placed", job_id=str(job.id))
        self.bell.ring(job.id, order.queue)
        return job

    @cached_property
    def batches(self) -> Batches:
        """Several requests of one line; they are taken as single ones are."""
        return Batches(self.database, self.pricing, self.moderation, self.bell, self._reserve)

    def make(self, offer_id: UUID, sender: Sender, place: Place, *, cheaper: bool) -> Job:
        """Make what was offered, or its cheaper variant: once, however often it is pressed.

        Raises what submit does, and NoSuchOffer.
        """
        request = self.offers.request(offer_id, sender, cheaper=cheaper)
        return self.submit(request, sender, place, f"offer:{offer_id}", confirmed=True)

    def job(self, job_id: UUID) -> Job:
        """Look a job up. Raises NoSuchJob."""
        return self.database.read(lambda connection: self._placed(connection, _found(connection, job_id)))

    def own_job(self, job_id: UUID, sender: Sender) -> Job:
        """Look up a job of the sender's own. Raises NoSuchJob, also for somebody else's or a deleted one."""
        return self.database.read(
            lambda connection: self._placed(connection, own(connection, job_id, sender))
        )

    def cancel(self, job_id: UUID, sender: Sender) -> Job:
        """Stop a job that waits or runs, and give its price back.

        Raises NoSuchJob; AlreadyFinal if its result is there.
        """
        manners = self.settings.manners
        job = self.database.write(
            lambda connection: ending.stop(connection, own(connection, job_id, sender), manners)
        )
        self._stopped(job)
        return job

    def again(self, job_id: UUID, sender: Sender, place: Place, key: str) -> Job:
        """Submit the request of a job that the sender sees once more, with another seed.

        Raises what submit does, and NoSuchJob.
        """
        request = self.shown.visible(job_id, sender, place).request
        again = drawn_anew(request, secrets.randbelow(SEED_LIMIT + 1))
        return self.submit(again, sender, place, key)

    def delete(self, job_id: UUID, sender: Sender) -> Job:
        """Erase the results of a job and hide it; one that waits or runs is cancelled first.

        Raises NoSuchJob; AlreadyFinal while its result is on its way.
        """
        manners = self.settings.manners
        job, keys = self.database.write(
            lambda connection: ending.erase(connection, own(connection, job_id, sender), manners)
        )
        for key in keys:
            self.store.erase(key)
        self._stopped(job)
        return job

    def pieces(self, job_id: UUID, sender: Sender) -> list[Segment]:
        """List the finished ranges of a clip from its first frame on, until some minutes after its end.

        Raises NoSuchJob.
        """
        self.own_job(job_id, sender)
        return list(takewhile(lambda one: one.key, self._segments.of(job_id)))

    def history(self, sender: Sender, limit: int = 10, before: UUID | None = None) -> list[Job]:
        """List the sender's jobs, the newest first; those older than ``before`` where it is given."""

        def list_jobs(connection: Connection) -> list[Job]:
            account = accounts.find(connection, sender.platform, sender.account)
            found = history.of_account(connection, account.id, limit, before) if account else []
            return line.placed(connection, found, self.settings.manners)

        return self.database.read(list_jobs)

    def allowance(self, sender: Sender, place: Place | None = None) -> Allowance:
        """Say what the sender may use today."""
        return self.quota.of(sender, place)

    def placed(self, job_id: UUID, message: str) -> None:
        """Note which message shows the progress of a job."""
        self._change(job_id, placeholder=message)

    def undelivered(self, platform: str) -> list[Job]:
        """List the jobs whose end their owners have not seen: rendered, or refunded and not yet told."""
        return self.database.read(lambda connection: history.undelivered(connection, platform))

    def attempting(self, job_id: UUID) -> bool:
        """Note that a send begins which may not be repeated.

        Returns: True the first time; False if an earlier attempt may have sent.
        """
        return self.database.write(lambda connection: history.begin_sending(connection, job_id))

    def delivered(self, job_id: UUID, attempt: int, message: str, sure: bool = True) -> Job:
        """Note that the result of an attempt was shown, and take its price: one transaction.

        Returns: the job; unchanged where this attempt is not the one that counts.
        """

        def settle(connection: Connection, job: Job) -> None:
            if job.status is Status.RENDERED and job.attempt == attempt:
                deliver(connection, job, now(connection), message, sure)

        return self._settle(job_id, settle)

    def told(self, job_id: UUID, message: str) -> None:
        """Note that the owner of a refunded job knows why."""
        self._change(job_id, told=True, message=message)

    def undeliverable(self, job_id: UUID, problem: Problem) -> Job:
        """Give the price of a result back which the chat refuses for good.

        Returns: the job; a refunded one whose owner cannot be told counts as told.
        """

        def settle(connection: Connection, job: Job) -> None:
            if job.status is Status.RENDERED:
                refund(connection, job, problem, now(connection), told=True)
            elif job.status is Status.REFUNDED:
                history.change(connection, job_id, told=True)

        return self._settle(job_id, settle)

    def read(self, key: str) -> bytes:
        """Read the bytes of a stored result. Raises NoSuchJob if there are none."""
        return self.store.get(key)

    def close(self) -> None:
        """Let go of the queue, the streams and the database."""
        self.bell.close()
        self.outbox.close()
        self.database.close()

    def _reserve(self, connection: Connection, order: Order) -> Job:
        job = reserve(connection, order, self.plans, self.rules, self.settings)
        fresh = job.id == order.job_id and order.sender.api_key
        return meter(connection, job, order.sender) if fresh else job

    def _offer(self, refusal: NotTaken, order: Order) -> None:
        """Say with a refusal what one press could make. Best effort: the refusal stands without."""
        try:
            refusal.offer = self.offers.extend(order.request, order.sender, order.place)
        except StudioPausing:
            log.warning("desk.not_offered", account=order.sender.account)

    def _placed(self, connection: Connection, job: Job) -> Job:
        return line.placed(connection, [job], self.settings.manners)[0]

    def _change(self, job_id: UUID, **changes: object) -> None:
        self.database.write(lambda connection: history.change(connection, job_id, **changes))

    def _settle(self, job_id: UUID, settle: Callable[[Connection, Job], None]) -> Job:
        def act(connection: Connection) -> Job:
            settle(connection, _found(connection, job_id))
            return _found(connection, job_id)

        return self.database.write(act)


def open_desk(settings: TasksSettings, generation: GenerationSettings | Catalogue) -> Desk:
    """Open the desk on the database, the queue and the store of the settings. Connects at first use."""
    catalogue = generation if isinstance(generation, Catalogue) else load_catalogue(generation)
    database = Database(settings.database_address)
    return Desk(
        settings=settings,
        catalogue=catalogue,
        database=database,
        store=FolderStore(settings.blobs),
        bell=CeleryBell(settings.redis_address, database),
        outbox=RedisOutbox(settings.redis_address),
    )


def _found(connection: Connection, job_id: UUID) -> Job:
    job = history.find(connection, job_id)
    if job is None:
        raise NoSuchJob
    return job
