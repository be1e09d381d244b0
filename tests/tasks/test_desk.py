"""The desk takes requests, charges exactly, and forgets nothing."""

import pytest

from generation.errors import Cancelled
from generation.notes import Note
from tasks.desk import Desk
from tasks.errors import AlreadyFinal, NoSuchJob, QuotaExceeded, TooManyWaiting
from tasks.job import Problem, Status
from tests.factories import image_request, key, place, recipe, sender, submit
from tests.fakes.worker import FakeWorker

FULL = 200


def test_submit_holds_the_price(desk: Desk) -> None:
    """What a job costs is set aside, not taken."""
    job = submit(desk, count=3)

    allowance = desk.allowance(sender())

    assert Status.QUEUED == job.status
    assert (FULL - 3, 3) == (allowance.left, allowance.held)


def test_same_key_gives_the_same_job(desk: Desk) -> None:
    """A repeated event is one job and one charge."""
    name = key()
    first = desk.submit(image_request(), sender(), place(), name)

    second = desk.submit(image_request(), sender(), place(), name)

    assert first.id == second.id
    assert desk.allowance(sender()).held == 1


def test_delivery_takes_the_price(desk: Desk, worker: FakeWorker) -> None:
    """The price is taken when the result was shown, once."""
    job = worker.work(submit(desk).id)

    for _ in range(2):
        delivered = desk.delivered(job.id, job.attempt, "message 5")

    allowance = desk.allowance(sender())
    assert Status.DELIVERED == delivered.status
    assert (FULL - 1, 0) == (allowance.left, allowance.held)


def test_cancel_gives_the_price_back(desk: Desk) -> None:
    """A cancelled job costs nothing and says why it ended."""
    job = desk.cancel(submit(desk).id, sender())

    assert Status.REFUNDED == job.status
    assert Problem.of(Cancelled()) == job.problem
    assert desk.allowance(sender()).left == FULL


def test_rendered_job_cannot_be_cancelled(desk: Desk, worker: FakeWorker) -> None:
    """What is drawn is on its way."""
    job = worker.work(submit(desk).id)

    with pytest.raises(AlreadyFinal):
        desk.cancel(job.id, sender())


def test_others_see_no_job(desk: Desk) -> None:
    """A job is its owner's alone."""
    job = submit(desk)

    for act in (desk.own_job, desk.cancel, desk.delete):
        with pytest.raises(NoSuchJob):
            act(job.id, sender("666"))


def test_too_dear_request_costs_nothing(desk: Desk) -> None:
    """A refusal by the quota leaves no job and no charge."""
    with pytest.raises(QuotaExceeded) as refused:
        submit(desk, steps=150, width_px=512, height_px=512, count=4)

    assert refused.value.left == FULL
    assert desk.history(sender()) == []
    assert desk.allowance(sender()).left == FULL


def test_too_many_waiting_are_refused(desk: Desk) -> None:
    """An account may have so many unfinished jobs and no more."""
    for _ in range(desk.settings.waiting_limit):
        submit(desk)

    with pytest.raises(TooManyWaiting):
        submit(desk)


def test_web_job_is_delivered_once_stored(desk: Desk, worker: FakeWorker) -> None:
    """The page reads the history: nothing has to be sent."""
    job = worker.work(submit(desk, platform="web").id)

    assert Status.DELIVERED == job.status
    assert desk.read(job.media[0].key).startswith(b"\x89PNG")
    assert desk.undelivered("web") == []


def test_undelivered_lists_what_nobody_saw(desk: Desk, worker: FakeWorker) -> None:
    """Results and refunds wait until their owner has seen them."""
    drawn = worker.work(submit(desk).id)
    cancelled = desk.cancel(submit(desk).id, sender())

    assert {drawn.id, cancelled.id} == {job.id for job in desk.undelivered("telegram")}

    desk.delivered(drawn.id, drawn.attempt, "1")
    desk.told(cancelled.id, "2")
    assert desk.undelivered("telegram") == []


def test_again_draws_another_seed(desk: Desk) -> None:
    """The same request with a new seed is a new job."""
    first = submit(desk, seed=7)

    second = desk.again(first.id, sender(), place(), key())

    assert first.id != second.id
    assert recipe(first).model_copy(update={"seed": recipe(second).seed}) == second.request
    assert second.ahead == 1


def test_deleted_job_leaves_nothing_but_its_charge(desk: Desk, worker: FakeWorker) -> None:
    """The bytes are gone, the history does not show it, the ledger stays."""
    job = worker.work(submit(desk).id)
    desk.delivered(job.id, job.attempt, "1")

    desk.delete(job.id, sender())

    assert desk.history(sender()) == []
    assert desk.allowance(sender()).left == FULL - 1
    with pytest.raises(NoSuchJob):
        desk.read(job.media[0].key)
    with pytest.raises(NoSuchJob):
        desk.own_job(job.id, sender())


def test_history_pages_backwards(desk: Desk) -> None:
    """Every job comes once, the newest first."""
    ids = [submit(desk).id for _ in range(7)]

    first = desk.history(sender(), limit=4)
    second = desk.history(sender(), limit=4, before=first[-1].id)

    assert ids[::-1] == [job.id for job in first + second]


def test_only_the_first_attempt_may_send(desk: Desk, worker: FakeWorker) -> None:
    """A send that cannot be repeated is begun once."""
    job = worker.work(submit(desk).id)

    assert [True, False] == [desk.attempting(job.id), desk.attempting(job.id)]


def test_undeliverable_gives_the_price_back(desk: Desk, worker: FakeWorker) -> None:
    """A result that the chat refuses for good costs nothing, and nobody tries again."""
    job = worker.work(submit(desk).id)

    ended = desk.undeliverable(job.id, Problem(code="undeliverable"))

    assert Status.REFUNDED == ended.status
    assert desk.undelivered("telegram") == []
    assert desk.allowance(sender()).left == FULL


def test_notes_stay_with_the_job(desk: Desk, worker: FakeWorker) -> None:
    """What the model did not take in is told as long as the job is."""
    notes = (Note(code="unknown_words", facts={"words": "wombat", "more": 0}),)
    job = worker.finish(worker.claim(submit(desk).id), notes)

    assert job is not None
    assert notes == desk.job(job.id).notes == desk.history(sender(), limit=1)[0].notes
