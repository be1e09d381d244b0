"""What somebody trained is theirs: worn, listed, taken along and erased by them, and by nobody else."""

import os
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import pytest

from generation.adapters.errors import AdapterUnknown
from generation.cards import pocket
from generation.catalogue import Catalogue
from generation.compose import ImageForm, compose
from generation.requests import ImageRequest
from generation.shelf import private
from generation.shelf.stock import LiveCatalogue, stock
from tasks.desk import Desk
from tasks.errors import NoSuchUpload
from tasks.job import Job, Problem, Status
from tasks.own import Own, free_name
from tasks.plan import Plan
from tasks.plans import subject_of
from tasks.remains import erase_remains
from tasks.roles import Role
from tasks.settings import TasksSettings
from tasks.training_errors import AdapterNameTaken, AdaptersMost
from tests.conftest import open_test_desk
from tests.factories import key, place, sender
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.worker import FakeWorker
from tests.tasks.test_trainings import asked

ADA, BOB = sender(), sender("66")
FULL = 200


@pytest.fixture
def desk(settings: TasksSettings, outbox: MemoryOutbox) -> Iterator[Desk]:
    """Open a desk whose shelf is seen by its catalogue."""
    catalogue = LiveCatalogue(Catalogue((pocket(),), "pocket"), settings.shelf)
    opened = open_test_desk(settings, catalogue, outbox)
    yield opened
    opened.close()


def trained(desk: Desk, worker: FakeWorker) -> tuple[Job, Own]:
    """Have Ada's training made."""
    job = worker.work(desk.submit(asked(desk, ADA), ADA, place(), key(), confirmed=True).id)
    return job, desk.trainings.mine(ADA)[0]


def drawn_with(desk: Desk, prompt: str) -> ImageRequest:
    """Read what Ada typed, as every form is read."""
    prompt, lora = desk.trainings.spelt(ADA, prompt, "")
    request = compose(ImageForm(prompt=prompt, lora=lora, seed=7), desk.catalogue)
    assert isinstance(request, ImageRequest)
    return request


def test_owner_wears_it_by_its_name_and_nobody_else(desk: Desk, worker: FakeWorker) -> None:
    """Its words are put on; others are refused, whatever they type."""
    _, mine = trained(desk, worker)
    request = drawn_with(desk, "a hill <lora:wuff:0.5>")

    assert ((mine.card, 0.5), "a hill, a photo of wuff") == (
        (request.adapters[0].name, request.adapters[0].weight),
        request.prompt,
    )
    desk.submit(request, ADA, place(), key())
    with pytest.raises(AdapterUnknown):
        desk.submit(request, BOB, place(), key())
    assert ("a <lora:wuff:1>", "") == desk.trainings.spelt(BOB, "a <lora:wuff:1>", "")


def test_it_is_in_no_list_but_its_owners(desk: Desk, worker: FakeWorker) -> None:
    """Neither the shelf nor a suggestion names it."""
    job, mine = trained(desk, worker)

    assert ((), ()) == (stock(desk.trainings.shelf), desk.catalogue.extras)
    assert ((), ("wuff", "a photo of wuff", 100, 7)) == (
        desk.trainings.mine(BOB),
        (mine.name, mine.words, mine.steps, mine.seed),
    )
    assert desk.read(job.media[0].key) == desk.trainings.sample(ADA, "wuff")
    with pytest.raises(AdapterUnknown) as caught:
        compose(ImageForm(prompt="a <lora:wuf:1>"), desk.catalogue)
    assert "" == caught.value.near
    card = private.find(desk.trainings.shelf, mine.card)
    assert card is not None
    assert ("private", "pocket") == (card.licence, card.base)


