"""Turns in the database: given to whom they are due, once each, fast, and told as they will come."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, Engine, event, func, insert, select, update
from sqlalchemy.engine.interfaces import DBAPICursor

from generation.catalogue import Catalogue
from tasks import line
from tasks.accounts import open_account
from tasks.database import now
from tasks.desk import Desk
from tasks.job import Job, Status
from tasks.models import accounts, jobs
from tasks.models_turns import turns
from tasks.settings import TasksSettings
from tests.conftest import open_test_desk
from tests.factories import avatar_request, image_request, key, place, sender, submit
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.worker import FakeWorker

MANY = 5_000


@pytest.fixture
def studio(tmp_path: Path, catalogue: Catalogue, database_url: str) -> Iterator[Desk]:
    """Open a desk that rings nobody, once on either kind of database."""
    settings = TasksSettings.model_validate(
        {
            "data": tmp_path / "data",
            "redis_url": "unix:///nowhere",
            "database_url": database_url,
            "waiting_limit": 500,
            "daily_credits": 1000,
        }
    )
    opened = open_test_desk(settings, catalogue, MemoryOutbox())
    yield opened
    opened.close()


def ask(desk: Desk, who: str) -> Job:
    """Ask for a picture."""
    return desk.submit(image_request(), sender(who), place(), key())


def used(desk: Desk, who: str, seconds: float) -> None:
    """Have somebody use the machines now."""
    with desk.database.begin() as connection:
        line.use(connection, account(desk, who), seconds, now(connection), desk.settings.manners)


def account(desk: Desk, who: str) -> int:
    """Name somebody's account."""
    with desk.database.look() as connection:
        return int(connection.execute(select(accounts.c.id).where(accounts.c.external == who)).scalar_one())


def serve_all(desk: Desk, rung: UUID) -> list[str]:
    """Take turns until nobody waits. Returns: whose they were."""
    worker = FakeWorker(desk)
    served = []
    while job := worker.workshop.take_turn(rung, "worker"):
        served.append(job.sender.account)
        worker.finish(job)
    return served


def test_ring_leads_to_whose_turn_it_is(studio: Desk) -> None:
    """Whoever used much lets the other by, whichever job was rung for, and is served after that."""
    first = ask(studio, "ada")
    ask(studio, "bo")
    used(studio, "ada", 100.0)

    assert ["bo", "ada"] == serve_all(studio, first.id)


def test_two_hundred_jobs_wait_for_two(studio: Desk) -> None:
    """Those who come later with two have them made at once."""
    crowd = [ask(studio, "ada") for _ in range(20)]
    FakeWorker(studio).workshop.take_turn(crowd[0].id, "worker")
    for who in ("bo", "cy"):
        for _ in range(2):
            ask(studio, who)

    assert Counter(bo=2, cy=2) == Counter(serve_all(studio, crowd[0].id)[:4])


def test_each_queue_has_its_own_line(studio: Desk) -> None:
    """A ring of one queue never leads to a job of another."""
    photo = studio.keep(sender("ada"), b"photo", "image/png")
    clip = studio.submit(avatar_request(photo=photo), sender("ada"), place(), key())
    picture = ask(studio, "ada")
    workshop = FakeWorker(studio).workshop

    taken = [workshop.take_turn(rung, "worker") for rung in (picture.id, picture.id, clip.id)]

    assert [picture.id, None, clip.id] == [job.id if job else None for job in taken]


def test_ring_of_a_cancelled_job_leads_to_another(studio: Desk) -> None:
    """Rings are as good as each other."""
    gone, stays = ask(studio, "ada"), ask(studio, "ada")
    studio.cancel(gone.id, sender("ada"))

    taken = FakeWorker(studio).workshop.take_turn(gone.id, "worker")

    assert taken is not None
    assert stays.id == taken.id


def test_ring_for_nothing_leads_nowhere(studio: Desk) -> None:
    """A job that was never there has no queue."""
    ask(studio, "ada")

    assert FakeWorker(studio).workshop.take_turn(uuid4(), "worker") is None


def test_overdue_job_has_no_turn(studio: Desk) -> None:
    """What will be refunded at any moment holds up nobody."""
    late, fresh = ask(studio, "ada"), ask(studio, "bo")
    with studio.database.begin() as connection:
        old = fresh.submitted_at - timedelta(hours=1)
        connection.execute(update(jobs).where(jobs.c.id == late.id).values(deadline_at=old))

    assert ["bo"] == serve_all(studio, late.id)


def test_heavier_weight_goes_first(studio: Desk) -> None:
    """The same use weighs half for a double weight."""
    first = ask(studio, "ada")
    ask(studio, "bo")
    for who, weight in (("ada", 1.0), ("bo", 2.0)):
        used(studio, who, 100.0)
        with studio.database.begin() as connection:
            line.weigh(connection, account(studio, who), weight, now(connection))

    assert ["bo", "ada"] == serve_all(studio, first.id)


def test_finished_job_is_used_and_measured(studio: Desk) -> None:
    """What the engine took is held against its owner, and later jobs are told from it."""
    job = ask(studio, "ada")
    worker = FakeWorker(studio)
    worker.finish(worker.claim(job.id), drawn_s=0.1)
    with studio.database.look() as connection:
        row = connection.execute(select(turns)).one()

    assert pytest.approx(0.1) == row.used_s
    assert row.served_at is not None
    assert pytest.approx(0.1, abs=0.01) == studio.own_job(ask(studio, "ada").id, sender("ada")).eta_s


