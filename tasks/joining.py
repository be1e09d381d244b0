"""Two accounts become one: their credits, jobs, uploads, consents and half-done requests."""

from datetime import date, datetime

from sqlalchemy import Column, Connection, Table, delete, or_, select, update
from sqlalchemy.sql.elements import KeyedColumnElement

from tasks import (
    accounts,
    discretion,
    expiry,
    languages,
    leaderboard,
    ledger,
    own,
    presets,
    refill,
    restraint,
)
from tasks.accounts import Account
from tasks.expiry import Lot
from tasks.ledger import Cause, Kind, Moved, Purse
from tasks.models import accounts as people
from tasks.models import consents, conversations, jobs, ledger_entries, ledger_transactions, uploads
from tasks.models_archive import archive, searches
from tasks.models_offers import offers
from tasks.models_people import identities
from tasks.models_portfolios import portfolios
from tasks.models_presets import batches
from tasks.models_words import catches
from tasks.plans import Plans
from tasks.roles import highest

BELONGINGS = (
    (uploads, uploads.c.key),
    (consents, consents.c.version),
    (conversations, conversations.c.chat),
    (portfolios, portfolios.c.chat),
)


def join(
    connection: Connection, host_id: int, guest_id: int, plans: Plans, moment: datetime, key: str
) -> None:
    """Give the host everything that the guest has, its platforms too.

    Today's allowance and this month's do not double: where both have had them, so much expires as one had.
    """
    for number in sorted((host_id, guest_id)):  # in one order, so that no two wait for each other
        accounts.lock(connection, number)
    # The jobs first: whoever settles one has its row before it looks whose purse it is.
    for table in (jobs, archive, searches, catches, offers, batches):
        mine = table.c.account_id == guest_id
        connection.execute(update(table).where(mine).values(account_id=host_id))
    for table, name in BELONGINGS:
        _hand_over(connection, table, name, host_id, guest_id)
    leaderboard.hand_over(connection, host_id, guest_id)
    languages.join(connection, host_id, guest_id)
    discretion.join(connection, host_id, guest_id)
    presets.join(connection, host_id, guest_id)
    own.join(connection, host_id, guest_id)
    host, guest = accounts.of_number(connection, host_id), accounts.of_number(connection, guest_id)
    _join_purses(connection, host, guest, plans, Cause(f"join:{key}", moment, reason="accounts linked"))
    allowed = [daily for daily in (host.daily, guest.daily) if daily is not None]
    joined = {
        "daily_credits": max(allowed, default=None),
        "role": highest(host.role, guest.role).value,
        "plan": host.plan or guest.plan,
        **_given(host, guest),
    }
    connection.execute(update(people).where(people.c.id == host_id).values(**joined))
    restraint.join(connection, host_id, guest_id, moment)
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


def _given(host: Account, guest: Account) -> dict[str, object]:
    """Say what of a month the two were given together: as much as the one who got more."""
    latest = max(host, guest, key=lambda one: (one.month_on or date.min, one.month_given))
    return {"month_on": latest.month_on, "month_given": latest.month_given}


def _join_purses(connection: Connection, host: Account, guest: Account, plans: Plans, cause: Cause) -> None:
    rations = [plans.rations(connection, one) for one in (host, guest)]
    dailies = [one.daily for one in rations]
    filled = [
        refill.fill(connection, one, own, cause.at) for one, own in zip((host, guest), rations, strict=True)
    ]
    free = sum(
        _free(connection, one.id, purse, cause.at) for one, purse in zip((host, guest), filled, strict=True)
    )
    taker, giver = filled
    for lot in expiry.open_lots(connection, guest.id):
        giver = _without_doubled_month(connection, host, guest, giver, lot, cause)
        left = _lent(connection, giver, taker, lot, cause)
        if left is not None:
            expiry.lend(connection, Lot(left[0], host.id, left[1], lot.expires_at, lot.carried))
    giver = ledger.open_purse(connection, guest.id)
    ledger.transfer(connection, giver, taker, Moved(giver.available, giver.held), cause)
    doubled = Cause(f"{cause.key}:day", cause.at, reason="one allowance a day")
    taker = ledger.open_purse(connection, host.id)
    ledger.grant(connection, taker, -min(*dailies, free), doubled, Kind.EXPIRE)


def _without_doubled_month(
    connection: Connection, host: Account, guest: Account, giver: Purse, lot: Lot, cause: Cause
) -> Purse:
    """Let so much of the guest's credits of this month expire as the host was given."""
    key = ledger_transactions.c.id == lot.transaction_id
    name = connection.execute(select(ledger_transactions.c.key).where(key)).scalar_one()
    own = refill.month(guest.id, cause.at)
    if host.month_on != guest.month_on or not (name == own or name.startswith(f"{own}:")):
        return giver
    left = expiry.left_of(connection, giver, lot.transaction_id, lot.amount)
    doubled = Cause(f"{cause.key}:{lot.transaction_id}:month", cause.at, reason="one allowance a month")
    ledger.grant(connection, giver, -min(left, host.month_given), doubled, Kind.EXPIRE)
    return ledger.open_purse(connection, guest.id)


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
            or_(
                ledger_transactions.c.key == refill.period(account_id, moment),
                ledger_transactions.c.key.startswith(
                    f"{refill.period(account_id, moment)}:", autoescape=True
                ),
            ),
            ledger_entries.c.ledger_account_id == found.available_id,
        )
    )
    rows = connection.execute(query).all()
    return sum(expiry.left_of(connection, found, row.id, row.amount) for row in rows)