def test_pictures_are_forgotten_once_they_are_learnt(desk: Desk, worker: FakeWorker) -> None:
    """Those of a training that failed stay for a day, like all uploads."""
    failed = desk.submit(asked(desk, ADA), ADA, place(), key(), confirmed=True)
    worker.fail(worker.claim(failed.id), Problem(code="render_failed"))
    picture = asked(desk, ADA).pictures[0]

    assert (FULL, True) == (desk.allowance(ADA).left, bool(desk.uploaded(ADA, picture)))
    trained(desk, worker)
    with pytest.raises(NoSuchUpload):
        desk.uploaded(ADA, picture)


def test_names_and_room_are_counted_before_anything_is_charged(desk: Desk, worker: FakeWorker) -> None:
    """A name that is one's own already, and more than a plan lets somebody keep."""
    trained(desk, worker)
    left = desk.allowance(ADA).left
    with pytest.raises(AdapterNameTaken):
        desk.submit(asked(desk, ADA), ADA, place(), key(), confirmed=True)
    desk.plans.put(Plan(name="less", adapters_limit=1))
    desk.plans.assign(subject_of(f"role:{Role.MEMBER}"), "less")
    with pytest.raises(AdaptersMost):
        desk.submit(asked(desk, ADA, name="miau"), ADA, place(), key(), confirmed=True)

    assert left == desk.allowance(ADA).left
    desk.trainings.delete(ADA, "wuff")
    assert Status.QUEUED == desk.submit(asked(desk, ADA), ADA, place(), key(), confirmed=True).status


def test_deleted_one_is_gone_with_its_files(desk: Desk, worker: FakeWorker) -> None:
    """Nobody deletes another's."""
    _, mine = trained(desk, worker)
    with pytest.raises(AdapterUnknown):
        desk.trainings.delete(BOB, mine.card)
    desk.trainings.delete(ADA, "wuff")

    assert ((), None) == (desk.trainings.mine(ADA), private.find(desk.trainings.shelf, mine.card))
    assert [] == list((desk.trainings.shelf / private.PRIVATE).iterdir())


def test_export_holds_it_and_leaving_erases_it(desk: Desk, worker: FakeWorker) -> None:
    """The file and what is known of it go along; afterwards nothing is left of either."""
    _, mine = trained(desk, worker)
    file = desk.trainings.file(ADA, "wuff")
    things = desk.exports.gather(ADA)
    (packed,) = desk.exports.pack(ADA, things, "", 1 << 30)
    with ZipFile(BytesIO(desk.exports.read(ADA, packed.key))) as archive:
        assert file == archive.read("files/adapters/wuff.safetensors")
        assert b'"a photo of wuff"' in archive.read("adapters.json")
    desk.leaving.leave(ADA)

    assert ((), None) == (desk.trainings.mine(ADA), private.find(desk.trainings.shelf, mine.card))


def test_training_that_was_lost_leaves_nothing(desk: Desk, worker: FakeWorker) -> None:
    """The sweep erases an adapter that nobody was told of, and the checkpoint of what has ended."""
    job = desk.submit(asked(desk, ADA), ADA, place(), key(), confirmed=True)
    claimed = worker.claim(job.id)
    desk.settings.checkpoints.mkdir(parents=True)
    place_of = desk.settings.checkpoints / f"{job.id}.pt"
    place_of.write_bytes(b"half")
    assert (0, True) == (erase_remains(desk.database, desk.settings), place_of.exists())
    desk.cancel(job.id, ADA)
    assert worker.finish(claimed) is None
    assert [] == private.names(desk.trainings.shelf, 1e12)
    worker.learnt(asked(desk, ADA), b"")
    for card in desk.trainings.shelf.glob(f"{private.PRIVATE}/*/*/card.json"):
        os.utime(card, (1, 1))

    assert (2, False) == (erase_remains(desk.database, desk.settings), place_of.exists())
    assert ((), []) == (desk.trainings.mine(ADA), private.names(desk.trainings.shelf, 1e12))


def test_joined_accounts_keep_both_of_a_name() -> None:
    """The guest's gets a number behind it."""
    assert ("wuff-3", "miau") == (free_name("wuff", {"wuff", "wuff-2"}), free_name("miau", {"wuff"}))
