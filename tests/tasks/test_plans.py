"""Plans kept, changed and assigned; and what people get by them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from generation.catalogue import Catalogue
from generation.errors import UnknownChoice
from tasks.database import Database
from tasks.desk import Desk
from tasks.errors import PlanBuiltIn, PlanInUse, TooManyWaiting
from tasks.expiry import expire
from tasks.job import Place
from tasks.ledger import verify
from tasks.plan import Origin, Plan
from tasks.plans import Assignment, Change, subject_of
from tasks.settings import TasksSettings
from tests.conftest import open_test_desk
from tests.factories import image_request, key, sender, submit
from tests.fakes.outbox import MemoryOutbox

GOLD = Plan(name="gold", daily_credits=500, waiting_limit=2)
CLUB = Plan(name="club", daily_credits=300, waiting_limit=1)
THREAD = Place(platform="discord", chat="789", parent="456", server="123")
ELSEWHERE = Place(platform="discord", chat="9", server="124")
ADA = sender(platform="discord")


class Clock:
    """A clock of the database that the test sets."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 28, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.moment


@pytest.fixture
def clock() -> Clock:
    """Set a clock."""
    return Clock()


@pytest.fixture
def timed(desk: Desk, clock: Clock) -> Iterator[Desk]:
    """Give a desk whose time is the clock's; in the end the books must balance."""
    database = Database(desk.settings.database_address, clock)
    yield Desk(
        settings=desk.settings,
        catalogue=desk.catalogue,
        database=database,
        store=desk.store,
        bell=desk.bell,
        outbox=desk.outbox,
    )
    assert [] == verify(database)
    database.close()


def assign(desk: Desk, subject: str, plan: Plan) -> None:
    """Keep a plan and assign it."""
    desk.plans.put(plan)
    desk.plans.assign(subject_of(subject), plan.name)


def left(desk: Desk) -> int:
    """Say what Ada has left, wherever she is."""
    return desk.allowance(ADA).left


def test_studio_without_plans_follows_its_settings(desk: Desk) -> None:
    """Nothing changes for those who never heard of plans."""
    found = desk.plans.of(ADA, THREAD)

    assert (200, 20) == (found.plan.daily_credits, found.plan.waiting_limit)
    assert {Origin.EVERYBODY} == {source.origin for source in found.sources.values()}
    assert ["everybody"] == [plan.name for plan in desk.plans.every()]


def test_changes_say_what_was_before(desk: Desk) -> None:
    """Whoever keeps a record of them needs both."""
    cheaper = GOLD.model_copy(update={"daily_credits": 400})
    person = subject_of("discord:1001")
    made = [desk.plans.put(GOLD), desk.plans.put(cheaper)]
    assigned = [desk.plans.assign(person, "gold"), desk.plans.assign(person, None)]

    assert [Change(None, GOLD), Change(GOLD, cheaper)] == made
    assert [Change(None, "gold"), Change("gold", None)] == assigned
    assert Change(cheaper, None) == desk.plans.delete("gold")


@pytest.mark.parametrize(
    "subject", ["discord:1001", "discord:channel:456", "discord:server:123", "role:member"]
)
def test_plan_counts_where_it_is_assigned(desk: Desk, subject: str) -> None:
    """For a person, a channel with its threads, a server, or a role."""
    assign(desk, subject, GOLD)

    there, elsewhere = desk.plans.of(ADA, THREAD), desk.plans.of(ADA, ELSEWHERE)

    assert 500 == there.plan.daily_credits
    assert (subject in {"discord:1001", "role:member"}) == (elsewhere.plan.daily_credits == 500)
    assert [Assignment(subject, "gold")] == desk.plans.assignments()


def test_narrower_assignment_counts_more(desk: Desk) -> None:
    """Person, then channel, then server, then role."""
    found = []
    for number, subject in enumerate(
        ("role:member", "discord:server:123", "discord:channel:456", "discord:1001"), 1
    ):
        assign(desk, subject, Plan(name=f"plan-{number}", steps_limit=number))
        found.append(desk.plans.of(ADA, THREAD).plan.steps_limit)

    assert [1, 2, 3, 4] == found


def test_higher_roles_have_what_lower_ones_have(desk: Desk, settings: TasksSettings) -> None:
    """An owner is not worse off than those who are trusted."""
    chosen = settings.model_copy(update={"admins": frozenset({"discord:1001"})})
    other = open_test_desk(chosen, desk.catalogue, MemoryOutbox())
    assign(desk, "role:trusted", GOLD)

    owner, member = (other.plans.of(one) for one in (ADA, sender("7")))

    assert (500, 200) == (owner.plan.daily_credits, member.plan.daily_credits)
    other.close()


def test_change_counts_in_every_process_at_once(desk: Desk, settings: TasksSettings) -> None:
    """What a desk remembers of the plans is dropped as soon as another has changed them."""
    other = open_test_desk(settings, desk.catalogue, MemoryOutbox())
    assign(desk, "role:member", GOLD)
    before = other.plans.of(ADA).plan.daily_credits
    desk.plans.put(GOLD.model_copy(update={"daily_credits": 7}))

    assert (500, 7) == (before, other.plans.of(ADA).plan.daily_credits)
    other.close()


def test_assigned_plan_stays(desk: Desk) -> None:
    """Nobody loses a plan because somebody tidies up."""
    assign(desk, "discord:1001", GOLD)
    desk.plans.assign(subject_of("role:trusted"), "gold")

    with pytest.raises(PlanInUse) as refusal:
        desk.plans.delete("gold")

    assert 2 == refusal.value.users


