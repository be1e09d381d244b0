"""The audit log: who did what to whom, what was before and after, why, when, from where. Append-only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any  # any: whole rows

from sqlalchemy import Connection, Select, insert, select

from tasks.actor import Actor
from tasks.database import Database, now
from tasks.errors import DoneOtherwise
from tasks.models_admin import audit
from tasks.roles import Deed

if TYPE_CHECKING:
    from tasks.authority import Authority

Facts = Mapping[str, str | int | float | bool | None]

REFUSED = "refused"  # an act that its actor may not do
REFUSAL_PAUSE = timedelta(hours=1)  # the same refusal to the same person is noted once in this time
REASON_LIMIT = 500  # characters


@dataclass(frozen=True)
class Change:
    """What is done: an act, to whom, and what it changes."""

    act: str  # "quota.grant"
    whom: str = ""  # "telegram:1001", "discord:server:55", a job, a worker
    asked: Facts = field(default_factory=dict)  # what a repeat of the same event must ask for as well
    before: Facts = field(default_factory=dict)
    after: Facts = field(default_factory=dict)
    reason: str = ""
    key: str = ""  # names the event; nothing: it may be repeated


@dataclass(frozen=True)
class Entry:
    """One line of the log."""

    id: int
    at: datetime
    actor: str
    act: str
    whom: str
    before: Facts
    after: Facts
    reason: str
    origin: str


class Audit:
    """Reads the log. Thread-safe."""

    def __init__(self, database: Database, authority: "Authority") -> None:
        self._database = database
        self._authority = authority

    def read(
        self, actor: Actor, lately: timedelta | None = None, whom: str = "", limit: int = 50
    ) -> Sequence[Entry]:
        """List the last entries to an actor who may see them, the newest first. Raises NotAllowed."""
        self._authority.insist(actor, Deed.COUNT, "audit.read")
        since = self._database.read(now) - lately if lately else None
        return self.entries(since, whom, limit=limit)

    def entries(
        self, since: datetime | None = None, whom: str = "", actor: str = "", limit: int = 50
    ) -> Sequence[Entry]:
        """List the last entries, the newest first, to whoever has made sure that they may be seen."""
        query = select(audit).order_by(audit.c.id.desc()).limit(limit)
        if since is not None:
            query = query.where(audit.c.at >= since)
        if whom:
            query = query.where(audit.c.whom == whom)
        if actor:
            query = query.where(audit.c.actor == actor)
        return self._database.read(lambda connection: _read(connection, query))


def note(connection: Connection, actor: Actor, change: Change, moment: datetime) -> None:
    """Write down what an actor does, in the transaction that does it."""
    connection.execute(
        insert(audit).values(
            at=moment,
            actor=actor.name[:200],
            act=change.act,
            whom=change.whom[:200],
            asked=dict(change.asked),
            before=dict(change.before),
            after=dict(change.after),
            reason=change.reason[:REASON_LIMIT],
            origin=actor.origin[:200],
            key=_key(change),
        )
    )


def done(connection: Connection, change: Change) -> bool:
    """Whether the event of a change has done it before.

    Raises DoneOtherwise if it did the same kind of thing to somebody else, or by another amount.
    """
    if not change.key:
        return False
    row = connection.execute(select(audit).where(audit.c.key == _key(change))).one_or_none()
    if row is None:
        return False
    if row.whom != change.whom[:200] or row.asked != dict(change.asked):
        raise DoneOtherwise(row.whom, ", ".join(str(value) for value in row.asked.values()))
    return True


def note_refusal(database: Database, actor: Actor, act: str, whom: str = "") -> None:
    """Write down that somebody tried what they may not do; once an hour for the same."""

    def write(connection: Connection) -> None:
        moment = now(connection)
        mine = (
            audit.c.actor == actor.name[:200],
            audit.c.act == REFUSED,
            audit.c.at > moment - REFUSAL_PAUSE,
        )
        lately = connection.execute(select(audit.c.after).where(*mine)).scalars().all()
        if {"act": act} not in lately:
            note(connection, actor, Change(REFUSED, whom, after={"act": act}), moment)

    database.write(write)


def _key(change: Change) -> str | None:
    return f"{change.act}:{change.key}"[:300] if change.key else None


def _read(connection: Connection, query: Select[Any]) -> list[Entry]:  # Any: whole rows
    return [
        Entry(row.id, row.at, row.actor, row.act, row.whom, row.before, row.after, row.reason, row.origin)
        for row in connection.execute(query)
    ]
