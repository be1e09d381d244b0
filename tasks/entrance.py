"""The entrance of the page: links that log somebody in once, and the sessions that they open.

A link lives five minutes. A session ends a week after it began, or a day after it was last seen; the secret
in its cookie changes every quarter of an hour. Whoever shows a secret that was replaced some time ago holds
a copy, and the session ends for both.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any  # of whole rows

from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from tasks import accounts
from tasks.database import Database, now
from tasks.job import Sender
from tasks.linking_errors import LinkSpent, TooManyLinks
from tasks.models import accounts as people
from tasks.models_entrance import sessions, tickets
from tasks.models_people import identities

TICKET_LASTS = timedelta(minutes=5)
TICKETS_MOST = 5  # that somebody may ask for in the time below
TICKETS_IN = timedelta(minutes=10)
SESSION_LASTS = timedelta(days=7)
IDLE_LASTS = timedelta(days=1)
TURN_AFTER = timedelta(minutes=15)
GRACE = timedelta(minutes=1)  # in which requests that were under way may show the old secret
NOTE_AFTER = timedelta(minutes=1)  # how exactly it is known when a session was last seen


@dataclass(frozen=True)
class Ticket:
    """What a link carries."""

    token: str
    expires_at: datetime


@dataclass(frozen=True)
class Session:
    """Somebody who is logged in."""

    id: str
    sender: Sender
    csrf: str  # every form that changes something repeats it
    cookie: str  # what the browser shall hold; nothing where it does already
    expires_at: datetime


class Entrance:
    """Logs people in and out. Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ticket(self, sender: Sender) -> Ticket:
        """Make a link for somebody; those before it are void. Raises TooManyLinks."""
        token = secrets.token_urlsafe(32)

        def write(connection: Connection) -> Ticket:
            moment = now(connection)
            accounts.open_account(connection, sender, moment)
            mine = _identity(connection, sender)
            connection.execute(delete(tickets).where(tickets.c.expires_at < moment - TICKETS_IN))
            own = tickets.c.identity_id == mine
            lately = select(func.count()).where(own, tickets.c.made_at > moment - TICKETS_IN)
            if connection.execute(lately).scalar_one() >= TICKETS_MOST:
                raise TooManyLinks(int(TICKETS_IN.total_seconds() // 60))
            connection.execute(update(tickets).where(own).values(used=True))
            values = {"identity_id": mine, "made_at": moment, "expires_at": moment + TICKET_LASTS}
            connection.execute(insert(tickets).values(digest=_digest(token), **values))
            return Ticket(token, moment + TICKET_LASTS)

        return self._database.write(write)

    def look(self, token: str) -> Sender:
        """Say whom a link would log in, without using it up. Raises LinkSpent."""
        return self._database.read(lambda connection: _sender(connection, _valid(connection, token)))

    def enter(self, token: str) -> Session:
        """Use a link up and open a session. Raises LinkSpent, also for one that was used."""
        secret, number, csrf = secrets.token_urlsafe(32), secrets.token_hex(16), secrets.token_urlsafe(32)

        def write(connection: Connection) -> Session:
            identity = _valid(connection, token)
            unused = update(tickets).where(tickets.c.digest == _digest(token), tickets.c.used.is_(False))
            if connection.execute(unused.values(used=True)).rowcount != 1:
                raise LinkSpent
            moment = now(connection)
            connection.execute(delete(sessions).where(_over(moment)))
            ends = moment + SESSION_LASTS
            connection.execute(
                insert(sessions).values(
                    id=number,
                    identity_id=identity,
                    digest=_digest(secret),
                    csrf=csrf,
                    made_at=moment,
                    turned_at=moment,
                    seen_at=moment,
                    expires_at=ends,
                )
            )
            return Session(number, _sender(connection, identity), csrf, f"{number}.{secret}", ends)

        return self._database.write(write)

    def session(self, cookie: str) -> Session | None:
        """Look up who a cookie belongs to, if the session still holds. The secret in it may change."""
        number, _, secret = cookie.partition(".")
        found = self._database.read(lambda connection: _found(connection, number, secret))
        if found is None or not found.due:
            return found.session if found else None
        return self._database.write(lambda connection: _kept(connection, number, secret))

    def leave(self, session: Session) -> None:
        """End a session."""
        self._database.write(
            lambda connection: connection.execute(delete(sessions).where(sessions.c.id == session.id))
        )

    def leave_everywhere(self, sender: Sender) -> int:
        """End every session of a person, and void their links. Returns how many sessions there were."""

        def write(connection: Connection) -> int:
            account = accounts.find(connection, sender.platform, sender.account)
            own = select(identities.c.id).where(identities.c.account_id == (account.id if account else 0))
            connection.execute(update(tickets).where(tickets.c.identity_id.in_(own)).values(used=True))
            return connection.execute(delete(sessions).where(sessions.c.identity_id.in_(own))).rowcount

        return self._database.write(write)


@dataclass(frozen=True)
class _Found:
    session: Session | None
    due: bool  # whether something is to be written


def _found(connection: Connection, number: str, secret: str) -> _Found | None:
    row = connection.execute(select(sessions).where(sessions.c.id == number)).one_or_none()
    moment = now(connection)
    if row is None or row.expires_at <= moment or row.seen_at <= moment - IDLE_LASTS:
        return None
    if not _same(secret, row.digest):
        return _replaced(connection, row, secret, moment)
    due = row.turned_at <= moment - TURN_AFTER or row.seen_at <= moment - NOTE_AFTER
    return _Found(_session(connection, row), due)


def _replaced(connection: Connection, row: Row[Any], secret: str, moment: datetime) -> _Found | None:
    """Judge a secret that is not the session's own: the one before it passes for a moment."""
    if not row.before or not _same(secret, row.before):
        return None
    if row.turned_at > moment - GRACE:
        return _Found(_session(connection, row), due=False)
    return _Found(None, due=True)


def _kept(connection: Connection, number: str, secret: str) -> Session | None:
    """Note that a session was seen, change its secret where that is due, end it where it was copied."""
    found = _found(connection, number, secret)
    if found is None:
        return None
    own = sessions.c.id == number
    if found.session is None:
        connection.execute(delete(sessions).where(own))
        return None
    moment = now(connection)
    row = connection.execute(select(sessions.c.turned_at).where(own)).one()
    changes: dict[str, object] = {"seen_at": moment}
    cookie = ""
    if row.turned_at <= moment - TURN_AFTER:
        fresh = secrets.token_urlsafe(32)
        cookie = f"{number}.{fresh}"
        changes |= {"before": _digest(secret), "digest": _digest(fresh), "turned_at": moment}
    # Two at once: one of them changes the secret, and the other passes with the one before.
    current = update(sessions).where(own, sessions.c.digest == _digest(secret)).values(**changes)
    if connection.execute(current).rowcount != 1:
        return found.session
    one = found.session
    return Session(one.id, one.sender, one.csrf, cookie, one.expires_at)


def _session(connection: Connection, row: Row[Any]) -> Session:
    return Session(row.id, _sender(connection, row.identity_id), row.csrf, "", row.expires_at)


def _valid(connection: Connection, token: str) -> int:
    """Give the identity of a link that still works. Raises LinkSpent."""
    row = connection.execute(select(tickets).where(tickets.c.digest == _digest(token))).one_or_none()
    if row is None or row.used or row.expires_at <= now(connection):
        raise LinkSpent
    return int(row.identity_id)


def _sender(connection: Connection, identity: int) -> Sender:
    query = (
        select(identities.c.platform, identities.c.external, people.c.name)
        .join(people, people.c.id == identities.c.account_id)
        .where(identities.c.id == identity)
    )
    row = connection.execute(query).one()
    return Sender(platform=row.platform, account=row.external, name=row.name)


def _identity(connection: Connection, sender: Sender) -> int:
    own = select(identities.c.id).filter_by(platform=sender.platform, external=sender.account)
    return int(connection.execute(own).scalar_one())


def _over(moment: datetime) -> Any:  # noqa: ANN401 - a condition
    return or_(sessions.c.expires_at <= moment, sessions.c.seen_at <= moment - IDLE_LASTS)


def _same(secret: str, digest: str) -> bool:
    return hmac.compare_digest(_digest(secret), digest)


def _digest(text: str) -> str:
    return sha256(text.encode(errors="replace")).hexdigest()
