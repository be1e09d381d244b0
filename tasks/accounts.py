"""Who asks, and how much they may use."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection, insert, select, update

from tasks.job import Sender
from tasks.models import accounts


@dataclass(frozen=True)
class Allowance:
    """What an account may use (credits)."""

    daily: int  # filled up to at the first look of a day (UTC)
    left: int
    held: int  # by jobs that have not ended
    resets_at: datetime  # UTC


@dataclass(frozen=True)
class Account:
    """Somebody on a platform."""

    id: int
    daily: int | None  # nothing: what everybody has
    refilled_on: date | None


def find(connection: Connection, platform: str, external: str) -> Account | None:
    """Look an account up."""
    query = select(accounts.c.id, accounts.c.daily_credits, accounts.c.refilled_on).where(
        accounts.c.platform == platform, accounts.c.external == external
    )
    row = connection.execute(query).one_or_none()
    return Account(row.id, row.daily_credits, row.refilled_on) if row else None


def open_account(connection: Connection, sender: Sender, moment: datetime) -> Account:
    """Look an account up, or open it; and wait for anybody else who is changing it."""
    if not _lock(connection, sender):
        values = {"platform": sender.platform, "external": sender.account, "name": sender.name[:256]}
        if connection.dialect.name == "postgresql":  # two may come at once
            from sqlalchemy.dialects.postgresql import insert as insert_or  # noqa: PLC0415 - one database only

            connection.execute(
                insert_or(accounts).values(**values, created_at=moment).on_conflict_do_nothing()
            )
        else:
            connection.execute(insert(accounts).values(**values, created_at=moment))
        _lock(connection, sender)
    account = find(connection, sender.platform, sender.account)
    assert account is not None, "it was locked a moment ago"  # noqa: S101 - tells the type
    return account


def _lock(connection: Connection, sender: Sender) -> bool:
    if connection.dialect.name == "sqlite":  # a writer has the whole database for itself
        return find(connection, sender.platform, sender.account) is not None
    query = (
        select(accounts.c.id)
        .where(accounts.c.platform == sender.platform, accounts.c.external == sender.account)
        .with_for_update()
    )
    return connection.execute(query).one_or_none() is not None


def lock(connection: Connection, account_id: int) -> None:
    """Wait for anybody else who is changing an account, and make others wait."""
    if connection.dialect.name != "sqlite":  # there, a writer has the whole database for itself
        connection.execute(select(accounts.c.id).where(accounts.c.id == account_id).with_for_update())


def refilled(connection: Connection, account_id: int, day: date) -> None:
    """Note the day of the last refill."""
    connection.execute(update(accounts).where(accounts.c.id == account_id).values(refilled_on=day))


def set_daily(connection: Connection, account_id: int, daily: int | None) -> None:
    """Give an account its own allowance, or everybody's."""
    connection.execute(update(accounts).where(accounts.c.id == account_id).values(daily_credits=daily))


def next_day(moment: datetime) -> datetime:
    """Give the next midnight (UTC)."""
    return datetime.combine(moment.astimezone(UTC).date() + timedelta(days=1), time(), UTC)
