"""The audit log: what is done is written with it, and can never be unwritten. On either database."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, Executable, delete, insert, text, update
from sqlalchemy.exc import DBAPIError

from generation.catalogue import Catalogue
from tasks import audit
from tasks.actor import Actor, operator
from tasks.audit import Change
from tasks.database import now
from tasks.desk import Desk
from tasks.errors import NotAllowed
from tasks.models_admin import audit as table
from tasks.roles import Deed
from tasks.settings import TasksSettings
from tests.conftest import open_test_desk
from tests.factories import place, sender
from tests.fakes.outbox import MemoryOutbox

ADA = sender("1001")
OWNER = operator("root")
ROW = {"at": datetime(2026, 1, 1, tzinfo=UTC), "actor": "cli:root", "act": "ban", "whom": "telegram:1"}
ROW |= {"asked": {}, "before": {}, "after": {}, "reason": "", "origin": ""}


@pytest.fixture
def desk(settings: TasksSettings, catalogue: Catalogue, database_url: str) -> Iterator[Desk]:
    """Open a desk on either database."""
    chosen = TasksSettings.model_validate({**settings.model_dump(), "database_url": database_url})
    opened = open_test_desk(chosen, catalogue, MemoryOutbox())
    yield opened
    opened.close()


def test_entry_says_who_did_what_to_whom_and_why(desk: Desk) -> None:
    """And from where, and what holds now."""
    ban = desk.sanctions.ban(OWNER, ADA, "threats", timedelta(days=1))

    [entry] = desk.audit.entries()
    assert ("cli:root", "ban", "telegram:1001") == (entry.actor, entry.act, entry.whom)
    assert ("threats", "cli", ban.at) == (entry.reason, entry.origin, entry.at)
    assert {"until": ban.until.isoformat() if ban.until else None} == entry.after


def test_what_was_not_done_is_not_noted(desk: Desk) -> None:
    """The line and the change are one transaction."""

    def fail(connection: Connection) -> None:
        audit.note(connection, OWNER, Change("ban", ADA.address), now(connection))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        desk.authority.act(OWNER, Deed.RESTRAIN, "ban", fail)

    assert [] == list(desk.audit.entries())


@pytest.mark.parametrize("verb", ["update", "delete", "replace"])
def test_what_is_written_stays(desk: Desk, verb: str) -> None:
    """Nobody rewrites the log, whatever they may do in the studio."""
    desk.sanctions.warn(OWNER, ADA, "because", "one")
    [entry] = desk.audit.entries()
    copied = insert(table).values({**ROW, "id": entry.id})
    changes: dict[str, Executable] = {
        "update": update(table).values(reason=""),
        "delete": delete(table),
        "replace": copied.prefix_with("OR REPLACE") if desk.database.embedded else copied,
    }

    with pytest.raises(DBAPIError), desk.database.begin() as connection:
        connection.execute(changes[verb])

    assert [entry] == list(desk.audit.entries())


def test_postgres_log_is_not_emptied(desk: Desk) -> None:
    """TRUNCATE is no way round."""
    if desk.database.embedded:
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(DBAPIError, match="append-only"), desk.database.begin() as connection:
        connection.execute(text("TRUNCATE audit"))


def test_event_is_written_once(desk: Desk) -> None:
    """The database itself refuses a second line of the same event."""
    change = Change("ban", ADA.address, key="one")
    with desk.database.begin() as connection:
        audit.note(connection, OWNER, change, now(connection))

    with pytest.raises(DBAPIError), desk.database.begin() as connection:
        audit.note(connection, OWNER, change, now(connection))


def test_attempt_that_is_refused_is_noted_once_an_hour(desk: Desk) -> None:
    """Who tries the doors is seen, and cannot fill the disk with it."""
    stranger = Actor.at(ADA, place("77"))
    for whom in (sender("5"), sender("6"), sender("7")):
        with pytest.raises(NotAllowed):
            desk.sanctions.ban(stranger, whom, "because")

    [entry] = desk.audit.entries()
    assert ("refused", {"act": "ban"}, "telegram:5") == (entry.act, entry.after, entry.whom)
    assert "telegram:channel:77" == entry.origin


def test_log_is_searched(desk: Desk) -> None:
    """By person, by actor, from a time on; the newest first."""
    for whom in ("5", "6", "5"):
        desk.sanctions.warn(OWNER, sender(whom), "because")
    newest = desk.audit.entries()[0]

    assert [3, 2, 1] == [entry.id for entry in desk.audit.entries()]
    assert 2 == len(desk.audit.entries(whom="telegram:5"))
    assert 0 == len(desk.audit.entries(actor="telegram:5"))
    assert [newest] == list(desk.audit.entries(since=newest.at))
