"""A counter and a chat for the tests of the bots."""

from collections.abc import Iterator

import pytest

from bots.counter import Counter
from generation.catalogue import Catalogue
from tasks.desk import Desk
from tests.fakes.chat import FakeChat


@pytest.fixture
def counter(desk: Desk, catalogue: Catalogue) -> Iterator[Counter]:
    """Open a counter at the desk."""
    opened = Counter(desk, catalogue)
    yield opened
    opened.close()


@pytest.fixture
def chat(counter: Counter) -> FakeChat:
    """Open a chat."""
    return FakeChat(counter)
