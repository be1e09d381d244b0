"""Models on the shelf in the hands of admins: who may, what stays, and written down."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from generation.catalogue import Catalogue
from generation.errors import UnknownChoice
from generation.shelf.errors import KindUnknown, LinkUnfit, ModelShips, PurposeNotYours
from generation.shelf.link import Rules
from generation.shelf.stock import LiveCatalogue
from tasks.actor import Actor, operator
from tasks.admin_errors import ModelInUse
from tasks.desk import Desk
from tasks.errors import NotAllowed
from tasks.roles import Role
from tasks.settings import TasksSettings
from tests.conftest import open_test_desk
from tests.factories import image_request, key, place, sender
from tests.fakes.outbox import MemoryOutbox
from tests.generation.folders import write_stable_diffusion
from tests.generation.stocked import write_lora, write_weights
from tests.shop import Shop, open_shop

COMPACT = {"body.0.weight": (8, 3, 3, 3), "body.1.weight": (8,), "body.2.weight": (12, 8, 3, 3)}
ADA, OWNER = sender("1001"), operator("root")


@pytest.fixture
def desk(settings: TasksSettings, catalogue: Catalogue, tmp_path: Path) -> Iterator[Desk]:
    """Open a desk with a shelf."""
    live = LiveCatalogue(catalogue, tmp_path / "shelf")
    opened = open_test_desk(settings, live, MemoryOutbox())
    yield opened
    opened.close()


def acts(desk: Desk) -> list[tuple[str, str]]:
    """List what was done to what, the oldest first."""
    return [(entry.act, entry.whom) for entry in reversed(desk.audit.entries())]


def test_model_is_added_drawn_with_and_removed(desk: Desk, tmp_path: Path) -> None:
    """Both acts are in the log, the first with what came from where."""
    folder = write_stable_diffusion(tmp_path / "dreams")

    assert "dreams" == desk.admin.models.add(OWNER, folder).name
    job = desk.submit(image_request(model="dreams", width_px=64, height_px=64), ADA, place("77"), key())
    with pytest.raises(ModelInUse) as caught:
        desk.admin.models.remove(OWNER, "dreams")
    assert (1, "none") == (caught.value.jobs, caught.value.default)
    desk.cancel(job.id, ADA)
    desk.admin.models.remove(OWNER, "Dreams")

    assert [] == list((tmp_path / "shelf").iterdir())
    assert [("model.add", "dreams"), ("model.remove", "dreams")] == acts(desk)
    assert str(folder) == desk.audit.entries()[-1].after["source"]


def test_member_neither_adds_nor_removes(desk: Desk, tmp_path: Path) -> None:
    """And the attempts are noted."""
    file = write_lora(tmp_path / "ink.safetensors")
    desk.admin.models.add(OWNER, file)
    ada = Actor.at(ADA, place("77"))

    with pytest.raises(NotAllowed):
        desk.admin.models.add(ada, file)
    with pytest.raises(NotAllowed):
        desk.admin.models.remove(ada, "ink")
    assert ["ink"] == [card.name for card in desk.admin.models.added()]
    assert ["model.add", "refused", "refused"] == [act for act, _ in acts(desk)]


def test_refused_file_is_in_no_log(desk: Desk, tmp_path: Path) -> None:
    """Nothing happened."""
    with pytest.raises(KindUnknown):
        desk.admin.models.add(OWNER, write_weights(tmp_path / "a.safetensors", {"a": (3,)}))

    assert [] == acts(desk)


@pytest.mark.parametrize("name", ["pocket", "sdxl"])
def test_what_ships_or_is_known_is_not_removed(desk: Desk, name: str) -> None:
    """It was not added here."""
    with pytest.raises(ModelShips):
        desk.admin.models.remove(OWNER, name)


def test_unknown_model_is_refused_with_near_ones(desk: Desk, tmp_path: Path) -> None:
    """Of those that were added."""
    desk.admin.models.add(OWNER, write_lora(tmp_path / "ink-wash.safetensors"))

    with pytest.raises(UnknownChoice) as caught:
        desk.admin.models.remove(OWNER, "ink-wahs")
    assert "ink-wash" == caught.value.near


def test_default_of_a_place_is_not_removed(desk: Desk, tmp_path: Path) -> None:
    """Whoever asks there would be refused."""
    desk.admin.models.add(OWNER, write_stable_diffusion(tmp_path / "dreams"))
    desk.admin.local.set(OWNER, "discord:server:55", "model", "dreams")

    with pytest.raises(ModelInUse) as caught:
        desk.admin.models.remove(OWNER, "dreams")
    assert "discord:server:55" == caught.value.default


@pytest.fixture
def shop(desk: Desk, tmp_path: Path) -> Iterator[Shop]:
    """Open a server that the office trusts."""
    files = {
        "ink.safetensors": write_lora(tmp_path / "ink.safetensors").read_bytes(),
        "up.safetensors": write_weights(tmp_path / "up.safetensors", COMPACT).read_bytes(),
    }
    with open_shop(files) as shop:
        desk.admin.models.rules = Rules(frozenset(), 10**6, frozenset({("127.0.0.1", shop.port)}))
        yield shop


def test_model_is_fetched_from_a_link(desk: Desk, shop: Shop) -> None:
    """It is on the shelf, and the log says from where."""
    link = f"{shop.address}/ink.safetensors"

    card = desk.admin.models.fetch(OWNER, link)

    assert ("ink", "lora") == (card.name, card.purpose)
    assert ["ink"] == [path.name for path in desk.admin.models.shelf.iterdir()]
    assert link == desk.audit.entries()[0].after["source"]


def test_trusted_people_may_bring_adapters_alone(desk: Desk, shop: Shop) -> None:
    """Where the operator says so; others are refused before anybody is asked."""
    ada = Actor.at(ADA, place("77"))
    with pytest.raises(NotAllowed):
        desk.admin.models.fetch(ada, f"{shop.address}/ink.safetensors")
    assert [] == shop.asked
    desk.admin.models.link_role = Role.TRUSTED
    desk.admin.offices.appoint(OWNER, ADA, Role.TRUSTED)

    assert "ink" == desk.admin.models.fetch(ada, f"{shop.address}/ink.safetensors").name
    with pytest.raises(PurposeNotYours):
        desk.admin.models.fetch(ada, f"{shop.address}/up.safetensors")
    assert ["ink"] == [path.name for path in desk.admin.models.shelf.iterdir()]


def test_link_elsewhere_is_refused(desk: Desk) -> None:
    """Only the hosts of the settings are asked."""
    with pytest.raises(LinkUnfit) as caught:
        desk.admin.models.fetch(OWNER, "https://example.org/ink.safetensors")
    assert "civitai.com, huggingface.co" == caught.value.hosts
