"""Credits with an end: the oldest are spent first, and what is left of them at their end is taken back."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from tasks import accounts, ledger
from tasks.database import Database, now
from tasks.ledger import Cause, Kind, Purse
from tasks.models import ledger_entries, ledger_transactions
from tasks.models_people import lots

AT_ONCE = 100  # lots that one round of the sweep ends
AGAIN = timedelta(minutes=1)  # until a lot is looked at once more whose credits are held by jobs


@dataclass(frozen=True)
class Lot:
    """Credits that one transaction gave to an account until a moment."""

    transaction_id: int
    account_id: int
    amount: int
    expires_at: datetime
    carried: float = 0.0  # share of what is left at its end that lasts one month more


def lend(connection: Connection, lot: Lot) -> None:
    """Note that what a transaction gave has an end."""
    connection.execute(insert(lots).values(**vars(lot)))


def left_of(connection: Connection, found: Purse, transaction_id: int, amount: int) -> int:
    """Say how much of what a transaction gave is still there, the oldest credits being spent first.

    What is there beyond everything that came later must be older. So nothing is counted at each spend.
    """
    entries, transactions = ledger_entries.c, ledger_transactions.c
    later = (
        select(func.coalesce(func.sum(entries.amount), 0))
        .join(ledger_transactions, transactions.id == entries.transaction_id)
        .where(
            entries.ledger_account_id == found.available_id,
            entries.transaction_id > transaction_id,
            entries.amount > 0,
            transactions.kind.in_((Kind.GRANT, Kind.TRANSFER)),
        )
    )
    return max(0, min(amount, found.available - int(connection.execute(later).scalar_one())))


def open_lots(connection: Connection, account_id: int) -> list[Lot]:
    """List the credits of an account that have an end, the oldest first."""
    query = select(lots).where(lots.c.account_id == account_id, lots.c.ended.is_(False))
    return [_lot(row) for row in connection.execute(query.order_by(lots.c.transaction_id))]


def close(connection: Connection, lot: Lot) -> bool:
    """Note that credits have ended. Returns whether nobody had before."""
    mark = update(lots).where(lots.c.transaction_id == lot.transaction_id, lots.c.ended.is_(False))
    return connection.execute(mark.values(ended=True)).rowcount == 1


def expire(database: Database) -> int:
    """Take back the unspent rest of all credits whose end has come. Returns how many credits that were."""

    def due(connection: Connection) -> list[Lot]:
        query = select(lots).where(lots.c.ended.is_(False), lots.c.expires_at <= now(connection))
        rows = connection.execute(query.order_by(lots.c.expires_at, lots.c.transaction_id).limit(AT_ONCE))
        return [_lot(row) for row in rows]

    return sum(database.write(lambda connection: _end(connection, lot)) for lot in database.read(due))  # noqa: B023 - called at once


def _end(connection: Connection, lot: Lot) -> int:
    """Take back what is left of a lot; it is looked at again while jobs hold credits that may come back."""
    accounts.lock(connection, lot.account_id)
    if lot not in open_lots(connection, lot.account_id):
        return 0  # another sweep was faster, or the account was joined to another
    found = ledger.open_purse(connection, lot.account_id)
    left = left_of(connection, found, lot.transaction_id, lot.amount)
    moment = now(connection)
    cause = Cause(f"expire:{lot.transaction_id}:{lot.amount}", moment, reason="grant expired")
    ledger.grant(connection, found, -left, cause, Kind.EXPIRE)
    if found.held and left < lot.amount:
        rest = {"amount": lot.amount - left, "expires_at": moment + AGAIN}
        connection.execute(update(lots).where(lots.c.transaction_id == lot.transaction_id).values(**rest))
    else:
        close(connection, lot)
    return left - _carry(connection, lot, left, moment)


def _carry(connection: Connection, lot: Lot, left: int, moment: datetime) -> int:
    """Give a share of a month's unspent credits once more, until the end of the next. Returns how many."""
    kept = int(left * lot.carried)
    if kept:
        found = ledger.open_purse(connection, lot.account_id)
        cause = Cause(f"carry:{lot.transaction_id}:{lot.amount}", moment, reason="carried over")
        given = ledger.grant(connection, found, kept, cause)
        if given is not None:
            lend(connection, Lot(given, lot.account_id, kept, month_after(lot.expires_at)))
    return kept


def month_after(moment: datetime) -> datetime:
    """Give the first moment of the month that follows (UTC)."""
    first = moment.astimezone(UTC).date().replace(day=1)
    return datetime.combine((first + timedelta(days=32)).replace(day=1), time(), UTC)


def _lot(row: Row[Any]) -> Lot:  # Any: a whole row
    return Lot(row.transaction_id, row.account_id, row.amount, row.expires_at, row.carried)
