"""What messages show, and who sees it."""

from uuid import uuid4

import pytest

from tasks.desk import Desk
from tasks.errors import NoSuchJob
from tasks.shown import Sight
from tests.factories import image_request, key, place, sender, submit
from tests.fakes.worker import FakeWorker

EVE = sender("66")


def test_message_is_known_by_what_it_shows(desk: Desk) -> None:
    """All of a job, or one picture; on one platform only."""
    job = submit(desk)
    desk.shown.note(Sight(job.id), "telegram", ["42/1", "42/2"])
    desk.shown.note(Sight(job.id, 3), "telegram", ["42/3"])

    assert Sight(job.id, 0) == desk.shown.by("telegram", "42/1")
    assert Sight(job.id, 3) == desk.shown.by("telegram", "42/3")
    assert desk.shown.by("discord", "42/1") is None
    assert ["42/1", "42/2", "42/3"] == desk.shown.messages(job.id)


def test_latest_word_on_a_message_counts(desk: Desk) -> None:
    """A message that was edited shows something else."""
    first, second = submit(desk), submit(desk)
    for job in (first, second, second):
        desk.shown.note(Sight(job.id), "telegram", ["42/1"])

    assert Sight(second.id) == desk.shown.by("telegram", "42/1")
    assert [] == desk.shown.messages(first.id)


def test_result_is_seen_where_it_was_shown(desk: Desk, worker: FakeWorker) -> None:
    """By everybody there, and elsewhere by its owner alone."""
    job = worker.work(submit(desk).id)

    assert job.id == desk.shown.visible(job.id, EVE, place()).id
    assert job.id == desk.shown.visible(job.id, sender(), place("elsewhere")).id
    with pytest.raises(NoSuchJob):
        desk.shown.visible(job.id, EVE, place("elsewhere"))
    with pytest.raises(NoSuchJob):
        desk.shown.visible(job.id, EVE, place(platform="discord"))


def test_what_is_not_there_is_seen_by_its_owner_alone(desk: Desk, worker: FakeWorker) -> None:
    """A job that waits, one that was deleted, and one that never was."""
    waits = submit(desk)
    deleted = worker.work(submit(desk).id)
    desk.delivered(deleted.id, deleted.attempt, "42/1")
    desk.delete(deleted.id, sender())

    assert waits.id == desk.shown.visible(waits.id, sender(), place()).id
    for job_id, whom in ((waits.id, EVE), (deleted.id, EVE), (deleted.id, sender()), (uuid4(), EVE)):
        with pytest.raises(NoSuchJob):
            desk.shown.visible(job_id, whom, place())


def test_on_the_page_nobody_sees_what_others_made(desk: Desk, worker: FakeWorker) -> None:
    """There everybody is in one place."""
    job = worker.work(submit(desk, platform="web").id)

    with pytest.raises(NoSuchJob):
        desk.shown.visible(job.id, sender("66", platform="web"), place(platform="web"))


def test_what_is_hidden_is_seen_by_its_owner_alone(desk: Desk, worker: FakeWorker) -> None:
    """Also in the very place where it was asked for."""
    hidden = place().model_copy(update={"private": True})
    job = worker.work(desk.submit(image_request(), sender(), hidden, key()).id)

    assert job.id == desk.shown.visible(job.id, sender(), place()).id
    with pytest.raises(NoSuchJob):
        desk.shown.visible(job.id, EVE, hidden)
