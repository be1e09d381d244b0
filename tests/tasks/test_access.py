"""Models that are kept for roles and places: refused before a charge, and offered to nobody else."""

from collections.abc import Iterator

import pytest

from generation.catalogue import Catalogue, ExtraCard, Purpose
from generation.errors import UnknownChoice
from generation.requests import Adapter, AdapterKind, Control, ControlKind, ControlRequest
from tasks.actor import Actor, operator
from tasks.admin_errors import ModelKept
from tasks.desk import Desk
from tasks.errors import NotAllowed
from tasks.job import Place
from tasks.kept import Kept
from tasks.ledger import verify
from tasks.plans import subject_of
from tasks.roles import Role
from tasks.settings import TasksSettings
from tests.conftest import open_test_desk
from tests.factories import image_request, key, sender
from tests.fakes.outbox import MemoryOutbox

ADA, OWNER = sender("1001", "discord"), operator("root")
STUDIO = Place(platform="discord", chat="77", server="55")
THREAD = Place(platform="discord", chat="78", parent="77", server="55")
ELSEWHERE = Place(platform="discord", chat="9", server="55")
LINES = ExtraCard(
    name="my-lines", title="Lines", source="/nowhere", purpose=Purpose.CONTROLNET, control="canny"
)
TRUSTED, CHANNEL = subject_of("role:trusted"), subject_of("discord:channel:77")


@pytest.fixture
def desk(settings: TasksSettings, catalogue: Catalogue, database_url: str) -> Iterator[Desk]:
    """Open a desk on either database."""
    values = {**settings.model_dump(), "database_url": database_url}
    stocked = Catalogue(catalogue.cards, catalogue.default, (*catalogue.extras, LINES))
    opened = open_test_desk(TasksSettings.model_validate(values), stocked, MemoryOutbox())
    yield opened
    assert [] == verify(opened.database)
    opened.close()


def may(desk: Desk, place: Place) -> bool:
    """Whether Ada may draw with pocket in a place; where she may not, it is hidden, and costs nothing."""
    left = desk.allowance(ADA).left
    try:
        desk.cancel(desk.submit(image_request(), ADA, place, key()).id, ADA)
    except ModelKept:
        assert {"pocket"} == desk.access.hidden(ADA, place)
        assert left == desk.allowance(ADA).left
        return False
    assert not desk.access.hidden(ADA, place)
    return True


def test_model_is_for_a_role_and_those_above(desk: Desk) -> None:
    """At once, without a restart; and for everybody again."""
    assert may(desk, STUDIO)
    assert ["role:trusted"] == desk.access.allow(OWNER, "Pocket", TRUSTED)
    assert not may(desk, STUDIO)
    desk.admin.offices.appoint(OWNER, ADA, Role.MODERATOR)
    assert may(desk, STUDIO)
    desk.admin.offices.appoint(OWNER, ADA, Role.MEMBER)
    assert [] == desk.access.allow(OWNER, "pocket", None)
    assert may(desk, STUDIO)


def test_model_is_for_a_channel_and_its_threads(desk: Desk) -> None:
    """A role beside it must be had there, too."""
    desk.access.allow(OWNER, "pocket", CHANNEL)

    assert [True, True, False] == [may(desk, place) for place in (STUDIO, THREAD, ELSEWHERE)]
    assert ["role:trusted", "discord:channel:77"] == desk.access.allow(OWNER, "pocket", TRUSTED)
    assert not may(desk, STUDIO)
    desk.admin.offices.appoint(OWNER, ADA, Role.TRUSTED)
    assert [True, False] == [may(desk, place) for place in (STUDIO, ELSEWHERE)]


def test_lora_is_for_a_role_as_a_model_is(desk: Desk) -> None:
    """Who may not wear it may draw without it."""
    desk.access.allow(OWNER, "pocket-lora-sepia", TRUSTED)
    worn = (Adapter(kind=AdapterKind.LORA, name="pocket-lora-sepia"),)

    with pytest.raises(ModelKept) as caught:
        desk.submit(image_request(adapters=worn), ADA, STUDIO, key())

    assert "pocket-lora-sepia" == caught.value.model
    assert desk.submit(image_request(), ADA, STUDIO, key())


def test_controlnet_is_for_a_role_where_it_is_named(desk: Desk) -> None:
    """As what was added here always is; others of its kind stay for everybody."""
    desk.access.allow(OWNER, "my-lines", TRUSTED)
    choices = image_request().model_dump(exclude={"kind", "second_pass"})
    picture = desk.keep(ADA, b"a map", "image/png")

    def along(net: str) -> ControlRequest:
        return ControlRequest(**choices, controls=(Control(kind=ControlKind.CANNY, map=picture, net=net),))

    with pytest.raises(ModelKept) as caught:
        desk.submit(along("my-lines"), ADA, STUDIO, key())

    assert "my-lines" == caught.value.model
    assert desk.submit(along(""), ADA, STUDIO, key())


def test_only_admins_say_for_whom_a_model_is(desk: Desk) -> None:
    """Each change is in the log once; people are no subjects here, and the model must be there."""
    with pytest.raises(NotAllowed):
        desk.access.allow(Actor.at(ADA, STUDIO), "pocket", TRUSTED)
    for _ in range(2):
        desk.access.allow(OWNER, "pocket", TRUSTED, "event")
    for model, subject in (("pocket", subject_of("telegram:1001")), ("pokcet", TRUSTED)):
        with pytest.raises(UnknownChoice):
            desk.access.allow(OWNER, model, subject)

    assert ["model.allow", "refused"] == [entry.act for entry in desk.audit.entries()]
    assert {"pocket": Kept(frozenset({Role.TRUSTED}), frozenset())} == desk.access.every(OWNER)
