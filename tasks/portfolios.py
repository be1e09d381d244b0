"""Pictures that somebody gathers for a training, and what is to come of them. A restart loses nothing."""

from datetime import datetime, timedelta
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select, update

from tasks import accounts
from tasks.accounts import Account
from tasks.database import Database, now
from tasks.job import Place, Sender
from tasks.models import conversations, uploads
from tasks.models_portfolios import portfolios


class Specimen(BaseModel, frozen=True):
    """One of the pictures: an upload, and a small one that stands for it."""

    key: str
    small: str  # the key of a WebP
    look: str  # what it looks like from far away, in base64: two that show the same look alike
    width_px: int
    height_px: int


class Portfolio(BaseModel, frozen=True):
    """What was gathered so far."""

    mark: str  # its own; a button below an older one is known by it
    name: str = ""  # of what is learnt; nothing: not chosen yet
    words: str = ""  # that call it; nothing: the name
    model: str = ""  # nothing: that of the studio
    steps: int = 0  # 0: as many as is usual
    seed: int | None = None
    faces: bool = False  # whether one was found in any of the pictures
    pictures: tuple[Specimen, ...] = ()
    job: UUID | None = None  # which learns them, once it has begun

    @property
    def keys(self) -> tuple[str, ...]:
        """List all uploads that it is made of."""
        return tuple(key for one in self.pictures for key in (one.key, one.small))


class Portfolios:
    """Keeps portfolios, one a person and chat. Thread-safe."""

    def __init__(self, database: Database, limit: timedelta) -> None:
        self._database = database
        self._limit = limit

    def of(self, sender: Sender, place: Place) -> Portfolio | None:
        """Give what somebody gathers in a chat, unless they left it alone for too long."""

        def look(connection: Connection) -> Portfolio | None:
            account = accounts.find(connection, sender.platform, sender.account)
            if account is None:
                return None
            fresh = portfolios.c.updated_at > now(connection) - self._limit
            query = select(portfolios.c.body).where(_of(account, place), fresh)
            body = connection.execute(query).scalar_one_or_none()
            return Portfolio.model_validate(body) if body is not None else None

        return self._database.read(look)

    def foremost(self, sender: Sender, place: Place) -> bool:
        """Tell whether somebody gathers pictures in a chat, and has turned to no clip there since."""
        if (known := self.of(sender, place)) is None or known.job is not None:
            return False

        def look(connection: Connection) -> bool:
            account = accounts.find(connection, sender.platform, sender.account)
            mine = (conversations.c.account_id == portfolios.c.account_id) & (
                conversations.c.chat == portfolios.c.chat
            )
            later = conversations.c.updated_at > portfolios.c.updated_at
            query = select(conversations.c.chat).join(portfolios, mine).where(later)
            return account is not None and not connection.execute(query.where(_of(account, place))).all()

        return self._database.read(look)

    def keep(self, sender: Sender, place: Place, portfolio: Portfolio) -> None:
        """Remember a portfolio in place of what was there; its pictures stay as long as it does."""

        def note(connection: Connection) -> None:
            moment = now(connection)
            account = accounts.open_account(connection, sender, moment)
            connection.execute(delete(portfolios).where(_of(account, place)))
            body = portfolio.model_dump(mode="json")
            facts = {"account_id": account.id, "chat": place.chat, "body": body, "updated_at": moment}
            connection.execute(insert(portfolios).values(**facts))
            mine = (uploads.c.account_id == account.id, uploads.c.key.in_(portfolio.keys))
            connection.execute(update(uploads).where(*mine).values(sent_at=moment))

        self._database.write(note)

    def forget(self, sender: Sender, place: Place) -> bool:
        """Forget what somebody gathers in a chat. Returns whether there was anything."""

        def drop(connection: Connection) -> bool:
            account = accounts.find(connection, sender.platform, sender.account)
            if account is None:
                return False
            return connection.execute(delete(portfolios).where(_of(account, place))).rowcount > 0

        return self._database.write(drop)


def drop_stale(connection: Connection, before: datetime) -> int:
    """Forget every portfolio that nobody touched since a moment. Returns how many there were."""
    return connection.execute(delete(portfolios).where(portfolios.c.updated_at < before)).rowcount


def _of(account: Account, place: Place) -> ColumnElement[bool]:
    return and_(portfolios.c.account_id == account.id, portfolios.c.chat == place.chat)
