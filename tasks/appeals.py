"""Appeals: somebody whose words were blocked asks the moderators, and hears what they say."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any  # of a whole row
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, delete, insert, select, update

from tasks import accounts, audit, restraint
from tasks.actor import Actor
from tasks.audit import Change
from tasks.authority import Authority
from tasks.database import Database, now
from tasks.job import Job, Place, Request, Sender
from tasks.models_appeals import moderator_chats
from tasks.models_words import catches
from tasks.moderation import Admitted, Asking
from tasks.moderation_errors import CaseClosed, NoSuchCase, RuleFixed
from tasks.notices import Notice, post
from tasks.roles import Deed
from tasks.scopes import server_scopes
from tasks.texts import asked_in
from tasks.words import STUDIO, shipped

REQUEST: TypeAdapter[Request] = TypeAdapter(Request)
OPEN_FOR = timedelta(days=7)  # so long one may appeal, and so long moderators may answer
LISTED = 100


class State(StrEnum):
    """Where a case is. From "appealed" it moves once."""

    NOTED = "noted"
    APPEALED = "appealed"
    ALLOWED = "allowed"  # this once: it is made as it was asked for
    LIFTED = "lifted"  # the warning is taken back
    UPHELD = "upheld"


@dataclass(frozen=True)
class Case:
    """Something that was blocked."""

    id: UUID
    sender: Sender
    place: Place
    scope: str  # of the list
    rule: str
    request: Request | None  # forgotten after some weeks
    at: datetime
    state: State
    warned: bool
    appealed_at: datetime | None
    answered_by: str
    warning: int | None = None

    @property
    def words(self) -> str:
        """What was asked for."""
        asked = asked_in(self.request) if self.request else None
        return "\n".join(filter(None, asked)) if asked else ""


class Appeals:
    """Takes appeals and answers them. Thread-safe."""

    def __init__(
        self, database: Database, authority: Authority, take: Callable[[Asking, Admitted], Job]
    ) -> None:
        """``take`` makes a job of what a moderator allows."""
        self._database = database
        self._authority = authority
        self._take = take

    def case(self, sender: Sender, case_id: UUID) -> Case:
        """Look up a case of the sender's own. Raises NoSuchCase."""
        return self._database.read(lambda connection: _own(connection, sender, case_id))

    def ask(self, sender: Sender, case_id: UUID) -> Case:
        """Ask the moderators about a case, once. Raises NoSuchCase; CaseClosed where that is over."""

        def write(connection: Connection) -> Case:
            moment, case = now(connection), _own(connection, sender, case_id)
            if case.state is State.APPEALED:
                return case
            if case.request is None or case.at < moment - OPEN_FOR:
                raise CaseClosed
            if not _move(connection, case, State.APPEALED, appealed_at=moment):
                raise CaseClosed
            audit.note(connection, Actor.at(sender, case.place), Change("appeal.ask", str(case.id)), moment)
            _call(connection, case, moment)
            return case

        return self._database.write(write)

    def answer(self, actor: Actor, case_id: UUID, answer: State) -> Case:
        """Allow what was asked for this once, take the warning back, or leave all as it is.

        A second word of the same kind does no harm: it finishes what an interrupted one began.
        Raises NotAllowed, NoSuchCase, CaseClosed, RuleFixed where the list that ships blocked it; and what
        ``Desk.take`` raises where it is allowed.
        """

        def decide(connection: Connection) -> Case:
            moment, case = now(connection), _find(connection, case_id)
            if case.state is answer:
                return case
            if answer is State.ALLOWED and case.rule in {rule.name for rule in shipped()}:
                raise RuleFixed(case.rule)
            late = case.appealed_at is None or case.appealed_at < moment - OPEN_FOR
            values = {"answered_at": moment, "answered_by": actor.name[:200]}
            if late or not _move(connection, case, answer, **values):
                raise CaseClosed
            if answer is not State.UPHELD and case.warning is not None:
                restraint.lift_one(connection, case.warning, moment)
            change = Change(f"appeal.{answer}", str(case.id), before={"rule": case.rule})
            audit.note(connection, actor, change, moment)
            post(connection, _told(case, answer), moment)
            return case

        towards = self._database.read(lambda connection: _find(connection, case_id)).sender
        case = self._authority.act(actor, Deed.RESTRAIN, f"appeal.{answer}", decide, towards)
        if answer is State.ALLOWED and case.request is not None:
            asking = Asking(case.request, case.sender, case.place, f"appeal:{case.id}")
            self._take(asking, Admitted(case.request))
        return case

    def waiting(self, actor: Actor) -> list[Case]:
        """List the appeals that wait for an answer, the oldest first. Raises NotAllowed."""

        def look(connection: Connection) -> list[Case]:
            young = catches.c.appealed_at > now(connection) - OPEN_FOR
            query = select(catches).where(catches.c.state == State.APPEALED, young)
            rows = connection.execute(query.order_by(catches.c.appealed_at).limit(LISTED))
            return [_read(row) for row in rows]

        return self._authority.look(actor, Deed.RESTRAIN, "appeal.list", look)

    def call_to(self, actor: Actor, scope: str, place: Place | None, locale: str) -> None:
        """Have the appeals of a server, or of all others ("studio"), told in a place; nothing: nowhere.

        Raises NotAllowed.
        """

        def write(connection: Connection) -> None:
            moment = now(connection)
            connection.execute(delete(moderator_chats).where(moderator_chats.c.scope == scope))
            if place is not None:
                values = {"scope": scope, "place": place.model_dump(mode="json"), "locale": locale}
                values |= {"set_by": actor.name[:200]}
                connection.execute(insert(moderator_chats).values(**values, set_at=moment))
            after = {"chat": f"{place.platform}:{place.chat}" if place else None}
            audit.note(connection, actor, Change("appeal.chat", scope, after=after), moment)

        server = f"{place.platform}:server:{place.server}" if place and place.server else ""
        deed = Deed.RESTRAIN if scope == server else Deed.ARRANGE
        self._authority.act(actor, deed, "appeal.chat", write)


