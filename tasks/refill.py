"""What a purse gets by itself: filled up to an allowance each day, and a month's credits on top."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection

from tasks import accounts, expiry, ledger
from tasks.accounts import Account
from tasks.expiry import Lot
from tasks.ledger import Cause, Purse
from tasks.plan import Plan


@dataclass(frozen=True)
class Rations:
    """What somebody gets by their plan."""

    daily: int  # credits that the purse is filled up to
    monthly: int = 0  # credits on top, for a calendar month (UTC)
    carried: float = 0.0  # share of what is left of them that lasts one month more

    @classmethod
    def of(cls, plan: Plan) -> "Rations":
        """Read what a plan gives."""
        return cls(plan.daily_credits or 0, plan.monthly_credits or 0, plan.carried or 0.0)


def due(account: Account, rations: Rations, moment: datetime) -> bool:
    """Whether something is to be filled in."""
    return _day_is_due(account, rations, moment) or _month_due(account, rations, moment) > 0


def fill(
    connection: Connection, account: Account, rations: Rations, moment: datetime, found: Purse | None = None
) -> Purse:
    """Fill in what is due, in the purse that was found or is opened now. The account must be locked.

    Grants above the allowance stay. Somebody who comes to a place with a larger allowance gets the
    difference, so the largest of a day (and of a month) counts.
    """
    found = found or ledger.open_purse(connection, account.id)
    if not due(account, rations, moment):
        return found
    if _day_is_due(account, rations, moment):
        _fill_day(connection, account, found, rations.daily, moment)
        found = ledger.open_purse(connection, account.id)
    if more := _month_due(account, rations, moment):
        _fill_month(connection, account, found, more, rations, moment)
        found = ledger.open_purse(connection, account.id)
    return found


def period(account_id: int, moment: datetime) -> str:
    """Name the transaction that gives an account its allowance of a day; further ones have a number more."""
    return f"period:{account_id}:{moment.date().isoformat()}"


def month(account_id: int, moment: datetime) -> str:
    """Name the transaction that gives an account its credits of a month; further ones have a number more."""
    return f"month:{account_id}:{moment:%Y-%m}"


def _day_is_due(account: Account, rations: Rations, moment: datetime) -> bool:
    if account.refilled_on is None or account.refilled_on < moment.date():
        return True
    return account.filled_to is not None and account.filled_to < rations.daily


def _month_due(account: Account, rations: Rations, moment: datetime) -> int:
    """Count the credits of this month that were not given yet."""
    given = account.month_given if account.month_on == _month_of(moment) else 0
    return max(0, rations.monthly - given)


def _fill_day(connection: Connection, account: Account, found: Purse, daily: int, moment: datetime) -> None:
    first = account.refilled_on is None or account.refilled_on < moment.date()
    missing = daily - (found.available if first else account.filled_to or 0)
    accounts.refilled(connection, account.id, moment.date(), daily)
    key = period(account.id, moment) + ("" if first else f":{daily}")
    if missing > 0:
        ledger.grant(connection, found, missing, Cause(key, moment, reason="daily allowance"))


def _fill_month(
    connection: Connection, account: Account, found: Purse, more: int, rations: Rations, moment: datetime
) -> None:
    first = account.month_on != _month_of(moment)
    key = month(account.id, moment) + ("" if first else f":{rations.monthly}")
    given = ledger.grant(connection, found, more, Cause(key, moment, reason="monthly credits"))
    if given is not None:
        expiry.lend(connection, Lot(given, account.id, more, expiry.month_after(moment), rations.carried))
    accounts.given_for_month(connection, account.id, _month_of(moment), rations.monthly)


def _month_of(moment: datetime) -> date:
    return moment.astimezone(UTC).date().replace(day=1)
