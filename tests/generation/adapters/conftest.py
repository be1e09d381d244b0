"""The pocket model and what ships for it."""

import pytest

from generation.cards import pocket, shipped
from generation.catalogue import Card, Catalogue, ExtraCard
from generation.engine import Engine


@pytest.fixture(scope="session")
def pocket_card() -> Card:
    """Read the card of the pocket model."""
    return pocket()


@pytest.fixture(scope="session")
def shipped_catalogue() -> Catalogue:
    """List the models that ship."""
    ours = shipped()
    cards = tuple(card for card in ours if isinstance(card, Card))
    return Catalogue(cards, "pocket", tuple(card for card in ours if isinstance(card, ExtraCard)))


@pytest.fixture(scope="session")
def pocket_engine(shipped_catalogue: Catalogue) -> Engine:
    """Keep one engine of the shipped models on the CPU."""
    return Engine(shipped_catalogue, "cpu")
