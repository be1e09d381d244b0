"""API keys: a program that shows one acts as the person who made it, within the limits of the key.

A key is ``lim_<id>_<secret>``. The secret has 256 bits and is shown once; its SHA-256 is kept, which needs no
slow hash: nobody can try 2**256 secrets.
"""

import hmac
import secrets
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from math import ceil
from typing import Any  # of whole rows

from sqlalchemy import ColumnElement, Connection, Row, Select, case, insert, or_, select, update

from tasks import accounts, audit
from tasks.actor import Actor
from tasks.audit import Change, Facts
from tasks.authority import Authority
from tasks.database import now
from tasks.errors import NotAllowed
from tasks.job import Sender
from tasks.key_errors import KeyExpired, KeyRevoked, KeyTooFast, KeyUnknown, NoSuchKey, TooManyKeys
from tasks.models import accounts as people
from tasks.models_keys import api_keys
from tasks.models_people import identities
from tasks.roles import Deed, Role, may

PREFIX = "lim_"
MOST = 20  # keys that a person has at once
MINUTE = timedelta(minutes=1)
NAME_LIMIT = 64  # characters
REMEMBERED = 1000  # keys


class Scope(StrEnum):
    """What a key may be used for."""

    DRAW = "draw"  # pictures, and what is made of pictures
    SPEAK = "speak"  # voices and clips
    READ = "read"  # jobs, results, prices
    ADMIN = "admin"  # the account itself: its keys and links, what is packed, what is erased


USUAL = frozenset({Scope.DRAW, Scope.SPEAK, Scope.READ})


@dataclass(frozen=True)
class Terms:
    """What a new key shall be allowed."""

    name: str = ""
    scopes: frozenset[Scope] = USUAL
    per_minute: int = 60  # requests
    daily_credits: int | None = None  # nothing: what its person has
    monthly_credits: int | None = None
    lasts: timedelta | None = timedelta(days=90)  # nothing: for ever


@dataclass(frozen=True)
class Key:
    """A key, without its secret."""

    id: str
    owner: Sender
    terms: Terms
    made_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    used_at: datetime | None

    def works(self, moment: datetime) -> bool:
        """Tell whether it opens anything."""
        return self.revoked_at is None and (self.expires_at is None or moment < self.expires_at)


@dataclass(frozen=True)
class Use:
    """One use of a key: who comes, and what is left of the minute."""

    key: Key
    left: int  # requests
    resets_s: int

    @property
    def sender(self) -> Sender:
        """Whoever the program acts as."""
        return self.key.owner.model_copy(update={"api_key": self.key.id})


