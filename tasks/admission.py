"""What is to be known before a request is taken, read in one statement; and what is noted of its owner."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, Connection, and_, bindparam, func, literal_column, select, update

from tasks import line
from tasks.history import WAITING
from tasks.ledger import Purse
from tasks.models import jobs, ledger_accounts
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
    purse: Purse | None  # nothing: it was never opened


_OWNER: BindParameter[int] = bindparam("owner")
_AVAILABLE, _HELD = ledger_accounts.alias("available"), ledger_accounts.alias("held")
_UNFINISHED = jobs.c.status.in_([literal_column(f"'{status}'") for status in WAITING])
# Written once, for it runs at every reservation: to build a statement takes longer than to run it.
_SEEN = select(
    select(func.count()).where(jobs.c.key == bindparam("event")).scalar_subquery(),
    select(func.count()).where(jobs.c.account_id == _OWNER, _UNFINISHED).scalar_subquery(),
    plan_book.c.version,
    func.coalesce(turns.c.weight, WEIGHT),
    turns.c.running_limit,
    _AVAILABLE.c.id,
    _HELD.c.id,
    _AVAILABLE.c.balance,
    _HELD.c.balance,
).select_from(
    plan_book.outerjoin(turns, turns.c.account_id == _OWNER)
    .outerjoin(_AVAILABLE, and_(_AVAILABLE.c.account_id == _OWNER, _AVAILABLE.c.kind == "available"))
    .outerjoin(_HELD, and_(_HELD.c.account_id == _OWNER, _HELD.c.kind == "held"))
)


def look(connection: Connection, account_id: int, key: str) -> Seen:
    """Read how an account stands, and whether an event has its job already. The account must be locked."""
    row = connection.execute(_SEEN, {"owner": account_id, "event": key}).one()
    known, waiting, version, weight, limit, *purse = tuple(row)
    return Seen(known > 0, waiting, version, weight, limit, None if purse[0] is None else Purse(*purse))


def note(connection: Connection, account_id: int, seen: Seen, plan: Plan, moment: datetime) -> None:
    """Note what the fair order must know of a plan, where that has changed since the last request."""
    weight = WEIGHT if plan.weight is None else plan.weight
    if (weight, plan.running_limit) == (seen.weight, seen.running_limit):
        return
    line.weigh(connection, account_id, weight, moment)
    limited = update(turns).where(turns.c.account_id == account_id)
    connection.execute(limited.values(running_limit=plan.running_limit))
