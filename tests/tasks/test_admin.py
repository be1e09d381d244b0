"""What admins do to credits, roles, plans and jobs, on either database: who may, once, and written down."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from generation.catalogue import Catalogue
from generation.errors import OutOfRange, Refusal, UnknownChoice
from tasks.actor import Actor, operator
from tasks.admin_errors import (
    BeyondHere,
    DecisionTaken,
    Halted,
    ModelNotHere,
    NoSuchProposal,
    NotHalted,
    NotMadeHere,
    OwnProposal,
    SettingUnfit,
    UnknownPerson,
)
from tasks.desk import Desk
from tasks.errors import (
    AlreadyFinal,
    DoneOtherwise,
    MoreThanAlone,
    NotAllowed,
    OnOneself,
    PoolEnded,
    ReasonMissing,
    RoleTooHigh,
)
from tasks.job import Job, Place, Sender, Status
from tasks.ledger import verify
from tasks.plan import Plan
from tasks.plans import subject_of
from tasks.roles import Role
from tasks.settings import TasksSettings
from tasks.standing import Standing
from tests.conftest import open_test_desk
from tests.factories import image_request, key, place, sender
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.worker import FakeWorker

DAY = timedelta(days=1)
ADA = sender("1001")
BOB, CAT = sender("3003", "discord"), sender("4004")
CAT_THERE = sender("4005", "discord")
OWNER = operator("root")
CHANNEL = place("77", "discord", server="55")


@pytest.fixture
def desk(settings: TasksSettings, catalogue: Catalogue, database_url: str) -> Iterator[Desk]:
    """Open a desk on either database, where Bob and Cat are admins who grant 100 credits a day alone."""
    values = {**settings.model_dump(), "database_url": database_url, "grant_alone": 100}
    opened = open_test_desk(TasksSettings.model_validate(values), catalogue, MemoryOutbox())
    for admin in (BOB, CAT):
        Standing(opened.database, opened.settings).appoint(admin, Role.ADMIN, Role.OWNER)
    opened.allowance(ADA)
    yield opened
    assert [] == verify(opened.database)
    opened.close()


def bob() -> Actor:
    """Let Bob act from a channel."""
    return Actor.at(BOB, CHANNEL)


def cat() -> Actor:
    """Let Cat act."""
    return Actor.at(CAT, place("4004"))


def ask(desk: Desk, where: Place = CHANNEL, who: Sender = ADA, **more: int) -> Job:
    """Ask for a picture."""
    return desk.submit(image_request("a red house", **more), who, where, key())


def acts(desk: Desk) -> list[str]:
    """List what was done, the oldest first."""
    return [entry.act for entry in reversed(desk.audit.entries())]


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


def test_plans_are_changed_and_assigned(desk: Desk) -> None:
    """What was and what is stands in the log; more than one admin may give is for the operator."""
    desk.admin.plans.put(bob(), Plan(name="gold", daily_credits=90))
    desk.admin.plans.put(bob(), Plan(name="gold", steps_limit=20))
    desk.admin.plans.assign(bob(), subject_of("telegram:1001"), "gold")
    desk.admin.plans.assign(bob(), subject_of("telegram:1001"), None)
    desk.admin.plans.delete(bob(), "gold")
    with pytest.raises(OutOfRange):
        desk.admin.plans.put(bob(), Plan(name="gold", monthly_credits=101))

    before = [entry.before for entry in reversed(desk.audit.entries())]
    assert [{}, {"name": "gold", "daily_credits": 90}, {"plan": None}, {"plan": "gold"}] == before[:4]


def test_pools_are_opened_filled_and_ended(desk: Desk) -> None:
    """Each with what was and what is; a repeated event does it once."""
    office, server, event = desk.admin.pools, subject_of("discord:server:55"), key()
    for _ in range(2):
        office.open(bob(), "party", server, 50, DAY, event)
    for _ in range(2):
        assert 60 == office.add(bob(), "party", 10, event).left
    ask(desk, count=2)
    ended = [office.end(bob(), "party") for _ in range(2)]

    assert [(58, 2, True)] * 2 == [(pool.left, pool.held, pool.ended) for pool in ended]
    assert ["pool.open", "pool.add", "pool.end"] == acts(desk)
    _, added, closed = reversed(desk.audit.entries())
    assert ("party", 50, 60, 10) == (
        added.whom,
        added.before["left"],
        added.after["left"],
        added.after["amount"],
    )
    assert (58, 2) == (closed.after["left"], closed.after["held"])
    with pytest.raises(PoolEnded):
        office.add(bob(), "party", 10, key())


def test_pools_are_no_way_around_a_second_admin(desk: Desk) -> None:
    """What an admin gives alone in a day counts for people and pools together; the operator is free."""
    office, server = desk.admin.pools, subject_of("discord:server:55")
    with pytest.raises(MoreThanAlone):
        office.open(bob(), "party", server, 101, DAY, key())
    office.open(bob(), "party", server, 60, DAY, key())
    with pytest.raises(MoreThanAlone) as refused:
        office.add(bob(), "party", 41, key())
    proposed = desk.admin.credits.grant(bob(), ADA, 41, "a prize", key())
    office.add(OWNER, "party", 5000, key())

    assert {"limit": 100, "given": 60} == refused.value.facts
    assert proposed.proposal is not None
    assert [5060] == [pool.left for pool in office.every(bob())]


def test_kind_is_paused_and_resumed(desk: Desk) -> None:
    """New jobs are refused with the reason, those that wait are finished."""
    job = ask(desk)
    desk.admin.halts.pause(bob(), "text-to-image", "The card is hot.")
    with pytest.raises(Halted) as refused:
        ask(desk)
    assert {"kind": "text-to-image", "reason": "The card is hot."} == refused.value.facts
    assert {("studio", "text-to-image"): "The card is hot."} == desk.admin.halts.every()
    assert Status.RENDERED is FakeWorker(desk).work(job.id).status
    desk.admin.halts.resume(bob(), "text-to-image")
    with pytest.raises(NotHalted):
        desk.admin.halts.resume(bob(), "text-to-image")
    with pytest.raises(UnknownChoice):
        desk.admin.halts.pause(bob(), "nonsense", "")

    ask(desk)


def test_pause_of_a_place_holds_there_alone(desk: Desk) -> None:
    """The others go on."""
    desk.admin.halts.pause(bob(), "all", "", "discord:server:55")
    with pytest.raises(Halted):
        ask(desk)

    ask(desk, place("78", "discord", server="56"))


def test_limits_of_places_hold_for_everybody(desk: Desk) -> None:
    """Of server and channel the stricter counts; other places are free."""
    local = desk.admin.local
    local.set(bob(), "discord:server:55", "steps_limit", "20")
    local.set(bob(), "discord:channel:77", "steps_limit", "50")
    local.set(bob(), "discord:channel:77", "side_limit_px", "128")
    with pytest.raises(BeyondHere):
        ask(desk, steps=21)
    with pytest.raises(BeyondHere):
        ask(desk, width_px=256)
    ask(desk)
    ask(desk, place("5", "discord", server="6"), steps=21)
    local.set(bob(), "discord:channel:77", "kinds", "speech, avatar")
    with pytest.raises(NotMadeHere):
        ask(desk)
    local.set(bob(), "discord:channel:77", "kinds", "")
    ask(desk)


def test_models_of_places_are_kept_to(desk: Desk) -> None:
    """Only models that there are can be named."""
    with pytest.raises(UnknownChoice):
        desk.admin.local.set(bob(), "studio", "models", "pocket, nothing")
    desk.admin.local.set(bob(), "studio", "models", "pocket")
    ask(desk)
    assert ModelNotHere("a", "b").facts == {"model": "a", "allowed": "b"}


def test_defaults_come_from_the_narrowest_scope(desk: Desk) -> None:
    """And each value tells where it comes from."""
    local = desk.admin.local
    local.set(bob(), "studio", "negative_prompt", "text")
    local.set(bob(), "discord:server:55", "negative_prompt", "blur")
    local.set(bob(), "discord:server:55", "steps_limit", "40")
    local.prefer(ADA, "negative_prompt", "cars")

    def shown(who: Sender, where: Place) -> set[tuple[str, str, str]]:
        return {(one.name, one.value, one.scope) for one in local.here(who, where).settings}

    steps = ("steps_limit", "40", "discord:server:55")
    assert {("negative_prompt", "cars", "person"), steps} == shown(ADA, CHANNEL)
    assert {("negative_prompt", "blur", "discord:server:55"), steps} == shown(BOB, CHANNEL)
    assert {("negative_prompt", "text", "studio")} == shown(BOB, place())
    local.prefer(ADA, "negative_prompt", "")
    assert "blur" == local.here(ADA, CHANNEL).local.negative_prompt


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("steps_limit", "0"),
        ("steps_limit", "many"),
        ("steps_limit", "1.5"),
        ("kinds", ","),
        ("side_limit_px", "1000000000000"),
        ("negative_prompt", "x" * 1001),
    ],
)
def test_values_are_validated(desk: Desk, name: str, text: str) -> None:
    """With an example of what would fit."""
    with pytest.raises(SettingUnfit):
        desk.admin.local.set(bob(), "studio", name, text)
    with pytest.raises(UnknownChoice):
        desk.admin.local.set(bob(), "studio", "nothing", text)


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
