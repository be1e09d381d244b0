"""The books, on both kinds of database: exact under a crowd, and closed to an eraser."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from generation.catalogue import Catalogue
from generation.errors import OutOfRange, UnknownChoice
from tasks.desk import Desk
from tasks.errors import QuotaExceeded
from tasks.job import Status
from tasks.ledger import verify
from tasks.models import job_events, ledger_accounts, ledger_entries, ledger_transactions
from tasks.settings import TasksSettings
from tests.conftest import open_test_desk
from tests.factories import image_request, key, place, sender, submit
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.worker import FakeWorker

ADA = "telegram:1001"


@pytest.fixture
def desk(settings: TasksSettings, catalogue: Catalogue, database_url: str) -> Iterator[Desk]:
    """Open a desk on either database; in the end the books must balance."""
    chosen = TasksSettings.model_validate({**settings.model_dump(), "database_url": database_url})
    opened = open_test_desk(chosen, catalogue, MemoryOutbox())
    yield opened
    opened.close()


def test_books_balance_after_every_kind_of_end(desk: Desk) -> None:
    """Delivered, cancelled, failed, refused by the chat, still waiting: nothing is off."""
    worker = FakeWorker(desk)
    jobs = [submit(desk) for _ in range(5)]
    shown = worker.work(jobs[0].id)
    desk.delivered(shown.id, shown.attempt, "1")
    desk.cancel(jobs[1].id, sender())
    worker.work(jobs[2].id)
    desk.quota_grant(ADA, 50, "admin", "thanks", key())
    desk.quota_set(ADA, 20, "admin", key())

    assert [] == verify(desk.database)
    assert desk.allowance(sender()).held == 3


def test_each_move_of_a_job_is_noted_once(desk: Desk) -> None:
    """From its arrival, which the database notes by itself, to its end."""
    job = submit(desk)
    FakeWorker(desk).work(job.id)

    query = select(job_events).where(job_events.c.job_id == job.id).order_by(job_events.c.id)
    events = desk.database.read(lambda connection: connection.execute(query).all())
    moves = [(event.was, event.became, event.attempt) for event in events]
    assert [(None, "queued", 0), ("queued", "running", 1), ("running", "rendered", 1)] == moves
    assert (job.submitted_at, "") == (events[0].at, events[0].reason)


@pytest.mark.parametrize("table", [ledger_entries, ledger_transactions, job_events], ids=lambda one: one.name)
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_what_is_written_stays(desk: Desk, table: Table, verb: str) -> None:
    """Neither the ledger nor the history can be rewritten."""
    submit(desk)
    column = next(name for name in ("amount", "reason") if name in table.c)
    change = update(table).values({column: 1}) if verb == "update" else delete(table)

    with pytest.raises(DBAPIError, match="append-only"), desk.database.begin() as connection:
        connection.execute(change)


def test_drift_is_found(desk: Desk) -> None:
    """A balance that somebody edits is noticed."""
    submit(desk)

    with desk.database.begin() as connection:
        connection.execute(update(ledger_accounts).where(ledger_accounts.c.kind == "held").values(balance=9))

    assert 3 == len(verify(desk.database))


def test_nobody_goes_below_zero(desk: Desk) -> None:
    """The database itself refuses a negative balance."""
    submit(desk)

    with pytest.raises(IntegrityError), desk.database.begin() as connection:
        connection.execute(update(ledger_accounts).where(ledger_accounts.c.kind == "held").values(balance=-1))


def test_settlement_happens_once(desk: Desk) -> None:
    """A capture and a void of one job have the same key."""
    job = submit(desk)
    desk.cancel(job.id, sender())

    second = {"kind": "capture", "key": f"settle:{job.id}", "at": job.submitted_at, "actor": "", "reason": ""}

    with pytest.raises(IntegrityError), desk.database.begin() as connection:
        connection.execute(insert(ledger_transactions).values(**second))


def test_crowd_cannot_spend_more_than_there_is(desk: Desk) -> None:
    """Twelve at once on one account of ten credits: ten are served."""
    desk.quota_set(ADA, 10, "admin", key())

    def ask(_: int) -> bool:
        try:
            desk.submit(image_request(), sender(), place(), key())
        except QuotaExceeded:
            return False
        return True

    with ThreadPoolExecutor(6) as crowd:
        served = list(crowd.map(ask, range(12)))

    assert 10 == sum(served)
    assert [] == verify(desk.database)


def test_double_click_from_two_devices_is_one_job(desk: Desk) -> None:
    """The same key at the same moment gives one job and one hold."""
    name = key()

    with ThreadPoolExecutor(6) as crowd:
        ids = set(crowd.map(lambda _: desk.submit(image_request(), sender(), place(), name).id, range(6)))

    assert 1 == len(ids)
    assert desk.allowance(sender()).held == 1


def test_only_one_of_many_claims_a_job(desk: Desk) -> None:
    """A job is claimed by compare-and-swap."""
    job = submit(desk)
    workshop = FakeWorker(desk).workshop

    with ThreadPoolExecutor(6) as crowd:
        claims = list(crowd.map(lambda number: workshop.claim(job.id, str(number)), range(6)))

    assert 1 == sum(claim is not None for claim in claims)
    assert (Status.RUNNING, 1) == (desk.job(job.id).status, desk.job(job.id).attempt)


def test_new_day_fills_up_and_grants_stay(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Yesterday's use is filled up to the allowance; what was granted above it stays."""
    desk.submit(image_request(count=4), sender("poor"), place(), key())
    desk.quota_grant("telegram:rich", 50, "admin", "thanks", key())
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    monkeypatch.setattr("tasks.quota.now", lambda _: tomorrow)

    assert (200, 4) == (desk.allowance(sender("poor")).left, desk.allowance(sender("poor")).held)
    assert 250 == desk.allowance(sender("rich")).left
    assert [] == verify(desk.database)


def test_first_look_of_a_day_fills_up_once(desk: Desk) -> None:
    """To look is not to earn."""
    assert {200} == {desk.allowance(sender()).left for _ in range(3)}
    assert desk.allowance(sender()).resets_at.hour == 0


def test_grant_with_a_key_is_given_once(desk: Desk) -> None:
    """A repeated command of an admin changes nothing."""
    for _ in range(2):
        allowance = desk.quota_grant(ADA, 50, "admin", "thanks", "once")

    assert 250 == allowance.left


def test_own_allowance_counts_at_once_and_can_be_taken_back(desk: Desk) -> None:
    """More is there today; back to everybody's takes the rest away."""
    more = desk.quota_set(ADA, 500, "admin", key())
    back = desk.quota_set(ADA, None, "admin", key())

    assert [(500, 500), (200, 200)] == [(one.daily, one.left) for one in (more, back)]


@pytest.mark.parametrize("account", ["1001", "telegram:", ":1001", ""])
def test_account_must_be_written_in_full(desk: Desk, account: str) -> None:
    """A number alone could be anybody's."""
    with pytest.raises(UnknownChoice):
        desk.quota_show(account)


@pytest.mark.parametrize("amount", [0, 10**12, -(10**12)])
def test_grant_has_limits(desk: Desk, amount: int) -> None:
    """Nothing and everything are mistakes."""
    with pytest.raises(OutOfRange):
        desk.quota_grant(ADA, amount, "admin", "oops", key())
