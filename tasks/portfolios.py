"""Pictures that somebody gathers for a training, and what is to come of them. A restart loses nothing."""

from datetime import datetime, timedelta
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Connection, select, update

from tasks import accounts
from tasks.accounts import Account
from tasks.database import Database
from tasks.drafts import Drafts, draft_of
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


class Portfolios(Drafts[Portfolio]):
    """Keeps portfolios, one a person and chat. Thread-safe."""

    def __init__(self, database: Database, limit: timedelta) -> None:
        super().__init__(database, limit, portfolios, Portfolio)

    def foremost(self, sender: Sender, place: Place) -> bool:
        """Tell whether somebody gathers pictures in a chat, and has turned to no clip there since."""
        if (known := self.of(sender, place)) is None or known.job is not None:
            return False

        def look(connection: Connection) -> bool:
            account = accounts.find(connection, sender.platform, sender.account)
            if account is None:
                return False
            mine = (conversations.c.account_id == portfolios.c.account_id) & (
                conversations.c.chat == portfolios.c.chat
            )
            later = conversations.c.updated_at > portfolios.c.updated_at
            query = select(conversations.c.chat).join(portfolios, mine).where(later)
            return (
                account is not None
                and not connection.execute(query.where(draft_of(portfolios, account, place))).all()
            )

        return self._database.read(look)

    def _touch(self, connection: Connection, account: Account, draft: Portfolio, moment: datetime) -> None:
        """Keep its pictures as long as it is there."""
        mine = (uploads.c.account_id == account.id, uploads.c.key.in_(draft.keys))
        connection.execute(update(uploads).where(*mine).values(sent_at=moment))
