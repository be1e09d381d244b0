"""What a plan does not allow is refused, says the limit and what was asked, and costs nothing."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from generation.catalogue import Catalogue
from generation.errors import Refusal
from tasks import line
from tasks.database import now
from tasks.desk import Desk
from tasks.errors import (
    CountBeyondPlan,
    DurationBeyondPlan,
    FeatureNotInPlan,
    ModelNotInPlan,
    SideBeyondPlan,
    StepsBeyondPlan,
)
from tasks.job import Request
from tasks.limits import keep_within
from tasks.models import accounts
from tasks.plan import Plan
from tasks.plans import subject_of
from tasks.settings import TasksSettings
from tasks.straying import rung, unrung
from tests.factories import avatar_request, image_request, key, place, preview_request, sender, speech_request
from tests.fakes.worker import FakeWorker
from tests.tasks.conftest import balanced_desk

PLAN = Plan(
    name="small",
    side_limit_px=256,
    steps_limit=20,
    count_limit=2,
    duration_limit_s=10,
    models=("pocket",),
    features=("text-to-image", "avatar", "preview"),
)


@pytest.mark.parametrize(
    ("request_", "refusal", "facts"),
    [
        (image_request(width_px=512), SideBeyondPlan, {"limit": 256, "asked": 512}),
        (image_request(steps=30), StepsBeyondPlan, {"limit": 20, "asked": 30}),
        (image_request(count=3), CountBeyondPlan, {"limit": 2, "asked": 3}),
        (image_request(model="sdxl"), ModelNotInPlan, {"model": "sdxl", "allowed": "pocket"}),
        (avatar_request(), DurationBeyondPlan, {"limit": 10, "asked": 12.3}),
        (preview_request(), DurationBeyondPlan, {"limit": 10, "asked": 12.3}),
        (avatar_request(size_px=512), SideBeyondPlan, {"limit": 256, "asked": 512}),
        (speech_request(), FeatureNotInPlan, {"kind": "speech"}),
    ],
)
def test_what_goes_beyond_is_named(
    request_: Request, refusal: type[Refusal], facts: dict[str, object]
) -> None:
    """One refusal a limit."""
    with pytest.raises(refusal) as raised:
        keep_within(PLAN, request_, 12.34)

    assert facts == raised.value.facts


@pytest.mark.parametrize("request_", [image_request(count=2, width_px=256), avatar_request()])
def test_what_is_within_passes(request_: Request) -> None:
    """The limits themselves are allowed."""
    keep_within(PLAN, request_, 10)


def test_no_plan_no_limit() -> None:
    """A studio without plans lets everything through."""
    keep_within(Plan(name="open"), image_request(width_px=4096, steps=150, count=4, model="any"), 3600)


@pytest.fixture
def studio(settings: TasksSettings, catalogue: Catalogue, database_url: str) -> Iterator[Desk]:
    """Open a desk on either database; in the end the books must balance."""
    yield from balanced_desk(settings, catalogue, database_url)


def assign(desk: Desk, plan: Plan, subject: str = "role:member") -> None:
    """Keep a plan and assign it."""
    desk.plans.put(plan)
    desk.plans.assign(subject_of(subject), plan.name)


def test_refused_request_costs_nothing_and_leaves_nothing(studio: Desk) -> None:
    """Not even a job."""
    assign(studio, PLAN)

    with pytest.raises(StepsBeyondPlan):
        studio.submit(image_request(steps=30), sender(), place(), key())

    assert (200, 0, []) == (
        studio.allowance(sender()).left,
        studio.allowance(sender()).held,
        studio.history(sender()),
    )


def test_length_of_a_line_counts_before_it_is_spoken(studio: Desk) -> None:
    """Nobody pays for a clip that is too long."""
    assign(studio, PLAN)
    photo = studio.keep(sender(), b"photo", "image/png")
    long = avatar_request(photo=photo, speech=speech_request("word " * 60))

    with pytest.raises(DurationBeyondPlan):
        studio.submit(long, sender(), place(), key())


def test_no_more_of_a_persons_jobs_run_than_the_plan_says(studio: Desk) -> None:
    """One runs, and two workers stand ready: the second turn is somebody else's."""
    assign(studio, Plan(name="one", running_limit=1), "telegram:1001")
    workshop = FakeWorker(studio).workshop
    mine = [studio.submit(image_request(), sender(), place(), key()) for _ in range(2)]
    hers = studio.submit(image_request(), sender("2"), place(), key())

    taken = [workshop.take_turn(mine[0].id, name) for name in "abc"]

    assert [mine[0].id, hers.id, None] == [job.id if job else None for job in taken]


def test_next_job_is_rung_for_when_the_limit_lets_it(studio: Desk) -> None:
    """Its own ring went by while it could not start."""
    assign(studio, Plan(name="one", running_limit=1))
    worker = FakeWorker(studio)
    first, second = (studio.submit(image_request(), sender(), place(), key()) for _ in range(2))
    running = worker.workshop.take_turn(first.id, "a")
    with studio.database.begin() as connection:
        rung(connection, [second.id], second.submitted_at)
    assert running is not None
    worker.finish(running)

    with studio.database.look() as connection:
        assert [second.id] == [job_id for job_id, _ in unrung(connection, now(connection))]


def test_weight_of_a_plan_counts_in_the_fair_order(studio: Desk) -> None:
    """Both used as much; whose share is larger comes first."""
    assign(studio, Plan(name="gold", weight=4.0), "telegram:2")
    for who in ("1", "2"):
        studio.submit(image_request(), sender(who), place(), key())
    with studio.database.begin() as connection:
        for account_id in connection.execute(select(accounts.c.id)).scalars():
            line.use(connection, account_id, 100.0, now(connection), studio.settings.manners)
    worker = FakeWorker(studio)

    first = worker.workshop.take_turn(studio.history(sender("1"))[0].id, "a")

    assert first is not None
    assert "2" == first.sender.account
