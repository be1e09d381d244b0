"""A counter with two admins, for the tests of what admins type."""

from collections.abc import Iterator

from avatar.voices.shelf import Shelf
from bots.chat import Reply
from bots.counter import Counter
from generation.catalogue import Catalogue
from tasks.desk import Desk
from tasks.job import Place, Sender
from tasks.settings import TasksSettings
from tests.bots.giving import FakeIntake
from tests.conftest import open_test_desk
from tests.factories import key, place, sender
from tests.fakes.outbox import MemoryOutbox

BOSS = sender("1", name="Boss")


SECOND = sender("2", name="Second")


ADA = sender("1001", handle="Ada")


ROOM = place("-42", server="-42")


def desk_of_admins(settings: TasksSettings, catalogue: Catalogue) -> Iterator[Desk]:
    """Open a desk of two owners, where 100 credits a day may be granted alone."""
    values = {**settings.model_dump(), "admins": "telegram:1,telegram:2", "grant_alone": 100}
    opened = open_test_desk(TasksSettings.model_validate(values), catalogue, MemoryOutbox())
    for one in (BOSS, SECOND, ADA):
        opened.allowance(one)
    opened.admin.known.note(ADA)
    yield opened
    opened.close()


def counter_of_admins(desk: Desk, catalogue: Catalogue, shelf: Shelf) -> Iterator[Counter]:
    """Open a counter at that desk."""
    opened = Counter(desk, catalogue, intake=FakeIntake(), voices=shelf)
    yield opened
    opened.close()


async def say(counter: Counter, text: str, who: Sender = BOSS, where: Place = ROOM) -> Reply:
    """Type a line."""
    return await counter.say(text, who, where, key())


async def told(counter: Counter, text: str, who: Sender = BOSS) -> str:
    """Type a line, and read the answer."""
    return (await say(counter, text, who)).text
