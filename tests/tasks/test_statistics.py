"""Sums per person, model, kind and worker; days with waits and failures; the leaderboard."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, func, select, text

from generation.catalogue import Catalogue
from tasks.database import Database
from tasks.desk import Desk
from tasks.errors import RenderFailed
from tasks.job import Problem
from tasks.leaderboard import Rank
from tasks.models import jobs
from tasks.settings import TasksSettings
from tasks.statistics import PAID, By, Day, finished
from tasks.store import FolderStore
from tests.factories import image_request, key, place, sender
from tests.fakes.outbox import MemoryOutbox, SilentBell
from tests.fakes.worker import FakeWorker

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


@dataclass
class Made:
    """Makes jobs that ended at a certain time."""

    desk: Desk
    now: datetime = NOON

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now

    def job(
        self,
        account: str = "ada",
        wait_s: float = 1.0,
        host: str = "gpu1:1",
        ended: datetime = NOON,
        count: int = 1,
    ) -> None:
        """Make a job that costs a credit a picture and takes a second for each, less nine tenths."""
        self.now = ended - timedelta(seconds=wait_s)
        job = self.desk.submit(
            image_request(count=count), sender(account, name=account.title()), place(), key()
        )
        self.now = ended
        made = FakeWorker(self.desk, host).work(job.id)
        self.desk.delivered(made.id, made.attempt, "message")


@pytest.fixture
def made(
    database_url: str, settings: TasksSettings, catalogue: Catalogue, outbox: MemoryOutbox
) -> Iterator[Made]:
    """Open a desk whose clock the test turns; PostgreSQL has a clock of its own."""
    made = Made(None)  # type: ignore[arg-type]  # the desk follows
    made.desk = Desk(
        settings=settings,
        catalogue=catalogue,
        database=Database(database_url, made),
        store=FolderStore(settings.blobs),
        bell=SilentBell(),
        outbox=outbox,
    )
    yield made
    made.desk.close()


def test_sums_are_told_by_person_model_kind_and_worker(made: Made) -> None:
    """The largest first; the processes of a host are one."""
    made.job("ada", count=2)
    made.job("ada", host="gpu1:2")
    made.job("bo", host="gpu2:1")
    look = made.desk.statistics.sums

    assert [("Ada", "telegram:ada", 2, 3), ("Bo", "telegram:bo", 1, 1)] == [
        (one.name, one.account, one.jobs, one.credits) for one in look(By.PERSON, 1)
    ]
    assert [("pocket", 3, 4)] == [(one.name, one.jobs, one.credits) for one in look(By.MODEL, 1)]
    assert [("text-to-image", 3)] == [(one.name, one.jobs) for one in look(By.KIND, 1)]
    (first, second) = look(By.WORKER, 1)
    assert (("gpu1", 2), ("gpu2", 1)) == ((first.name, first.jobs), (second.name, second.jobs))
    assert pytest.approx(1.2) == first.gpu_s


def test_what_was_cancelled_or_failed_costs_nothing(made: Made) -> None:
    """A failure is counted, a cancellation is not."""
    for ending in ("cancel", "fail"):
        job = made.desk.submit(image_request(), sender("ada"), place(), key())
        if ending == "cancel":
            made.desk.cancel(job.id, sender("ada"))
        else:
            FakeWorker(made.desk).fail(FakeWorker(made.desk).claim(job.id), Problem.of(RenderFailed()))

    (today,) = made.desk.statistics.days(1)
    assert (0, 1, 0) == (today.jobs, today.failed, today.credits)
    assert [] == made.desk.statistics.sums(By.PERSON, 1)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_days_have_their_waits(made: Made) -> None:
    """The wait that half did not exceed, and 95 of 100; days without anything are there, too."""
    for wait_s in range(1, 21):
        made.job(str(wait_s), wait_s=wait_s, ended=NOON - timedelta(days=2))
    made.now = NOON

    first, second, third = made.desk.statistics.days(3)

    assert (20, 10, 19) == (first.jobs, round(first.wait_p50_s, 2), round(first.wait_p95_s, 2))
    assert (Day(NOON.date() - timedelta(days=1)), Day(NOON.date())) == (second, third)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_day_ends_at_midnight(made: Made) -> None:
    """In UTC, to the second."""
    made.job("ada", ended=NOON.replace(hour=0))
    made.job("bo", ended=NOON.replace(hour=0) - timedelta(seconds=1))
    made.now = NOON

    assert [1, 1] == [day.jobs for day in made.desk.statistics.days(2)]
    assert ["Ada"] == [one.name for one in made.desk.statistics.sums(By.PERSON, 1)]


def test_waits_are_reckoned_by_the_real_clock(made: Made) -> None:
    """On either database."""
    made.job("ada")

    assert 0 <= made.desk.statistics.days(1)[-1].wait_p50_s < 60


def test_index_holds_all_that_is_counted(made: Made) -> None:
    """No row, and so no prompt, is read, however many jobs there are: SQLite says so."""
    database = made.desk.database
    query = select(func.sum(jobs.c.drawn_s), func.sum(PAID), func.max(jobs.c.worker)).where(finished(NOON))

    def look(connection: Connection) -> str:
        if not database.embedded:  # of few rows, it reads them all
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        asked = query.compile(connection, compile_kwargs={"literal_binds": True})
        explain = "EXPLAIN QUERY PLAN" if database.embedded else "EXPLAIN"
        return str(connection.execute(text(f"{explain} {asked}")).all())

    plan = database.read(look)

    assert ("COVERING INDEX ix_jobs_ended" if database.embedded else "ix_jobs_ended") in plan


def test_nobody_is_on_the_leaderboard_who_did_not_join(made: Made) -> None:
    """By name, with those who had most made first."""
    board = made.desk.leaderboard
    for account in ("ada", "bo", "bo", "cy"):
        made.job(account)
    assert [] == board.ranks()

    for account in ("ada", "bo"):
        board.join(sender(account))
        board.join(sender(account))

    assert [Rank(1, "Bo", 2, 2), Rank(2, "Ada", 1, 1)] == board.ranks()
    assert (True, False) == (board.joined(sender("ada")), board.joined(sender("cy")))

    board.leave(sender("bo"))
    assert ["Ada"] == [rank.name for rank in board.ranks()]


@pytest.mark.parametrize("either", ["ada", "bo"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_person_of_two_accounts_is_on_it_once(made: Made, either: str) -> None:
    """Whichever of them had joined."""
    made.job("ada")
    made.job("bo")
    made.desk.leaderboard.join(sender(either))
    code = made.desk.link_code(sender("ada"))
    made.desk.link(sender("bo"), code.text)

    assert [2] == [rank.jobs for rank in made.desk.leaderboard.ranks()]
    assert made.desk.leaderboard.joined(sender("ada"))
