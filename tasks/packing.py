"""Large exports: packed beside everything else, with progress, by whichever process is free.

A row says what is to be packed. Whoever takes it has a lease and a fencing number (the try), and renews the
lease as it goes on; where it dies, somebody else begins anew. Whoever asked is told in the end.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal  # Any: a whole row

from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from tasks import accounts, notices
from tasks.database import Database, now
from tasks.job import Place, Sender
from tasks.models_packing import packings
from tasks.notices import Notice

LEASE = timedelta(seconds=60)
TRIES = 3  # then it is given up


class PackingLost(Exception):
    """Whoever asked has left, or somebody else packs it."""


@dataclass(frozen=True)
class Packing:
    """Something that is being packed, or was."""

    account_id: int
    sender: Sender
    place: Place
    part_bytes: int
    state: Literal["waiting", "ready", "failed"]
    tries: int
    files: int  # nothing before it began
    packed: int

    @property
    def share(self) -> float:
        """Say how far it is, from 0 to 1."""
        return 1.0 if self.state == "ready" else self.packed / self.files if self.files else 0.0


class Packings:
    """Keeps what is being packed. Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, sender: Sender, place: Place, part_bytes: int) -> Packing:
        """Have everything of somebody packed; what is under way for them already goes on."""

        def write(connection: Connection) -> Packing:
            moment = now(connection)
            account = accounts.open_account(connection, sender, moment)
            had = _find(connection, account.id)
            if had is not None and had.state == "waiting":
                return had
            connection.execute(delete(packings).where(packings.c.account_id == account.id))
            asked = {"sender": sender.model_dump(mode="json"), "place": place.model_dump(mode="json")}
            values = {"account_id": account.id, "part_bytes": part_bytes, "begun_at": moment, **asked}
            connection.execute(insert(packings).values(**values))
            return _get(connection, account.id)

        return self._database.write(write)

    def of(self, sender: Sender) -> Packing | None:
        """Look up what is being packed for somebody, or was of late."""

        def look(connection: Connection) -> Packing | None:
            account = accounts.find(connection, sender.platform, sender.account)
            return _find(connection, account.id) if account else None

        return self._database.read(look)

    def take(self) -> Packing | None:
        """Take something that waits to be packed, or that somebody left lying."""

        def write(connection: Connection) -> Packing | None:
            moment = now(connection)
            row = connection.execute(_due(moment)).first()
            if row is None:
                return None
            own = update(packings).where(
                packings.c.account_id == row.account_id, packings.c.tries == row.tries
            )
            if row.tries >= TRIES:
                connection.execute(own.values(state="failed"))
                _tell(connection, _get(connection, row.account_id), "mydata-not-packed", moment)
                return None
            taken = own.values(tries=row.tries + 1, lease_until=moment + LEASE, packed=0)
            return _get(connection, row.account_id) if connection.execute(taken).rowcount else None

        if self._database.read(lambda connection: connection.execute(_due(now(connection))).first()) is None:
            return None
        return self._database.write(write)

    def went(self, packing: Packing, packed: int, files: int) -> None:
        """Note how far it is, and keep the lease. Raises PackingLost."""
        self._change(packing, packed=packed, files=files)

    def ready(self, packing: Packing) -> None:
        """Note that it is packed, and have that told. Raises PackingLost."""
        self._change(packing, state="ready")

    def _change(self, packing: Packing, **values: object) -> None:
        def write(connection: Connection) -> None:
            moment = now(connection)
            own = packings.c.account_id == packing.account_id, packings.c.tries == packing.tries
            lease = {"lease_until": moment + LEASE}
            if not connection.execute(update(packings).where(*own).values(**values, **lease)).rowcount:
                raise PackingLost
            if values.get("state") == "ready":
                _tell(connection, packing, "mydata-ready", moment)

        self._database.write(write)


def drop_old(connection: Connection, before: datetime) -> None:
    """Forget what was asked for before a moment."""
    connection.execute(delete(packings).where(packings.c.begun_at < before))


def _due(moment: datetime) -> Any:  # noqa: ANN401 - a statement
    free = or_(packings.c.lease_until.is_(None), packings.c.lease_until < moment)
    return select(packings).where(packings.c.state == "waiting", free).order_by(packings.c.begun_at).limit(1)


def _tell(connection: Connection, packing: Packing, code: str, moment: datetime) -> None:
    """Have it told who asked; the page shows it by itself."""
    if packing.place.platform != "web":
        notices.post(connection, Notice(packing.place, code, reader=packing.sender), moment)


def _get(connection: Connection, account_id: int) -> Packing:
    return _read(connection.execute(select(packings).where(packings.c.account_id == account_id)).one())


def _find(connection: Connection, account_id: int) -> Packing | None:
    row = connection.execute(select(packings).where(packings.c.account_id == account_id)).one_or_none()
    return _read(row) if row else None


def _read(row: Row[Any]) -> Packing:
    return Packing(
        row.account_id,
        Sender.model_validate(row.sender),
        Place.model_validate(row.place),
        row.part_bytes,
        row.state,
        row.tries,
        row.files,
        row.packed,
    )
