"""Credits with an end, on both kinds of database; what the books prove, and how they are read."""

from collections.abc import Iterator
from datetime import timedelta
from importlib.resources import files

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import insert, text, update
from sqlalchemy.exc import DBAPIError

from generation.catalogue import Catalogue
from tasks.accounts import find
from tasks.database import Database, migrate
from tasks.desk import Desk
from tasks.expiry import expire
from tasks.ledger import Cause, Moved, open_purse, transfer, verify
from tasks.models import accounts, ledger_accounts, ledger_entries, ledger_transactions
from tasks.models_people import lots
from tasks.quota import sender_of
from tasks.settings import TasksSettings
from tasks.statement import movements
from tests.conftest import open_test_desk, with_tables
from tests.factories import image_request, key, place, sender, submit
from tests.fakes.outbox import MemoryOutbox

ADA = "telegram:1001"
DAY = timedelta(days=1)


@pytest.fixture
def desk(settings: TasksSettings, catalogue: Catalogue, database_url: str) -> Iterator[Desk]:
    """Open a desk on either database; in the end the books must balance."""
    chosen = TasksSettings.model_validate(
        {**settings.model_dump(), "database_url": database_url, "daily_credits": 0}
    )
    opened = open_test_desk(chosen, catalogue, MemoryOutbox())
    yield opened
    assert [] == verify(opened.database)
    opened.close()


def end_all(desk: Desk) -> int:
    """Let the end of all credits that have one be now, and sweep."""
    with desk.database.begin() as connection:
        now = connection.execute(ledger_transactions.select().limit(1)).one().at
        connection.execute(update(lots).values(expires_at=now - DAY))
    return expire(desk.database)


def test_unspent_rest_is_taken_back(desk: Desk) -> None:
    """Ten were lent, three are held for a job: seven go back, and only once."""
    desk.quota_grant(ADA, 10, "admin", "event", key(), DAY)
    submit(desk, count=3)

    assert [7, 0] == [end_all(desk), expire(desk.database)]
    assert (0, 3) == (desk.allowance(sender()).left, desk.allowance(sender()).held)


def test_credits_before_their_end_stay(desk: Desk) -> None:
    """A sweep takes nothing that is still good."""
    desk.quota_grant(ADA, 10, "admin", "event", key(), DAY)

    assert 0 == expire(desk.database)
    assert 10 == desk.allowance(sender()).left


def test_oldest_credits_are_spent_first(desk: Desk) -> None:
    """What was given for good after the loan is not touched by its end."""
    desk.quota_grant(ADA, 10, "admin", "event", key(), DAY)
    desk.quota_grant(ADA, 5, "admin", "thanks", key())
    desk.submit(image_request(count=4), sender(), place(), key())

    assert 6 == end_all(desk)
    assert 5 == desk.allowance(sender()).left


def test_older_credits_are_spent_before_a_loan(desk: Desk) -> None:
    """Of 5 for good and then 10 lent, 4 spent were of the first."""
    desk.quota_grant(ADA, 5, "admin", "thanks", key())
    desk.quota_grant(ADA, 10, "admin", "event", key(), DAY)
    desk.submit(image_request(count=4), sender(), place(), key())

    assert 10 == end_all(desk)
    assert 1 == desk.allowance(sender()).left


def test_transfer_keeps_the_sum(desk: Desk) -> None:
    """What one gives the other has, and the same key moves it once."""
    desk.quota_grant(ADA, 10, "admin", "thanks", key())
    desk.quota_show("telegram:1002")
    for _ in range(2):
        with desk.database.begin() as connection:
            found = [find(connection, "telegram", number) for number in ("1001", "1002")]
            giver, taker = (open_purse(connection, one.id) for one in found if one)
            at = connection.execute(ledger_transactions.select().limit(1)).one().at
            transfer(connection, giver, taker, Moved(4), Cause("transfer:one", at))

    assert [6, 4] == [desk.quota_show(f"telegram:{number}").left for number in ("1001", "1002")]


def test_statement_lists_what_moved(desk: Desk) -> None:
    """The movements of an account add up to what it has."""
    desk.quota_grant(ADA, 10, "cli:ada", "thanks", key())
    job = submit(desk, count=3)
    desk.cancel(job.id, sender())
    submit(desk)

    listed = movements(desk.database, sender_of(ADA))

    assert ["grant", "hold", "void", "hold"] == [one.kind for one in listed]
    assert (9, 1) == (sum(one.available for one in listed), sum(one.held for one in listed))
    assert [None, job.id, job.id] == [one.job_id for one in listed[:3]]
    assert listed[-1:] == movements(desk.database, sender_of(ADA), 1)
    assert not movements(desk.database, sender_of("telegram:nobody"))


