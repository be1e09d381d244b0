"""Pausing: no new jobs of a kind, or none at all, in the studio or in a place. What runs is finished."""

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select

from generation.catalogue import near
from generation.errors import UnknownChoice
from tasks import audit
from tasks.actor import Actor
from tasks.admin_errors import NotHalted
from tasks.audit import Change
from tasks.authority import Authority
from tasks.database import now
from tasks.local_settings import HALT, KINDS, STUDIO
from tasks.models_governing import local_settings
from tasks.roles import Deed

ALL = "all"
REASON_LIMIT = 200  # characters


class Halts:
    """Pauses and resumes. Thread-safe."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority

    def pause(self, actor: Actor, kind: str, reason: str, scope: str = STUDIO, key: str = "") -> None:
        """Take no new jobs of a kind ("all": of none). Raises NotAllowed, UnknownChoice."""
        change = Change("pause", f"{scope} {_kind(kind)}", reason=reason, key=key)

        def do(connection: Connection) -> None:
            if audit.done(connection, change):
                return
            own = (local_settings.c.scope == scope, local_settings.c.name == HALT + kind)
            connection.execute(delete(local_settings).where(*own))
            values = {"scope": scope, "name": HALT + kind, "value": reason[:REASON_LIMIT]}
            connection.execute(insert(local_settings).values(**values))
            audit.note(connection, actor, change, now(connection))

        self._authority.act(actor, Deed.RUN_WORKERS, change.act, do)

    def resume(self, actor: Actor, kind: str, scope: str = STUDIO, key: str = "") -> None:
        """Take jobs of a kind again. Raises NotAllowed, UnknownChoice, NotHalted."""
        change = Change("resume", f"{scope} {_kind(kind)}", key=key)

        def do(connection: Connection) -> None:
            if audit.done(connection, change):
                return
            own = (local_settings.c.scope == scope, local_settings.c.name == HALT + kind)
            if connection.execute(delete(local_settings).where(*own)).rowcount == 0:
                raise NotHalted(kind)
            audit.note(connection, actor, change, now(connection))

        self._authority.act(actor, Deed.RUN_WORKERS, change.act, do)

    def every(self) -> Mapping[tuple[str, str], str]:
        """List what is halted: scope and kind, and why."""
        query = select(local_settings).where(local_settings.c.name.startswith(HALT))
        rows = self._authority.read(lambda connection: connection.execute(query).all())
        return {(row.scope, row.name.removeprefix(HALT)): row.value for row in rows}


def _kind(kind: str) -> str:
    if kind not in {ALL, *KINDS}:
        raise UnknownChoice("kind", kind, near(kind, [ALL, *KINDS]))
    return kind
