"""Those who wait are told where they stand, and when that changes."""

import asyncio

import pytest

from bots.counter import Counter
from bots.delivery import Delivery
from bots.places import Places
from bots.reply import job_reply, ready_in
from bots.wording import LOCALES, Wording
from tasks.desk import Desk
from tasks.job import Job
from tests.bots.delivering import placed, until
from tests.factories import submit
from tests.fakes.chat import FakeChat
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.worker import FakeWorker

EN = Wording("en")


def at(job: Job, ahead: int) -> Job:
    """Put a job somewhere else in line."""
    return job.model_copy(update={"ahead": ahead})


def test_far_back_a_step_is_no_news(desk: Desk) -> None:
    """A quarter of the line is; and near the front, every step."""
    job, line = submit(desk), Places()
    line.told(at(job, 40))

    assert [] == line.moved([at(job, 35)])
    assert [at(job, 30)] == line.moved([at(job, 30)])
    assert [at(job, 50)] == line.moved([at(job, 50)])
    line.told(at(job, 3))
    assert [at(job, 2)] == line.moved([at(job, 2)])
    assert [] == line.moved([at(job, 3)])


def test_what_waits_no_more_is_forgotten(desk: Desk) -> None:
    """A job that comes back is told anew."""
    job, line = submit(desk), Places()
    line.told(job)

    line.moved([])

    assert [job] == line.moved([job])


async def test_placeholder_follows_the_place(
    desk: Desk, counter: Counter, chat: FakeChat, outbox: MemoryOutbox, worker: FakeWorker
) -> None:
    """Whoever was second is told to be next when the first one is being made."""
    first = submit(desk)
    waiting = placed(desk)
    delivery = Delivery(chat, counter, outbox.inbox("telegram"), places_s=0.02)
    running = asyncio.create_task(delivery.run())
    await until(lambda: bool(chat.edits))
    worker.claim(first.id)
    await until(lambda: "Next in line" in chat.last("7").text)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running

    told = [reply.text for _, job_id, reply in chat.edits if job_id == waiting.id]
    assert 2 == len(told)
    assert "1 picture ahead of yours" in told[0]


async def test_place_of_a_job_that_runs_is_not_told(
    desk: Desk, counter: Counter, chat: FakeChat, outbox: MemoryOutbox, worker: FakeWorker
) -> None:
    """Its progress is."""
    worker.claim(placed(desk).id)
    delivery = Delivery(chat, counter, outbox.inbox("telegram"), places_s=0.01)
    running = asyncio.create_task(delivery.run())
    await asyncio.sleep(0.2)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running

    assert [] == chat.edits


def test_waiting_job_tells_when_it_is_ready(desk: Desk, worker: FakeWorker) -> None:
    """As a range, once a job of its kind was measured."""
    first = submit(desk)
    assert "ready in" not in job_reply(first, EN).text

    worker.work(first.id)

    assert job_reply(desk.job(submit(desk).id), EN).text.endswith("ready in 1 to 2 s")


@pytest.mark.parametrize(
    ("eta_s", "told"),
    [
        (0.0, "ready in 1 to 2 s"),
        (20.0, "ready in 20 to 30 s"),
        (80.0, "ready in 80 to 120 s"),
        (81.0, "ready in 1 to 3 min"),
        (600.0, "ready in 10 to 15 min"),
    ],
)
def test_range_fits_the_time(eta_s: float, told: str) -> None:
    """Seconds where it is soon, else minutes; never from a number to itself."""
    assert told == ready_in(eta_s, EN)


@pytest.mark.parametrize("locale", LOCALES)
def test_times_are_told_in_every_language(locale: str) -> None:
    """Neither sentence is missing."""
    assert ready_in(10, Wording(locale)) != ready_in(1000, Wording(locale))
