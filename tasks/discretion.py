"""Who wants what is made for them to be seen by them alone: a default of their own, on all platforms."""

from collections.abc import Mapping

from sqlalchemy import Connection, String, cast, delete, insert, literal, select

from tasks.database import Database
from tasks.local_settings import ON, PRIVATE, person_scope
from tasks.models_governing import local_settings
from tasks.models_people import identities


class Discretion:
    """Knows them. Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def chosen(self) -> Mapping[str, str]:
        """List everybody who wants that, by account ("telegram:1001"): few do, so that all fit in memory."""
        scope = literal(person_scope(0)[:-1]) + cast(identities.c.account_id, String)
        query = (
            select(identities.c.platform, identities.c.external)
            .join(local_settings, local_settings.c.scope == scope)
            .where(local_settings.c.name == PRIVATE)
        )

        def look(connection: Connection) -> Mapping[str, str]:
            return {f"{row.platform}:{row.external}": ON for row in connection.execute(query)}

        return self._database.read(look)


def join(connection: Connection, host_id: int, guest_id: int) -> None:
    """Keep hidden what either of two who become one wanted to be hidden."""
    scopes = [person_scope(number) for number in (host_id, guest_id)]
    named = local_settings.c.name == PRIVATE
    wanted = connection.execute(
        select(local_settings.c.scope).where(local_settings.c.scope.in_(scopes), named)
    ).scalars()
    if set(wanted) == {scopes[1]}:
        connection.execute(insert(local_settings).values(scope=scopes[0], name=PRIVATE, value=ON))
    connection.execute(delete(local_settings).where(local_settings.c.scope == scopes[1], named))
