"""What chats vouch for: the Discord roles and Telegram groups that make more of people, as last seen.

A chat says with each event which mapped groups somebody is in. That counts at that moment, and for a while
elsewhere: on the page, on linked platforms, and for whoever does something to them. An event from the same
server that does not show a group any more takes it back, and so does a chat that says who has left.
"""

import time
from collections import OrderedDict
from collections.abc import Iterator
from datetime import datetime, timedelta

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Connection, delete, insert, select

from tasks import accounts
from tasks.database import Database, now
from tasks.job import Sender
from tasks.models_people import identities
from tasks.models_vouched import vouched
from tasks.settings import TasksSettings

NOTE_AFTER = timedelta(minutes=10)  # how exactly it is known when somebody was last seen in a group
REMEMBERED = 10_000  # of those who were noted lately, and need not be looked up


class Seen(BaseModel, frozen=True):
    """A mapped group in which somebody was seen."""

    platform: str
    account: str
    mapped: str  # "discord:9001", as the operator names it
    at: datetime


class Vouching:
    """Remembers what chats say of people. Thread-safe."""

    def __init__(self, database: Database, settings: TasksSettings) -> None:
        self._database = database
        self._mapped = frozenset(group for group, _ in settings.roles)
        self._noted: OrderedDict[tuple[str, str], tuple[frozenset[str], float]] = OrderedDict()

    def news(self, sender: Sender, server: str) -> bool:
        """Tell whether a chat says what is not noted yet. Looks into the memory alone."""
        if not (self._mapped and server):
            return False
        shown, at = self._noted.get((sender.address, server), (None, 0.0))
        return shown != self._shown(sender) or time.monotonic() - at > NOTE_AFTER.total_seconds()

    def note(self, sender: Sender, server: str) -> None:
        """Remember which mapped groups somebody is seen in, and forget those that the same server showed."""
        shown = self._shown(sender)
        told = self._database.read(lambda connection: _any(connection, _told(sender, server)))
        if shown or told:
            self._database.write(lambda connection: _replace(connection, sender, server, shown))
        self._noted[sender.address, server] = shown, time.monotonic()
        while len(self._noted) > REMEMBERED:
            self._noted.popitem(last=False)

    def gone(self, platform: str, server: str, account: str = "") -> None:
        """Forget what a server said of somebody who left it, or of everybody where nobody is named."""
        for known in [key for key in list(self._noted) if key[1] == server]:
            self._noted.pop(known, None)
        of_server = _identities(platform, account) & (vouched.c.server == server)
        if self._mapped:
            self._database.write(lambda connection: connection.execute(delete(vouched).where(of_server)))

    def _shown(self, sender: Sender) -> frozenset[str]:
        return self._mapped.intersection(sender.groups)


def remembered(connection: Connection, account_id: int, since: datetime) -> Iterator[str]:
    """Name the mapped groups in which a person was seen since a moment, on whichever platform."""
    mine = select(identities.c.id).where(identities.c.account_id == account_id)
    query = select(vouched.c.mapped).where(vouched.c.identity_id.in_(mine), vouched.c.seen_at > since)
    yield from connection.execute(query).scalars()


def seen(connection: Connection, account_id: int) -> tuple[Seen, ...]:
    """List the mapped groups in which a person was seen, on each platform, the latest first."""
    columns = (identities.c.platform, identities.c.external, vouched.c.mapped, vouched.c.seen_at)
    query = select(*columns).join(vouched, vouched.c.identity_id == identities.c.id)
    mine = query.where(identities.c.account_id == account_id).order_by(vouched.c.seen_at.desc())
    return tuple(
        Seen(platform=row.platform, account=row.external, mapped=row.mapped, at=row.seen_at)
        for row in connection.execute(mine)
    )


def forget(connection: Connection, account_id: int) -> None:
    """Forget what chats said of a person, until they say it again."""
    mine = select(identities.c.id).where(identities.c.account_id == account_id)
    connection.execute(delete(vouched).where(vouched.c.identity_id.in_(mine)))


def drop_old(connection: Connection, before: datetime) -> None:
    """Forget what was last said long ago."""
    connection.execute(delete(vouched).where(vouched.c.seen_at < before))


def _replace(connection: Connection, sender: Sender, server: str, shown: frozenset[str]) -> None:
    moment = now(connection)
    if shown:
        accounts.open_account(connection, sender, moment)
    mine = select(identities.c.id).filter_by(platform=sender.platform, external=sender.account)
    connection.execute(delete(vouched).where(_told(sender, server)))
    connection.execute(
        delete(vouched).where(_identities(sender.platform, sender.account), vouched.c.mapped.in_(shown))
    )
    for group in sorted(shown):
        seen = {"mapped": group, "server": server, "seen_at": moment}
        connection.execute(insert(vouched).values(identity_id=mine.scalar_subquery(), **seen))


def _told(sender: Sender, server: str) -> ColumnElement[bool]:
    return _identities(sender.platform, sender.account) & (vouched.c.server == server)


def _identities(platform: str, account: str) -> ColumnElement[bool]:
    """Tell the rows of an account of a platform, or of all of them."""
    named = {"platform": platform} | ({"external": account} if account else {})
    return vouched.c.identity_id.in_(select(identities.c.id).filter_by(**named))


def _any(connection: Connection, which: ColumnElement[bool]) -> bool:
    return connection.execute(select(vouched.c.mapped).where(which).limit(1)).one_or_none() is not None
