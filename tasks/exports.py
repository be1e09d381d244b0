"""What somebody takes along: zip files of a size that can be sent, kept for a day, their owner's alone."""

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, delete, insert, select

from generation.shelf.private import file_of
from tasks import accounts
from tasks.belongings import Belongings, Summary, gather, summary
from tasks.database import Database, now
from tasks.errors import NoSuchJob
from tasks.job import Media, Sender
from tasks.models_privacy import exports
from tasks.packing import Packings
from tasks.store import Store

ZIP = "application/zip"
ENTRY = 512  # bytes that a file takes in a zip besides its own
BOOKS = 10  # files that are no results: the page, and JSON

Went = Callable[[int, int], None]


class Exports:
    """Packs what belongs to people. Thread-safe; packing takes as long as reading all of it."""

    def __init__(self, database: Database, store: Store, shelf: Path) -> None:
        self._database = database
        self._store = store
        self.packings = Packings(database)
        self._shelf = shelf

    def summary(self, sender: Sender) -> Summary:
        """Count what there is of somebody."""
        return summary(self._database, sender)

    def gather(self, sender: Sender) -> Belongings:
        """Collect everything of somebody but the files."""
        return gather(self._database, sender)

    def pack(
        self,
        sender: Sender,
        things: Belongings,
        index: str,
        limit: int,
        went: Went = lambda packed, files: None,
    ) -> tuple[Media, ...]:
        """Pack things and their files into zips of at most ``limit`` bytes, unless one file is larger.

        ``index`` is the page (HTML) that people open first. Unpacked into one folder they make a whole.
        An earlier export of the sender is erased; ``went`` hears how many files are packed, of how many.
        Returns: the zips, which `read` gives to the sender alone.
        """
        self.forget(sender)
        files = _counted(self._files(things, index), BOOKS + len(_keys(things)) + len(things.adapters), went)
        parts = [self._keep(sender, data) for data in _zips(files, limit)]
        return tuple(parts)

    def of(self, sender: Sender) -> tuple[Media, ...]:
        """List the zips that the sender has, the first first."""

        def look(connection: Connection) -> tuple[Media, ...]:
            account = accounts.find(connection, sender.platform, sender.account)
            if account is None:
                return ()
            mine = select(exports).where(exports.c.account_id == account.id)
            rows = connection.execute(mine.order_by(exports.c.made_at, exports.c.key))
            return tuple(Media(key=row.key, mime=ZIP, bytes=row.bytes) for row in rows)

        return self._database.read(look)

    def read(self, sender: Sender, key: str) -> bytes:
        """Read a zip of the sender's. Raises NoSuchJob."""
        if key not in {one.key for one in self.of(sender)}:
            raise NoSuchJob
        return self._store.get(key)

    def _keep(self, sender: Sender, data: bytes) -> Media:
        media = Media(key=f"{uuid4()}/0/limner.zip", mime=ZIP, bytes=len(data))
        self._store.put(media.key, data)

        def note(connection: Connection) -> None:
            moment = now(connection)
            account = accounts.open_account(connection, sender, moment)
            values = {"key": media.key, "account_id": account.id, "bytes": media.bytes, "made_at": moment}
            connection.execute(insert(exports).values(**values))

        self._database.write(note)
        return media

    def forget(self, sender: Sender) -> None:
        """Erase the zips that the sender has."""

        def drop(connection: Connection) -> list[str]:
            account = accounts.find(connection, sender.platform, sender.account)
            if account is None:
                return []
            mine = delete(exports).where(exports.c.account_id == account.id).returning(exports.c.key)
            return list(connection.execute(mine).scalars())

        for key in self._database.write(drop):
            self._store.erase(key)

    def _files(self, things: Belongings, index: str) -> Iterator[tuple[str, bytes]]:
        """Give every file of an export: the page, the books, then results and uploads."""
        yield "index.html", index.encode()
        yield from _books(things)
        for key in _keys(things):
            try:
                yield f"files/{key}", self._store.get(key)
            except NoSuchJob:  # it was deleted meanwhile
                continue
        for one in things.adapters:
            with suppress(FileNotFoundError):
                yield f"files/adapters/{one.name}.safetensors", file_of(self._shelf, one.card).read_bytes()


def _keys(things: Belongings) -> list[str]:
    """Name the files of somebody: results, then uploads."""
    keys = [key for job in things.jobs for one in job.media for key in (one.key, one.thumbnail) if key]
    return [*keys, *(one.key for one in things.uploads)]


def _counted(files: Iterator[tuple[str, bytes]], of: int, went: Went) -> Iterator[tuple[str, bytes]]:
    """Tell of each file that it is packed, once the next one is asked for."""
    for packed, file in enumerate(files):
        went(packed, of)
        yield file


def _books(things: Belongings) -> Iterator[tuple[str, bytes]]:
    """Write what is no file as JSON, a subject each."""
    person = things.model_dump_json(include={"name", "since", "identities", "seen"}, indent=1)
    yield "account.json", person.encode()
    for name, field in (
        ("jobs", "jobs"),
        ("ledger", "movements"),
        ("consents", "consents"),
        ("favourites", "favourites"),
        ("uploads", "uploads"),
        ("kept", "kept"),
        ("keys", "keys"),
        ("adapters", "adapters"),
    ):
        yield f"{name}.json", things.model_dump_json(include={field}, indent=1).encode()


def _zips(files: Iterator[tuple[str, bytes]], limit: int) -> Iterator[bytes]:
    """Put files into zips, one after the other. Pictures and clips do not get smaller by packing."""
    buffer, size = io.BytesIO(), 0
    archive = zipfile.ZipFile(buffer, "w")
    for name, data in files:
        if size and size + len(data) + ENTRY > limit:
            archive.close()
            yield buffer.getvalue()
            buffer, size = io.BytesIO(), 0
            archive = zipfile.ZipFile(buffer, "w")
        packed = zipfile.ZIP_DEFLATED if name.endswith((".json", ".html")) else zipfile.ZIP_STORED
        archive.writestr(zipfile.ZipInfo(name), data, packed)
        size += len(data) + ENTRY
    archive.close()
    yield buffer.getvalue()
