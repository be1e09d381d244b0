"""Which language somebody chose to read, on all platforms where they are."""

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select, update

from tasks import accounts
from tasks.database import Database, now
from tasks.job import Sender
from tasks.models_languages import languages
from tasks.models_people import identities


class Languages:
    """Keeps what people chose. Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def choose(self, sender: Sender, locale: str) -> None:
        """Note the language that somebody wants to read; nothing: the one of their app."""

        def write(connection: Connection) -> None:
            moment = now(connection)
            account = accounts.open_account(connection, sender, moment)
            connection.execute(delete(languages).where(languages.c.account_id == account.id))
            if locale:
                values = {"account_id": account.id, "locale": locale, "at": moment}
                connection.execute(insert(languages).values(**values))

        self._database.write(write)

    def chosen(self) -> Mapping[str, str]:
        """List everybody who chose, by account ("telegram:1001"): few do, so that all fit in memory."""
        query = select(identities.c.platform, identities.c.external, languages.c.locale).join(
            languages, languages.c.account_id == identities.c.account_id
        )

        def look(connection: Connection) -> Mapping[str, str]:
            return {f"{row.platform}:{row.external}": row.locale for row in connection.execute(query)}

        return self._database.read(look)


def join(connection: Connection, host_id: int, guest_id: int) -> None:
    """Give the host the guest's choice, where the host has none."""
    has = connection.execute(select(languages.c.locale).where(languages.c.account_id == host_id)).first()
    own = languages.c.account_id == guest_id
    change = delete(languages).where(own) if has else update(languages).where(own).values(account_id=host_id)
    connection.execute(change)
