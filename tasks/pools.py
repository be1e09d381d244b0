"""Pools: while an event lasts, what is asked for in a server or channel is paid from one purse.

A pool's purse is that of an account which nobody can log in to, and its budget are credits with an end
(`tasks/expiry.py`): so holds, captures and voids are those of everybody, what is left at the end expires,
and what jobs still hold then expires when it comes back.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, func, insert, select, update

from generation.errors import OutOfRange, UnknownChoice
from tasks import accounts, expiry, ledger
from tasks.database import Database, now
from tasks.errors import PoolEnded, PoolExists, PoolNameUnfit
from tasks.expiry import Lot
from tasks.job import Place
from tasks.ledger import Cause, Purse
from tasks.models import accounts as people
from tasks.models import jobs
from tasks.models_people import lots
from tasks.models_pools import pools
from tasks.plan import CREDITS_MOST, NAME, Subject
from tasks.scopes import scopes

PLATFORM = "pool"
LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class Pool:
    """What a place pays with."""

    name: str
    scope: str
    left: int  # credits
    held: int  # by jobs that have not ended
    ends_at: datetime
    ended: bool = False


@dataclass(frozen=True)
class PoolPurse:
    """The purse of a pool that can pay now. It is locked until the transaction ends."""

    account_id: int
    purse: Purse


class Pools:
    """Opens pools and ends them. Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, name: str, subject: Subject, budget: int, lasts: timedelta, actor: str) -> Pool:
        """Open a pool for a server or a channel.

        Raises PoolNameUnfit, UnknownChoice for anything else, OutOfRange, PoolExists.
        """
        return self._database.write(
            lambda connection: self.open_within(connection, name, subject, budget, lasts, actor)
        )

    def open_within(
        self, connection: Connection, name: str, subject: Subject, budget: int, lasts: timedelta, actor: str
    ) -> Pool:
        """Open a pool in a transaction that is open."""
        if not re.fullmatch(NAME, name):
            raise PoolNameUnfit(name)
        if subject.kind not in {"server", "channel"}:
            raise UnknownChoice("subject", str(subject), "discord:server:123, discord:channel:456")
        _insist_on_amount(budget)
        if not timedelta() < lasts <= LONGEST:
            raise OutOfRange("days", round(lasts / timedelta(days=1), 2), 0, LONGEST.days)
        if _named(connection, name) is not None:
            raise PoolExists(name)
        moment = now(connection)
        account_id, ends_at = _account(connection, name, moment), moment + lasts
        opened = {"name": name, "scope": str(subject), "ends_at": ends_at}
        connection.execute(insert(pools).values(account_id=account_id, **opened))
        _give(connection, account_id, budget, ends_at, Cause(f"pool:{account_id}", moment, actor=actor))
        return Pool(name, str(subject), budget, 0, ends_at)

    def add(self, name: str, amount: int, actor: str) -> Pool:
        """Give a pool more credits, until its end. Raises UnknownChoice, OutOfRange, PoolEnded."""
        return self._database.write(lambda connection: self.add_within(connection, name, amount, actor))

    def add_within(self, connection: Connection, name: str, amount: int, actor: str) -> Pool:
        """Give a pool more in a transaction that is open."""
        _insist_on_amount(amount)
        row, moment = _insist(connection, name), now(connection)
        if row.ends_at <= moment:
            raise PoolEnded(name)
        accounts.lock(connection, row.account_id)
        cause = Cause(f"pool:{row.account_id}:{uuid4()}", moment, actor=actor)
        _give(connection, row.account_id, amount, row.ends_at, cause)
        return _pool(connection, row)

    def end(self, name: str) -> Pool:
        """End a pool now: it pays no more, and a sweep takes back what is left. Raises UnknownChoice."""
        return self._database.write(lambda connection: self.end_within(connection, name))

    def end_within(self, connection: Connection, name: str) -> Pool:
        """End a pool in a transaction that is open."""
        row = _insist(connection, name)
        moment = min(now(connection), row.ends_at)
        connection.execute(update(pools).where(pools.c.name == name).values(ends_at=moment))
        own = lots.c.account_id == row.account_id, lots.c.ended.is_(False)
        connection.execute(update(lots).where(*own).values(expires_at=moment))
        return _pool(connection, _insist(connection, name))

    def get_within(self, connection: Connection, name: str) -> Pool:
        """Look a pool up in a transaction that is open. Raises UnknownChoice."""
        return _pool(connection, _insist(connection, name))

    def every(self) -> Sequence[Pool]:
        """List all pools, the ones that ended too; the last to end first."""

        def look(connection: Connection) -> list[Pool]:
            rows = connection.execute(select(pools).order_by(pools.c.ends_at.desc())).all()
            return [_pool(connection, row) for row in rows]

        return self._database.read(look)