def _call(connection: Connection, case: Case, moment: datetime) -> None:
    """Tell the moderators of a server, where they have a place for that."""
    for scope in (*server_scopes(case.place), STUDIO):
        row = connection.execute(select(moderator_chats).filter_by(scope=scope)).one_or_none()
        if row is not None:
            facts = {"person": case.sender.name or case.sender.address, "account": case.sender.address}
            notice = Notice(
                place=Place.model_validate(row.place),
                locale=row.locale,
                code="appeal-asked",
                facts={**facts, "rule": case.rule, "scope": case.scope},
                hidden=case.words,
                case=str(case.id),
            )
            post(connection, notice, moment)
            return


def _told(case: Case, answer: State) -> Notice:
    """Tell the person what came of it."""
    facts = {"answer": answer.value, "warned": "yes" if case.warned else "no"}
    return Notice(place=case.place, reader=case.sender, code="appeal-answered", facts=facts)


def _own(connection: Connection, sender: Sender, case_id: UUID) -> Case:
    account = accounts.find(connection, sender.platform, sender.account)
    query = select(catches.c.account_id).where(catches.c.id == case_id)
    owner = connection.execute(query).scalar_one_or_none()
    if account is None or owner != account.id:
        raise NoSuchCase
    return _find(connection, case_id)


def _find(connection: Connection, case_id: UUID) -> Case:
    row = connection.execute(select(catches).where(catches.c.id == case_id)).one_or_none()
    if row is None:
        raise NoSuchCase
    return _read(row)


def _move(connection: Connection, case: Case, to: State, **values: object) -> bool:
    """Move a case on, from where it was seen. Returns whether nobody else did."""
    if case.state is not (State.NOTED if to is State.APPEALED else State.APPEALED):
        return False
    swap = update(catches).where(catches.c.id == case.id, catches.c.state == case.state)
    return connection.execute(swap.values(state=to.value, **values)).rowcount == 1


def _read(row: Row[Any]) -> Case:
    return Case(
        id=row.id,
        sender=Sender.model_validate(row.sender),
        place=Place.model_validate(row.place),
        scope=row.scope,
        rule=row.rule,
        request=REQUEST.validate_python(row.request) if row.request else None,
        at=row.at,
        state=State(row.state),
        warned=row.warning is not None,
        appealed_at=row.appealed_at,
        answered_by=row.answered_by,
        warning=row.warning,
    )
