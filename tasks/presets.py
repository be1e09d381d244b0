"""What people keep for their prompts: styles, and lists of words that wildcards draw from.

Everybody keeps their own; admins keep those of a server and of the studio. Of one name the narrowest counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from tasks import accounts, audit
from tasks.actor import Actor
from tasks.audit import Change
from tasks.authority import Authority
from tasks.database import now
from tasks.errors import NoSuchPreset, TooManyPresets
from tasks.job import Place, Sender
from tasks.local_settings import STUDIO, person_scope
from tasks.models_presets import presets
from tasks.roles import Deed
from tasks.scopes import server_scopes

MOST = 100  # of one kind that a scope holds

Body = Mapping[str, Any]  # JSON


class Kind(StrEnum):
    """What is kept."""

    STYLE = "style"
    WILDCARD = "wildcard"


@dataclass(frozen=True)
class Preset:
    """One thing that is kept, and for whom: "studio", "discord:server:55", "person"."""

    name: str
    scope: str
    body: Body


class Presets:
    """Keeps presets, and finds those that hold for somebody in a place. Thread-safe."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority

    def here(self, kind: Kind, sender: Sender, place: Place) -> list[Preset]:
        """List what of a kind there is for somebody in a place, each name once, by name."""

        def look(connection: Connection) -> list[Preset]:
            account = accounts.find(connection, sender.platform, sender.account)
            own = [person_scope(account.id)] if account else []
            scopes = [STUDIO, *server_scopes(place), *own]
            query = select(presets).where(presets.c.kind == kind, presets.c.scope.in_(scopes))
            rows = sorted(connection.execute(query), key=lambda row: scopes.index(row.scope))
            found = {row.name: Preset(row.name, _shown(row.scope), row.body) for row in rows}
            return sorted(found.values(), key=lambda one: one.name)

        return self._authority.read(look)

    def save(self, kind: Kind, name: str, body: Body, sender: Sender) -> None:
        """Keep something of the sender's own, in the place of what had its name. Raises TooManyPresets."""

        def write(connection: Connection) -> None:
            account = accounts.open_account(connection, sender, now(connection))
            _put(connection, person_scope(account.id), kind, name, body)

        self._authority.write(write)

    def drop(self, kind: Kind, name: str, sender: Sender) -> None:
        """Forget something of the sender's own. Raises NoSuchPreset."""

        def write(connection: Connection) -> None:
            account = accounts.find(connection, sender.platform, sender.account)
            if account is None or _forget(connection, person_scope(account.id), kind, name) is None:
                raise NoSuchPreset(kind, name)

        self._authority.write(write)

    def share(self, actor: Actor, scope: str, kind: Kind, name: str, body: Body | None, key: str) -> None:
        """Keep something for a server or the studio; nothing forgets it.

        Raises NotAllowed, TooManyPresets, NoSuchPreset.
        """

        def do(connection: Connection) -> None:
            change = Change(f"{kind}.{'save' if body else 'delete'}", f"{scope} {name}", key=key)
            if audit.done(connection, change):
                return
            before = _body(connection, scope, kind, name)
            if body is not None:
                _put(connection, scope, kind, name, body)
            elif _forget(connection, scope, kind, name) is None:
                raise NoSuchPreset(kind, name)
            noted = Change(change.act, change.whom, {}, _facts(before), _facts(body), key=key)
            audit.note(connection, actor, noted, now(connection))

        self._authority.act(actor, Deed.ARRANGE, kind, do)


def join(connection: Connection, host_id: int, guest_id: int) -> None:
    """Give the host the presets of the guest; where both have one of a name, the host's stays."""
    host, guest = person_scope(host_id), person_scope(guest_id)
    own = connection.execute(select(presets.c.kind, presets.c.name).where(presets.c.scope == host)).all()
    taken = {(row.kind, row.name) for row in own}
    for row in connection.execute(select(presets).where(presets.c.scope == guest)).all():
        which = (presets.c.scope == guest, presets.c.kind == row.kind, presets.c.name == row.name)
        if (row.kind, row.name) in taken:
            connection.execute(delete(presets).where(*which))
        else:
            connection.execute(update(presets).where(*which).values(scope=host))


def _put(connection: Connection, scope: str, kind: Kind, name: str, body: Body) -> None:
    _forget(connection, scope, kind, name)
    there = select(func.count()).where(presets.c.scope == scope, presets.c.kind == kind)
    if connection.execute(there).scalar_one() >= MOST:
        raise TooManyPresets(MOST)
    connection.execute(insert(presets).values(scope=scope, kind=kind, name=name, body=dict(body)))


def _forget(connection: Connection, scope: str, kind: Kind, name: str) -> Body | None:
    """Delete a preset. Returns what it was; nothing where there was none."""
    before = _body(connection, scope, kind, name)
    which = (presets.c.scope == scope, presets.c.kind == kind, presets.c.name == name)
    connection.execute(delete(presets).where(*which))
    return before


def _body(connection: Connection, scope: str, kind: Kind, name: str) -> Body | None:
    which = (presets.c.scope == scope, presets.c.kind == kind, presets.c.name == name)
    found: Body | None = connection.execute(select(presets.c.body).where(*which)).scalar_one_or_none()
    return found


def _facts(body: Body | None) -> dict[str, str]:
    """Write a preset as the audit log does."""
    return {name: str(value) for name, value in (body or {}).items() if value}


def _shown(scope: str) -> str:
    return "person" if scope.startswith("person:") else scope