def paying(connection: Connection, place: Place, price: int, moment: datetime) -> PoolPurse | None:
    """Find the pool that pays for a job: that of the narrowest scope which has enough; and lock it."""
    wanted = scopes(place)
    rows = connection.execute(select(pools).where(pools.c.scope.in_(wanted), pools.c.ends_at > moment)).all()
    for row in sorted(rows, key=lambda row: (-wanted.index(row.scope), row.account_id)):
        accounts.lock(connection, row.account_id)
        purse = ledger.open_purse(connection, row.account_id)
        if purse.available >= price:
            return PoolPurse(row.account_id, purse)
    return None


def payer_of(connection: Connection, job_id: UUID) -> int:
    """Name the account that pays for a job: a pool's, or its owner's."""
    payer = func.coalesce(jobs.c.payer_id, jobs.c.account_id)
    return int(connection.execute(select(payer).where(jobs.c.id == job_id)).scalar_one())


def pays(connection: Connection, place: Place, price: int, moment: datetime) -> bool:
    """Whether a pool would pay for a job now."""
    wanted = select(pools.c.account_id).where(pools.c.scope.in_(scopes(place)), pools.c.ends_at > moment)
    found = (ledger.purse(connection, number) for number in connection.execute(wanted).scalars().all())
    return any(purse is not None and purse.available >= price for purse in found)


def _insist_on_amount(amount: int) -> None:
    if not 1 <= amount <= CREDITS_MOST:
        raise OutOfRange("amount", amount, 1, CREDITS_MOST)


def _account(connection: Connection, name: str, moment: datetime) -> int:
    """Open the account whose purse is the pool's; no identity leads to it."""
    values = {"platform": PLATFORM, "external": uuid4().hex, "name": name, "created_at": moment}
    opened = insert(people).values(**values, daily_credits=0).returning(people.c.id)
    return int(connection.execute(opened).scalar_one())


def _give(connection: Connection, account_id: int, amount: int, ends_at: datetime, cause: Cause) -> None:
    given = ledger.grant(connection, ledger.open_purse(connection, account_id), amount, cause)
    if given is not None:
        expiry.lend(connection, Lot(given, account_id, amount, ends_at))


def _named(connection: Connection, name: str) -> Row[tuple[int, str, str, datetime]] | None:
    return connection.execute(select(pools).where(pools.c.name == name)).one_or_none()


def _insist(connection: Connection, name: str) -> Row[tuple[int, str, str, datetime]]:
    row = _named(connection, name)
    if row is None:
        known = connection.execute(select(pools.c.name).order_by(pools.c.name)).scalars()
        raise UnknownChoice("pool", name, ", ".join(known))
    return row


def _pool(connection: Connection, row: Row[tuple[int, str, str, datetime]]) -> Pool:
    purse = ledger.open_purse(connection, row.account_id)
    ended = row.ends_at <= now(connection)
    return Pool(row.name, row.scope, purse.available, purse.held, row.ends_at, ended)
