"""The plans of a studio: kept, changed, assigned, and found for a person in a place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from generation.catalogue import near
from generation.errors import UnknownChoice
from tasks import accounts, kept
from tasks.accounts import Account
from tasks.database import Database, now
from tasks.errors import PlanBuiltIn, PlanInUse
from tasks.job import Place, Sender
from tasks.kept import Kept
from tasks.models import accounts as people
from tasks.models_people import identities
from tasks.models_plans import plan_assignments, plan_book
from tasks.models_plans import plans as table
from tasks.plan import ALL, EVERYBODY, Effective, Origin, Plan, Source, Subject, effective
from tasks.refill import Rations
from tasks.roles import Role
from tasks.scopes import channel_scopes, server_scopes
from tasks.settings import TasksSettings
from tasks.standing import Standing

VERSION = select(plan_book.c.version)
OWN_ALLOWANCE = ""  # the plan whose only value an admin gave to a person alone
LEARNING, ADAPTERS = 2000, 10  # steps of a training, and adapters of one's own, where no plan says more
BUILT_IN = Source(Origin.EVERYBODY, EVERYBODY)


@dataclass(frozen=True)
class Change:
    """What somebody changed, for whoever keeps a record of it."""

    before: Plan | str | None  # a plan, or the name of one; nothing: there was none
    after: Plan | str | None


@dataclass(frozen=True)
class Assignment:
    """A plan and whom it is assigned to."""

    subject: str  # as `Subject` is written
    plan: str


@dataclass(frozen=True)
class Book:
    """All plans, and the roles and places that they are assigned to, as of a version."""

    version: int
    plans: Mapping[str, Plan] = field(default_factory=dict)
    of: Mapping[str, str] = field(default_factory=dict)  # the name of a plan by its subject
    kept: Mapping[str, Kept] = field(default_factory=dict)  # models that not everybody may use
    found: dict[tuple[int | None, *tuple[Source, ...]], Effective] = field(default_factory=dict)  # so far


class Plans:
    """Keeps the plans. Thread-safe."""

    def __init__(self, database: Database, settings: TasksSettings) -> None:
        self._database = database
        self._standing = Standing(database, settings)
        self._book = Book(0)
        self.everybody = Plan(
            name=EVERYBODY,
            daily_credits=settings.daily_credits,
            monthly_credits=0,
            carried=0.0,
            waiting_limit=settings.waiting_limit,
            models=(ALL,),
            features=(ALL,),
            learning_limit=LEARNING,
            adapters_limit=ADAPTERS,
            weight=1.0,
            slow_lane=False,
            confirm_above=settings.confirm_above,
            batch_limit=settings.batch_limit,
        )

    def every(self) -> Sequence[Plan]:
        """List the plans: that of everybody, then the others by name."""
        return self._database.read(lambda connection: list(self._all(connection).values()))

    def get(self, name: str) -> Plan:
        """Look a plan up. Raises UnknownChoice with the names that look like it."""
        return self._database.read(lambda connection: _pick(self._all(connection), name))

    def put(self, plan: Plan) -> Change:
        """Create a plan, or change the one of that name. Raises PlanBuiltIn."""
        return self._database.write(lambda connection: self.put_within(connection, plan))

    def put_within(self, connection: Connection, plan: Plan) -> Change:
        """Do what ``put`` does, in the transaction of the caller."""
        if plan.name == EVERYBODY:
            raise PlanBuiltIn(EVERYBODY)
        _turn_page(connection)
        before = _stored(connection).get(plan.name)
        values = {"body": plan.model_dump(mode="json"), "changed_at": now(connection)}
        if before is None:
            connection.execute(insert(table).values(name=plan.name, **values))
        else:
            connection.execute(update(table).where(table.c.name == plan.name).values(**values))
        return Change(before, plan)

    def delete(self, name: str) -> Change:
        """Forget a plan. Raises UnknownChoice, PlanBuiltIn, and PlanInUse while it is assigned."""
        return self._database.write(lambda connection: self.delete_within(connection, name))

    def delete_within(self, connection: Connection, name: str) -> Change:
        """Do what ``delete`` does, in the transaction of the caller."""
        if name == EVERYBODY:
            raise PlanBuiltIn(EVERYBODY)
        _turn_page(connection)
        before = _pick(_stored(connection), name)
        users = sum(assigned.plan == name for assigned in _assignments(connection))
        if users:
            raise PlanInUse(name, users)
        connection.execute(delete(table).where(table.c.name == name))
        return Change(before, None)

    def assign(self, subject: Subject, name: str | None) -> Change:
        """Assign a plan to a person, a role, a server or a channel, or take it away again (None).

        Returns: the names of the plan before and after. Raises UnknownChoice.
        """
        return self._database.write(lambda connection: self.assign_within(connection, subject, name))

    def assign_within(self, connection: Connection, subject: Subject, name: str | None) -> Change:
        """Do what ``assign`` does, in the transaction of the caller."""
        _turn_page(connection)
        if name is not None:
            _pick(_stored(connection), name)
        if subject.kind == "person":
            return _assign_person(connection, subject.name, name)
        return _assign_place(connection, str(subject), name)

    def assignments(self) -> Sequence[Assignment]:
        """List who and what a plan is assigned to: roles and places, then people."""
        return self._database.read(_assignments)

    def of(self, sender: Sender, place: Place | None = None) -> Effective:
        """Say what holds for somebody, in a place where one is given, and why."""

        def look(connection: Connection) -> Effective:
            account = accounts.find(connection, sender.platform, sender.account)
            return self.effective(connection, account, sender, place)

        return self._database.read(look)

    def effective(
        self,
        connection: Connection,
        account: Account | None,
        sender: Sender | None = None,
        place: Place | None = None,
        version: int | None = None,
    ) -> Effective:
        """Say what holds for an account, in the caller's transaction, which may have read the version."""
        book = self._read(connection, version)
        daily = account.daily if account else None
        sources = tuple(self._sources(connection, book, account, sender, place))
        found = book.found.get((daily, *sources))
        if found is None:
            found = effective((source, self._meant(book, source, daily)) for source in sources)
            book.found[daily, *sources] = found
        return found

    def rations(self, connection: Connection, account: Account) -> Rations:
        """Say what an account gets by itself, wherever it is."""
        return Rations.of(self.effective(connection, account).plan)

    def _sources(
        self,
        connection: Connection,
        book: Book,
        account: Account | None,
        sender: Sender | None,
        place: Place | None,
    ) -> Iterator[Source]:
        """Name the plans that apply to somebody in a place, the one that counts most first."""
        if account is not None and account.daily is not None:
            yield Source(Origin.PERSON, OWN_ALLOWANCE)
        if account is not None and account.plan is not None and account.plan in book.plans:
            yield Source(Origin.PERSON, account.plan)
        wanted = _subjects(place, self.role_of(connection, account, sender)) if book.of else []
        for origin, subject in wanted:
            if name := book.of.get(subject):
                yield Source(origin, name, subject)
        yield BUILT_IN

    def _meant(self, book: Book, source: Source, daily: int | None) -> Plan:
        """Give the plan that is named by a source."""
        if source is BUILT_IN:
            return self.everybody
        if source.plan == OWN_ALLOWANCE:
            return Plan(name="own", daily_credits=daily)
        return book.plans[source.plan]

    def kept(self, connection: Connection, version: int | None = None) -> Mapping[str, Kept]:
        """Say which models are kept for some, as of a version that the caller may have read."""
        return self._read(connection, version).kept

    def role_of(self, connection: Connection, account: Account | None, sender: Sender | None) -> Role:
        """Say what somebody is, by their account, the owner's list and the groups that they are in."""
        return self._standing.of_account(connection, account, sender, sender.groups if sender else ())

    def _read(self, connection: Connection, version: int | None) -> Book:
        """Open the book where it stands; it is read again only when somebody changed it."""
        current = connection.execute(VERSION).scalar_one() if version is None else version
        if self._book.version != current:
            rows = connection.execute(select(plan_assignments))
            of = {row.subject: row.plan for row in rows}
            self._book = Book(current, _stored(connection), of, kept.read(connection))
        return self._book

    def _all(self, connection: Connection) -> dict[str, Plan]:
        return {EVERYBODY: self.everybody, **_stored(connection)}


