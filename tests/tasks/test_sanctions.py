"""Warned, muted, banned, on either database: who may do it to whom, what it keeps from, how it ends."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from generation.catalogue import Catalogue
from generation.errors import OutOfRange
from tasks.actor import STUDIO, Actor, operator
from tasks.desk import Desk
from tasks.errors import Banned, DoneOtherwise, Muted, NotAllowed, NothingToLift, OnOneself, ReasonMissing
from tasks.job import Sender
from tasks.restraint import Sort
from tasks.roles import Role
from tasks.settings import TasksSettings
from tasks.standing import Standing
from tests.conftest import open_test_desk
from tests.factories import image_request, key, place, sender
from tests.fakes.outbox import MemoryOutbox

ADA = sender("1001")
ADA_THERE = sender("2002", "discord")
BOB = sender("3003", "discord")
CAT = sender("4004")
OWNER = operator("root")
HOUR = timedelta(hours=1)


@pytest.fixture
def desk(settings: TasksSettings, catalogue: Catalogue, database_url: str) -> Iterator[Desk]:
    """Open a desk on either database, where Bob and Cat are moderators."""
    chosen = TasksSettings.model_validate({**settings.model_dump(), "database_url": database_url})
    opened = open_test_desk(chosen, catalogue, MemoryOutbox())
    for moderator in (BOB, CAT):
        Standing(opened.database, chosen).appoint(moderator, Role.MODERATOR, Role.OWNER)
    yield opened
    opened.close()


def ask(desk: Desk, who: Sender = ADA) -> None:
    """Ask for a picture."""
    desk.submit(image_request(), who, place(platform=who.platform), key())


def bob() -> Actor:
    """Let Bob act from a channel."""
    return Actor.at(BOB, place("77", "discord"))


def test_muted_person_is_told_until_when_and_why(desk: Desk) -> None:
    """Nothing is charged, on no platform of theirs; others go on."""
    desk.link(ADA_THERE, desk.link_code(ADA).text)
    until = desk.sanctions.mute(bob(), ADA, "spam", HOUR).until
    assert until is not None

    for one in (ADA, ADA_THERE):
        with pytest.raises(Muted) as refused:
            ask(desk, one)
        assert {"until": until.isoformat(), "reason": "spam"} == refused.value.facts
    ask(desk, sender("5"))
    assert (200, 0) == (desk.allowance(ADA).left, desk.allowance(ADA).held)


def test_sanction_ends_by_time(settings: TasksSettings, catalogue: Catalogue, tmp_path: object) -> None:
    """An hour later the muted one is served, and nothing had to be swept."""
    desk = open_test_desk(settings, catalogue, MemoryOutbox())
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    desk.database._engine = desk.database._engine.execution_options(clock=lambda: moment)
    desk.sanctions.mute(STUDIO, ADA, "spam", HOUR)
    with pytest.raises(Muted):
        ask(desk)
    moment += HOUR

    ask(desk)

    assert [] == list(desk.sanctions.mine(ADA))
    desk.close()


def test_sanction_is_lifted_by_hand(desk: Desk) -> None:
    """A ban comes before a mute; what is lifted is lifted once."""
    desk.sanctions.mute(bob(), ADA, "spam")
    desk.sanctions.ban(bob(), ADA, "threats")
    with pytest.raises(Banned) as refused:
        ask(desk)
    assert {"until": "", "reason": "threats"} == refused.value.facts

    desk.sanctions.lift(bob(), ADA, Sort.BAN, "talked it over")
    with pytest.raises(Muted):
        ask(desk)
    desk.sanctions.lift(bob(), ADA, Sort.MUTE)
    with pytest.raises(NothingToLift):
        desk.sanctions.lift(bob(), ADA, Sort.MUTE)

    ask(desk)


def test_warnings_only_count(desk: Desk) -> None:
    """The studio itself may warn; the number comes back, and the same event counts once."""
    event = key()

    assert [1, 2, 2] == [
        desk.sanctions.warn(STUDIO, ADA, "a bad word", each) for each in (key(), event, event)
    ]
    ask(desk)


def test_sanctions_go_with_the_person(desk: Desk) -> None:
    """Whoever links carries them along; whoever parts takes a copy."""
    desk.sanctions.ban(bob(), ADA_THERE, "threats")
    desk.link(ADA, desk.link_code(ADA_THERE).text)
    with pytest.raises(Banned):
        ask(desk, ADA)
    desk.unlink(ADA)

    for one in (ADA, ADA_THERE):
        with pytest.raises(Banned):
            ask(desk, one)


def test_nobody_restrains_an_equal_or_themselves(desk: Desk) -> None:
    """Members restrain nobody; a moderator reaches members; oneself is oneself on every platform."""
    ask(desk)
    for actor, whom in ((Actor(ADA), BOB), (Actor(ADA), sender("5")), (bob(), CAT)):
        with pytest.raises(NotAllowed):
            desk.sanctions.ban(actor, whom, "because")
    home = sender("local", "web")
    desk.link(home, desk.link_code(BOB).text)
    with pytest.raises((OnOneself, NotAllowed)):
        desk.sanctions.mute(bob(), home, "because")
    with pytest.raises(OnOneself):
        desk.sanctions.mute(Actor(BOB, operator=True), home, "because")


def test_banned_moderator_is_a_member(desk: Desk) -> None:
    """What one was appointed to counts again once it is lifted."""
    desk.sanctions.ban(OWNER, BOB, "threats")
    assert Role.MEMBER is desk.authority.role(bob())
    with pytest.raises(NotAllowed):
        desk.sanctions.warn(bob(), ADA, "because")
    desk.sanctions.lift(OWNER, BOB, Sort.BAN)

    assert Role.MODERATOR is desk.authority.role(bob())


@pytest.mark.parametrize("lasts", [timedelta(0), -HOUR, timedelta(seconds=59), timedelta(days=3651)])
def test_times_have_a_range(desk: Desk, lasts: timedelta) -> None:
    """A minute to ten years."""
    with pytest.raises(OutOfRange):
        desk.sanctions.mute(bob(), ADA, "spam", lasts)


def test_reason_is_needed(desk: Desk) -> None:
    """Whoever is restrained is told why."""
    with pytest.raises(ReasonMissing):
        desk.sanctions.warn(bob(), ADA, "  ")


def test_same_event_restrains_once(desk: Desk) -> None:
    """And with other values it is refused."""
    event = key()
    desk.sanctions.mute(bob(), ADA, "spam", HOUR, event)
    desk.sanctions.mute(bob(), ADA, "spam", HOUR, event)
    with pytest.raises(DoneOtherwise):
        desk.sanctions.mute(bob(), ADA, "spam", 2 * HOUR, event)

    assert 1 == len(desk.sanctions.show(bob(), ADA))
