"""/help: every page fits one message of any chat, and leads to everything that one may use."""

import re
from collections.abc import Iterator

import pytest

from avatar.voices.shelf import Shelf
from bots.command import offered
from bots.commands.menu import COMMANDS
from bots.contents import FIRST, PAGES
from bots.counter import Counter
from bots.discord.post import TEXT_LIMIT, plain
from bots.grammar import flag_of
from bots.topics.tell import TOPICS
from bots.wording import LOCALES
from generation.catalogue import Catalogue
from tasks.actor import operator
from tasks.desk import Desk
from tasks.roles import Role
from tasks.settings import TasksSettings
from tests.bots.giving import FakeIntake
from tests.conftest import open_test_desk
from tests.factories import key, place, sender
from tests.fakes.outbox import MemoryOutbox

GREETING = len("<@1234567890123456789>\n")  # what Discord puts before an answer
ENDLESS = 100_000


@pytest.fixture
def counter(settings: TasksSettings, catalogue: Catalogue, shelf: Shelf) -> Iterator[Counter]:
    """Open a counter at which one person of each role is served, whose account is the role."""
    desk: Desk = open_test_desk(settings, catalogue, MemoryOutbox())
    for role in Role:
        somebody = sender(role.value, platform="discord")
        desk.allowance(somebody)
        desk.admin.offices.appoint(operator("root"), somebody, role)
    opened = Counter(desk, catalogue, intake=FakeIntake(), voices=shelf)
    yield opened
    opened.close()
    desk.close()


async def help_with(counter: Counter, what: str, role: Role, locale: str, platform: str = "discord") -> str:
    """Ask for a page of help, which has to fit a message of Discord with all that it escapes."""
    who = sender(role.value, platform="discord", locale=locale)
    reply = await counter.say(f"/help {what}".strip(), who, place(platform=platform), key())
    assert reply.problem is None, (what, reply.text)
    assert plain(reply.text, ENDLESS) == plain(reply.text, TEXT_LIMIT - GREETING), (what, len(reply.text))
    return reply.text


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("role", Role)
async def test_help_fits_a_message_and_loses_nothing(counter: Counter, role: Role, locale: str) -> None:
    """Whoever begins at /help finds every command that they may use, and what it does."""
    begin = await help_with(counter, "", role, locale)
    pages = [await help_with(counter, page, role, locale) for page in re.findall(r"/help (\w+)\b", begin)]
    usable = [command.name for command in offered(COMMANDS, role)]
    explained = set(re.findall(r"^/(\w+) · ", "\n".join((begin, *pages)), re.MULTILINE))

    assert set(usable) == explained
    for topic in map(flag_of, TOPICS):
        assert topic in begin
    for name in usable:
        assert (await help_with(counter, name, role, locale)).startswith(f"/{name} · ")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("platform", ["telegram", "web"])
async def test_help_fits_where_more_is_told(counter: Counter, platform: str, locale: str) -> None:
    """Telegram is told what can be typed in reply to a picture."""
    assert await help_with(counter, "", Role.OWNER, locale, platform)


async def test_page_of_admins_is_not_for_others(counter: Counter) -> None:
    """Nobody is teased with what they may not do."""
    begin = await help_with(counter, "", Role.MEMBER, "en")
    who = sender(Role.MEMBER.value, platform="discord")
    reply = await counter.say("/help admin", who, place(platform="discord"), key())

    assert "/help admin" not in begin
    assert reply.problem is not None
    assert "unknown_command" == reply.problem.code


def test_pages_name_what_there_is() -> None:
    """Once each, and no page or choice hides a command."""
    named = [*FIRST, *(name for names in PAGES.values() for name in names)]
    commands = {command.name for command in COMMANDS}

    assert len(named) == len(set(named))
    assert set(named) <= commands
    assert not set(PAGES) & {*commands, *TOPICS, *map(flag_of, TOPICS)}
