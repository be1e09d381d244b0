"""What a command takes is asked for at the counter, whichever way it is called."""

from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from avatar.voices.shelf import Shelf
from bots.chat import Reply
from bots.command import Command, Visit, offered
from bots.commands.help import HELP
from bots.commands.menu import COMMANDS
from bots.counter import Counter
from generation.catalogue import Catalogue
from tasks.desk import Desk
from tasks.roles import Deed, Role
from tasks.settings import TasksSettings
from tasks.standing import Standing
from tests.bots.giving import FakeIntake
from tests.conftest import open_test_desk
from tests.factories import key, place, sender
from tests.fakes.outbox import MemoryOutbox

BOSS = sender("1", groups=("telegram:-42",))


class Form(BaseModel, frozen=True, extra="forbid"):
    """Nothing to fill in."""


async def answer(form: Form, visit: Visit) -> Reply:
    """Tell that it was done."""
    return Reply(text="done")


ARRANGE = Command("quota", Form, answer, deed=Deed.ARRANGE)


@pytest.fixture
def desk(settings: TasksSettings, catalogue: Catalogue) -> Iterator[Desk]:
    """Open a desk where whoever writes in a group is an admin."""
    chosen = TasksSettings.model_validate({**settings.model_dump(), "roles": "telegram:-42=admin"})
    opened = open_test_desk(chosen, catalogue, MemoryOutbox())
    yield opened
    opened.close()


@pytest.fixture
def counter(desk: Desk, catalogue: Catalogue, shelf: Shelf) -> Iterator[Counter]:
    """Open a counter with a command for admins."""
    opened = Counter(desk, catalogue, commands=(ARRANGE, HELP), intake=FakeIntake(), voices=shelf)
    yield opened
    opened.close()


async def test_command_takes_its_deed(counter: Counter, desk: Desk) -> None:
    """Typed or with options, with right options or wrong ones: a stranger learns nothing, and it is noted."""
    for text in ("/quota", "/quota --nothing 3"):
        reply = await counter.say(text, sender("5"), place(), key())
        assert "You may not do that: it takes an admin of this studio." == reply.text
        assert reply.private
    for values in ({}, {"nothing": 3}):
        assert "not_allowed" == problem(await counter.answer("quota", values, sender("5"), place(), key()))

    assert ["refused"] == [entry.act for entry in desk.audit.entries()]
    assert "done" == (await counter.say("/quota", BOSS, place(), key())).text
    assert "done" == (await counter.answer(ARRANGE, {}, BOSS, place(), key())).text


async def test_role_is_looked_up_each_time(counter: Counter, desk: Desk) -> None:
    """Who is appointed may at once, who is dismissed may no more."""
    standing = Standing(desk.database, desk.settings)
    for role, text in ((Role.ADMIN, "done"), (Role.MODERATOR, "You may not do that")):
        standing.appoint(sender("5"), role, Role.OWNER)
        assert (await counter.say("/quota", sender("5"), place(), key())).text.startswith(text)


async def test_help_shows_what_one_may(counter: Counter) -> None:
    """Others are not teased with what they may not do."""
    assert "/help admin" in (await counter.say("/help", BOSS, place(), key())).text
    assert "/quota · " in (await counter.say("/help admin", BOSS, place(), key())).text
    for page in ("/help", "/help admin"):
        assert "/quota" not in (await counter.say(page, sender("5"), place(), key())).text


async def test_role_of_a_chat_counts_elsewhere(counter: Counter, desk: Desk) -> None:
    """From the first word there, in private too; a job does not carry it along."""
    alone = BOSS.model_copy(update={"groups": ()})
    assert "not_allowed" == problem(await counter.say("/quota", alone, place(), key()))
    await counter.say("/help", BOSS, place("-42", server="-42"), key())
    assert "done" == (await counter.say("/quota", alone, place(), key())).text
    desk.vouching.gone("telegram", "-42", BOSS.account)

    assert "not_allowed" == problem(await counter.say("/quota", alone, place(), key()))
    assert "groups" not in BOSS.model_dump(mode="json")


def test_members_are_offered_what_they_may_use() -> None:
    """By menus as well."""
    assert {Deed.ASK} == {command.deed for command in offered(COMMANDS)}
    assert list(COMMANDS) == offered(COMMANDS, Role.OWNER)


def problem(reply: Reply) -> str:
    """Give the code of what is wrong."""
    assert reply.problem is not None
    return reply.problem.code
