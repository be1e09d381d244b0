"""People and jobs, as those who run the studio see them."""

from collections.abc import Iterator

import pytest

from generation.catalogue import Catalogue
from tasks.actor import Actor, operator
from tasks.desk import Desk
from tasks.errors import NotAllowed
from tasks.job import Status
from tasks.roles import Role
from tasks.roster import Order
from tasks.settings import TasksSettings
from tests.conftest import open_test_desk
from tests.factories import image_request, key, place, sender
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.worker import FakeWorker

BOSS = operator("ann")


@pytest.fixture
def desk(database_url: str, settings: TasksSettings, catalogue: Catalogue) -> Iterator[Desk]:
    """Open a desk on either database."""
    chosen = TasksSettings.model_validate({**settings.model_dump(), "database_url": database_url})
    opened = open_test_desk(chosen, catalogue, MemoryOutbox())
    yield opened
    opened.close()


def ask(desk: Desk, account: str, prompt: str = "a red house", count: int = 1, done: bool = False) -> str:
    """Ask for pictures, and have them made and shown if told so."""
    who = sender(account, name=account.title())
    job = desk.submit(image_request(prompt, count=count), who, place(), key())
    if done:
        made = FakeWorker(desk).work(job.id)
        desk.delivered(made.id, made.attempt, "message")
    return str(job.id)


def test_people_are_sorted_found_and_told(desk: Desk) -> None:
    """By what they used, by name, by balance; with role, plan and what holds of them."""
    ask(desk, "ada", done=True)
    ask(desk, "bo", count=3, done=True)
    desk.allowance(sender("cy_1%", name="Cy_1%"))
    desk.admin.offices.appoint(BOSS, sender("bo"), Role.TRUSTED)
    desk.sanctions.mute(BOSS, sender("ada"), "too loud")

    def names(**wanted: object) -> list[str]:
        return [one.name for one in desk.roster.list(BOSS, **wanted).people]  # type: ignore[arg-type]

    assert ["Bo", "Ada", "Cy_1%"] == names()
    assert ["Cy_1%", "Ada", "Bo"] == names(order=Order.BALANCE)
    assert ["Ada", "Bo", "Cy_1%"] == names(order=Order.NAME)
    assert ["Cy_1%"] == names(text="_1%")
    assert ["Ada"] == names(text="telegram:ada") == names(text="AD")
    assert ["Bo"] == names(role=Role.TRUSTED)
    assert [] == names(text="nobody")

    ada = desk.roster.of(BOSS, sender("ada"))
    assert ada is not None
    assert ("telegram:ada", 1, 199, True) == (
        ada.address,
        ada.used,
        ada.balance,
        ada.restrained_until is not None,
    )
    assert desk.roster.of(BOSS, sender("zoe")) is None


def test_queue_is_told_in_fair_order(desk: Desk) -> None:
    """A newcomer stands before the second job of somebody who was served; what runs is told apart."""
    first, second = ask(desk, "ada", "first"), ask(desk, "ada", "second")
    worker = FakeWorker(desk, "gpu1:1")
    running = worker.workshop.take_turn(desk.history(sender("ada"))[0].id, "gpu1:1")
    newcomer = ask(desk, "bo", "third")

    queue = desk.docket.queue(BOSS)

    assert [newcomer, second] == [str(one.id) for one in queue.waiting]
    assert [0, 1] == [one.ahead for one in queue.waiting]
    assert [(first, "gpu1:1", "Ada")] == [(str(one.id), one.worker, one.name) for one in queue.running]
    assert running is not None
    assert 0 <= queue.running[0].share <= 0.95


def test_jobs_are_found_by_word_person_and_state(desk: Desk) -> None:
    """The newest first; what its owner deleted is gone for admins, too."""
    ask(desk, "ada", "a red house", done=True)
    ask(desk, "bo", "a blue 100% boat")
    gone = ask(desk, "bo", "a green hill")
    desk.delete(desk.history(sender("bo"))[0].id, sender("bo"))

    def words(**wanted: object) -> list[str]:
        return [one.words for one in desk.docket.list(BOSS, **wanted).jobs]  # type: ignore[arg-type]

    assert gone
    assert ["a blue 100% boat", "a red house"] == words()
    assert ["a blue 100% boat"] == words(text="100%") == words(text="bo") == words(status=Status.QUEUED)
    assert ["a red house"] == words(status=Status.DELIVERED, kind="text-to-image")
    assert [] == words(kind="avatar")


def test_members_see_nobody(desk: Desk) -> None:
    """Neither people nor jobs."""
    member = Actor(sender("ada"), "page")
    for look in (desk.roster.list, desk.docket.queue, desk.docket.list):
        with pytest.raises(NotAllowed):
            look(member)
    with pytest.raises(NotAllowed):
        desk.roster.of(member, sender("bo"))