def test_row_cannot_be_replaced(settings: TasksSettings, tmp_path: object) -> None:
    """REPLACE of SQLite is a deletion in disguise, and forbidden like one."""
    database = Database(with_tables(f"sqlite:///{tmp_path}/replaced.sqlite"))
    row = "(id, kind, key, actor, reason, at) VALUES (1, 'grant', '{}', '', '', '2026-01-01')"
    with database.begin() as connection:
        connection.execute(text("INSERT INTO ledger_transactions " + row.format("a")))

    for name in ("a", "b"):
        with pytest.raises(DBAPIError, match="append-only"), database.begin() as connection:
            connection.execute(text("REPLACE INTO ledger_transactions " + row.format(name)))
    database.close()


def test_movement_to_the_wrong_place_is_found(database_url: str) -> None:
    """A grant that fills what is held balances, and is a fault all the same."""
    database = Database(database_url)
    with database.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO accounts (id, platform, external, name, created_at) "
                "VALUES (1, 'telegram', '1', '', '2026-01-01')"
            )
        )
        purse = open_purse(connection, 1)
        wrong = {"kind": "grant", "key": "wrong", "actor": "", "reason": ""}
        at = connection.execute(accounts.select()).one().created_at
        number = connection.execute(
            insert(ledger_transactions).values(**wrong, at=at).returning(ledger_transactions.c.id)
        ).scalar_one()
        treasury = (
            connection.execute(ledger_accounts.select().where(ledger_accounts.c.kind == "treasury")).one().id
        )
        for account_id, amount in ((treasury, -5), (purse.held_id, 5)):
            connection.execute(
                insert(ledger_entries).values(
                    transaction_id=number, ledger_account_id=account_id, amount=amount
                )
            )
            row = ledger_accounts.c
            connection.execute(
                update(ledger_accounts).where(row.id == account_id).values(balance=row.balance + amount)
            )

    assert f"transaction {number} is a grant and moves held" in verify(database)
    database.close()


def test_ledger_of_before_the_transfers_keeps_its_rows(bare_database_url: str) -> None:
    """The rows, their entries, their keys and their guards are there after the migration."""
    config = Config()
    config.set_main_option("script_location", str(files("migrations")))
    config.attributes["url"] = bare_database_url
    command.upgrade(config, "0004")
    database = Database(bare_database_url)
    with database.begin() as connection:
        for statement in (
            "INSERT INTO accounts (id, platform, external, name, created_at) "
            "VALUES (7, 'telegram', '1001', '', '2026-01-01')",
            "INSERT INTO ledger_accounts (id, kind, account_id, balance) VALUES (71, 'available', 7, 5)",
            "INSERT INTO ledger_accounts (id, kind, account_id, balance) VALUES (72, 'held', 7, 0)",
            "UPDATE ledger_accounts SET balance = -5 WHERE kind = 'treasury'",
            "INSERT INTO ledger_transactions (id, kind, key, actor, reason, at) "
            "VALUES (3, 'grant', 'once', 'cli', 'why', '2026-01-01')",
            "INSERT INTO ledger_entries (transaction_id, ledger_account_id, amount) VALUES (3, 71, 5)",
            "INSERT INTO ledger_entries (transaction_id, ledger_account_id, amount) "
            "SELECT 3, id, -5 FROM ledger_accounts WHERE kind = 'treasury'",
        ):
            connection.execute(text(statement))

    migrate(bare_database_url)

    assert [] == verify(database)
    assert ["why"] == [one.reason for one in movements(database, sender_of(ADA))]
    with pytest.raises(DBAPIError, match="append-only"), database.begin() as connection:
        connection.execute(text("DELETE FROM ledger_transactions"))
    with pytest.raises(DBAPIError), database.begin() as connection:
        connection.execute(text("DELETE FROM ledger_accounts WHERE id = 71"))
    database.close()


def test_credits_that_come_back_after_their_end_are_taken_back(desk: Desk) -> None:
    """A job held them when they ended; it is cancelled, and they do not live on."""
    desk.quota_grant(ADA, 10, "admin", "event", key(), DAY)
    job = submit(desk, count=3)
    ended = end_all(desk)
    desk.cancel(job.id, sender())

    assert (7, 3, 0) == (ended, end_all(desk), end_all(desk))
    assert (0, 0) == (desk.allowance(sender()).left, desk.allowance(sender()).held)
