"""Webhooks: where a key has its jobs told, what waits to be told, and what could not be.

Every delivery is a row of its own (`tasks/hooks.py` writes it with the job). Whoever sends takes it for a
minute; if they die, it comes again: at least once, in order for each job. After a day it is dead, and seen.
"""

import random
import secrets
from base64 import b64encode
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal  # Any: whole rows
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import Connection, Row, Select, delete, exists, insert, select, update

from tasks import accounts, audit
from tasks.actor import Actor
from tasks.audit import Change, Facts
from tasks.authority import Authority
from tasks.database import now
from tasks.job import Sender
from tasks.key_errors import NoSuchDelivery, NoSuchKey, WebhookUnfit
from tasks.keys import Key
from tasks.models_keys import api_keys
from tasks.models_people import identities
from tasks.models_webhooks import deliveries, webhooks

LEASE = timedelta(minutes=1)  # whoever sends has this long
FIRST_PAUSE_S, LONGEST_PAUSE_S = 5.0, 4 * 3600.0
GIVEN_UP = timedelta(days=1)
KEPT = timedelta(days=30)
OVERLAP = timedelta(days=1)  # a secret that was replaced signs as well so long
AT_ONCE, EACH = 20, 3  # deliveries that are taken at once, and of one key
LOOKED_AT = 500  # ... among so many that are due
LISTED = 100
URL_LIMIT = 500
PREFIX = "whsec_"


@dataclass(frozen=True)
class Delivery:
    """Something that is told, or was."""

    id: str
    key_id: str
    job_id: UUID
    event: str
    url: str
    state: Literal["waiting", "sent", "dead"]
    at: datetime
    due_at: datetime
    tries: int
    status: int | None
    problem: str
    owner: Sender
    secrets: tuple[str, ...] = ()  # with which it is signed


class Webhooks:
    """Keeps addresses and secrets, and gives out what waits. Thread-safe."""

    def __init__(self, authority: Authority, private: bool) -> None:
        """``private``: whether addresses may be in private networks, and without TLS."""
        self._authority = authority
        self.private = private

    def set(self, actor: Actor, key_id: str, url: str) -> str:
        """Have the jobs of a key told to an address, or to none but those that requests name.

        Returns: the secret, which is new each time; the one before signs as well for a day.
        Raises NoSuchKey for one that is not the actor's own, WebhookUnfit.
        """
        address = address_of(url, self.private) if url.strip() else ""
        secret = PREFIX + b64encode(secrets.token_bytes(32)).decode()

        def write(connection: Connection) -> str:
            if not (actor.operator or _owns(connection, actor.sender, key_id)):
                raise NoSuchKey
            moment = now(connection)
            own = webhooks.c.key_id == key_id
            had = connection.execute(select(webhooks.c.secret, webhooks.c.url).where(own)).one_or_none()
            connection.execute(delete(webhooks).where(own))
            old = {"before": had.secret if had else "", "before_until": moment + OVERLAP}
            values = {"url": address, "secret": secret, **old}
            connection.execute(insert(webhooks).values(key_id=key_id, **values))
            before: Facts = {"key": key_id, "url": had.url if had else None}
            after: Facts = {"key": key_id, "url": address}
            audit.note(
                connection, actor, Change("key.webhook", actor.name, before=before, after=after), moment
            )
            return secret

        return self._authority.write(write)

    def addresses(self, keys: Sequence[Key]) -> Mapping[str, str]:
        """Say where the jobs of keys are told, by the ids of those keys of which they are told somewhere."""
        query = select(webhooks.c.key_id, webhooks.c.url).where(webhooks.c.url != "")
        wanted = query.where(webhooks.c.key_id.in_([key.id for key in keys]))
        return {row.key_id: row.url for row in self._authority.read(lambda one: one.execute(wanted).all())}

    def take(self) -> list[Delivery]:
        """Take what is due, the first of each job; nobody else has it for a minute."""

        def write(connection: Connection) -> list[Delivery]:
            moment = now(connection)
            due = _query().where(deliveries.c.state == "waiting", deliveries.c.due_at <= moment, ~_behind())
            found = connection.execute(due.order_by(deliveries.c.due_at).limit(LOOKED_AT)).all()
            taken = [row for row in _shared(found) if _leased(connection, row, moment)]
            return [replace(_read(row, moment), tries=row.tries + 1) for row in taken]

        if not self._authority.read(_anything_due):
            return []
        return self._authority.write(write)

    def sent(self, one: Delivery, status: int) -> None:
        """Note that somebody took it."""
        self._end(one, state="sent", status=status, problem="")

    def failed(self, one: Delivery, status: int | None, problem: str, *, gone: bool = False) -> None:
        """Note that nobody took it: it comes again, later each time, and after a day no more.

        ``gone``: whether the other side wants to hear no more.
        """
        pause = timedelta(seconds=pause_s(one.tries))

        def write(connection: Connection) -> None:
            due = now(connection) + pause
            state = "dead" if gone or due > one.at + GIVEN_UP else "waiting"
            mine = update(deliveries).where(
                deliveries.c.id == one.id, deliveries.c.state == "waiting", deliveries.c.tries == one.tries
            )
            connection.execute(mine.values(state=state, due_at=due, status=status, problem=problem[:80]))

        self._authority.write(write)

    def of(self, sender: Sender) -> Sequence[Delivery]:
        """List what was and is to be told of the sender's jobs, the newest first."""

        def look(connection: Connection) -> Sequence[Delivery]:
            account = accounts.find(connection, sender.platform, sender.account)
            mine = _query().where(identities.c.account_id == (account.id if account else 0))
            rows = connection.execute(
                mine.order_by(deliveries.c.at.desc(), deliveries.c.position.desc()).limit(LISTED)
            )
            return [_read(row, now(connection)) for row in rows]

        return self._authority.read(look)

    def again(self, sender: Sender, number: str) -> None:
        """Send something once more, also what is dead or was sent. Raises NoSuchDelivery."""
        if not any(one.id == number for one in self.of(sender)):
            raise NoSuchDelivery

        def write(connection: Connection) -> None:
            moment = now(connection)
            again = {"state": "waiting", "due_at": moment, "at": moment, "tries": 0}
            connection.execute(update(deliveries).where(deliveries.c.id == number).values(**again))

        self._authority.write(write)

    def _end(self, one: Delivery, **values: object) -> None:
        def write(connection: Connection) -> None:
            connection.execute(update(deliveries).where(deliveries.c.id == one.id).values(**values))
            old = deliveries.c.at < now(connection) - KEPT
            connection.execute(delete(deliveries).where(old, deliveries.c.state != "waiting"))

        self._authority.write(write)


