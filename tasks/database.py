"""The database: transactions that are short, exact, and tried again when only chance went against them."""

import json
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import structlog
from pydantic import BaseModel
from sqlalchemy import Connection, Table, create_engine, event, func, make_url, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tasks.errors import StudioPausing

log = structlog.get_logger()

T = TypeVar("T")

TRIES = 5
PATIENCE_S = 2.0  # how long one call tries again in all
BUSY_MS = 5000
# Serialization failure, deadlock, lock not available; and how a server says that it goes or comes.
PASSING = {"40001", "40P01", "55P03", "57P01", "57P02", "57P03"}


class Database:
    """SQLite (one machine) or PostgreSQL (many). Thread-safe; one a process."""

    def __init__(self, url: str, clock: Callable[[], datetime] | None = None) -> None:
        """Open nothing yet; ``clock`` stands for that of SQLite where time is to be played."""
        parsed = make_url(url)
        self.url = url
        self.embedded = parsed.get_backend_name() == "sqlite"
        # Writers of one process queue here in order: SQLite's own waiting is a sleep of growing length.
        self._turn = threading.Lock()
        self._kept: Connection | None = None  # what the last of them wrote with
        if self.embedded:
            Path(parsed.database or "").parent.mkdir(parents=True, exist_ok=True)
            self._engine = create_engine(
                parsed,
                connect_args={"timeout": BUSY_MS / 1000},
                json_serializer=as_json,
                execution_options={"clock": clock} if clock else {},
            )
            event.listen(self._engine, "connect", _open_sqlite)
            event.listen(self._engine, "begin", _begin_sqlite)
        else:
            options = (
                "-c lock_timeout=3000 -c statement_timeout=10000 -c idle_in_transaction_session_timeout=30000"
            )
            # No ping before each use: a lost connection is found by using it, and then the action runs again.
            self._engine = create_engine(
                parsed,
                json_serializer=as_json,
                pool_timeout=5,
                connect_args={"connect_timeout": 3, "options": options, "application_name": "limner"},
            )

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Open a writing transaction; it is committed at the end, or undone by an exception.

        Raises StudioPausing if the database is away.
        """
        opened = self._in_turn() if self.embedded else self._engine.begin()
        with _translated(), opened as connection:
            yield connection

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """Open a transaction that only reads, and never waits for a writer.

        Raises StudioPausing if the database is away.
        """
        with _translated(), self._engine.connect() as connection:
            yield connection.execution_options(looking=True)

    def write(self, action: Callable[[Connection], T]) -> T:
        """Run an action in a writing transaction, again if it failed by chance.

        A connection that is lost during the commit leaves the outcome unknown: the action must be one that
        changes nothing when it comes a second time, by its keys.
        Raises StudioPausing if the database is away.
        """
        return self._persist(self.begin, action)

    def read(self, action: Callable[[Connection], T]) -> T:
        """Run an action that only reads, again if it failed by chance.

        Raises StudioPausing if the database is away.
        """
        return self._persist(self.look, action)

    def _persist(
        self, opened: Callable[[], Any], action: Callable[[Connection], T]
    ) -> T:  # Any: a context manager of a connection
        until = time.monotonic() + PATIENCE_S
        for tried in range(1, TRIES + 1):
            try:
                with opened() as connection:
                    return action(connection)
            except StudioPausing as error:
                if tried == TRIES or time.monotonic() > until or not _passing(error.__cause__):
                    log.warning("database.away", error=_kind(error.__cause__), tries=tried)
                    raise
                time.sleep(random.uniform(0.5, 1.0) * 0.02 * 3**tried)  # noqa: S311 - only spreads the tries
        raise AssertionError("the last try returns or raises")

    def close(self) -> None:
        """Let go of the connections."""
        if self._kept is not None:
            self._kept.close()
            self._kept = None
        self._engine.dispose()

    @contextmanager
    def _in_turn(self) -> Iterator[Connection]:
        """Write with the connection of the writer before: to get one costs a tenth of a reservation."""
        with self._turn:
            connection, self._kept = self._kept or self._engine.connect(), None
            try:
                with connection.begin():
                    yield connection
            except BaseException:
                connection.close()  # whatever became of it: what goes back to the pool is undone
                raise
            self._kept = connection


def now(connection: Connection) -> datetime:
    """Read the clock of the database, so that no two processes disagree."""
    if connection.dialect.name == "sqlite":  # runs in this process: its clock is ours
        clock: Callable[[], datetime] = connection.get_execution_options().get("clock", _clock)
        return clock()
    moment: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return moment.astimezone(UTC)


def insert_missing(connection: Connection, table: Table, **values: object) -> None:
    """Insert a row unless its key is there; two may come at once."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(insert(table).values(**values).on_conflict_do_nothing())


def as_json(value: object) -> str:
    """Write what a JSON column keeps; a model is kept as it is."""
    return value.model_dump_json() if isinstance(value, BaseModel) else json.dumps(value)


def _clock() -> datetime:
    return datetime.now(UTC)


def migrate(url: str) -> None:
    """Bring the tables up to date. Safe to repeat."""
    from alembic import command  # noqa: PLC0415 - a bot never needs it
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(files("migrations")))
    config.attributes["url"] = url
    command.upgrade(config, "head")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout) as error:
        raise StudioPausing from error
    except DBAPIError as error:
        if error.connection_invalidated or _state(error) in PASSING:
            raise StudioPausing from error
        raise


def _passing(error: BaseException | None) -> bool:
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated or _state(error) in PASSING:
        return True
    text = str(error.orig)
    return "locked" in text or "connection" in text


def _state(error: DBAPIError) -> str | None:
    state: str | None = getattr(error.orig, "sqlstate", None)
    return state


def _kind(error: BaseException | None) -> str:
    return type(getattr(error, "orig", error)).__name__


def _open_sqlite(connection: Any, record: object) -> None:  # noqa: ANN401 - a driver's connection
    connection.isolation_level = None  # or the driver would begin and commit by itself
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A reader that turns into a writer fails at once, whatever the timeout: a writer says so when it begins.
    opening = "BEGIN" if connection.get_execution_options().get("looking", False) else "BEGIN IMMEDIATE"
    driver: Any = connection.connection.dbapi_connection  # Any: SQLAlchemy knows no driver's own methods
    try:
        driver.execute(opening)
    except sqlite3.Error as error:  # as SQLAlchemy tells what its own statements meet
        raise DBAPIError.instance(opening, None, error, sqlite3.Error) from error