def test_cancelled_job_is_used_as_long_as_it_ran(studio: Desk) -> None:
    """To cancel at the last moment is not for nothing; what only waited was."""
    ran, waited = ask(studio, "ada"), ask(studio, "bo")
    FakeWorker(studio).claim(ran.id)
    with studio.database.begin() as connection:
        earlier = ran.submitted_at - timedelta(seconds=30)
        connection.execute(update(jobs).where(jobs.c.id == ran.id).values(started_at=earlier))
    studio.cancel(ran.id, sender("ada"))
    studio.cancel(waited.id, sender("bo"))
    with studio.database.look() as connection:
        used_s = {row.account_id: row.used_s for row in connection.execute(select(turns))}

    assert used_s.keys() == {account(studio, "ada")}
    assert pytest.approx(30, abs=10) == used_s[account(studio, "ada")]


def test_nobody_knows_how_long_the_first_takes(studio: Desk) -> None:
    """A kind that was never made has no time to tell."""
    assert ask(studio, "ada").eta_s is None


def test_places_are_those_of_the_fair_order(studio: Desk) -> None:
    """The newcomer is told to be next, and the crowd's place moves back honestly."""
    crowd = [ask(studio, "ada") for _ in range(20)]
    used(studio, "ada", 50.0)
    newcomer = ask(studio, "bo")

    assert 0 == newcomer.ahead
    assert [1, 20] == [studio.own_job(job.id, sender("ada")).ahead for job in (crowd[0], crowd[-1])]
    assert [20, 19] == [job.ahead for job in studio.history(sender("ada"), limit=2)]


def test_told_order_is_the_one_that_comes(studio: Desk) -> None:
    """Jobs are claimed in the order of the places that their owners see."""
    asked = [ask(studio, who) for who in ("ada", "bo", "ada", "cy", "bo", "ada", "ada")]
    used(studio, "bo", 40.0)
    told = sorted(asked, key=lambda job: studio.job(job.id).ahead)
    worker = FakeWorker(studio)

    taken = [worker.workshop.take_turn(asked[0].id, "worker") for _ in asked]

    assert [job.id for job in told] == [job.id for job in taken if job]


def test_racing_workers_take_every_job_once(studio: Desk) -> None:
    """More hands than jobs: each job has one taker, and nobody who could work is sent away."""
    asked = [ask(studio, who) for who in ("ada", "bo", "cy") for _ in range(6)]
    workshop = FakeWorker(studio).workshop

    with ThreadPoolExecutor(6) as crowd:
        taken = list(crowd.map(lambda job: workshop.take_turn(job.id, "worker"), asked + asked[:4]))

    assert {job.id for job in asked} == {job.id for job in taken if job}
    assert 4 == taken.count(None)


def test_handed_back_job_keeps_its_place(studio: Desk) -> None:
    """A worker that leaves costs the owner nothing but the turn."""
    job = ask(studio, "ada")
    worker = FakeWorker(studio)
    worker.workshop.give_back(worker.claim(job.id), lost=False)

    again = worker.workshop.take_turn(job.id, "another")

    assert again is not None
    assert (job.id, 2) == (again.id, again.attempt)


@pytest.mark.parametrize("people", [1, 100])
def test_five_thousand_that_wait_are_claimed_by_an_index(studio: Desk, people: int) -> None:
    """Whoever takes a turn never walks along all jobs: they are found by what they wait for."""
    template = submit(studio)
    fill(studio, template, people)

    with plans_told() as plans:
        assert FakeWorker(studio).workshop.take_turn(template.id, "worker") is not None

    assert any("ix_jobs_line" in plan for plan in plans)
    assert [] == [plan for plan in plans if re.search(r"SCAN jobs(?! USING)|Seq Scan on jobs", plan)]


@contextmanager
def plans_told() -> Iterator[list[str]]:
    """Ask the database how it finds what each SELECT asks for, as SQLite and PostgreSQL word it."""
    plans: list[str] = []

    def explain(
        connection: Connection,
        cursor: DBAPICursor,
        statement: str,
        parameters: Sequence[object] | Mapping[str, object],
        *_: object,
    ) -> None:
        if statement.startswith("SELECT"):
            word = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
            cursor.execute(f"{word} {statement}", parameters)
            plans.append("\n".join(str(row[-1]) for row in cursor.fetchall()))

    event.listen(Engine, "before_cursor_execute", explain)
    yield plans
    event.remove(Engine, "before_cursor_execute", explain)


def fill(desk: Desk, template: Job, people: int) -> None:
    """Have many wait, like a job that is there."""
    with desk.database.begin() as connection:
        moment = now(connection)
        row = connection.execute(select(jobs).where(jobs.c.id == template.id)).one()._asdict()
        ids = [open_account(connection, sender(str(number)), moment).id for number in range(people)]
        rows = [
            {**row, "id": uuid4(), "key": key(), "account_id": ids[number % people]} for number in range(MANY)
        ]
        connection.execute(insert(jobs), rows)
        count = connection.execute(select(func.count()).where(jobs.c.status == Status.QUEUED)).scalar_one()
    assert count > MANY
