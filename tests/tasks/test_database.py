"""What happens when the database is away: nobody is charged, and the studio says that it pauses."""

import signal
from contextlib import nullcontext
from functools import partial
from importlib.resources import files
from pathlib import Path
from uuid import uuid4

import psutil
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, insert, select, text

from generation.catalogue import Catalogue
from tasks import history
from tasks.database import Database, migrate, now
from tasks.errors import StudioPausing
from tasks.job import Job, Status
from tasks.ledger import verify
from tasks.models import accounts
from tasks.settings import TasksSettings
from tests.conftest import open_test_desk, with_tables
from tests.factories import image_request, key, place, sender, submit
from tests.fakes.outbox import MemoryOutbox
from tests.patience import PATIENCE_S
from tests.postgres import PostgresServer


def test_absent_server_is_a_pause(tmp_path: Path) -> None:
    """No server: a pause, not an error."""
    database = Database(f"postgresql+psycopg://postgres@/limner?host={tmp_path}")

    with pytest.raises(StudioPausing):
        database.read(lambda connection: connection.execute(select(1)))


def test_unreadable_file_is_a_pause(tmp_path: Path) -> None:
    """A database that is none is no reason to show a driver's message."""
    database = Database(f"sqlite:///{tmp_path}")

    with pytest.raises(StudioPausing):
        database.write(now)


def test_migration_is_repeatable(bare_database_url: str) -> None:
    """A second start changes nothing."""
    migrate(bare_database_url)
    migrate(bare_database_url)

    database = Database(bare_database_url)
    assert [] == verify(database)
    database.close()


def test_crashed_postgres_loses_nothing(
    settings: TasksSettings, catalogue: Catalogue, postgres: PostgresServer, postgres_url: str
) -> None:
    """Killed in the middle and started again: what was answered is there, the books balance."""
    chosen = TasksSettings.model_validate({**settings.model_dump(), "database_url": postgres_url})
    desk = open_test_desk(chosen, catalogue, MemoryOutbox())
    before = submit(desk)
    crashed = psutil.Process(postgres.pid)
    crashed.send_signal(signal.SIGQUIT)  # an immediate shutdown: as after a power cut
    psutil.wait_procs([crashed], timeout=PATIENCE_S)
    try:
        with pytest.raises(StudioPausing):
            submit(desk)
    finally:
        postgres.restart()

    after = submit(desk)

    assert {before.id, after.id} <= {job.id for job in desk.history(sender(), limit=200)}
    assert [] == verify(desk.database)
    desk.close()


def test_failed_write_leaves_nothing_to_the_next(database: Database) -> None:
    """What a writer began and did not finish is undone, and the next one writes as if it had not been."""

    def write(connection: Connection, external: str, *, fail: bool) -> None:
        values = {"platform": "telegram", "external": external, "created_at": now(connection)}
        connection.execute(insert(accounts).values(**values))
        if fail:
            raise ValueError(external)

    for number in range(6):
        with nullcontext() if number % 2 else pytest.raises(ValueError, match=str(number)):
            database.write(partial(write, external=str(number), fail=number % 2 == 0))

    found = database.read(lambda connection: connection.scalars(select(accounts.c.external)).all())
    assert ["1", "3", "5"] == sorted(found)


def test_reader_never_waits_for_a_writer(tmp_path: Path) -> None:
    """SQLite in WAL mode: a look is answered while a write goes on; one that waited would be a pause."""
    url = with_tables(f"sqlite:///{tmp_path}/one.sqlite")
    writer, reader = Database(url), Database(url)

    with writer.begin():
        assert [] == verify(reader)

    writer.close()
    reader.close()


def test_a_database_of_before_the_notes_keeps_its_jobs(bare_database_url: str) -> None:
    """The column comes to a table that holds rows, and they are read as jobs without notes."""
    _migrate_to(bare_database_url, "0001")
    database = Database(bare_database_url)
    with database.begin() as connection:
        _admit(connection)

    migrate(bare_database_url)

    [job] = database.read(lambda connection: history.of_account(connection, 1, 10, None))
    assert () == job.notes
    database.close()


OLD_JOB = """
INSERT INTO jobs (
    id, key, account_id, sender, place, platform, kind, queue, request, status, price, attempt, losses,
    submitted_at, deadline_at, worker, sending, sure, told, hidden, placeholder, message
) VALUES (
    :id, :key, :account_id, :sender, :place, 'telegram', 'text-to-image', 'images',
    :request, 'queued', 1, 0, 0, :moment, :moment, '', false, true, false, false, '', ''
)
"""


def _admit(connection: Connection) -> None:
    """Write a job down without naming the column, as the code of before does."""
    moment = now(connection)
    opened = insert(accounts).values(platform="telegram", external="1001", name="", created_at=moment)
    account_id = connection.execute(opened.returning(accounts.c.id)).scalar_one()
    job = Job(
        id=uuid4(),
        sender=sender(),
        place=place(),
        request=image_request(),
        status=Status.QUEUED,
        price=1,
        submitted_at=moment,
        deadline_at=moment,
    )
    embedded = connection.dialect.name == "sqlite"
    told = {name: getattr(job, name).model_dump_json() for name in ("sender", "place", "request")}
    values = {
        "id": job.id.hex if embedded else job.id,
        "key": key(),
        "account_id": account_id,
        "moment": moment.replace(tzinfo=None).isoformat(" ") if embedded else moment,
        **told,
    }
    connection.execute(text(OLD_JOB), values)


def _migrate_to(url: str, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(files("migrations")))
    config.attributes["url"] = url
    command.upgrade(config, revision)
