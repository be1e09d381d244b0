"""A counter and a chat for the tests of the bots."""

from collections.abc import Iterator

import pytest

from avatar.settings import AvatarSettings
from avatar.voices.shelf import Shelf, open_shelf
from bots.counter import Counter
from bots.sitting import CONSENT_VERSION
from generation.catalogue import Catalogue
from tasks.desk import Desk
from tests.bots.giving import FakeIntake
from tests.factories import sender
from tests.fakes.chat import FakeChat


@pytest.fixture(scope="session")
def shelf() -> Shelf:
    """Set up the voices that need no network."""
    return open_shelf(AvatarSettings(_env_file=None, edge=False))


@pytest.fixture
def intake() -> FakeIntake:
    """Give an intake that looks at bytes."""
    return FakeIntake()


@pytest.fixture
def counter(desk: Desk, catalogue: Catalogue, shelf: Shelf, intake: FakeIntake) -> Iterator[Counter]:
    """Open a counter at the desk."""
    opened = Counter(desk, catalogue, intake=intake, voices=shelf)
    yield opened
    opened.close()


@pytest.fixture
def chat(counter: Counter) -> FakeChat:
    """Open a chat."""
    return FakeChat(counter)


@pytest.fixture
def agreed(desk: Desk) -> None:
    """Let the usual sender have agreed before."""
    desk.consent(sender(), CONSENT_VERSION)
