"""Where results lie: a place for bytes under a key of our own making."""

import hashlib
import os
import re
import secrets
from pathlib import Path
from typing import Protocol

from tasks.errors import NoSuchJob

UPLOADS = "uploads"
EXTENSIONS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "audio/flac": "flac",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "video/mp4": "mp4",
    "application/zip": "zip",
}
# job / attempt / name, or uploads / SHA-256: nothing in it was ever typed by a user
KEY = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/\d{1,9}/[a-z0-9][a-z0-9_-]{0,40}\.[a-z0-9]{1,5}"
    rf"|{UPLOADS}/[0-9a-f]{{64}}\.[a-z0-9]{{1,5}}"
)


class Store(Protocol):
    """Keeps bytes under keys."""

    def put(self, key: str, data: bytes) -> str:
        """Store bytes for good, whole or not at all. Returns: their SHA-256 in hex."""

    def get(self, key: str) -> bytes:
        """Read bytes. Raises NoSuchJob if there are none."""

    def erase(self, key: str) -> None:
        """Forget bytes; nothing happens if there are none."""


class FolderStore:
    """Keeps each result in a file of its own."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, key: str, data: bytes) -> str:
        """Store bytes for good, whole or not at all. Returns: their SHA-256 in hex."""
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{secrets.token_hex(8)}.part")
        try:
            with draft.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        for folder in (path.parent, path.parent.parent, self._root):  # the new names must last, too
            _sync(folder)
        return hashlib.sha256(data).hexdigest()

    def get(self, key: str) -> bytes:
        """Read bytes. Raises NoSuchJob if there are none."""
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError as error:
            raise NoSuchJob from error

    def erase(self, key: str) -> None:
        """Forget bytes; nothing happens if there are none."""
        path = self._path(key)
        path.unlink(missing_ok=True)
        if path.parent.name == UPLOADS:  # everybody's: another file may be on its way into it
            return
        for folder in (path.parent, path.parent.parent):
            try:
                folder.rmdir()
            except OSError:  # it holds more, or is gone
                return

    def _path(self, key: str) -> Path:
        if not KEY.fullmatch(key):
            raise NoSuchJob
        return self._root / key


def _sync(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
