"""What is told to somebody unasked: kept until the bot of their platform has told it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any  # of a whole row
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, delete, insert, select, update

from generation.errors import Fact
from tasks.database import Database, now
from tasks.job import Place, Sender
from tasks.models_appeals import notices

GIVEN_UP = timedelta(days=1)  # what could not be told until then is told no more
KEPT = timedelta(days=30)
AT_ONCE = 50


@dataclass(frozen=True)
class Notice:
    """A sentence for a person or a chat, as its key and facts."""

    place: Place
    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    reader: Sender | None = None  # nothing: whoever is in the place
    locale: str = "en"  # of the place, where there is no reader
    hidden: str = ""  # what is shown behind a spoiler
    case: str = ""  # an appeal that waits for an answer
    id: UUID = field(default_factory=uuid4)


class Notices:
    """Gives out what waits to be told. Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def waiting(self, platform: str) -> list[Notice]:
        """List what is to be told on a platform, the oldest first."""

        def look(connection: Connection) -> list[Notice]:
            young = notices.c.at > now(connection) - GIVEN_UP
            query = select(notices).where(notices.c.platform == platform, notices.c.told_at.is_(None), young)
            return [_read(row) for row in connection.execute(query.order_by(notices.c.at).limit(AT_ONCE))]

        return self._database.read(look)

    def told(self, notice_id: UUID) -> None:
        """Note that something was told."""

        def write(connection: Connection) -> None:
            moment = now(connection)
            own = update(notices).where(notices.c.id == notice_id)
            connection.execute(own.values(told_at=moment, hidden=""))
            connection.execute(delete(notices).where(notices.c.at < moment - KEPT))

        self._database.write(write)


def post(connection: Connection, notice: Notice, moment: datetime) -> None:
    """Have something told, once this transaction is committed."""
    values = {
        "id": notice.id,
        "platform": notice.place.platform,
        "place": notice.place.model_dump(mode="json"),
        "reader": notice.reader.model_dump(mode="json") if notice.reader else None,
        "locale": notice.locale,
        "code": notice.code,
        "facts": dict(notice.facts),
        "hidden": notice.hidden[:4000],
        "case": notice.case,
        "at": moment,
    }
    connection.execute(insert(notices).values(**values))


def _read(row: Row[Any]) -> Notice:
    return Notice(
        id=row.id,
        place=Place.model_validate(row.place),
        reader=Sender.model_validate(row.reader) if row.reader else None,
        locale=row.locale,
        code=row.code,
        facts=row.facts,
        hidden=row.hidden,
        case=row.case,
    )
