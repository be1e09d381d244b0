"""Workers announce themselves, do what an admin tells them, and are away when they fall silent."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tasks.actor import Actor, operator
from tasks.authority import Authority
from tasks.crew import Crew
from tasks.database import Database
from tasks.desk import Desk
from tasks.errors import NoSuchWorker, NotAllowed
from tasks.job import Status
from tasks.machines import DISMISSED, Announcement, Condition, Machine, Machines, Wanted
from tasks.roles import Role
from tasks.settings import TasksSettings
from tasks.standing import Standing
from tasks.worker.presence import Presence
from tests.factories import sender, submit
from tests.fakes.worker import FakeWorker
from tests.patience import PATIENCE_S
from tests.tasks.conftest import Studio, eventually

SILENCE = timedelta(seconds=30)
OPERATOR = operator("ann")
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
def crew(database_url: str, clock: Clock, settings: TasksSettings) -> Iterator[Crew]:
    """Open the list of workers, once on either database."""
    database = Database(database_url, clock)
    yield Crew(Authority(database, Standing(database, settings)), Machines(database, SILENCE))
    database.close()


def only(crew: Crew) -> Machine:
    """Give the one worker that there is."""
    (one,) = crew.all(OPERATOR)
    return one


def test_workers_are_listed_by_host(crew: Crew) -> None:
    """With what they said of themselves."""
    crew.machines.announce(BEN)
    crew.machines.announce(ANN)

    first, second = crew.all(OPERATOR)
    assert ("gpu1:4711", ("images",), 3, "NVIDIA H200, 140 GiB") == (
        first.name,
        first.queues,
        first.slots,
        first.device,
    )
    assert (("avatars", "speech"), Condition.IDLE) == (second.queues, second.condition)


def test_worker_obeys_with_its_next_heartbeat(crew: Crew) -> None:
    """Drained once it said so; resumed by the next word."""
    crew.machines.announce(ANN)

    told = crew.tell(OPERATOR, "gpu1", Wanted.DRAIN)
    assert (Condition.DRAINING, "cli:ann") == (told.condition, told.told_by)
    assert Wanted.DRAIN is crew.machines.beat(ANN, Wanted.WORK)
    crew.machines.beat(ANN, Wanted.DRAIN)
    assert Condition.DRAINED is only(crew).condition
    assert Condition.IDLE is crew.tell(OPERATOR, "gpu1:4711", Wanted.WORK).condition
    assert "" == only(crew).told_by


def test_unknown_and_doubtful_names_are_refused(crew: Crew) -> None:
    """A host with two workers does not say which one is meant."""
    crew.machines.announce(ANN)
    crew.machines.announce(replace(ANN, name="gpu1:4712"))

    for name in ("gpu1", "gpu3", ""):
        with pytest.raises(NoSuchWorker) as refused:
            crew.tell(OPERATOR, name, Wanted.DRAIN)
        assert "gpu1:4711, gpu1:4712" == refused.value.names


def test_only_admins_steer_and_all_they_do_is_noted(desk: Desk) -> None:
    """Once an event; a moderator sees no workers, and what they tried is noted as well."""
    desk.crew.machines.announce(ANN)
    mod = Actor(sender("mod"), "telegram:channel:42")
    Standing(desk.database, desk.settings).appoint(sender("mod"), Role.MODERATOR, Role.OWNER)

    for _ in range(2):
        desk.crew.tell(OPERATOR, "gpu1", Wanted.DRAIN, "event 1")
    for refused in (lambda: desk.crew.tell(mod, "gpu1", Wanted.STOP), lambda: desk.crew.all(mod)):
        with pytest.raises(NotAllowed):
            refused()

    noted = [(one.actor, one.act, one.whom) for one in desk.audit.entries()][::-1]
    assert ("cli:ann", "worker.drain", "gpu1:4711") == noted[0]
    assert [("telegram:mod", "refused")] * 2 == [one[:2] for one in noted[1:]]


def test_new_process_of_a_name_knows_nothing_of_the_old(crew: Crew) -> None:
    """What was drained before a restart works after it."""
    crew.machines.announce(ANN)
    crew.tell(OPERATOR, ANN.name, Wanted.STOP)

    crew.machines.announce(ANN)

    assert Wanted.WORK is crew.machines.beat(ANN, Wanted.WORK)


def test_worker_that_was_forgotten_comes_back(crew: Crew) -> None:
    """A heartbeat without a row writes one."""
    assert Wanted.WORK is crew.machines.beat(ANN, Wanted.WORK)
    crew.machines.leave(ANN.name)
    assert [] == crew.all(OPERATOR)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_silent_worker_is_away_and_then_gone(crew: Crew, clock: Clock) -> None:
    """Away for a day, so that somebody sees it."""
    crew.machines.announce(ANN)
    clock.now += SILENCE + timedelta(seconds=1)
    assert Condition.AWAY is only(crew).condition

    clock.now += timedelta(days=1)
    crew.machines.announce(BEN)

    assert [BEN.name] == [one.name for one in crew.all(OPERATOR)]


def test_what_a_worker_draws_is_told(desk: Desk, worker: FakeWorker) -> None:
    """The job in its hands, and not those of others."""
    for one in (ANN, replace(BEN, name="fake")):
        desk.crew.machines.announce(one)
    job = worker.claim(submit(desk).id)

    idle, busy = desk.crew.all(OPERATOR)
    assert ((), Condition.IDLE) == (idle.draws, idle.condition)
    assert [(job.id, "text-to-image")] == [(one.job_id, one.kind) for one in busy.draws]
    assert Condition.BUSY is busy.condition


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_presence_does_what_is_told(crew: Crew) -> None:
    """It ends only when nothing is left in hand."""
    helm = FakeHelm()
    presence = Presence(crew.machines, lambda: ANN, helm, 5.0)
    presence.once()
    crew.tell(OPERATOR, ANN.name, Wanted.STOP)
    presence.once()
    helm.idle = True
    presence.once()
    crew.tell(OPERATOR, ANN.name, Wanted.WORK)
    presence.once()

    assert ["take", "drain", "drain", "end", "take"] == helm.told


@pytest.mark.stack
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_real_worker_drains_resumes_and_stops(studio: Studio) -> None:
    """It finishes what it has, and what is rung meanwhile waits; in the end it says that it was dismissed."""
    process = studio.hire()
    crew = studio.desk.crew
    first = submit(studio.desk, "slow 1")
    studio.wait(first.id, Status.RUNNING)
    name = crew.all(OPERATOR)[0].name
    assert [first.id] == [one.job_id for one in crew.all(OPERATOR)[0].draws]

    crew.tell(OPERATOR, name, Wanted.DRAIN)
    become(crew, Condition.DRAINED)
    second = submit(studio.desk)
    studio.wait(first.id, Status.RENDERED)
    assert Status.QUEUED is studio.desk.job(second.id).status

    crew.tell(OPERATOR, name, Wanted.WORK)
    studio.wait(second.id, Status.RENDERED)
    last = submit(studio.desk, "slow 1")
    studio.wait(last.id, Status.RUNNING)
    crew.tell(OPERATOR, name, Wanted.STOP)

    assert DISMISSED == process.wait(PATIENCE_S)
    assert Status.RENDERED is studio.desk.job(last.id).status
    assert [] == crew.all(OPERATOR)


@pytest.mark.stack
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_frozen_worker_is_shown_as_away(studio: Studio) -> None:
    """And is back as soon as it goes on."""
    process = studio.hire()
    crew = studio.desk.crew
    become(crew, Condition.IDLE)

    studio.freeze(process)
    become(crew, Condition.AWAY)
    studio.thaw(process)

    become(crew, Condition.IDLE)


def become(crew: Crew, condition: Condition) -> None:
    """Wait until the one worker is in a condition."""
    eventually(
        lambda: [one.condition for one in crew.all(OPERATOR)] == [condition],
        lambda: f"not {condition}: {crew.all(OPERATOR)}",
    )