def subject_of(text: str) -> Subject:
    """Read "telegram:1001", "role:trusted", "discord:server:123" or "discord:channel:456".

    Raises UnknownChoice if it is not written so.
    """
    parts = text.strip().split(":")
    match parts:
        case ["role", role] if role in set(Role):
            return Subject("role", role)
        case [platform, "server", number] if platform and number:
            return Subject("server", text.strip())
        case [platform, "channel", number] if platform and number:
            return Subject("channel", text.strip())
        case [platform, number] if platform and platform != "role" and number:
            return Subject("person", text.strip())
    raise UnknownChoice("subject", text, "telegram:1001, role:trusted, discord:server:123")


def _subjects(place: Place | None, role: Role) -> list[tuple[Origin, str]]:
    """List what a plan may be assigned to; whoever is more has what those who are less have."""
    roles = [(Origin.ROLE, f"role:{one}") for one in reversed(Role) if one.rank <= role.rank]
    if place is None:
        return roles
    channels = [(Origin.CHANNEL, scope) for scope in reversed(channel_scopes(place))]
    return channels + [(Origin.SERVER, scope) for scope in server_scopes(place)] + roles


def _pick(known: Mapping[str, Plan], name: str) -> Plan:
    if name not in known:
        raise UnknownChoice("plan", name, near(name, list(known)))
    return known[name]