class Keys:
    """Makes, lists, revokes and knows keys. Thread-safe."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority
        self._met: OrderedDict[str, None] = OrderedDict()  # digests of keys that were used lately

    def make(self, actor: Actor, terms: Terms, owner: Sender | None = None) -> tuple[Key, str]:
        """Make a key for the actor; the operator may make one for anybody, and nobody else: it acts as them.

        Returns: the key and its whole text, which is kept nowhere. Raises TooManyKeys, NotAllowed.
        """
        number, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        whose = owner or actor.sender
        if whose.address != actor.sender.address and not actor.operator:
            raise NotAllowed(Role.OWNER)

        def write(connection: Connection) -> Key:
            moment = now(connection)
            accounts.open_account(connection, whose, moment)
            known = _of(connection, whose)
            if done := next((key for key in known if key.id == number), None):
                return done  # the commit was made, and only its answer lost
            if sum(key.works(moment) for key in known) >= MOST:
                raise TooManyKeys(MOST)
            values = _values(terms, moment) | {"id": number, "digest": _digest(secret)}
            own = select(identities.c.id).filter_by(platform=whose.platform, external=whose.account)
            connection.execute(insert(api_keys).values(identity_id=own.scalar_subquery(), **values))
            made = _get(connection, number)
            audit.note(connection, actor, Change("key.make", whose.address, after=_facts(made)), moment)
            return made

        return self._authority.write(write), f"{PREFIX}{number}_{secret}"

    def of(self, actor: Actor, owner: Sender | None = None) -> Sequence[Key]:
        """List the keys of the actor, or of somebody else for an admin, the newest first.

        Raises NotAllowed.
        """
        whose = owner or actor.sender
        if whose.address == actor.sender.address:
            return self._authority.read(lambda connection: _of(connection, whose))
        return self._authority.look(actor, Deed.CREDIT, "key.list", lambda connection: _of(connection, whose))

    def every(self, actor: Actor) -> Sequence[Key]:
        """List all keys, the newest first. Raises NotAllowed."""
        return self._authority.look(actor, Deed.CREDIT, "key.list", _listed)

    def revoke(self, actor: Actor, number: str, reason: str = "") -> Key:
        """End a key of the actor's own, or anybody's for an admin; one that ended stays as it is.

        ``number``: its id, or the whole key. Raises NoSuchKey, also for somebody else's.
        """

        def write(connection: Connection) -> Key:
            key = _get(connection, number_of(number))
            if not (_owns(connection, actor, key) or self._rules(connection, actor)):
                raise NoSuchKey
            if key.revoked_at is not None:
                return key
            moment = now(connection)
            connection.execute(update(api_keys).where(api_keys.c.id == key.id).values(revoked_at=moment))
            ended: Facts = {"revoked_at": moment.isoformat()}
            change = Change("key.revoke", key.owner.address, before=_facts(key), after=ended, reason=reason)
            audit.note(connection, actor, change, moment)
            return _get(connection, key.id)

        return self._authority.write(write)

    def use(self, text: str) -> Use:
        """Know who comes with a key, and count it. Raises KeyUnknown, KeyRevoked, KeyExpired, KeyTooFast."""
        # Whoever has a key is served in one transaction; strangers never get as far as to write.
        known = _digest(text)
        if known not in self._met:
            self._authority.read(lambda connection: _working(connection, text))
        use = self._authority.write(lambda connection: _counted(connection, _working(connection, text)))
        self._met[known] = None
        while len(self._met) > REMEMBERED:
            self._met.popitem(last=False)
        return use

    def _rules(self, connection: Connection, actor: Actor) -> bool:
        return may(self._authority.role_within(connection, actor), Deed.CREDIT)


def number_of(text: str) -> str:
    """Take the id out of a key, or of what begins like one."""
    return text.strip().removeprefix(PREFIX).partition("_")[0][:16]


def _values(terms: Terms, moment: datetime) -> dict[str, object]:
    return {
        "name": terms.name[:NAME_LIMIT],
        "scopes": sorted(terms.scopes),
        "per_minute": terms.per_minute,
        "daily_credits": terms.daily_credits,
        "monthly_credits": terms.monthly_credits,
        "made_at": moment,
        "expires_at": moment + terms.lasts if terms.lasts else None,
    }


def _shown(connection: Connection, text: str) -> tuple[Key, datetime]:
    """Find the key that a text is. Raises KeyUnknown."""
    secret = text.removeprefix(PREFIX).partition("_")[2]
    row = connection.execute(_query().where(api_keys.c.id == number_of(text))).one_or_none()
    if row is None or not text.startswith(PREFIX) or not hmac.compare_digest(_digest(secret), row.digest):
        raise KeyUnknown
    return _key(row), now(connection)


def _working(connection: Connection, text: str) -> Key:
    """Find the key that a text is, if it opens anything. Raises KeyUnknown, KeyRevoked, KeyExpired."""
    key, moment = _shown(connection, text)
    if key.revoked_at is not None:
        raise KeyRevoked
    if not key.works(moment):
        raise KeyExpired
    return key


def _counted(connection: Connection, key: Key) -> Use:
    """Count a request: so many in each minute of the clock. Raises KeyTooFast."""
    moment = now(connection)
    minute = moment.replace(second=0, microsecond=0)
    again = api_keys.c.minute_at == minute
    count = case((again, api_keys.c.minute_count + 1), else_=1)
    free = or_(api_keys.c.minute_at.is_(None), ~again, api_keys.c.minute_count < key.terms.per_minute)
    counted = (
        update(api_keys)
        .where(api_keys.c.id == key.id, free)
        .values(used_at=moment, minute_at=minute, minute_count=count)
        .returning(api_keys.c.minute_count)
    )
    used = connection.execute(counted).scalar_one_or_none()
    resets_s = max(1, ceil((minute + MINUTE - moment).total_seconds()))
    if used is None:
        raise KeyTooFast(key.terms.per_minute, resets_s)
    return Use(key, key.terms.per_minute - used, resets_s)


def _of(connection: Connection, owner: Sender) -> list[Key]:
    account = accounts.find(connection, owner.platform, owner.account)
    return _listed(connection, identities.c.account_id == account.id) if account else []


def _owns(connection: Connection, actor: Actor, key: Key) -> bool:
    return any(one.id == key.id for one in _of(connection, actor.sender))


def _get(connection: Connection, number: str) -> Key:
    """Look a key up. Raises NoSuchKey."""
    found = _listed(connection, api_keys.c.id == number)
    if not found:
        raise NoSuchKey
    return found[0]


def _listed(connection: Connection, *which: ColumnElement[bool]) -> list[Key]:
    query = _query().where(*which).order_by(api_keys.c.made_at.desc(), api_keys.c.id)
    return [_key(row) for row in connection.execute(query)]


def _query() -> Select[Any]:  # Any: a whole row
    whose = (identities.c.platform, identities.c.external, people.c.name.label("owner"))
    return (
        select(api_keys, *whose)
        .join(identities, identities.c.id == api_keys.c.identity_id)
        .join(people, people.c.id == identities.c.account_id)
    )


def _key(row: Row[Any]) -> Key:
    lasts = row.expires_at - row.made_at if row.expires_at else None
    scopes = frozenset(Scope(one) for one in row.scopes if one in set(Scope))
    terms = Terms(row.name, scopes, row.per_minute, row.daily_credits, row.monthly_credits, lasts)
    owner = Sender(platform=row.platform, account=row.external, name=row.owner)
    return Key(row.id, owner, terms, row.made_at, row.expires_at, row.revoked_at, row.used_at)


def _facts(key: Key) -> Facts:
    """Write what a key may, for the log."""
    return {
        "key": key.id,
        "name": key.terms.name,
        "scopes": " ".join(sorted(key.terms.scopes)),
        "expires_at": key.expires_at.isoformat() if key.expires_at else None,
        "daily_credits": key.terms.daily_credits,
        "monthly_credits": key.terms.monthly_credits,
    }


def _digest(secret: str) -> str:
    return sha256(secret.encode(errors="replace")).hexdigest()
