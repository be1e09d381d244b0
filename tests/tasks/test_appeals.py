"""Whoever was blocked may ask the moderators, once, and hears what they say."""

from uuid import UUID, uuid4

import pytest

from tasks.actor import STUDIO, Actor
from tasks.appeals import State
from tasks.desk import Desk
from tasks.errors import NotAllowed
from tasks.job import Place
from tasks.moderation_errors import CaseClosed, NoSuchCase, RuleFixed, WordsBlocked
from tasks.roles import Role
from tasks.rules import Rule
from tests.factories import image_request, key, recipe, sender

THERE = Place(platform="discord", chat="77", server="55")
MODS = Place(platform="discord", chat="99", server="55")
ADA, BO = sender("2002", "discord"), sender("3003", "discord")
SERVER = "discord:server:55"


@pytest.fixture
def mods(desk: Desk) -> Actor:
    """Let Bo be a moderator, who reads appeals in a channel; and let gore be forbidden."""
    desk.authority._standing.appoint(BO, Role.MODERATOR, Role.OWNER)
    bo = Actor.at(BO, MODS)
    desk.words.save(bo, SERVER, Rule(name="gore", words=("gore",), warns=True))
    desk.appeals.call_to(bo, SERVER, MODS, "en")
    return bo


def blocked(desk: Desk, prompt: str = "gore") -> UUID:
    """Ask for something that is blocked. Returns its case."""
    with pytest.raises(WordsBlocked) as refusal:
        desk.submit(image_request(prompt), ADA, THERE, key())
    return UUID(refusal.value.caught)


def test_moderators_are_told_where_they_read(desk: Desk, mods: Actor) -> None:
    """With what was asked for, behind a spoiler; once, however often it is asked."""
    case = blocked(desk)
    for _ in range(2):
        desk.appeals.ask(ADA, case)

    [notice] = desk.notices.waiting("discord")
    assert (MODS, "appeal-asked", "gore", str(case)) == (
        notice.place,
        notice.code,
        notice.hidden,
        notice.case,
    )
    assert [case] == [one.id for one in desk.appeals.waiting(mods)]
    desk.notices.told(notice.id)
    assert [] == desk.notices.waiting("discord")


def test_allowed_once_is_made_as_it_was_asked_for(desk: Desk, mods: Actor) -> None:
    """For the person who asked, where they asked; the warning is gone; a second press makes no second job."""
    case = blocked(desk)
    desk.appeals.ask(ADA, case)
    for _ in range(2):
        desk.appeals.answer(mods, case, State.ALLOWED)

    [job] = desk.history(ADA)
    assert ("gore", THERE) == (recipe(job).prompt, job.place)
    assert 0 == desk.sanctions.warnings(ADA)
    answers = [one for one in desk.notices.waiting("discord") if one.reader]
    assert [("appeal-answered", "allowed")] == [(one.code, one.facts["answer"]) for one in answers]
    blocked(desk)  # this once


@pytest.mark.parametrize(("answer", "left"), [(State.LIFTED, 1), (State.UPHELD, 2)])
def test_warning_is_taken_back_or_stays(desk: Desk, mods: Actor, answer: State, left: int) -> None:
    """That one, and no other; nothing is made."""
    blocked(desk)
    case = blocked(desk)
    desk.appeals.ask(ADA, case)
    desk.appeals.answer(mods, case, answer)

    assert left == desk.sanctions.warnings(ADA)
    assert [] == desk.history(ADA)


def test_only_the_first_answer_counts(desk: Desk, mods: Actor) -> None:
    """Two moderators do not contradict each other."""
    case = blocked(desk)
    desk.appeals.ask(ADA, case)
    desk.appeals.answer(mods, case, State.UPHELD)

    with pytest.raises(CaseClosed):
        desk.appeals.answer(mods, case, State.ALLOWED)
    with pytest.raises(CaseClosed):
        desk.appeals.ask(ADA, case)
    assert [] == desk.history(ADA)


def test_only_the_person_asks_and_only_moderators_answer(desk: Desk, mods: Actor) -> None:
    """Whatever number somebody guesses."""
    case = blocked(desk)
    with pytest.raises(NoSuchCase):
        desk.appeals.ask(BO, case)
    with pytest.raises(NoSuchCase):
        desk.appeals.ask(ADA, uuid4())
    with pytest.raises(CaseClosed):
        desk.appeals.answer(mods, case, State.ALLOWED)  # nobody asked
    desk.appeals.ask(ADA, case)

    with pytest.raises(NotAllowed):
        desk.appeals.answer(Actor(ADA), case, State.ALLOWED)
    with pytest.raises(NotAllowed):
        desk.appeals.waiting(Actor(ADA))
    with pytest.raises(NotAllowed):
        desk.appeals.call_to(mods, "discord:server:66", MODS, "en")


def test_old_cases_are_closed(desk: Desk, mods: Actor) -> None:
    """After a week nobody asks, and nobody answers."""
    case, asked = blocked(desk), blocked(desk)
    desk.appeals.ask(ADA, asked)
    with desk.database.begin() as connection:
        asked_of = "UPDATE catches SET appealed_at = '2020-01-01 00:00:00' WHERE appealed_at IS NOT NULL"
        connection.exec_driver_sql(asked_of)
        connection.exec_driver_sql("UPDATE catches SET at = '2020-01-01 00:00:00'")

    with pytest.raises(CaseClosed):
        desk.appeals.ask(ADA, case)
    with pytest.raises(CaseClosed):
        desk.appeals.answer(mods, asked, State.LIFTED)
    assert [] == desk.appeals.waiting(mods)


def test_nobody_allows_what_the_shipped_list_blocks(desk: Desk, mods: Actor) -> None:
    """A warning may be taken back; the content stays refused."""
    case = blocked(desk, "nude child")
    desk.appeals.ask(ADA, case)

    with pytest.raises(RuleFixed):
        desk.appeals.answer(mods, case, State.ALLOWED)
    assert State.APPEALED is desk.appeals.answer(mods, case, State.UPHELD).state
    assert [] == desk.history(ADA)


def test_what_was_decided_is_in_the_log(desk: Desk, mods: Actor) -> None:
    """Who asked, who answered, and how."""
    case = blocked(desk)
    desk.appeals.ask(ADA, case)
    desk.appeals.answer(mods, case, State.LIFTED)

    log = desk.audit.entries(whom=str(case))
    assert [("discord:3003", "appeal.lifted"), ("discord:2002", "appeal.ask")] == [
        (entry.actor, entry.act) for entry in log
    ]


def test_studio_takes_the_appeals_of_servers_without_a_chat(desk: Desk) -> None:
    """And where there is no chat at all, they wait in the list."""
    desk.words.save(STUDIO, SERVER, Rule(name="gore", words=("gore",)))
    desk.appeals.ask(ADA, blocked(desk))
    assert [] == desk.notices.waiting("discord")
    desk.appeals.call_to(STUDIO, "studio", Place(platform="telegram", chat="-1007"), "zh-CN")
    desk.appeals.ask(ADA, blocked(desk))

    [notice] = desk.notices.waiting("telegram")
    assert ("-1007", "zh-CN") == (notice.place.chat, notice.locale)
    assert 2 == len(desk.appeals.waiting(STUDIO))
