"""What people send: photos and recordings, each its sender's alone."""

import hashlib

from sqlalchemy import Connection, insert, select

from avatar.requests import AvatarRequest
from tasks import accounts
from tasks.database import Database, now
from tasks.errors import NoSuchJob, NoSuchUpload
from tasks.job import Request, Sender
from tasks.models import jobs, media, uploads
from tasks.store import UPLOADS, Store

EXTENSIONS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "audio/flac": "flac",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "video/mp4": "mp4",
}


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
        self._store.put(key, data)  # first: a row without bytes would be a promise that is not kept

        def note(connection: Connection) -> None:
            moment = now(connection)
            account = accounts.open_account(connection, sender, moment)
            if not _sent(connection, key, account.id):
                connection.execute(
                    insert(uploads).values(
                        account_id=account.id, key=key, mime=mime, bytes=len(data), sent_at=moment
                    )
                )

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


def insist(connection: Connection, request: Request, account_id: int) -> None:
    """Insist that the photo and the recording of a request are its sender's own.

    Raises NoSuchUpload.
    """
    if not isinstance(request, AvatarRequest):
        return
    own_photo = _sent(connection, request.photo, account_id) or _made(connection, request.photo, account_id)
    if not own_photo or (request.sound and not _sent(connection, request.sound, account_id)):
        raise NoSuchUpload


def _sent(connection: Connection, key: str, account_id: int) -> bool:
    query = select(uploads.c.key).where(uploads.c.account_id == account_id, uploads.c.key == key)
    return connection.execute(query).one_or_none() is not None


def _made(connection: Connection, key: str, account_id: int) -> bool:
    """Whether the studio made a picture for an account."""
    query = (
        select(media.c.key)
        .join(jobs, jobs.c.id == media.c.job_id)
        .where(media.c.key == key, jobs.c.account_id == account_id, media.c.mime.like("image/%"))
    )
    return connection.execute(query).one_or_none() is not None
