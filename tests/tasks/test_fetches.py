"""Models fetched in the background: one for each person, and whoever asked hears how it ended."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from generation.catalogue import Catalogue
from generation.shelf.errors import LinkUnfit
from generation.shelf.intake import Wish
from generation.shelf.link import Rules
from tasks.actor import Actor
from tasks.admin_errors import FetchRunning
from tasks.desk import Desk
from tasks.errors import NotAllowed
from tasks.notices import Notice
from tasks.roles import Role
from tasks.settings import TasksSettings
from tests.conftest import open_test_desk
from tests.factories import place, sender
from tests.fakes.outbox import MemoryOutbox
from tests.generation.stocked import write_lora
from tests.limner.conftest import wait_for
from tests.shop import Shop, open_shop

ADA = sender("1001")
ROOM = place("77")
ACTOR = Actor.at(ADA, ROOM)


@pytest.fixture
def desk(settings: TasksSettings, catalogue: Catalogue) -> Iterator[Desk]:
    """Open a desk."""
    opened = open_test_desk(settings, catalogue, MemoryOutbox())
    yield opened
    opened.close()


@pytest.fixture
def shop(desk: Desk, tmp_path: Path) -> Iterator[Shop]:
    """Open a server that Ada may fetch from."""
    with open_shop({"ink.safetensors": write_lora(tmp_path / "ink.safetensors").read_bytes()}) as shop:
        desk.admin.models.rules = Rules(frozenset(), 10**6, frozenset({("127.0.0.1", shop.port)}))
        desk.admin.models.link_role = Role.MEMBER
        yield shop


def told(desk: Desk) -> Notice:
    """Wait for what is told at the end."""
    assert wait_for(lambda: bool(desk.notices.waiting("telegram")))
    [notice] = desk.notices.waiting("telegram")
    return notice


def test_model_comes_and_its_owner_hears_of_it(desk: Desk, shop: Shop) -> None:
    """How far it is can be asked meanwhile; a second one waits for the first."""
    shop.hold = 100
    link = f"{shop.address}/ink.safetensors"
    fetching = desk.fetches.begin(ACTOR, link, Wish("wash"), ROOM)
    assert wait_for(lambda: fetching.here == shop.hold)
    assert fetching is desk.fetches.of(ACTOR)
    assert fetching.total > fetching.here
    assert () == desk.admin.models.added()
    with pytest.raises(FetchRunning):
        desk.fetches.begin(ACTOR, link, Wish(), ROOM)
    shop.let_go.set()

    notice = told(desk)

    assert ("model-fetched", ROOM.chat, ADA) == (notice.code, notice.place.chat, notice.reader)
    assert ("wash", "inkwash style") == (notice.facts["model"], notice.facts["trigger"])
    assert ["wash"] == [card.name for card in desk.admin.models.added()]
    assert desk.fetches.of(ACTOR) is None


def test_stopped_fetch_leaves_nothing(desk: Desk, shop: Shop) -> None:
    """It is told; nobody else can stop it."""
    shop.hold = 100
    fetching = desk.fetches.begin(ACTOR, f"{shop.address}/ink.safetensors", Wish(), ROOM)
    assert wait_for(lambda: fetching.here == shop.hold)
    stranger = desk.fetches.stop(Actor.at(sender("66"), ROOM), fetching.id)
    stopped = desk.fetches.stop(ACTOR, fetching.id)
    shop.let_go.set()

    assert "problem-fetch_stopped" == told(desk).code
    assert (None, fetching) == (stranger, stopped)
    assert () == desk.admin.models.added()
    assert fetching is desk.fetches.named(ACTOR, fetching.id)


def test_failed_fetch_is_told_and_leaves_nothing(desk: Desk, shop: Shop) -> None:
    """What was wrong is said in the same words as anywhere."""
    desk.fetches.begin(ACTOR, f"{shop.address}/missing.safetensors", Wish(), ROOM)

    notice = told(desk)

    assert ("problem-link_away", 404) == (notice.code, notice.facts["status"])
    assert [] == list(desk.admin.models.shelf.iterdir())


def test_what_may_not_be_fetched_is_refused_at_once(desk: Desk, shop: Shop) -> None:
    """By whom or from where; nobody is asked."""
    with pytest.raises(LinkUnfit):
        desk.fetches.begin(ACTOR, "https://10.0.0.1/ink.safetensors", Wish(), ROOM)
    desk.admin.models.link_role = Role.TRUSTED
    with pytest.raises(NotAllowed):
        desk.fetches.begin(ACTOR, f"{shop.address}/ink.safetensors", Wish(), ROOM)
    assert [] == shop.asked
