"""Workers announce themselves, do what an admin tells them, and are away when they fall silent."""

import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tasks.database import Database, migrate
from tasks.desk import Desk
from tasks.errors import NoSuchWorker
from tasks.job import Status
from tasks.machines import DISMISSED, Announcement, Condition, Machine, Machines, Wanted
from tasks.worker.presence import Presence
from tests.factories import submit
from tests.fakes.worker import FakeWorker
from tests.tasks.conftest import Studio, eventually

SILENCE = timedelta(seconds=30)
ANN = Announcement("gpu1:4711", "gpu1", ("images",), 3, "1.0", "NVIDIA H200, 140 GiB")
BEN = replace(ANN, name="gpu2:4712", host="gpu2", queues=("avatars", "speech"))


class Clock:
    """A clock that the test turns."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 28, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now


class FakeHelm:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.idle = False
        self.told: list[str] = []

    def take(self) -> None:
        """Note that jobs shall be taken."""
        self.told.append("take")

    def drain(self) -> None:
        """Note that no jobs shall be taken."""
        self.told.append("drain")

    def end(self) -> None:
        """Note that the process shall end."""
        self.told.append("end")


@pytest.fixture
def clock() -> Clock:
    """Give a clock that stands still."""
    return Clock()


@pytest.fixture
def machines(database_url: str, clock: Clock) -> Iterator[Machines]:
    """Open the list of workers, once on either database."""
    migrate(database_url)
    database = Database(database_url, clock)
    yield Machines(database, SILENCE)
    database.close()


def only(machines: Machines) -> Machine:
    """Give the one worker that there is."""
    (one,) = machines.all()
    return one


def test_workers_are_listed_by_host(machines: Machines) -> None:
    """With what they said of themselves."""
    machines.announce(BEN)
    machines.announce(ANN)

    first, second = machines.all()
    assert ("gpu1:4711", ("images",), 3, "NVIDIA H200, 140 GiB") == (
        first.name,
        first.queues,
        first.slots,
        first.device,
    )
    assert (("avatars", "speech"), Condition.IDLE) == (second.queues, second.condition)


def test_worker_obeys_with_its_next_heartbeat(machines: Machines) -> None:
    """Drained once it said so; resumed by the next word."""
    machines.announce(ANN)

    told = machines.tell("gpu1", Wanted.DRAIN, "telegram:1001")
    assert (Condition.DRAINING, "telegram:1001") == (told.condition, told.told_by)
    assert Wanted.DRAIN is machines.beat(ANN, Wanted.WORK)
    machines.beat(ANN, Wanted.DRAIN)
    assert Condition.DRAINED is only(machines).condition
    assert Condition.IDLE is machines.tell("gpu1:4711", Wanted.WORK, "telegram:1001").condition
    assert "" == only(machines).told_by


def test_unknown_and_doubtful_names_are_refused(machines: Machines) -> None:
    """A host with two workers does not say which one is meant."""
    machines.announce(ANN)
    machines.announce(replace(ANN, name="gpu1:4712"))

    for name in ("gpu1", "gpu3", ""):
        with pytest.raises(NoSuchWorker) as refused:
            machines.tell(name, Wanted.DRAIN, "")
        assert "gpu1:4711, gpu1:4712" == refused.value.names


def test_new_process_of_a_name_knows_nothing_of_the_old(machines: Machines) -> None:
    """What was drained before a restart works after it."""
    machines.announce(ANN)
    machines.tell(ANN.name, Wanted.STOP, "")

    machines.announce(ANN)

    assert Wanted.WORK is machines.beat(ANN, Wanted.WORK)


def test_worker_that_was_forgotten_comes_back(machines: Machines) -> None:
    """A heartbeat without a row writes one."""
    assert Wanted.WORK is machines.beat(ANN, Wanted.WORK)
    machines.leave(ANN.name)
    assert [] == machines.all()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_silent_worker_is_away_and_then_gone(machines: Machines, clock: Clock) -> None:
    """Away for a day, so that somebody sees it."""
    machines.announce(ANN)
    clock.now += SILENCE + timedelta(seconds=1)
    assert Condition.AWAY is only(machines).condition

    clock.now += timedelta(days=1)
    machines.announce(BEN)

    assert [BEN.name] == [one.name for one in machines.all()]


def test_what_a_worker_draws_is_told(desk: Desk, worker: FakeWorker) -> None:
    """The job in its hands, and not those of others."""
    for one in (ANN, replace(BEN, name="fake")):
        desk.machines.announce(one)
    job = worker.claim(submit(desk).id)

    idle, busy = desk.machines.all()
    assert ((), Condition.IDLE) == (idle.draws, idle.condition)
    assert [(job.id, "text-to-image")] == [(one.job_id, one.kind) for one in busy.draws]
    assert Condition.BUSY is busy.condition


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_presence_does_what_is_told(machines: Machines) -> None:
    """It ends only when nothing is left in hand."""
    helm = FakeHelm()
    presence = Presence(machines, lambda: ANN, helm, 5.0)
    presence.once()
    machines.tell(ANN.name, Wanted.STOP, "")
    presence.once()
    helm.idle = True
    presence.once()
    machines.tell(ANN.name, Wanted.WORK, "")
    presence.once()

    assert ["take", "drain", "drain", "end", "take"] == helm.told


@pytest.mark.stack
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_real_worker_drains_resumes_and_stops(studio: Studio) -> None:
    """It finishes what it has, and what is rung meanwhile waits; in the end it says that it was dismissed."""
    process = studio.hire()
    machines = studio.desk.machines
    first = submit(studio.desk, "slow 1")
    studio.wait(first.id, Status.RUNNING)
    name = machines.all()[0].name
    assert [first.id] == [one.job_id for one in machines.all()[0].draws]

    machines.tell(name, Wanted.DRAIN, "test")
    become(machines, Condition.DRAINED)
    second = submit(studio.desk)
    studio.wait(first.id, Status.RENDERED)
    assert Status.QUEUED is studio.desk.job(second.id).status

    machines.tell(name, Wanted.WORK, "test")
    studio.wait(second.id, Status.RENDERED)
    last = submit(studio.desk, "slow 1")
    studio.wait(last.id, Status.RUNNING)
    machines.tell(name, Wanted.STOP, "test")

    assert DISMISSED == process.wait(20)
    assert Status.RENDERED is studio.desk.job(last.id).status
    assert [] == machines.all()


@pytest.mark.stack
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_frozen_worker_is_shown_as_away(studio: Studio) -> None:
    """And is back as soon as it goes on."""
    process = studio.hire()
    machines = studio.desk.machines
    become(machines, Condition.IDLE)

    studio.signal(process, signal.SIGSTOP)
    become(machines, Condition.AWAY)
    studio.signal(process, signal.SIGCONT)

    become(machines, Condition.IDLE)


def become(machines: Machines, condition: Condition) -> None:
    """Wait until the one worker is in a condition."""
    eventually(
        lambda: [one.condition for one in machines.all()] == [condition],
        20.0,
        lambda: f"not {condition}: {machines.all()}",
    )
