"""What is told of turns to come is what comes: machines, running limits, both lanes, and use that decays."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import inf
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generation.catalogue import Catalogue
from tasks import line
from tasks.accounts import find
from tasks.actor import operator
from tasks.database import Database, now
from tasks.desk import Desk
from tasks.forecast import Held, Scene, forecast
from tasks.job import Job, Lane
from tasks.machines import Announcement, Machines, Wanted
from tasks.pace import measure
from tasks.plan import Plan
from tasks.plans import subject_of
from tasks.settings import TasksSettings
from tasks.turns import Manners, Usage, Waiter, next_person, used_by_now
from tests.conftest import open_test_desk
from tests.factories import image_request, key, place, sender
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.worker import FakeWorker

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
MANNERS = Manners(half_life=timedelta(minutes=10), patience=timedelta(minutes=15))
ADA, BO, CY = 1, 2, 3
QUICK = settings(deadline=None, max_examples=60)


def waiter(person: int, jobs: int = 1, waited_s: float = 0.0, job_s: float = 10.0) -> Waiter:
    """Make somebody who waits."""
    return Waiter(person, jobs, NOW - timedelta(seconds=waited_s), job_s)


def told(scene: Scene) -> list[tuple[int, float]]:
    """List who starts when, as it is told."""
    return [(turn.person, turn.starts_s) for turn in forecast(scene, NOW, MANNERS)]


def test_two_machines_take_two_turns_at_once() -> None:
    """When they are done with what they have."""
    held = (Held(9, 4.0), Held(9, 6.0))

    assert [(ADA, 4.0), (ADA, 6.0), (ADA, 14.0)] == told(Scene([waiter(ADA, 3)], held=held, idle=0))


def test_running_limit_leaves_machines_idle() -> None:
    """Who may have one job run has them made one after the other; others are let by."""
    alone = {ADA: Usage(running_limit=1)}

    assert [(ADA, 0.0), (ADA, 10.0)] == told(Scene([waiter(ADA, 2)], usage=alone, idle=3))
    both = [waiter(ADA, 2, waited_s=5), waiter(BO)]
    assert [(ADA, 0.0), (BO, 0.0), (ADA, 10.0)] == told(Scene(both, usage=alone, idle=2))


def test_limit_counts_what_runs_elsewhere() -> None:
    """A clip on another queue keeps a picture waiting, and its machine takes no pictures afterwards."""
    usage = {ADA: Usage(running=1, running_limit=1, running_s=30.0)}
    clip = Held(ADA, 30.0, 30.0, frees=False)

    assert [(ADA, 30.0), (ADA, 40.0)] == told(Scene([waiter(ADA, 2)], usage=usage, held=[clip]))


def test_slow_lane_is_served_when_the_fast_one_may_not_be() -> None:
    """Not only when it is empty."""
    scene = Scene([waiter(ADA, 2)], [waiter(BO)], {ADA: Usage(running_limit=1)}, idle=2)

    assert [(ADA, 0.0), (BO, 0.0), (ADA, 10.0)] == told(scene)


def test_without_machines_there_is_an_order_and_no_time() -> None:
    """A drained worker finishes what it has and takes nothing."""
    drained = Scene([waiter(ADA, 2), waiter(BO)], held=[Held(9, 5.0, frees=False)], idle=0)

    assert [(ADA, inf), (BO, inf), (ADA, inf)] == told(drained)


PEOPLE = st.integers(1, 6)
WAITERS = st.lists(
    st.builds(waiter, PEOPLE, st.integers(1, 10), st.integers(0, 2000), st.integers(1, 100)),
    max_size=6,
    unique_by=lambda one: one.person,
)
USAGE = st.dictionaries(
    PEOPLE,
    st.builds(
        Usage,
        used_s=st.integers(0, 5000),
        at=st.integers(0, 2000).map(lambda ago: NOW - timedelta(seconds=ago)),
        weight=st.sampled_from([0.5, 1.0, 2.0, 4.0]),
        served_at=st.none() | st.integers(0, 2000).map(lambda ago: NOW - timedelta(seconds=ago)),
        running_limit=st.none() | st.integers(1, 3),
    ),
)


@QUICK
@given(WAITERS, WAITERS, USAGE, st.integers(1, 4))
def test_forecast_is_what_next_person_says_moment_by_moment(
    fast: list[Waiter], slow: list[Waiter], usage: dict[int, Usage], machines: int
) -> None:
    """Played through with the function that gives each turn, the same people start at the same moments."""
    scene = Scene(fast, slow, usage, idle=machines)

    assert played(scene) == told(scene)


def played(scene: Scene) -> list[tuple[int, float]]:
    """Play a scene through, one event after the other."""
    lanes = [{one.person: one for one in lane} for lane in (scene.fast, scene.slow)]
    usage = {one: scene.usage.get(one, Usage()) for lane in lanes for one in lane}
    came: list[tuple[int, float]] = []
    running: list[tuple[datetime, int, float]] = []
    moment = NOW
    while any(lanes):
        lane, person = _next(lanes, usage, moment) if len(running) < scene.idle else ({}, None)
        if person is None:
            moment = min(running)[0]
            for ended in [one for one in running if one[0] == moment]:
                running.remove(ended)
                usage[ended[1]] = _ended(usage[ended[1]], ended[2], moment)
            continue
        one, had = lane.pop(person), usage[person]
        came.append((person, (moment - NOW).total_seconds()))
        running.append((moment + timedelta(seconds=one.job_s), person, one.job_s))
        usage[person] = replace(
            had, running=had.running + 1, running_s=had.running_s + one.job_s, served_at=moment
        )
        if one.jobs > 1:
            lane[person] = replace(one, jobs=one.jobs - 1)
    return came


def _next(
    lanes: list[dict[int, Waiter]], usage: dict[int, Usage], moment: datetime
) -> tuple[dict[int, Waiter], int | None]:
    for lane in lanes:
        if (person := next_person(list(lane.values()), usage, moment, MANNERS)) is not None:
            return lane, person
    return {}, None


def _ended(had: Usage, job_s: float, moment: datetime) -> Usage:
    used_s = used_by_now(had.used_s, had.at, moment, MANNERS.half_life) + job_s
    return replace(had, used_s=used_s, at=moment, running=had.running - 1, running_s=had.running_s - job_s)


class Clock:
    """A clock that somebody sets."""

    moment = NOW

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.moment


def announcement(name: str) -> Announcement:
    """Let a machine say that it draws pictures."""
    return Announcement(name, name, ("images",), 1, "1")


class Studio:
    """A desk under a clock of its own, with machines that take as long as is estimated."""

    def __init__(self, desk: Desk, clock: Clock) -> None:
        self.desk, self.clock = desk, clock
        self.machines = Machines(desk.database, desk.settings.lease)
        self.worker = FakeWorker(desk)
        self.ends: list[tuple[datetime, str, Job]] = []
        self.names: list[str] = []

    def hire(self, name: str, wanted: Wanted = Wanted.WORK) -> None:
        """Have a machine."""
        self.machines.announce(announcement(name))
        if wanted is Wanted.WORK:
            self.names.append(name)
        else:
            self.desk.crew.tell(operator("root"), name, wanted)

    def beat(self) -> None:
        """Let all of them be heard of."""
        for name in self.names:
            self.machines.beat(announcement(name), Wanted.WORK)

    def take(self, rung: UUID) -> list[UUID]:
        """Let every machine that is free take a turn. Returns: the jobs."""
        taken = []
        for name in self.names:
            if name in {one for _, one, _ in self.ends}:
                continue
            job = self.worker.workshop.take_turn(rung, name)
            if job is not None:
                self.ends.append((self.clock.moment + timedelta(seconds=job.price), name, job))
                taken.append(job.id)
        return taken

    def go_on(self) -> None:
        """Let time go by until something is finished."""
        self.clock.moment = min(self.ends, key=lambda one: one[0])[0]
        for ended in [one for one in self.ends if one[0] == self.clock.moment]:
            self.ends.remove(ended)
            self.worker.finish(ended[2], drawn_s=float(ended[2].price))


@pytest.fixture
def studio(settings: TasksSettings, catalogue: Catalogue) -> Iterator[Studio]:
    """Open a studio in which plans limit what runs, and the slow lane is open to all."""
    clock = Clock()
    chosen = settings.model_copy(update={"daily_credits": 6, "slow_patience": timedelta(days=1)})
    first = open_test_desk(chosen, catalogue, MemoryOutbox())
    database = Database(chosen.database_address, clock)
    desk = Desk(
        settings=chosen,
        catalogue=catalogue,
        database=database,
        store=first.store,
        bell=first.bell,
        outbox=first.outbox,
    )
    desk.plans.put(Plan(name="narrow", running_limit=1, slow_lane=True))
    desk.plans.put(Plan(name="wide", weight=2.0, slow_lane=True))
    yield Studio(desk, clock)
    database.close()
    first.close()


@pytest.mark.parametrize("seed", range(5))
def test_desk_gives_turns_in_the_order_and_at_the_times_that_it_told(studio: Studio, seed: int) -> None:
    """Several machines, one of them drained, plans that limit what runs, and jobs in both lanes."""
    choose = random.Random(seed)  # noqa: S311 - to be the same each time
    for number in range(choose.randint(1, 3)):
        studio.hire(f"gpu{number}")
    studio.hire("drained", Wanted.DRAIN)
    people = ["1", "2", "3", "4"]
    for who, plan in zip(people, ("narrow", "narrow", "wide", "wide"), strict=True):
        studio.desk.plans.assign(subject_of(f"telegram:{who}"), plan)
    size = {who: choose.randint(1, 4) for who in people}
    asked = []
    for _ in range(16):
        studio.clock.moment += timedelta(seconds=choose.randint(0, 9))
        who = choose.choice(people)
        request = image_request(count=size[who])
        asked.append(studio.desk.submit(request, sender(who), place(), key()).id)
    studio.beat()
    with studio.desk.database.begin() as connection:
        for _ in asked:
            somebody = find(connection, "telegram", choose.choice(people))
            if somebody is not None:
                line.use(connection, somebody.id, choose.randint(0, 90), now(connection), MANNERS)
        measure(connection, request.kind, 10, 10.0)
        places = line.standing(connection, asked, now(connection), studio.desk.settings.manners)
    began, came = studio.clock.moment, list[tuple[UUID, float]]()
    while len(came) < len(asked):
        came += [(job, (studio.clock.moment - began).total_seconds()) for job in studio.take(asked[0])]
        if len(came) < len(asked):
            studio.go_on()

    assert sorted(asked, key=lambda job: places[job].ahead) == [job for job, _ in came]
    took = {job: studio.desk.job(job).price for job in asked}
    assert [places[job].eta_s for job, _ in came] == [start_s + took[job] for job, start_s in came]
    assert {Lane.FAST, Lane.SLOW} == {studio.desk.job(job).lane for job in asked}


def test_drained_studio_tells_places_and_no_times(studio: Studio) -> None:
    """Until somebody works again."""
    studio.hire("gpu")
    with studio.desk.database.begin() as connection:
        measure(connection, image_request().kind, 10, 10.0)
    first = studio.desk.submit(image_request(), sender("1"), place(), key())
    assert 0.0 < (first.eta_s or 0.0)
    studio.desk.crew.tell(operator("root"), "gpu", Wanted.DRAIN)

    again = studio.desk.job(first.id)
    assert (0, None) == (again.ahead, again.eta_s)
