"""One person on many platforms: a code from one, typed on another, joins the two."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any  # of whole rows
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, delete, insert, select, update

from generation.errors import Refusal
from tasks import accounts, history, joining, restraint
from tasks.database import Database, now
from tasks.errors import NoSuchJob
from tasks.job import Job, Sender
from tasks.linking_errors import (
    AlreadyLinked,
    CodeExpired,
    CodeUsed,
    CodeWrong,
    NotLinked,
    OwnCode,
    TooManyCodes,
)
from tasks.models import accounts as people
from tasks.models_people import identities, link_codes
from tasks.plans import Plans

ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O and U: they look like others, or make words
LENGTH = 8  # 22 ** 8 = 5.5e10 codes
LASTS = timedelta(minutes=10)
KEPT = timedelta(days=1)  # an old code is told from a wrong one for so long
TRIES = 5  # wrong codes that somebody may type in the time that a code lasts


@dataclass(frozen=True)
class Code:
    """What somebody types on another platform."""

    text: str
    expires_at: datetime


class People:
    """Joins accounts and parts them. Thread-safe."""

    def __init__(self, database: Database, plans: Plans) -> None:
        self._database = database
        self._plans = plans

    def code(self, sender: Sender) -> Code:
        """Make a code that joins another platform to the sender's person. An earlier one is void."""
        text = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        digest = _digest(text)

        def write(connection: Connection) -> Code:
            moment = now(connection)
            accounts.open_account(connection, sender, moment)
            mine = _identity(connection, sender)
            connection.execute(delete(link_codes).where(link_codes.c.expires_at < moment - KEPT))
            unused = link_codes.c.used_by.is_(None)
            connection.execute(delete(link_codes).where(link_codes.c.identity_id == mine.id, unused))
            values = {"identity_id": mine.id, "expires_at": moment + LASTS}
            connection.execute(insert(link_codes).values(digest=digest, **values))
            return Code(text, moment + LASTS)

        return self._database.write(write)

    def link(self, sender: Sender, code: str) -> Sequence[str]:
        """Join the sender to the person who made a code. Returns the platforms that the person is on.

        Raises CodeWrong, CodeUsed, CodeExpired, OwnCode, AlreadyLinked, TooManyCodes.
        """
        digest = _digest("".join(mark for mark in code.upper() if mark.isalpha()))
        self._database.write(lambda connection: accounts.open_account(connection, sender, now(connection)))
        outcome = self._database.write(lambda connection: self._link(connection, sender, digest))
        if isinstance(outcome, Refusal):
            raise outcome
        return outcome

    def unlink(self, sender: Sender) -> None:
        """Part the sender's platform from its person, who keeps everything; it starts empty.

        Raises NotLinked if the person is on no other platform.
        """

        def part(connection: Connection) -> None:
            moment = now(connection)
            person = accounts.open_account(connection, sender, moment)
            mine = _identity(connection, sender)
            if len(_platforms(connection, person.id)) < 2:
                raise NotLinked
            everybody = self._plans.everybody.daily_credits or 0
            kept = person.daily if (person.daily or 0) < everybody else None  # no way round a limit
            generous = self._plans.rations(connection, replace(person, daily=None))
            more = generous.daily > everybody or generous.monthly > 0
            opened = insert(people).values(
                platform="",  # it was opened on none
                external=uuid4().hex,
                name="",
                created_at=moment,
                daily_credits=kept,
                plan=None if more else person.plan,
                refilled_on=moment.date(),  # or today's allowance would be there twice
            )
            number = connection.execute(opened.returning(people.c.id)).scalar_one()
            restraint.copy(connection, person.id, number, moment)
            own = update(identities).where(identities.c.id == mine.id)
            connection.execute(own.values(account_id=number))

        self._database.write(part)

    def platforms(self, sender: Sender) -> Sequence[str]:
        """List the platforms that the sender's person is on."""

        def look(connection: Connection) -> Sequence[str]:
            account = accounts.find(connection, sender.platform, sender.account)
            return _platforms(connection, account.id) if account else [sender.platform]

        return self._database.read(look)

    def _link(self, connection: Connection, sender: Sender, digest: str) -> Sequence[str] | Refusal:
        """Check a code and use it. A refusal is returned, for what it writes must stay."""
        moment = now(connection)
        code = connection.execute(select(link_codes).where(link_codes.c.digest == digest)).one_or_none()
        mine, theirs = _both(connection, _identity(connection, sender).id, code)
        fresh = mine.tried_at is not None and mine.tried_at > moment - LASTS
        tries = mine.tries if fresh else 0
        if tries >= TRIES:
            return TooManyCodes(int(LASTS.total_seconds() // 60))
        if code is None or theirs is None:
            note = update(identities).where(identities.c.id == mine.id)
            connection.execute(note.values(tries=tries + 1, tried_at=mine.tried_at if fresh else moment))
            return CodeWrong()
        if refusal := _unfit(code, mine, theirs, moment):
            return refusal
        if _use(connection, digest, mine.id):
            joining.join(connection, theirs.account_id, mine.account_id, self._plans, moment, digest[:32])
        elif mine.account_id != theirs.account_id:
            return CodeUsed()  # somebody else was faster
        return _platforms(connection, theirs.account_id)


def own(connection: Connection, job_id: UUID, sender: Sender) -> Job:
    """Look up a job of the sender's person. Raises NoSuchJob, also for somebody else's or a deleted one."""
    job = history.find(connection, job_id)
    if job is None or history.hidden(connection, job_id):
        raise NoSuchJob
    account = accounts.find(connection, sender.platform, sender.account)
    if account is None or account.id != history.account_of(connection, job_id):
        raise NoSuchJob
    return job


def _unfit(code: Row[Any], mine: Row[Any], theirs: Row[Any], moment: datetime) -> Refusal | None:
    """Say why a code cannot be used, if it cannot. One that this very platform used is no mistake."""
    if code.used_by is not None:
        again = code.used_by == mine.id and mine.account_id == theirs.account_id
        return None if again else CodeUsed()
    if code.expires_at <= moment:
        return CodeExpired()
    if mine.id == theirs.id:
        return OwnCode()
    return AlreadyLinked() if mine.account_id == theirs.account_id else None


def _use(connection: Connection, digest: str, identity_id: int) -> bool:
    """Use a code up. Returns whether nobody had."""
    unused = update(link_codes).where(link_codes.c.digest == digest, link_codes.c.used_by.is_(None))
    return connection.execute(unused.values(used_by=identity_id)).rowcount == 1


def _both(connection: Connection, mine: int, code: Row[Any] | None) -> tuple[Row[Any], Row[Any] | None]:
    """Read both ends of a link and lock them, in one order."""
    wanted = {mine} if code is None else {mine, code.identity_id}
    query = select(identities).where(identities.c.id.in_(wanted)).order_by(identities.c.id)
    if connection.dialect.name != "sqlite":
        query = query.with_for_update()
    rows = {row.id: row for row in connection.execute(query)}
    return rows[mine], rows.get(code.identity_id) if code else None


def _identity(connection: Connection, sender: Sender) -> Row[Any]:
    query = select(identities).filter_by(platform=sender.platform, external=sender.account)
    return connection.execute(query).one()


def _platforms(connection: Connection, account_id: int) -> list[str]:
    query = select(identities.c.platform).where(identities.c.account_id == account_id)
    return list(connection.execute(query.order_by(identities.c.id)).scalars())


def _digest(code: str) -> str:
    """Hash a code slowly: it is short, and whoever copies the database shall not find it in ten minutes."""
    return hashlib.scrypt(code.encode(), salt=b"limner-link", n=2**14, r=8, p=1, dklen=32).hex()
