"""Desks on databases of their own, for benchmarks: SQLite in a folder, PostgreSQL from the wheel."""

import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from uuid import UUID

import psycopg

from generation.catalogue import Catalogue, load_catalogue
from generation.requests import ImageRequest
from generation.settings import GenerationSettings
from tasks.database import Database, migrate
from tasks.desk import Desk
from tasks.job import Place, Sender
from tasks.outbox import RedisOutbox
from tasks.settings import TasksSettings
from tasks.store import FolderStore

KINDS = ("SQLite", "PostgreSQL")
MANY = 10_000  # the most jobs that the settings let wait


class SilentBell:
    """Rings nobody: the jobs of these benchmarks are never drawn."""

    def ring(self, job_id: UUID, queue: str) -> None:
        """Do nothing."""

    def ring_now(self, job_id: UUID, queue: str) -> bool:
        """Do nothing."""
        return False

    def call_help(self, job_id: UUID, queue: str, count: int) -> None:
        """Do nothing."""

    def backlog(self, queue: str) -> int | None:
        """Know of none."""
        return None

    def close(self) -> None:
        """Do nothing."""


class Rack:
    """Gives out URLs of empty databases with all tables."""

    def __init__(self, folder: Path, server: str) -> None:
        self.folder = folder
        self._server = server

    def url(self, kind: str) -> str:
        """Make a database of a kind."""
        name = f"limner_{time.time_ns()}"
        if kind == "SQLite":
            url = f"sqlite:///{self.folder}/{name}.sqlite"
        else:
            with psycopg.connect(self._server, autocommit=True) as connection:
                connection.execute(f'CREATE DATABASE "{name}"')
            url = self._server.replace("/postgres?", f"/{name}?")
            url = url.replace("postgresql://", "postgresql+psycopg://")
        migrate(url)
        return url


@contextmanager
def rack() -> Iterator[Rack]:
    """Start a PostgreSQL and make a folder; in the end nothing of them is left."""
    with tempfile.TemporaryDirectory(prefix="limner-bench-") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # without XDG_RUNTIME_DIR its locks go to the temporary folder
        from pgserver.postgres_server import PostgresServer  # noqa: PLC0415 - slow

        home = Path(folder)
        home.chmod(0o755)  # as root, the server runs as a user of its own
        (home / "postgres").mkdir()
        server = PostgresServer(home / "postgres")
        try:
            yield Rack(home, server.get_uri())
        finally:
            server.cleanup()


def open_silent_desk(url: str, folder: Path, daily_credits: int) -> Desk:
    """Open a desk whose jobs wait for ever, on a database that has its tables."""
    settings = TasksSettings(
        _env_file=None,
        data=folder,
        database_url=url,
        redis_url="unix:///nowhere",
        daily_credits=daily_credits,
        waiting_limit=MANY,
    )
    return Desk(
        settings=settings,
        catalogue=_catalogue(),
        database=Database(url),
        store=FolderStore(folder / "blobs"),
        bell=SilentBell(),
        outbox=RedisOutbox(settings.redis_address),
    )


@cache
def picture() -> ImageRequest:
    """Ask for the smallest picture."""
    card = _catalogue().cards[0]
    return ImageRequest(
        prompt="a red house on a green hill",
        model=card.name,
        width_px=card.width_px,
        height_px=card.height_px,
        steps=card.steps,
        guidance=card.guidance,
        scheduler=card.scheduler,
        seed=7,
    )


def person(number: int) -> tuple[Sender, Place]:
    """Make somebody, and the chat with them."""
    return Sender(platform="bench", account=str(number)), Place(platform="bench", chat=str(number))


@cache
def _catalogue() -> Catalogue:
    return load_catalogue(GenerationSettings(_env_file=None))
