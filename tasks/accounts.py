"""Who asks, and how much they may use."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from tasks.job import Sender
from tasks.models import accounts
from tasks.models_people import identities
from tasks.models_privacy import farewells
from tasks.roles import Role


@dataclass(frozen=True)
class Allowance:
    """What an account may use (credits)."""

    daily: int  # filled up to at the first look of a day (UTC)
    left: int
    held: int  # by jobs that have not ended
    resets_at: datetime  # UTC
    monthly: int = 0  # given on top at the start of a month


@dataclass(frozen=True)
class Account:
    """A person, on however many platforms."""

    id: int
    daily: int | None  # nothing: what everybody has
    refilled_on: date | None
    role: Role = Role.MEMBER
    plan: str | None = None  # that an admin assigned to the person
    filled_to: int | None = None  # the allowance of the day of the last refill
    month_on: date | None = None  # the first day of the month whose credits were given
    month_given: int = 0
    restrained_until: datetime | None = None  # no new jobs until then; nothing: never restrained


ALL_OF_IT = 1_000_000_000  # credits of a month; no plan gives more
TRIES = 5  # to open an account that others open, join or part at the same moment

COLUMNS = (
    accounts.c.id,
    accounts.c.daily_credits,
    accounts.c.refilled_on,
    accounts.c.role,
    accounts.c.plan,
    accounts.c.filled_to,
    accounts.c.month_on,
    accounts.c.month_given,
    accounts.c.restrained_until,
)
# Written once, for they are run at every command. The identity comes first: so it is locked first.
FOUND = (
    select(*COLUMNS)
    .select_from(identities.join(accounts, accounts.c.id == identities.c.account_id))
    .where(
        identities.c.platform == bindparam("platform_of"), identities.c.external == bindparam("external_of")
    )
)
LOCKED = FOUND.with_for_update()
NUMBERED = select(*COLUMNS).where(accounts.c.id == bindparam("number"))


def find(connection: Connection, platform: str, external: str) -> Account | None:
    """Look up whose an account of a platform is."""
    return _read(connection, FOUND, {"platform_of": platform, "external_of": external})


def of_number(connection: Connection, account_id: int) -> Account:
    """Look a person up by number. Raises LookupError if there is none."""
    account = _read(connection, NUMBERED, {"number": account_id})
    if account is None:
        raise LookupError(f"there is no account {account_id}")
    return account


def open_account(connection: Connection, sender: Sender, moment: datetime) -> Account:
    """Look a person up, or open an account; and wait for anybody else who is changing it."""
    # On SQLite, a writer has the whole database for itself.
    query = FOUND if connection.dialect.name == "sqlite" else LOCKED
    for _ in range(TRIES):
        values = {"platform_of": sender.platform, "external_of": sender.account}
        account = _read(connection, query, values)
        if account is not None:
            return account
        _enter(connection, sender, moment)
    raise LookupError(f"{sender.platform}:{sender.account} changes hands all the time")


def _read(
    connection: Connection, query: Select[Any], values: Mapping[str, object]
) -> Account | None:  # Any: the columns above
    row = connection.execute(query, values).one_or_none()
    if row is None:
        return None
    number, daily, refilled_on, role, *rest = row
    return Account(number, daily, refilled_on, Role(role), *rest)


def _enter(connection: Connection, sender: Sender, moment: datetime) -> None:
    """Make a person of an account of a platform, unless somebody else just does."""
    insert_or = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    named = {"platform": sender.platform, "external": sender.account}
    had = _had(connection, sender, moment)
    opened = insert_or(accounts).values(**named, **had, name=sender.name[:256], created_at=moment)
    connection.execute(opened.on_conflict_do_nothing())
    number = connection.execute(select(accounts.c.id).filter_by(**named)).scalar_one()
    connection.execute(insert_or(identities).values(**named, account_id=number).on_conflict_do_nothing())


def _had(connection: Connection, sender: Sender, moment: datetime) -> dict[str, object]:
    """Say what somebody who comes back had of this day and month already: nobody has it twice by leaving."""
    query = select(farewells.c.at).where(farewells.c.digest == mark(sender.platform, sender.account))
    left = connection.execute(query).scalar_one_or_none()
    first = moment.astimezone(UTC).date().replace(day=1)
    if left is None or left.astimezone(UTC).date() < first:
        return {}
    return {"refilled_on": left.astimezone(UTC).date(), "month_on": first, "month_given": ALL_OF_IT}


def mark(platform: str, external: str) -> str:
    """Mark somebody who left, so that they are known again until the month's end, by this alone."""
    return hashlib.sha256(f"{platform}:{external}".encode()).hexdigest()


def lock(connection: Connection, account_id: int) -> None:
    """Wait for anybody else who is changing an account, and make others wait."""
    if connection.dialect.name != "sqlite":  # there, a writer has the whole database for itself
        connection.execute(select(accounts.c.id).where(accounts.c.id == account_id).with_for_update())


def refilled(connection: Connection, account_id: int, day: date, to: int) -> None:
    """Note the day of the last refill, and the allowance that counted."""
    filled = {"refilled_on": day, "filled_to": to}
    connection.execute(update(accounts).where(accounts.c.id == account_id).values(**filled))


def given_for_month(connection: Connection, account_id: int, month_on: date, credits_given: int) -> None:
    """Note how much of a month's credits was given."""
    given = {"month_on": month_on, "month_given": credits_given}
    connection.execute(update(accounts).where(accounts.c.id == account_id).values(**given))


def set_daily(connection: Connection, account_id: int, daily: int | None) -> None:
    """Give an account its own allowance, or that of its plan."""
    connection.execute(update(accounts).where(accounts.c.id == account_id).values(daily_credits=daily))


def filled_to(connection: Connection, account_id: int, daily: int) -> None:
    """Note that today's allowance has become another."""
    connection.execute(update(accounts).where(accounts.c.id == account_id).values(filled_to=daily))


def next_day(moment: datetime) -> datetime:
    """Give the next midnight (UTC)."""
    return datetime.combine(moment.astimezone(UTC).date() + timedelta(days=1), time(), UTC)
