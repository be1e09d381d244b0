"""What somebody has begun in a chat and not yet asked for. A restart in between loses nothing."""

from datetime import datetime, timedelta
from typing import Generic, TypeVar

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Connection, Table, and_, delete, insert, select

from tasks import accounts
from tasks.accounts import Account
from tasks.database import Database, now
from tasks.job import Place, Sender

Body = TypeVar("Body", bound=BaseModel)


class Drafts(Generic[Body]):
    """Keeps drafts of a kind, one a person and chat. Thread-safe.

    Their table has the columns account_id, chat, body (JSON) and updated_at.
    """

    def __init__(self, database: Database, limit: timedelta, table: Table, kind: type[Body]) -> None:
        """``limit``: how long a draft that nobody goes on with is kept."""
        self._database = database
        self._limit = limit
        self._table = table
        self._kind = kind

    def of(self, sender: Sender, place: Place) -> Body | None:
        """Give what somebody has begun in a chat, unless they left it alone for too long."""

        def look(connection: Connection) -> Body | None:
            account = accounts.find(connection, sender.platform, sender.account)
            if account is None:
                return None
            fresh = self._table.c.updated_at > now(connection) - self._limit
            query = select(self._table.c.body).where(draft_of(self._table, account, place), fresh)
            body = connection.execute(query).scalar_one_or_none()
            return self._kind.model_validate(body) if body is not None else None

        return self._database.read(look)

    def keep(self, sender: Sender, place: Place, draft: Body) -> None:
        """Remember how far somebody has come in a chat, in place of what was remembered."""

        def note(connection: Connection) -> None:
            moment = now(connection)
            account = accounts.open_account(connection, sender, moment)
            connection.execute(delete(self._table).where(draft_of(self._table, account, place)))
            body = draft.model_dump(mode="json")
            facts = {"account_id": account.id, "chat": place.chat, "body": body, "updated_at": moment}
            connection.execute(insert(self._table).values(**facts))
            self._touch(connection, account, draft, moment)

        self._database.write(note)

    def forget(self, sender: Sender, place: Place) -> bool:
        """Forget what somebody has begun in a chat. Returns whether there was anything."""

        def drop(connection: Connection) -> bool:
            account = accounts.find(connection, sender.platform, sender.account)
            if account is None:
                return False
            gone = delete(self._table).where(draft_of(self._table, account, place))
            return connection.execute(gone).rowcount > 0

        return self._database.write(drop)

    def _touch(self, connection: Connection, account: Account, draft: Body, moment: datetime) -> None:
        """Note what else is kept as long as a draft, in the transaction that keeps it."""


def drop_stale(connection: Connection, table: Table, before: datetime) -> int:
    """Forget the drafts of a table that nobody went on with since a moment. Returns how many there were."""
    return connection.execute(delete(table).where(table.c.updated_at < before)).rowcount


def draft_of(table: Table, account: Account, place: Place) -> ColumnElement[bool]:
    """Name the draft of somebody in a chat."""
    return and_(table.c.account_id == account.id, table.c.chat == place.chat)
