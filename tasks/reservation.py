"""A reservation: a job and the hold of its price, in one short transaction."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from generation.notes import Note
from generation.requests import TrainingRequest
from tasks import (
    accounts,
    admission,
    history,
    kept,
    ledger,
    limits,
    local_settings,
    own,
    pools,
    refill,
    restraint,
)
from tasks.database import now
from tasks.errors import ConfirmationNeeded, TooManyWaiting
from tasks.house_rules import HouseRules
from tasks.job import Job, Lane, Place, Request, Sender, Status
from tasks.ledger import Purse
from tasks.plan import Plan
from tasks.plans import Plans
from tasks.refill import Rations
from tasks.settings import TasksSettings
from tasks.uploads import insist

CHATS = frozenset({"discord", "telegram"})


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
    duration_s: float = 0.0  # of a clip, as far as it is known
    notes: tuple[Note, ...] = ()  # what is to be told of it from the start
    confirmed: bool = False  # whether the sender has seen the price
    reference: int | None = None  # what the cards say that it costs
    rank: int = 0  # among its owner's: the lowest comes first


def reserve(
    connection: Connection, order: Order, plans: Plans, rules: HouseRules, settings: TasksSettings
) -> Job:
    """Write a job down and set its price aside; where the credits are spent, it may go into the slow lane.

    Returns: the job; the one of before where the event had one.
    Raises Banned, Muted, ModelKept, QuotaExceeded, ConfirmationNeeded, TooManyWaiting, NoSuchUpload, and
    what goes beyond the plan.
    """
    moment = now(connection)
    account = accounts.open_account(connection, order.sender, moment)
    seen = admission.look(connection, account.id, order.key)
    if seen.known and (job := history.find_key(connection, order.key)):
        return job
    restraint.insist(connection, account, moment)
    local_settings.insist(rules.here(connection, order.place, seen.version), order.request)
    plan = plans.effective(connection, account, order.sender, order.place, seen.version).plan
    if models := plans.kept(connection, seen.version):
        role = plans.role_of(connection, account, order.sender)
        kept.insist(models, order.request, role, order.place)
    limits.keep_within(plan, order.request, order.duration_s)
    if plan.waiting_limit is not None and seen.waiting >= plan.waiting_limit:
        raise TooManyWaiting(plan.waiting_limit)
    insist(connection, order.request, account.id)
    own.insist(connection, order.request, account.id, plan)
    admission.note(connection, account.id, seen, plan, moment)
    purse = refill.fill(connection, account, Rations.of(plan), moment, seen.purse)
    pool = pools.paying(connection, order.place, order.price, moment) if order.place.server else None
    if pool is not None:
        pooled = _job(order, Lane.FAST, moment, settings).model_copy(update={"pooled": True})
        history.admit(
            connection, pooled, order.key, account.id, order.queue, order.rank, payer_id=pool.account_id
        )
        ledger.hold(connection, pool.purse, order.price, order.job_id, moment)
        return pooled
    if _is_dear(order, plan, purse):
        raise ConfirmationNeeded(order.price, purse.available)
    lane = Lane.SLOW if plan.slow_lane and purse.available < order.price else Lane.FAST
    job = _job(order, lane, moment, settings)
    history.admit(connection, job, order.key, account.id, order.queue, order.rank)
    if lane is Lane.FAST:
        ledger.hold(connection, purse, order.price, order.job_id, moment)
    return job


def _is_dear(order: Order, plan: Plan, purse: Purse) -> bool:
    """Whether the sender is to be asked back: in a chat, where nobody sees a price before pressing enter."""
    if order.confirmed or order.place.platform not in CHATS or plan.confirm_above is None:
        return False
    return plan.confirm_above < order.price <= purse.available


def _job(order: Order, lane: Lane, moment: datetime, settings: TasksSettings) -> Job:
    patience = settings.slow_patience if lane is Lane.SLOW else timedelta()
    learns = isinstance(order.request, TrainingRequest)
    return Job(
        id=order.job_id,
        sender=order.sender,
        place=order.place,
        request=order.request,
        status=Status.QUEUED,
        price=order.price,
        reference=order.reference,
        lane=lane,
        submitted_at=moment,
        deadline_at=moment + (settings.training_deadline if learns else settings.deadline) + patience,
        notes=order.notes,
    )
