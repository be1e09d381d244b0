"""A prepared statement does what the statement itself does: the same rows, errors and defaults."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, bindparam, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from tasks.accounts import open_account
from tasks.database import Database
from tasks.errors import StudioPausing
from tasks.models import jobs, ledger_accounts
from tasks.prepared import Prepared
from tests.factories import image_request, place, sender

NOW = datetime(2026, 11, 28, 20, 30, tzinfo=UTC)


def values(connection: Connection, job_id: UUID) -> Mapping[str, object]:
    """Give what is not left to the defaults of a job: words, numbers, models, moments and nothing."""
    request = image_request("ein Haus am Fluß, 一座红房子")
    return {
        "id": job_id,
        "key": str(job_id),
        "account_id": open_account(connection, sender(), NOW).id,
        "sender": sender(),
        "place": place(),
        "platform": "telegram",
        "kind": request.kind,
        "queue": "images",
        "request": request,
        "status": "queued",
        "price": 3,
        "notes": None,
        "submitted_at": NOW,
        "deadline_at": NOW,
    }


def test_row_is_the_same(database: Database) -> None:
    """Values are converted and defaults filled in as SQLAlchemy itself does."""

    def both(connection: Connection) -> list[dict[str, Any]]:
        first, second = uuid4(), uuid4()
        connection.execute(insert(jobs), values(connection, first))
        Prepared(insert(jobs)).run(connection, values(connection, second))
        rows = [connection.execute(select(jobs).where(jobs.c.id == one)).one() for one in (first, second)]
        return [{**row._mapping, "id": None, "key": None} for row in rows]

    plain, prepared = database.write(both)

    assert plain == prepared
    assert "一座红房子" in prepared["request"]["prompt"]
    assert (False, True, 0, NOW) == tuple(
        prepared[name] for name in ("told", "sure", "attempt", "submitted_at")
    )


def test_several_sets_are_several_runs(database: Database) -> None:
    """Each set of values is one run, and words of one form serve the next."""
    balance = ledger_accounts.c.balance
    more = Prepared(
        update(ledger_accounts)
        .where(ledger_accounts.c.kind == bindparam("of"))
        .values(balance=balance + bindparam("by"))
    )

    def run(connection: Connection) -> dict[str, int]:
        more.run(connection, {"of": "consumed", "by": 5}, {"of": "expired", "by": 7})
        more.run(connection, {"of": "consumed", "by": 2})
        rows = connection.execute(select(ledger_accounts.c.kind, balance))
        return {row.kind: row.balance for row in rows}

    assert {"treasury": 0, "consumed": 7, "expired": 7} == database.write(run)


def test_doubled_key_is_an_error_of_sqlalchemy(database: Database) -> None:
    """Whoever catches errors need not know how a statement was run."""
    job_id = uuid4()

    def twice(connection: Connection) -> None:
        for _ in range(2):
            Prepared(insert(jobs)).run(connection, values(connection, job_id))

    with pytest.raises(IntegrityError):
        database.write(twice)


def test_lost_connection_is_a_pause(postgres_url: str) -> None:
    """A server that goes away in the middle of a transaction is told as ever."""
    database = Database(postgres_url)
    one = Prepared(update(ledger_accounts).values(balance=bindparam("number")))

    def cut(connection: Connection) -> None:
        with database.look() as other:
            number = connection.scalar(text("SELECT pg_backend_pid()"))
            other.execute(text("SELECT pg_terminate_backend(:number, 5000)"), {"number": number})
        one.run(connection, {"number": 2})

    with pytest.raises(StudioPausing), database.begin() as connection:
        cut(connection)

    assert 1 == database.read(lambda connection: connection.scalar(select(1)))
    database.close()
