"""A request that comes in pieces: a selfie now, the voice note later. A restart in between loses nothing."""

from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select

from tasks import accounts
from tasks.accounts import Account
from tasks.database import Database, now
from tasks.job import Place, Sender
from tasks.models import conversations


class Conversation(BaseModel, frozen=True):
    """What is there of a request, and what it waits for."""

    photo: str = ""  # key of an upload, or of a picture that the studio made
    face: int | None = None  # which of the faces, once it was chosen
    faces: int = 0  # how many were found
    sound: str = ""  # key of an upload
    moves: str = ""  # key of an upload
    text: str = ""
    options: dict[str, str | float | bool] = {}
    waiting: Literal["photo", "voice", "face", "consent"]


class Conversations:
    """Keeps half-done requests, one a person and chat. Thread-safe."""

    def __init__(self, database: Database, limit: timedelta) -> None:
        self._database = database
        self._limit = limit

    def conversation(self, sender: Sender, place: Place) -> Conversation | None:
        """Give what somebody has begun in a chat, unless it was too long ago."""

        def look(connection: Connection) -> Conversation | None:
            account = accounts.find(connection, sender.platform, sender.account)
            if account is None:
                return None
            fresh = conversations.c.updated_at > now(connection) - self._limit
            query = select(conversations.c.body).where(_of(account, place), fresh)
            body = connection.execute(query).scalar_one_or_none()
            return Conversation.model_validate(body) if body is not None else None

        return self._database.read(look)

    def converse(self, sender: Sender, place: Place, conversation: Conversation) -> None:
        """Remember how far somebody has come in a chat, in place of what was remembered."""

        def note(connection: Connection) -> None:
            moment = now(connection)
            account = accounts.open_account(connection, sender, moment)
            connection.execute(delete(conversations).where(_of(account, place)))
            connection.execute(
                insert(conversations).values(
                    account_id=account.id,
                    chat=place.chat,
                    body=conversation.model_dump(mode="json"),
                    updated_at=moment,
                )
            )

        self._database.write(note)

    def forget(self, sender: Sender, place: Place) -> bool:
        """Forget what somebody has begun in a chat. Returns whether there was anything."""

        def drop(connection: Connection) -> bool:
            account = accounts.find(connection, sender.platform, sender.account)
            if account is None:
                return False
            return connection.execute(delete(conversations).where(_of(account, place))).rowcount > 0

        return self._database.write(drop)


def drop_stale(connection: Connection, before: datetime) -> int:
    """Forget every conversation that nobody went on with since a moment. Returns how many there were."""
    return connection.execute(delete(conversations).where(conversations.c.updated_at < before)).rowcount


def _of(account: Account, place: Place) -> ColumnElement[bool]:
    return and_(conversations.c.account_id == account.id, conversations.c.chat == place.chat)