def _stored(connection: Connection) -> dict[str, Plan]:
    rows = connection.execute(select(table.c.body).order_by(table.c.name)).scalars()
    return {plan.name: plan for plan in map(Plan.model_validate, rows)}


def _turn_page(connection: Connection) -> None:
    """Count a change. Whoever makes another one waits for this."""
    connection.execute(update(plan_book).values(version=plan_book.c.version + 1))


def _assign_person(connection: Connection, account: str, name: str | None) -> Change:
    platform, _, number = account.partition(":")
    sender = Sender(platform=platform, account=number)
    found = accounts.open_account(connection, sender, now(connection))
    connection.execute(update(people).where(people.c.id == found.id).values(plan=name))
    return Change(found.plan, name)


def _assign_place(connection: Connection, subject: str, name: str | None) -> Change:
    own = plan_assignments.c.subject == subject
    before = connection.execute(select(plan_assignments.c.plan).where(own)).scalar_one_or_none()
    connection.execute(delete(plan_assignments).where(own))
    if name is not None:
        values = {"subject": subject, "plan": name, "at": now(connection)}
        connection.execute(insert(plan_assignments).values(**values))
    return Change(before, name)


def _assignments(connection: Connection) -> list[Assignment]:
    rows = connection.execute(select(plan_assignments).order_by(plan_assignments.c.subject))
    found = [Assignment(row.subject, row.plan) for row in rows]
    return found + [Assignment(f"{row[0]}:{row[1]}", row[2]) for row in connection.execute(_with_a_plan())]


def _with_a_plan() -> Select[Any]:  # Any: platform, account and the name of the plan
    """Name each person with a plan by the identity that was known first."""
    of_a_person = identities.c.account_id == people.c.id
    first = select(func.min(identities.c.id)).where(of_a_person).correlate(people).scalar_subquery()
    return (
        select(identities.c.platform, identities.c.external, people.c.plan)
        .join(identities, identities.c.id == first)
        .where(people.c.plan.is_not(None))
        .order_by(identities.c.platform, identities.c.external)
    )
