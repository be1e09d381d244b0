"""Credits with an end: the oldest are spent first, and what is left of them at their end is taken back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from tasks import accounts, ledger
from tasks.database import Database, now
from tasks.ledger import Cause, Kind, Purse
from tasks.models import ledger_entries, ledger_transactions
from tasks.models_people import lots

AT_ONCE = 100  # lots that one round of the sweep ends


@dataclass(frozen=True)
class Lot:
    """Credits that one transaction gave to an account until a moment."""

    transaction_id: int
    account_id: int
    amount: int
    expires_at: datetime


def lend(connection: Connection, lot: Lot) -> None:
    """Note that what a transaction gave has an end."""
    values = {"account_id": lot.account_id, "amount": lot.amount, "expires_at": lot.expires_at}
    connection.execute(insert(lots).values(transaction_id=lot.transaction_id, **values))


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
    rows = connection.execute(query.order_by(lots.c.transaction_id))
    return [Lot(row.transaction_id, row.account_id, row.amount, row.expires_at) for row in rows]


def close(connection: Connection, lot: Lot) -> bool:
    """Note that credits have ended. Returns whether nobody had before."""
    mark = update(lots).where(lots.c.transaction_id == lot.transaction_id, lots.c.ended.is_(False))
    return connection.execute(mark.values(ended=True)).rowcount == 1


def expire(database: Database) -> int:
    """Take back the unspent rest of all credits whose end has come. Returns how many credits that were."""

    def due(connection: Connection) -> list[Lot]:
        query = select(lots).where(lots.c.ended.is_(False), lots.c.expires_at <= now(connection))
        rows = connection.execute(query.order_by(lots.c.expires_at, lots.c.transaction_id).limit(AT_ONCE))
        return [Lot(row.transaction_id, row.account_id, row.amount, row.expires_at) for row in rows]

    return sum(database.write(lambda connection: _end(connection, lot)) for lot in database.read(due))  # noqa: B023 - called at once


def _end(connection: Connection, lot: Lot) -> int:
    accounts.lock(connection, lot.account_id)
    if not close(connection, lot):
        return 0  # another sweep was faster, or the account was joined to another
    found = ledger.open_purse(connection, lot.account_id)
    left = left_of(connection, found, lot.transaction_id, lot.amount)
    cause = Cause(f"expire:{lot.transaction_id}", now(connection), reason="grant expired")
    ledger.grant(connection, found, -left, cause, Kind.EXPIRE)
    return left
