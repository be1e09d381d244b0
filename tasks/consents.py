"""Who agreed to what: a face is animated only after its sender said that it may be."""

from sqlalchemy import Connection, insert, select

from tasks import accounts
from tasks.database import Database, now
from tasks.job import Sender
from tasks.models import consents


class Consents:
    """Keeps consents, one a person and wording. Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def consented(self, sender: Sender, version: str) -> bool:
        """Whether somebody agreed to a version of the wording."""

        def look(connection: Connection) -> bool:
            account = accounts.find(connection, sender.platform, sender.account)
            return account is not None and _found(connection, account.id, version)

        return self._database.read(look)

    def consent(self, sender: Sender, version: str) -> None:
        """Note that somebody agreed; the first time counts."""

        def agree(connection: Connection) -> None:
            moment = now(connection)
            account = accounts.open_account(connection, sender, moment)
            if not _found(connection, account.id, version):  # nobody else comes in: the account is locked
                connection.execute(insert(consents).values(account_id=account.id, version=version, at=moment))

        self._database.write(agree)


def _found(connection: Connection, account_id: int, version: str) -> bool:
    query = select(consents.c.at).where(consents.c.account_id == account_id, consents.c.version == version)
    return connection.execute(query).one_or_none() is not None
