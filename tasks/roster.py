"""The roster: all people, with what an admin wants to see of each at a glance."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any  # of whole rows and statements

from sqlalchemy import Connection, Row, Select, and_, func, or_, select

from tasks.accounts import find
from tasks.actor import Actor
from tasks.authority import Authority
from tasks.database import now
from tasks.job import Sender
from tasks.models import accounts, jobs, ledger_accounts
from tasks.models_people import identities
from tasks.roles import Deed, Role
from tasks.statistics import PAID, finished
from tasks.vouching import Seen, seen

PAGE = 25
LATELY = timedelta(days=7)


class Order(StrEnum):
    """What people are sorted by."""

    NAME = "name"
    USED = "used"
    BALANCE = "balance"
    NEWEST = "newest"


@dataclass(frozen=True)
class Person:
    """Somebody, at a glance."""

    address: str  # of the account by which they were known first: "telegram:1001"
    name: str
    role: Role
    plan: str  # given to this person; nothing where role and place decide
    balance: int  # credits, as of the last look of a day
    used: int  # credits, in the last seven days
    restrained_until: datetime | None  # muted or banned until then; nothing: neither
    since: datetime

    @property
    def sender(self) -> Sender:
        """Take the person as somebody to whom something is done."""
        platform, _, account = self.address.partition(":")
        return Sender(platform=platform, account=account, name=self.name)


@dataclass(frozen=True)
class Known:
    """As whom the chats know somebody."""

    addresses: tuple[str, ...]  # on every platform, the first first
    seen: tuple[Seen, ...]  # in which mapped groups, the latest first


@dataclass(frozen=True)
class Listed:
    """A page of the roster."""

    people: tuple[Person, ...]
    total: int


class Roster:
    """Lists people. Thread-safe."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority

    def list(
        self, actor: Actor, text: str = "", role: Role | None = None, order: Order = Order.USED, page: int = 1
    ) -> Listed:
        """List the people whose name or account has a text in it, and who have a role. Raises NotAllowed."""

        def look(connection: Connection) -> Listed:
            moment = now(connection)
            query = _people(moment).where(_wanted(text, role))
            total = connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()
            rows = connection.execute(_sorted(query, order).limit(PAGE).offset((page - 1) * PAGE))
            return Listed(tuple(_person(row, moment) for row in rows), int(total))

        return self._authority.look(actor, Deed.SEE_OTHERS, "people.list", look)

    def of(self, actor: Actor, whom: Sender) -> Person | None:
        """Look one person up. Raises NotAllowed."""

        def look(connection: Connection) -> Person | None:
            moment = now(connection)
            own = select(identities.c.account_id).filter_by(platform=whom.platform, external=whom.account)
            number = connection.execute(own).scalar_one_or_none()
            row = connection.execute(_people(moment).where(accounts.c.id == number)).one_or_none()
            return _person(row, moment) if row else None

        return self._authority.look(actor, Deed.SEE_OTHERS, "people.show", look)

    def known(self, actor: Actor, whom: Sender) -> Known:
        """Say as whom the chats know somebody. Raises NotAllowed."""

        def look(connection: Connection) -> Known:
            account = find(connection, whom.platform, whom.account)
            return _known(connection, account.id) if account else Known((), ())

        return self._authority.look(actor, Deed.SEE_OTHERS, "people.show", look)


def _known(connection: Connection, account_id: int) -> Known:
    mine = select(identities).where(identities.c.account_id == account_id).order_by(identities.c.id)
    rows = connection.execute(mine)
    return Known(tuple(f"{row.platform}:{row.external}" for row in rows), seen(connection, account_id))


def _people(moment: datetime) -> Select[Any]:
    number = jobs.c.account_id + 0  # or SQLite goes by the index of people, and reads every row they have
    used = (
        select(number.label("account_id"), func.sum(PAID).label("used"))
        .where(finished(moment - LATELY))
        .group_by(number)
        .subquery("lately")
    )
    first = (
        select(identities.c.account_id, func.min(identities.c.id).label("id"))
        .group_by(identities.c.account_id)
        .subquery("first")
    )
    purse = and_(ledger_accounts.c.account_id == accounts.c.id, ledger_accounts.c.kind == "available")
    return (
        select(
            accounts,
            identities.c.platform.label("where"),
            identities.c.external.label("who"),
            func.coalesce(ledger_accounts.c.balance, 0).label("balance"),
            func.coalesce(used.c.used, 0).label("used"),
        )
        .join(first, first.c.account_id == accounts.c.id)
        .join(identities, identities.c.id == first.c.id)
        .outerjoin(ledger_accounts, purse)
        .outerjoin(used, used.c.account_id == accounts.c.id)
    )


def _wanted(text: str, role: Role | None) -> Any:  # noqa: ANN401 - a condition
    plain = text.strip().partition(":")[2] or text.strip()
    any_of = or_(
        func.lower(accounts.c.name).contains(text.strip().lower(), autoescape=True),
        accounts.c.id.in_(select(identities.c.account_id).where(identities.c.external == plain)),
    )
    wanted = [any_of] if text.strip() else []
    return and_(True, *wanted, *([accounts.c.role == role.value] if role else []))


def _sorted(query: Select[Any], order: Order) -> Select[Any]:
    name = func.lower(accounts.c.name)
    columns = query.selected_columns
    match order:
        case Order.NAME:
            return query.order_by(name, accounts.c.id)
        case Order.USED:
            return query.order_by(columns.used.desc(), name, accounts.c.id)
        case Order.BALANCE:
            return query.order_by(columns.balance.desc(), name, accounts.c.id)
        case Order.NEWEST:
            return query.order_by(accounts.c.created_at.desc(), accounts.c.id.desc())


def _person(row: Row[Any], moment: datetime) -> Person:
    until = row.restrained_until
    return Person(
        address=f"{row.where}:{row.who}",
        name=row.name or row.who,
        role=Role(row.role),
        plan=row.plan or "",
        balance=int(row.balance),
        used=int(row.used),
        restrained_until=until if until is not None and until > moment else None,
        since=row.created_at,
    )
