"""What admins do to credits, roles and people, on either database: who may, once, and written down."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from generation.catalogue import Catalogue
from generation.errors import OutOfRange, Refusal
from tasks.actor import Actor
from tasks.admin_errors import (
    DecisionTaken,
    NoSuchProposal,
    OwnProposal,
    UnknownPerson,
)
from tasks.desk import Desk
from tasks.errors import (
    AlreadyFinal,
    DoneOtherwise,
    NotAllowed,
    OnOneself,
    ReasonMissing,
    RoleTooHigh,
)
from tasks.job import Status
from tasks.plan import Plan
from tasks.plans import subject_of
from tasks.roles import Role
from tasks.settings import TasksSettings
from tasks.standing import Standing
from tests.factories import key, sender
from tests.fakes.worker import FakeWorker
from tests.tasks.admins import ADA, BOB, CAT, CAT_THERE, CHANNEL, OWNER, acts, ask, bob, cat, desk_of_admins

DAY = timedelta(days=1)


@pytest.fixture
def desk(settings: TasksSettings, catalogue: Catalogue, database_url: str) -> Iterator[Desk]:
    """Open a desk on either database, where Bob and Cat are admins who grant 100 credits a day alone."""
    yield from desk_of_admins(settings, catalogue, database_url)


def test_grant_is_made_once_and_written_down(desk: Desk) -> None:
    """The same event gives the same; with another amount or person it is refused."""
    for _ in range(2):
        assert 250 == desk.admin.credits.grant(bob(), ADA, 50, "thanks", "event").allowance.left
    for whom, amount in ((ADA, 51), (CAT, 50)):
        with pytest.raises(DoneOtherwise) as refused:
            desk.admin.credits.grant(bob(), whom, amount, "thanks", "event")
    assert "telegram:1001" == refused.value.person

    [entry] = desk.audit.entries()
    assert ("discord:3003", "quota.grant", "telegram:1001") == (entry.actor, entry.act, entry.whom)
    assert ({"left": 200}, {"amount": 50, "left": 250}) == (entry.before, entry.after)
    assert ("thanks", "discord:channel:77") == (entry.reason, entry.origin)


def test_credits_are_set_and_revoked(desk: Desk) -> None:
    """Nobody has less than nothing."""
    assert 80 == desk.admin.credits.set(bob(), ADA, 80, "less", "one").left
    assert 0 == desk.admin.credits.revoke(bob(), ADA, 500, "spam", "two").left
    assert (0, 200) == (desk.admin.credits.set(bob(), ADA, None).left - 120, desk.allowance(ADA).daily)

    assert ["quota.set", "quota.revoke", "quota.set"] == acts(desk)
    with pytest.raises(OutOfRange):
        desk.admin.credits.set(bob(), ADA, 101)
    assert 900 == desk.admin.credits.set(OWNER, ADA, 900).daily


@pytest.mark.parametrize("amount", [0, -5, 10**12])
def test_amounts_have_a_range(desk: Desk, amount: int) -> None:
    """From one to a million, for a reason."""
    with pytest.raises(OutOfRange):
        desk.admin.credits.grant(OWNER, ADA, amount, "thanks", key())
    with pytest.raises(OutOfRange):
        desk.admin.credits.revoke(OWNER, ADA, amount, "thanks", key())
    with pytest.raises(ReasonMissing):
        desk.admin.credits.grant(OWNER, ADA, 5, " ", key())


def test_nobody_gives_to_themselves(desk: Desk) -> None:
    """Nor to an account that is linked to theirs; nor sets, revokes or plans."""
    desk.link(CAT_THERE, desk.link_code(CAT).text)
    desk.admin.plans.put(OWNER, Plan(name="gold", daily_credits=500))
    for whom in (CAT, CAT_THERE):
        with pytest.raises(OnOneself):
            desk.admin.credits.grant(cat(), whom, 5, "me", key())
        with pytest.raises(OnOneself):
            desk.admin.credits.set(cat(), whom, 50)
        with pytest.raises(OnOneself):
            desk.admin.plans.assign(cat(), subject_of(whom.address), "gold")
        with pytest.raises((OnOneself, RoleTooHigh)):
            desk.admin.offices.appoint(cat(), whom, Role.OWNER)


def test_large_grant_takes_a_second_admin(desk: Desk) -> None:
    """It waits, changes nothing, and is made once by somebody else."""
    proposed = desk.admin.credits.grant(bob(), ADA, 101, "a prize", "event", timedelta(days=3)).proposal
    assert proposed is not None
    assert (101, "discord:3003", timedelta(days=3)) == (proposed.amount, proposed.actor, proposed.lasts)
    assert 200 == desk.allowance(ADA).left
    with pytest.raises(OwnProposal):
        desk.admin.credits.approve(bob(), proposed.id)
    assert [proposed] == list(desk.admin.credits.proposals(cat()))

    assert 301 == desk.admin.credits.approve(cat(), proposed.id).left
    with pytest.raises(DecisionTaken):
        desk.admin.credits.approve(OWNER, proposed.id)

    assert 301 == desk.allowance(ADA).left
    assert ["quota.propose", "quota.approve"] == acts(desk)
    assert [] == list(desk.admin.credits.proposals(cat()))


def test_proposal_is_not_approved_by_an_account_of_the_same_person(desk: Desk) -> None:
    """Whoever links a second account to approve with it stays one person."""
    proposed = desk.admin.credits.grant(cat(), ADA, 101, "a prize", "event").proposal
    assert proposed is not None
    Standing(desk.database, desk.settings).appoint(CAT_THERE, Role.ADMIN, Role.OWNER)
    desk.link(CAT, desk.link_code(CAT_THERE).text)

    with pytest.raises(OwnProposal):
        desk.admin.credits.approve(Actor(CAT_THERE), proposed.id)


def test_small_grants_add_up(desk: Desk) -> None:
    """Who gives in slices meets the same limit, on all platforms together; the operator has none."""
    desk.link(CAT_THERE, desk.link_code(CAT).text)
    assert desk.admin.credits.grant(cat(), ADA, 60, "one", key()).proposal is None
    assert desk.admin.credits.grant(Actor(CAT_THERE), ADA, 40, "two", key()).proposal is None

    assert desk.admin.credits.grant(Actor(CAT_THERE), BOB, 1, "three", key()).proposal is not None
    assert desk.admin.credits.grant(OWNER, ADA, 5000, "four", key()).proposal is None


def test_proposal_is_declined_or_grows_old(desk: Desk) -> None:
    """Then nobody approves it any more."""
    one, two = (desk.admin.credits.grant(bob(), ADA, 500, "x", key()).proposal for _ in range(2))
    assert one is not None
    assert two is not None
    desk.admin.credits.decline(bob(), one.id)
    with desk.database.begin() as connection:
        connection.exec_driver_sql("UPDATE proposals SET expires_at = at")

    for number, state in ((one.id, "declined"), (two.id, "expired")):
        with pytest.raises(DecisionTaken) as refused:
            desk.admin.credits.approve(cat(), number)
        assert state == refused.value.state
    with pytest.raises(NoSuchProposal):
        desk.admin.credits.approve(cat(), 99)
    assert 200 == desk.allowance(ADA).left


def test_proposal_is_approved_by_one_of_two_at_once(desk: Desk) -> None:
    """Two who press at the same moment give once."""
    proposed = desk.admin.credits.grant(bob(), ADA, 500, "x", key()).proposal
    assert proposed is not None

    def press(actor: Actor) -> bool:
        try:
            desk.admin.credits.approve(actor, proposed.id)
        except DecisionTaken:
            return False
        return True

    with ThreadPoolExecutor(2) as crowd:
        assert 1 == sum(crowd.map(press, (cat(), OWNER)))
    assert 700 == desk.allowance(ADA).left


def test_roles_are_given_and_written_down(desk: Desk) -> None:
    """An admin makes moderators and no admins."""
    assert Role.MODERATOR is desk.admin.offices.appoint(bob(), ADA, Role.MODERATOR, "helps", "event")
    for whom, role in ((ADA, Role.ADMIN), (CAT, Role.MEMBER)):
        with pytest.raises((RoleTooHigh, NotAllowed)):
            desk.admin.offices.appoint(bob(), whom, role)

    assert Role.MODERATOR is desk.admin.offices.show(bob(), ADA)
    assert [{"role": "member"}] == [one.before for one in desk.audit.entries() if one.act == "role.set"]


def test_job_of_another_is_cancelled_with_a_reason(desk: Desk) -> None:
    """Its owner has the credits back and is told why; what is finished stays."""
    job, done = ask(desk), ask(desk)
    FakeWorker(desk).work(done.id)
    cancelled = desk.admin.jobs.cancel(bob(), job.id, "not in this channel")

    assert Status.REFUNDED is cancelled.status
    assert cancelled.problem is not None
    assert {"reason": "not in this channel"} == cancelled.problem.facts
    with pytest.raises(AlreadyFinal):
        desk.admin.jobs.cancel(bob(), done.id, "too late")
    assert (199, 1) == (desk.allowance(ADA).left, desk.allowance(ADA).held)
    assert {job.id, done.id} == {one.id for one in desk.admin.jobs.list(bob(), ADA)}
    theirs = ask(desk, who=CAT)
    with pytest.raises(NotAllowed):
        desk.admin.jobs.cancel(bob(), theirs.id, "an equal's")


def test_people_are_known_by_name_and_number(desk: Desk) -> None:
    """Who never came is not known; a name that went to another is theirs."""
    known = desk.admin.known
    for who in (ADA, CAT):
        desk.allowance(who)
    known.note(sender("1001", handle="Ada_L"))
    assert "telegram:1001" == known.named("telegram", "@ada_l").address
    assert "Ada" == known.met(ADA).name
    known.note(sender("4004", handle="ada_l"))
    assert "telegram:4004" == known.named("telegram", "ADA_L").address
    for platform, handle in (("discord", "ada_l"), ("telegram", "nobody"), ("telegram", "")):
        with pytest.raises(UnknownPerson):
            known.named(platform, handle)
    with pytest.raises(UnknownPerson):
        known.met(sender("999"))


def test_members_do_none_of_it(desk: Desk) -> None:
    """Each service refuses by itself, whatever a front end let through, and nothing is changed."""
    job = ask(desk, who=CAT)
    admin, ada = desk.admin, Actor.at(ADA, CHANNEL)
    tries: list[Callable[[], object]] = [
        lambda: admin.credits.show(ada, CAT),
        lambda: admin.credits.set(ada, CAT, 1),
        lambda: admin.credits.grant(ada, CAT, 1, "x", key()),
        lambda: admin.credits.revoke(ada, CAT, 1, "x", key()),
        lambda: admin.credits.proposals(ada),
        lambda: admin.credits.approve(ada, 1),
        lambda: admin.credits.decline(ada, 1),
        lambda: admin.offices.show(ada, CAT),
        lambda: admin.offices.appoint(ada, BOB, Role.MEMBER),
        lambda: admin.offices.appoint(ada, sender("5"), Role.TRUSTED),
        lambda: admin.jobs.list(ada, CAT),
        lambda: admin.jobs.cancel(ada, job.id, "x"),
        lambda: admin.plans.every(ada),
        lambda: admin.plans.of(ada, CAT),
        lambda: admin.plans.put(ada, Plan(name="gold")),
        lambda: admin.plans.delete(ada, "gold"),
        lambda: admin.plans.assign(ada, subject_of("role:member"), None),
        lambda: admin.pools.every(ada),
        lambda: admin.pools.open(ada, "party", subject_of("discord:server:55"), 5, DAY),
        lambda: admin.pools.add(ada, "party", 5),
        lambda: admin.pools.end(ada, "party"),
        lambda: admin.halts.pause(ada, "all", ""),
        lambda: admin.halts.resume(ada, "all"),
        lambda: admin.local.set(ada, "studio", "steps_limit", "5"),
    ]
    for attempt in tries:
        with pytest.raises(Refusal) as refused:
            attempt()
        assert isinstance(refused.value, NotAllowed)

    assert {"refused"} == set(acts(desk))
