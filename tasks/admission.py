"""What is to be known before a request is taken, read in one statement; and what is noted of its owner."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, update

from tasks import line
from tasks.history import WAITING
from tasks.models import jobs
from tasks.models_plans import plan_book
from tasks.models_turns import turns
from tasks.plan import Plan

WEIGHT = 1.0  # of whoever never had another


@dataclass(frozen=True)
class Seen:
    """How somebody stands who asks."""

    known: bool  # whether the event has its job already
    waiting: int  # jobs that have not ended
    version: int  # of the plans
    weight: float  # in the fair order, as noted at the last request
    running_limit: int | None  # likewise


# Written once, for it runs at every reservation: to build a statement takes longer than to run it.
_OWN = jobs.c.account_id == bindparam("owner")
_TURNS = turns.c.account_id == bindparam("owner")
_SEEN = select(
    select(func.count()).where(jobs.c.key == bindparam("event")).scalar_subquery(),
    select(func.count()).where(_OWN, jobs.c.status.in_(WAITING)).scalar_subquery(),
    select(plan_book.c.version).scalar_subquery(),
    select(turns.c.weight).where(_TURNS).scalar_subquery(),
    select(turns.c.running_limit).where(_TURNS).scalar_subquery(),
)


def look(connection: Connection, account_id: int, key: str) -> Seen:
    """Read how an account stands, and whether an event has its job already."""
    known, waiting, version, weight, limit = connection.execute(
        _SEEN, {"owner": account_id, "event": key}
    ).one()
    return Seen(bool(known), waiting, version, WEIGHT if weight is None else weight, limit)


def note(connection: Connection, account_id: int, seen: Seen, plan: Plan, moment: datetime) -> None:
    """Note what the fair order must know of a plan, where that has changed since the last request."""
    weight = WEIGHT if plan.weight is None else plan.weight
    if (weight, plan.running_limit) == (seen.weight, seen.running_limit):
        return
    line.weigh(connection, account_id, weight, moment)
    limited = update(turns).where(turns.c.account_id == account_id)
    connection.execute(limited.values(running_limit=plan.running_limit))