def address_of(text: str, private: bool) -> str:
    """Check the form of an address; what it leads to is checked each time when it is called.

    Raises WebhookUnfit.
    """
    url = text.strip()
    try:
        parts = urlsplit(url)
        port_fits = parts.port is None or parts.port > 0
    except ValueError as error:
        raise WebhookUnfit(url) from error
    schemes = {"https", "http"} if private else {"https"}
    fits = parts.scheme in schemes and parts.hostname and not parts.username and not parts.fragment
    if not (
        fits
        and port_fits
        and len(url) <= URL_LIMIT
        and url.isascii()
        and url.isprintable()
        and " " not in url
    ):
        raise WebhookUnfit(url)
    return url


def pause_s(tries: int) -> float:
    """Tell how long to wait after so many tries: four times as long each time, spread by a quarter."""
    pause = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 4.0 ** max(0, tries - 1))
    return pause * random.uniform(0.75, 1.25)  # noqa: S311 - only spreads the tries


def _anything_due(connection: Connection) -> bool:
    due = select(deliveries.c.id).where(
        deliveries.c.state == "waiting", deliveries.c.due_at <= now(connection)
    )
    return connection.execute(due.limit(1)).one_or_none() is not None


def _shared(due: Sequence[Row[Any]]) -> list[Row[Any]]:
    """Choose among what is due, so that nobody with many slow addresses holds up the others."""
    taken: Counter[str] = Counter()
    chosen = []
    for row in due:
        taken[row.key_id] += 1
        if taken[row.key_id] <= EACH:
            chosen.append(row)
    return chosen[:AT_ONCE]


def _leased(connection: Connection, row: Row[Any], moment: datetime) -> bool:
    """Take a row unless somebody else just did."""
    mine = update(deliveries).where(
        deliveries.c.id == row.id, deliveries.c.state == "waiting", deliveries.c.tries == row.tries
    )
    taken = mine.values(due_at=moment + LEASE, tries=row.tries + 1)
    return connection.execute(taken).rowcount == 1


def _behind() -> Any:  # noqa: ANN401 - a condition
    """Whether something earlier of the same job waits."""
    earlier = deliveries.alias()
    return exists().where(
        earlier.c.job_id == deliveries.c.job_id,
        earlier.c.position < deliveries.c.position,
        earlier.c.state == "waiting",
    )


def _owns(connection: Connection, sender: Sender, key_id: str) -> bool:
    account = accounts.find(connection, sender.platform, sender.account)
    query = (
        select(api_keys.c.id)
        .join(identities, identities.c.id == api_keys.c.identity_id)
        .where(api_keys.c.id == key_id, identities.c.account_id == (account.id if account else 0))
    )
    return connection.execute(query).one_or_none() is not None


def _query() -> Select[Any]:  # Any: a whole row
    signing = (webhooks.c.secret, webhooks.c.before, webhooks.c.before_until)
    return (
        select(deliveries, *signing, identities.c.platform, identities.c.external)
        .join(api_keys, api_keys.c.id == deliveries.c.key_id)
        .join(identities, identities.c.id == api_keys.c.identity_id)
        .join(webhooks, webhooks.c.key_id == deliveries.c.key_id)
    )


def _read(row: Row[Any], moment: datetime) -> Delivery:
    old = (row.before,) if row.before and row.before_until and moment < row.before_until else ()
    owner = Sender(platform=row.platform, account=row.external)
    told = {
        name: getattr(row, name) for name in Delivery.__dataclass_fields__ if name not in {"owner", "secrets"}
    }
    return Delivery(**told, owner=owner, secrets=(row.secret, *old))