def test_built_in_plan_stays(desk: Desk) -> None:
    """It is what the settings say."""
    with pytest.raises(PlanBuiltIn):
        desk.plans.put(Plan(name="everybody", daily_credits=1))
    with pytest.raises(PlanBuiltIn):
        desk.plans.delete("everybody")


def test_unknown_plan_is_named(desk: Desk) -> None:
    """With those that look like it."""
    desk.plans.put(GOLD)

    for ask in (
        lambda: desk.plans.assign(subject_of("role:trusted"), "glod"),
        lambda: desk.plans.get("glod"),
    ):
        with pytest.raises(UnknownChoice) as refusal:
            ask()
        assert "gold" == refusal.value.facts["near"]


@pytest.mark.parametrize("text", ["", "1001", "role:king", "discord:server:", "a:b:c", ":1"])
def test_subject_must_be_written_in_full(text: str) -> None:
    """Or nobody knows whom it means."""
    with pytest.raises(UnknownChoice):
        subject_of(text)


def test_waiting_limit_is_that_of_the_plan(desk: Desk) -> None:
    """Two may wait by this plan."""
    assign(desk, "telegram:1001", GOLD)
    submit(desk)
    submit(desk)

    with pytest.raises(TooManyWaiting) as refusal:
        submit(desk)

    assert 2 == refusal.value.limit


def test_better_plan_counts_today(timed: Desk) -> None:
    """The difference is there at the next look, once; a worse plan counts from tomorrow."""
    before = left(timed)
    assign(timed, "discord:1001", GOLD)
    better = [left(timed), left(timed)]
    assign(timed, "discord:1001", Plan(name="small", daily_credits=10))

    assert (200, [500, 500], 500) == (before, better, left(timed))


def test_largest_allowance_of_a_day_counts(timed: Desk) -> None:
    """Two servers do not add up: whoever comes from one to the other gets the difference."""
    assign(timed, "discord:server:123", GOLD)
    assign(timed, "discord:server:124", CLUB)

    assert [300, 500, 500] == [timed.allowance(ADA, place).left for place in (ELSEWHERE, THREAD, ELSEWHERE)]


def test_month_comes_on_top_of_the_day_and_once(timed: Desk, clock: Clock) -> None:
    """What is left of a month at its end is taken back; the next one begins anew."""
    assign(timed, "discord:1001", Plan(name="monthly", daily_credits=10, monthly_credits=100))
    first = [left(timed), left(timed)]
    clock.moment += timedelta(days=3)
    expired = expire(timed.database)

    assert ([110, 110], 100, 110) == (first, expired, left(timed))


def test_share_of_a_month_goes_on_for_one_more(timed: Desk, clock: Clock) -> None:
    """Of 100 unspent, half lasts another month, and no longer."""
    plan = Plan(name="saver", daily_credits=0, monthly_credits=100, carried=0.5)
    assign(timed, "discord:1001", plan)
    balances = [left(timed)]
    for _ in range(3):
        clock.moment += timedelta(days=31)
        expire(timed.database)
        balances.append(left(timed))

    assert [100, 150, 150, 150] == balances


def test_spent_credits_of_a_month_are_not_carried(timed: Desk, clock: Clock) -> None:
    """Only what is left counts."""
    plan = Plan(name="saver", daily_credits=0, monthly_credits=100, carried=0.5)
    assign(timed, "discord:1001", plan)
    timed.submit(image_request(count=4), ADA, THREAD, key())
    job = timed.submit(image_request(count=4), ADA, THREAD, key())
    timed.cancel(job.id, ADA)
    clock.moment += timedelta(days=31)

    assert 48 == expire(timed.database)
    assert 148 == left(timed)


def test_linking_does_not_double_a_month(timed: Desk) -> None:
    """Two accounts of one person had a month's credits each; together they have one."""
    other = sender("2002")
    for subject in ("discord:1001", "telegram:2002"):
        assign(timed, subject, Plan(name="monthly", daily_credits=10, monthly_credits=100))
    assert [110, 110] == [timed.allowance(one).left for one in (ADA, other)]
    timed.link(other, timed.link_code(ADA).text)

    assert 110 == left(timed)


def test_unlinking_gives_nobody_a_second_plan(timed: Desk) -> None:
    """The credits of a plan stay with the person; a limit goes along."""
    other = sender("2002")
    assign(timed, "discord:1001", Plan(name="monthly", monthly_credits=100))
    timed.link(other, timed.link_code(ADA).text)
    timed.unlink(other)
    rich = timed.plans.of(other).plan.monthly_credits
    assign(timed, "discord:1001", Plan(name="slow", weight=0.5))
    timed.link(other, timed.link_code(ADA).text)
    timed.unlink(other)

    assert (0, 0.5) == (rich, timed.plans.of(other).plan.weight)


def test_plans_are_kept_on_either_database(
    settings: TasksSettings, catalogue: Catalogue, database_url: str
) -> None:
    """Put, assigned, read by a request, and given."""
    chosen = TasksSettings.model_validate({**settings.model_dump(), "database_url": database_url})
    desk = open_test_desk(chosen, catalogue, MemoryOutbox())
    assign(desk, "telegram:1001", Plan(name="monthly", daily_credits=10, monthly_credits=100, carried=0.5))
    submit(desk)

    assert (109, 1) == (desk.allowance(sender()).left, desk.allowance(sender()).held)
    assert [] == verify(desk.database)
    desk.close()
