"""A reservation: a job and the hold of its price, in one short transaction."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from tasks import accounts, history, ledger, local_settings, refill, restraint
from tasks.database import now
from tasks.errors import TooManyWaiting
from tasks.job import Job, Place, Request, Sender, Status
from tasks.plans import Plans
from tasks.refill import Rations
from tasks.settings import TasksSettings
from tasks.uploads import insist


@dataclass(frozen=True)
class Order:
    """Who wants what, and what it costs."""

    job_id: UUID  # of the job that it becomes, unless its event has one
    request: Request
    sender: Sender
    place: Place
    key: str  # names the event that asked
    price: int
    queue: str


def reserve(connection: Connection, order: Order, plans: Plans, settings: TasksSettings) -> Job:
    """Write a job down and set its price aside.

    Returns: the job; the one of before where the event had one.
    Raises Banned, Muted, QuotaExceeded, TooManyWaiting, NoSuchUpload.
    """
    moment = now(connection)
    account = accounts.open_account(connection, order.sender, moment)
    known, waiting = history.standing(connection, account.id, order.key)
    if known and (job := history.find_key(connection, order.key)):
        return job
    restraint.insist(connection, account, moment)
    local_settings.insist(connection, order.request, order.place)
    plan = plans.effective(connection, account, order.sender, order.place).plan
    if plan.waiting_limit is not None and waiting >= plan.waiting_limit:
        raise TooManyWaiting(plan.waiting_limit)
    insist(connection, order.request, account.id)
    purse = refill.fill(connection, account, Rations.of(plan), moment)
    job = Job(
        id=order.job_id,
        sender=order.sender,
        place=order.place,
        request=order.request,
        status=Status.QUEUED,
        price=order.price,
        submitted_at=moment,
        deadline_at=moment + settings.deadline,
    )
    history.admit(connection, job, order.key, account.id, order.queue)
    ledger.hold(connection, purse, order.price, order.job_id, moment)
    return job
