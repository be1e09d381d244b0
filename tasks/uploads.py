"""What people send: photos, recordings and videos, each its sender's alone."""

import hashlib
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, Update, delete, insert, select, update

from tasks import accounts, history
from tasks.asked import sources_of
from tasks.database import Database, now
from tasks.errors import NoSuchJob, NoSuchUpload
from tasks.job import Job, Request, Sender
from tasks.models import jobs, media, uploads
from tasks.store import EXTENSIONS, UPLOADS, Store


class Uploads:
    """Keeps what was decoded and encoded anew by us; the name is made of the content. Thread-safe."""

    def __init__(self, database: Database, store: Store) -> None:
        self._database = database
        self._store = store

    def keep(self, sender: Sender, data: bytes, mime: str) -> str:
        """Store an upload and note whose it is. Returns: its key; the same bytes have the same.

        Raises KeyError if ``mime`` is none of ours.
        """
        key = f"{UPLOADS}/{hashlib.sha256(data).hexdigest()}.{EXTENSIONS[mime]}"
        duration_s = flac_s(data) if mime == "audio/flac" else 0.0
        self._store.put(key, data)  # first: a row without bytes would be a promise that is not kept

        def note(connection: Connection) -> None:
            moment = now(connection)
            account = accounts.open_account(connection, sender, moment)
            if connection.execute(_own(key, account.id).values(sent_at=moment)).rowcount:
                return
            facts = {"mime": mime, "bytes": len(data), "duration_s": duration_s, "sent_at": moment}
            connection.execute(insert(uploads).values(account_id=account.id, key=key, **facts))

        self._database.write(note)
        return key

    def uploaded(self, sender: Sender, key: str) -> bytes:
        """Read an upload of the sender's own. Raises NoSuchUpload."""

        def look(connection: Connection) -> bool:
            account = accounts.find(connection, sender.platform, sender.account)
            return account is not None and _sent(connection, key, account.id)

        if not self._database.read(look):
            raise NoSuchUpload
        try:
            return self._store.get(key)
        except NoSuchJob as error:
            raise NoSuchUpload from error

    def owned(self, sender: Sender, key: str) -> bytes:
        """Read an upload of the sender's own, or a picture that was made for them. Raises NoSuchUpload."""

        def look(connection: Connection) -> bool:
            account = accounts.find(connection, sender.platform, sender.account)
            return account is not None and (
                _sent(connection, key, account.id) or _made(connection, key, account.id)
            )

        if not self._database.read(look):
            raise NoSuchUpload
        try:
            return self._store.get(key)
        except NoSuchJob as error:
            raise NoSuchUpload from error

    def learnt(self, job: Job) -> None:
        """Forget the pictures that a training has learnt, unless something unfinished is made of them."""

        def drop(connection: Connection) -> set[str]:
            owner = jobs.c.id == job.id
            account_id = connection.execute(select(jobs.c.account_id).where(owner)).scalar_one()
            return drop_all(connection, account_id, _unwanted(connection, job, account_id))

        for key in self._database.write(drop):
            self._store.erase(key)

    def duration_s(self, key: str) -> float:
        """Say how long a recording is (seconds); 0 where nobody knows it."""
        query = select(uploads.c.duration_s).where(uploads.c.key == key).limit(1)
        return self._database.read(lambda connection: connection.execute(query).scalar_one_or_none() or 0.0)

    def discard(self, sender: Sender, keys: Collection[str]) -> None:
        """Erase uploads of the sender's own at once, but for what an unfinished job of theirs is made of."""

        def drop(connection: Connection) -> set[str]:
            account = accounts.find(connection, sender.platform, sender.account)
            return drop_all(connection, account.id, _idle(connection, keys, account.id)) if account else set()

        for key in self._database.write(drop):
            self._store.erase(key)

    def expire(self, before: datetime) -> int:
        """Forget what was last sent before a moment, its bytes too. Returns how many rows that were."""

        def drop(connection: Connection) -> tuple[int, set[str]]:
            old = delete(uploads).where(uploads.c.sent_at < before).returning(uploads.c.key)
            dropped = connection.execute(old).scalars().all()
            kept = select(uploads.c.key).where(uploads.c.key.in_(dropped))
            return len(dropped), set(dropped) - set(connection.execute(kept).scalars())

        count, orphans = self._database.write(drop)
        for key in orphans:
            self._store.erase(key)
        return count


def drop_all(connection: Connection, account_id: int, some: Collection[str] | None = None) -> set[str]:
    """Forget everything that an account sent, or ``some`` of it.

    Returns: the keys of what nobody else sent as well.
    """
    mine = delete(uploads).where(uploads.c.account_id == account_id)
    if some is not None:
        mine = mine.where(uploads.c.key.in_(some))
    dropped = set(connection.execute(mine.returning(uploads.c.key)).scalars())
    kept = select(uploads.c.key).where(uploads.c.key.in_(dropped))
    return dropped - set(connection.execute(kept).scalars())


def insist(connection: Connection, request: Request, account_id: int) -> None:
    """Insist that what a request is made of is its sender's own.

    Raises NoSuchUpload.
    """
    sources = sources_of(request)
    for key in sources.keys:
        made = key in sources.shown and _made(connection, key, account_id)
        if not (made or _sent(connection, key, account_id)):
            raise NoSuchUpload
    if sources.keys:  # their time runs from their last use
        mine = (uploads.c.account_id == account_id, uploads.c.key.in_(sources.keys))
        connection.execute(update(uploads).where(*mine).values(sent_at=now(connection)))


def _unwanted(connection: Connection, job: Job, account_id: int) -> set[str]:
    """Give the keys that a job named and no unfinished one of its owner's does."""
    return _idle(connection, sources_of(job.request).keys, account_id, job.id)


def _idle(
    connection: Connection, keys: Collection[str], account_id: int, but: UUID | None = None
) -> set[str]:
    """Give those of the keys that no unfinished job of an account names, ``but`` for one."""
    waits = select(jobs).where(jobs.c.account_id == account_id, jobs.c.status.in_(history.WAITING))
    others = history.listed(connection, waits if but is None else waits.where(jobs.c.id != but))
    return set(keys) - {key for one in others for key in sources_of(one.request).keys}


def _sent(connection: Connection, key: str, account_id: int) -> bool:
    query = select(uploads.c.key).where(uploads.c.account_id == account_id, uploads.c.key == key)
    return connection.execute(query).one_or_none() is not None


def _own(key: str, account_id: int) -> Update:
    return update(uploads).where(uploads.c.account_id == account_id, uploads.c.key == key)


def _made(connection: Connection, key: str, account_id: int) -> bool:
    """Whether the studio made a picture for an account."""
    query = (
        select(media.c.key)
        .join(jobs, jobs.c.id == media.c.job_id)
        .where(media.c.key == key, jobs.c.account_id == account_id, media.c.mime.like("image/%"))
    )
    return connection.execute(query).one_or_none() is not None


def flac_s(data: bytes) -> float:
    """Read how long a FLAC file is (seconds); 0 where it does not say so.

    Source: RFC 9639, section 8.2: 20 bits of rate, 3 of channels, 5 of sample size, 36 of samples.
    """
    if not data.startswith(b"fLaC"):
        return 0.0
    packed = int.from_bytes(data[18:26], "big")
    rate_hz, samples = packed >> 44, packed & (1 << 36) - 1
    return samples / rate_hz if rate_hz else 0.0
