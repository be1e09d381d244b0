"""What the buttons of a search stand for: they carry an id of a few letters, and still work next month."""

import hashlib
from datetime import datetime

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from tasks import accounts
from tasks.archive import EVERYTHING, Wanted
from tasks.database import Database, now
from tasks.job import Sender
from tasks.models_archive import searches

LENGTH = 10  # letters of an id; the same search of somebody has the same


class Searches:
    """Keeps searches, each its searcher's alone. Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, sender: Sender, wanted: Wanted) -> str:
        """Remember a search. Returns: its id; nothing for one that leaves nothing out."""
        if wanted == EVERYTHING:
            return ""
        body = wanted.model_dump_json()

        def note(connection: Connection) -> str:
            moment = now(connection)
            account = accounts.open_account(connection, sender, moment)
            number = hashlib.sha256(f"{account.id}:{body}".encode()).hexdigest()[:LENGTH]
            insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
            values = {"account_id": account.id, "body": wanted.model_dump(mode="json"), "used_at": moment}
            connection.execute(insert(searches).values(id=number, **values).on_conflict_do_nothing())
            return number

        return self._database.write(note)

    def kept(self, sender: Sender, number: str) -> Wanted:
        """Recall a search of the sender's; one that is not there any more leaves nothing out."""

        def recall(connection: Connection) -> Wanted:
            account = accounts.find(connection, sender.platform, sender.account)
            if account is None:
                return EVERYTHING
            mine = (searches.c.id == number) & (searches.c.account_id == account.id)
            body = connection.execute(select(searches.c.body).where(mine)).scalar_one_or_none()
            connection.execute(update(searches).where(mine).values(used_at=now(connection)))
            return EVERYTHING if body is None else Wanted.model_validate(body)

        return self._database.write(recall) if number else EVERYTHING


def drop_unused(connection: Connection, before: datetime) -> int:
    """Forget the searches that nobody used since a moment. Returns how many there were."""
    return connection.execute(delete(searches).where(searches.c.used_at < before)).rowcount
