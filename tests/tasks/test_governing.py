"""What admins arrange: plans, pools, pauses and settings of places, on either database."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from generation.catalogue import Catalogue
from generation.errors import OutOfRange, UnknownChoice
from tasks.admin_errors import (
    BeyondHere,
    Halted,
    ModelNotHere,
    NotHalted,
    NotMadeHere,
    SettingUnfit,
)
from tasks.desk import Desk
from tasks.errors import (
    MoreThanAlone,
    PoolEnded,
)
from tasks.job import Place, Sender, Status
from tasks.plan import Plan
from tasks.plans import subject_of
from tasks.settings import TasksSettings
from tests.factories import key, place
from tests.fakes.worker import FakeWorker
from tests.tasks.admins import ADA, BOB, CHANNEL, OWNER, acts, ask, bob, desk_of_admins

DAY = timedelta(days=1)


@pytest.fixture
def desk(settings: TasksSettings, catalogue: Catalogue, database_url: str) -> Iterator[Desk]:
    """Open a desk on either database, where Bob and Cat are admins who grant 100 credits a day alone."""
    yield from desk_of_admins(settings, catalogue, database_url)


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
