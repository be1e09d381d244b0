"""Two accounts become one: their credits, jobs, uploads, consents and half-done requests."""

from datetime import datetime

from sqlalchemy import Column, Connection, Table, delete, select, update
from sqlalchemy.sql.elements import KeyedColumnElement

from tasks import accounts, expiry, ledger
from tasks.accounts import Account
from tasks.expiry import Lot
from tasks.ledger import Cause, Kind, Moved, Purse
from tasks.models import accounts as people
from tasks.models import consents, conversations, jobs, ledger_entries, ledger_transactions, uploads
from tasks.models_archive import archive, searches
from tasks.models_people import identities
from tasks.roles import highest

BELONGINGS = ((uploads, uploads.c.key), (consents, consents.c.version), (conversations, conversations.c.chat))


def join(
    connection: Connection, host_id: int, guest_id: int, everybody: int, moment: datetime, key: str
) -> None:
    """Give the host everything that the guest has, its platforms too. ``everybody``: the usual allowance.

    Today's allowance does not double: where both have had it, so much expires as one of them had.
    """
    for number in sorted((host_id, guest_id)):  # in one order, so that no two wait for each other
        accounts.lock(connection, number)
    # The jobs first: whoever settles one has its row before it looks whose purse it is.
    for table in (jobs, archive, searches):
        mine = table.c.account_id == guest_id
        connection.execute(update(table).where(mine).values(account_id=host_id))
    for table, name in BELONGINGS:
        _hand_over(connection, table, name, host_id, guest_id)
    host, guest = accounts.of_number(connection, host_id), accounts.of_number(connection, guest_id)
    _join_purses(connection, host, guest, everybody, Cause(f"join:{key}", moment, reason="accounts linked"))
    own = [daily for daily in (host.daily, guest.daily) if daily is not None]
    joined = {"daily_credits": max(own, default=None), "role": highest(host.role, guest.role).value}
    connection.execute(update(people).where(people.c.id == host_id).values(**joined))
    connection.execute(
        update(identities).where(identities.c.account_id == guest_id).values(account_id=host_id)
    )


def _hand_over(
    connection: Connection, table: Table, name: KeyedColumnElement[str], host_id: int, guest_id: int
) -> None:
    """Give the host what it does not have yet, and drop the rest."""
    owner: Column[int] = table.c.account_id
    has = select(name).where(owner == host_id).scalar_subquery()
    connection.execute(update(table).where(owner == guest_id, name.not_in(has)).values(account_id=host_id))
    connection.execute(delete(table).where(owner == guest_id))


def _join_purses(connection: Connection, host: Account, guest: Account, everybody: int, cause: Cause) -> None:
    dailies = [everybody if one.daily is None else one.daily for one in (host, guest)]
    filled = [
        ledger.fill(connection, one, daily, cause.at)
        for one, daily in zip((host, guest), dailies, strict=True)
    ]
    free = sum(
        _free(connection, one.id, purse, cause.at) for one, purse in zip((host, guest), filled, strict=True)
    )
    taker, giver = filled
    for lot in expiry.open_lots(connection, guest.id):
        left = _lent(connection, giver, taker, lot, cause)
        if left is not None:
            expiry.lend(connection, Lot(left[0], host.id, left[1], lot.expires_at))
    giver = ledger.open_purse(connection, guest.id)
    ledger.transfer(connection, giver, taker, Moved(giver.available, giver.held), cause)
    doubled = Cause(f"{cause.key}:day", cause.at, reason="one allowance a day")
    taker = ledger.open_purse(connection, host.id)
    ledger.grant(connection, taker, -min(*dailies, free), doubled, Kind.EXPIRE)


def _lent(
    connection: Connection, giver: Purse, taker: Purse, lot: Lot, cause: Cause
) -> tuple[int, int] | None:
    """Hand over what is left of credits with an end. Returns: the transaction, and how many."""
    left = expiry.left_of(connection, giver, lot.transaction_id, lot.amount)
    expiry.close(connection, lot)
    each = Cause(f"{cause.key}:{lot.transaction_id}", cause.at, reason=cause.reason)
    number = ledger.transfer(connection, giver, taker, Moved(left), each)
    return None if number is None else (number, left)


def _free(connection: Connection, account_id: int, found: Purse, moment: datetime) -> int:
    """Say what is left of today's allowance."""
    query = (
        select(ledger_transactions.c.id, ledger_entries.c.amount)
        .join(ledger_entries, ledger_entries.c.transaction_id == ledger_transactions.c.id)
        .where(
            ledger_transactions.c.key == ledger.period(account_id, moment),
            ledger_entries.c.ledger_account_id == found.available_id,
        )
    )
    row = connection.execute(query).one_or_none()
    return expiry.left_of(connection, found, row.id, row.amount) if row else 0
