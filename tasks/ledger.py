"""Credits: every movement is a transaction whose entries sum to zero, and none is ever rewritten."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, case, func, insert, not_, or_, select, update

from tasks import accounts
from tasks.database import Database
from tasks.errors import QuotaExceeded
from tasks.job import Lane, Status
from tasks.models import jobs, ledger_accounts, ledger_entries, ledger_transactions
from tasks.prepared import Prepared


class Kind(StrEnum):
    """What a transaction is."""

    GRANT = "grant"
    REVOKE = "revoke"
    HOLD = "hold"
    CAPTURE = "capture"
    VOID = "void"
    EXPIRE = "expire"
    TRANSFER = "transfer"


# What each kind takes from and gives to; a transfer keeps to its kind of account, between two people.
ROUTES = {
    Kind.GRANT: ("treasury", "available"),
    Kind.REVOKE: ("available", "treasury"),
    Kind.HOLD: ("available", "held"),
    Kind.CAPTURE: ("held", "consumed"),
    Kind.VOID: ("held", "available"),
    Kind.EXPIRE: ("available", "expired"),
}


@dataclass(frozen=True)
class Purse:
    """The two ledger accounts of a user."""

    available_id: int
    held_id: int
    available: int
    held: int


@dataclass(frozen=True)
class Cause:
    """Why credits move: ``key`` makes a repeat a no-op."""

    key: str
    at: datetime
    job_id: UUID | None = None
    actor: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Moved:
    """What a transfer hands over."""

    available: int
    held: int = 0


# Written once, for they run at every reservation: to build a statement takes longer than to run it.
_PURSE = select(ledger_accounts.c.id, ledger_accounts.c.kind, ledger_accounts.c.balance).where(
    ledger_accounts.c.account_id == bindparam("owner")
)
_WRITTEN = Prepared(insert(ledger_transactions).returning(ledger_transactions.c.id))
_MOVED = Prepared(
    update(ledger_accounts)
    .where(ledger_accounts.c.id == bindparam("number"))
    .values(balance=ledger_accounts.c.balance + bindparam("more"))
)
_ENTRIES = Prepared(insert(ledger_entries))


def purse(connection: Connection, account_id: int) -> Purse | None:
    """Read what an account has."""
    rows = {row.kind: row for row in connection.execute(_PURSE, {"owner": account_id})}
    if not rows:
        return None
    available, held = rows["available"], rows["held"]
    return Purse(available.id, held.id, available.balance, held.balance)


def open_purse(connection: Connection, account_id: int) -> Purse:
    """Read what an account has; an empty purse is opened where there is none. The account must be locked."""
    found = purse(connection, account_id)
    if found is None:
        rows = [{"kind": kind, "account_id": account_id, "balance": 0} for kind in ("available", "held")]
        connection.execute(insert(ledger_accounts), rows)
        found = _purse(connection, account_id)
    return found


def hold(connection: Connection, found: Purse, price: int, job_id: UUID, moment: datetime) -> None:
    """Set the price of a job aside. The account must be locked.

    Raises QuotaExceeded if it has less.
    """
    if found.available < price:
        raise QuotaExceeded(price, found.available, accounts.next_day(moment))
    cause = Cause(f"hold:{job_id}", moment, job_id)
    _post(connection, Kind.HOLD, cause, {found.available_id: -price, found.held_id: price})


def settle(connection: Connection, account_id: int, held: int, used: int, cause: Cause) -> None:
    """Take what a job has cost, and give the rest of its hold back: its reason is that of the cause.

    Once, and never after a void: both have the same key.
    """
    if not used:
        void(connection, account_id, held, cause)
        return
    found, house = _purse(connection, account_id), _house(connection, "consumed")
    _post(connection, Kind.CAPTURE, replace(cause, reason=""), {found.held_id: -used, house: used})
    if rest := held - used:
        back = replace(cause, key=f"rest:{cause.job_id}")
        _post(connection, Kind.VOID, back, {found.held_id: -rest, found.available_id: rest})


def void(connection: Connection, account_id: int, price: int, cause: Cause) -> None:
    """Give the price of a job back. Once, and never after a capture: both have the same key."""
    found = _purse(connection, account_id)
    _post(connection, Kind.VOID, cause, {found.held_id: -price, found.available_id: price})


def grant(
    connection: Connection, found: Purse, amount: int, cause: Cause, kind: Kind = Kind.GRANT
) -> int | None:
    """Give an account credits, or take them away: never more than it has. The account must be locked.

    Returns: the transaction, or nothing where nothing moved.
    """
    amount = max(amount, -found.available)
    if amount == 0 or done(connection, cause.key):
        return None
    house = "expired" if kind is Kind.EXPIRE else "treasury"
    return _post(connection, kind, cause, {_house(connection, house): -amount, found.available_id: amount})


def transfer(connection: Connection, giver: Purse, taker: Purse, moved: Moved, cause: Cause) -> int | None:
    """Hand credits from one account to another. Both must be locked.

    Returns: the transaction, or nothing where nothing moved.
    """
    movements = {
        giver.available_id: -moved.available,
        giver.held_id: -moved.held,
        taker.available_id: moved.available,
        taker.held_id: moved.held,
    }
    movements = {number: amount for number, amount in movements.items() if amount}
    if not movements or done(connection, cause.key):
        return None
    return _post(connection, Kind.TRANSFER, cause, movements)


def done(connection: Connection, key: str) -> bool:
    """Whether a transaction with this key was made."""
    query = select(ledger_transactions.c.id).where(ledger_transactions.c.key == key)
    return connection.execute(query).one_or_none() is not None


def verify(database: Database) -> list[str]:
    """List every way in which the books are wrong: none, or somebody must look at once."""
    entries, transactions, balances = ledger_entries.c, ledger_transactions.c, ledger_accounts.c
    total = func.sum(entries.amount)
    sums = select(entries.transaction_id).group_by(entries.transaction_id).having(total != 0)
    written = func.coalesce(total, 0)
    drift = (
        select(balances.id)
        .outerjoin(ledger_entries, entries.ledger_account_id == balances.id)
        .group_by(balances.id, balances.balance)
        .having(written != balances.balance)
    )
    below = select(balances.id).where(balances.balance < 0, balances.kind != "treasury")
    empty = select(transactions.id).where(transactions.id.not_in(select(entries.transaction_id)))

    def look(connection: Connection) -> list[str]:
        wrong = [f"transaction {one} does not sum to zero" for one in connection.scalars(sums)]
        wrong += [f"ledger account {one} differs from its entries" for one in connection.scalars(drift)]
        wrong += [f"ledger account {one} is below zero" for one in connection.scalars(below)]
        wrong += [f"transaction {one} moves nothing" for one in connection.scalars(empty)]
        if connection.scalar(select(func.coalesce(func.sum(balances.balance), 0))) != 0:
            wrong.append("the ledger does not sum to zero")
        return wrong + _strayed(connection) + _settled(connection)

    return database.read(look)


def _strayed(connection: Connection) -> list[str]:
    """Compare each entry with what its kind may move."""
    entries, transactions, balances = ledger_entries.c, ledger_transactions.c, ledger_accounts.c
    whole = ledger_entries.join(ledger_transactions, transactions.id == entries.transaction_id).join(
        ledger_accounts, balances.id == entries.ledger_account_id
    )
    gives = case((entries.amount < 0, 0), else_=1)
    ways = [(kind, side, place) for kind, route in ROUTES.items() for side, place in enumerate(route)]
    ways += [(Kind.TRANSFER, side, place) for side in (0, 1) for place in ("available", "held")]
    allowed = or_(
        *(
            and_(transactions.kind == kind, gives == side, balances.kind == place)
            for kind, side, place in ways
        )
    )
    query = select(transactions.id, transactions.kind, balances.kind).select_from(whole)
    return [
        f"transaction {number} is a {kind} and moves {place}"
        for number, kind, place in connection.execute(query.where(not_(allowed)))
    ]


def _settled(connection: Connection) -> list[str]:
    """Compare each job with what moved for it, and each account with what its jobs hold."""
    wrong = []
    moved = _moved_for_jobs(connection)
    open_prices: dict[int, int] = {}
    payer = func.coalesce(jobs.c.payer_id, jobs.c.account_id).label("payer")  # a pool, or its owner
    columns = [jobs.c[name] for name in ("id", "status", "price", "lane", "captured")]
    for row in connection.execute(select(*columns, payer)):
        found = moved.get(row.id, [])
        if found != _due(Status(row.status), row.lane == Lane.FAST, row.price, row.captured):
            wrong.append(f"job {row.id} is {row.status} and costs {row.price}, and there moved {found}")
        if row.lane == Lane.FAST and not Status(row.status).final:
            open_prices[row.payer] = open_prices.get(row.payer, 0) + row.price
    held = select(ledger_accounts.c.account_id, ledger_accounts.c.balance)
    for account_id, balance in connection.execute(held.where(ledger_accounts.c.kind == "held")):
        if balance != open_prices.get(account_id, 0):
            wrong.append(f"account {account_id} holds {balance}, its jobs {open_prices.get(account_id, 0)}")
    return wrong


def _moved_for_jobs(connection: Connection) -> dict[UUID, list[tuple[str, int]]]:
    """List what moved for each job: kinds and credits, in a fixed order."""
    query = (
        select(ledger_transactions.c.job_id, ledger_transactions.c.kind, func.sum(ledger_entries.c.amount))
        .join(ledger_entries, ledger_entries.c.transaction_id == ledger_transactions.c.id)
        .where(ledger_transactions.c.job_id.is_not(None), ledger_entries.c.amount > 0)
        .group_by(ledger_transactions.c.id, ledger_transactions.c.job_id, ledger_transactions.c.kind)
    )
    moved: dict[UUID, list[tuple[str, int]]] = {}
    for job_id, kind, amount in connection.execute(query):
        moved.setdefault(job_id, []).append((kind, int(amount)))
    return {job_id: sorted(found) for job_id, found in moved.items()}


def _due(status: Status, paid: bool, price: int, captured: int | None) -> list[tuple[str, int]]:
    """Say what has to move for a job. In the slow lane nothing does."""
    if not paid:
        return []
    hold = (Kind.HOLD.value, price)
    if status is Status.REFUNDED:
        return [hold, (Kind.VOID.value, price)]
    if status is not Status.DELIVERED:
        return [hold]
    used = price if captured is None else captured  # nothing: it was delivered when all of a hold was taken
    if not used:
        return [hold, (Kind.VOID.value, price)]  # all of it was held back by the filter
    rest = [(Kind.VOID.value, price - used)] if used < price else []
    return [(Kind.CAPTURE.value, used), hold, *rest]


def _purse(connection: Connection, account_id: int) -> Purse:
    found = purse(connection, account_id)
    if found is None:
        raise LookupError(f"account {account_id} has no purse")
    return found


def _house(connection: Connection, kind: str) -> int:
    query = select(ledger_accounts.c.id).where(
        ledger_accounts.c.kind == kind, ledger_accounts.c.account_id.is_(None)
    )
    return int(connection.execute(query).scalar_one())


def _post(connection: Connection, kind: Kind, cause: Cause, movements: Mapping[int, int]) -> int:
    if sum(movements.values()) != 0:
        raise ValueError(f"{kind} {cause.key} does not sum to zero")
    values = {"kind": kind.value, "key": cause.key, "job_id": cause.job_id, "at": cause.at}
    written = _WRITTEN.run(connection, {**values, "actor": cause.actor, "reason": cause.reason})
    transaction_id = written.scalar_one()
    ordered = sorted(movements.items())  # in one order, so that no two wait for each other
    _MOVED.run(connection, *({"number": number, "more": amount} for number, amount in ordered))
    rows = ({"ledger_account_id": number, "amount": amount} for number, amount in movements.items())
    _ENTRIES.run(connection, *({"transaction_id": transaction_id, **row} for row in rows))
    return int(transaction_id)
