"""The data folder of a studio: one studio at a time, and where its private Redis listens."""

import fcntl
import os
import tempfile
import time
from pathlib import Path

import psutil
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from limner.settings import override, read
from tasks.settings import SOCKET_PATH_LIMIT, TasksSettings

LEAVING_S = 5.0  # how long the processes of a killed studio may take to go


class FolderSettings(BaseSettings):
    """The two settings that decide where the private Redis listens."""

    model_config = SettingsConfigDict(
        env_prefix="LIMNER_", env_file=".env", extra="ignore", hide_input_in_errors=True
    )

    data: Path = Path("data")
    redis_url: SecretStr | None = None


class FolderTaken(Exception):
    """Another studio runs on this data folder; ``pid`` is its process, 0 if unknown."""

    def __init__(self, pid: int) -> None:
        super().__init__(pid)
        self.pid = pid


def private_redis() -> bool:
    """Say whether the studio runs a Redis of its own; to be asked before ``tasks_settings``."""
    return read(FolderSettings).redis_url is None


def tasks_settings() -> TasksSettings:
    """Read the desk's settings, also where the data folder's path is too long for a socket in it."""
    place = read(FolderSettings)
    socket = place.data.resolve() / "redis.sock"
    if place.redis_url is None and len(os.fsencode(socket)) > SOCKET_PATH_LIMIT:
        override(redis_url=f"unix://{_short_socket(place.data)}")
    return read(TasksSettings)


def lock(data: Path) -> int:
    """Take the data folder for this studio.

    Returns: a file descriptor; the folder is ours until the last process that has it open ends.
    Raises FolderTaken if another studio has it.
    """
    descriptor = os.open(data / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    give_up = time.monotonic() + LEAVING_S
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = _number(os.pread(descriptor, 20, 0))
            if psutil.pid_exists(owner) or time.monotonic() > give_up:
                os.close(descriptor)
                raise FolderTaken(owner) from None
            time.sleep(0.1)  # its supervisor was killed; its Redis is still on the way out
        else:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, str(os.getpid()).encode(), 0)
            return descriptor


def _short_socket(data: Path) -> Path:
    """Find a short place for the socket and write it down in the data folder for later commands."""
    note = data / "redis.socket"
    if note.is_file():
        socket = Path(note.read_text().strip())
        if socket.parent.is_dir() and socket.parent.stat().st_uid == os.getuid():
            return socket
    data.mkdir(parents=True, exist_ok=True)
    socket = Path(tempfile.mkdtemp(prefix="limner-")) / "redis.sock"
    note.write_text(f"{socket}\n")
    return socket


def _number(text: bytes) -> int:
    return int(text) if text.isdigit() else 0
