"""A slot claims when the engine is nearly free: whose turn it is is decided late."""

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from tasks.job import Status
from tasks.worker.door import Door, Pass
from tests.factories import image_request, key, place, sender
from tests.patience import PATIENCE_S
from tests.tasks.conftest import Studio


@pytest.fixture
def slots() -> Iterator[ThreadPoolExecutor]:
    """Give slots that wait at doors."""
    with ThreadPoolExecutor(4) as pool:
        yield pool


def enter(slots: ThreadPoolExecutor, door: Door) -> "Future[Pass | None]":
    """Have a slot enter."""
    waiting = slots.submit(door.enter)
    time.sleep(0.05)
    return waiting


def test_second_waits_until_the_first_has_left(slots: ThreadPoolExecutor) -> None:
    """One job at a time is not nearly done."""
    door = Door(lambda: 1)
    first = door.enter()
    second = enter(slots, door)

    assert first is not None
    assert not second.done()
    first.leave()
    assert second.result(PATIENCE_S) is not None


def test_leaving_twice_lets_one_pass(slots: ThreadPoolExecutor) -> None:
    """A pass counts once."""
    door = Door(lambda: 1)
    first = door.enter()
    waiting = [enter(slots, door) for _ in range(2)]
    assert first is not None
    for _ in range(2):
        first.leave()
    time.sleep(0.05)

    assert 1 == sum(one.done() for one in waiting)
    door.close()


def test_engine_that_draws_two_at_once_gets_two() -> None:
    """No drawer waits for another's job."""
    door = Door(lambda: 2)

    assert None not in (door.enter(), door.enter())


def test_closed_door_sends_everybody_away(slots: ThreadPoolExecutor) -> None:
    """A worker that leaves claims nothing more."""
    door = Door(lambda: 1)
    door.enter()
    waiting = enter(slots, door)

    door.close()

    assert waiting.result(PATIENCE_S) is None
    assert door.enter() is None


@pytest.mark.stack
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_newcomer_overtakes_what_a_worker_has_not_begun(studio: Studio) -> None:
    """A crowd's jobs lie in line until the engine is nearly free, so whoever comes meanwhile is next."""
    studio.hire()
    crowd = [studio.desk.submit(image_request("slow 2"), sender("ada"), place(), key()) for _ in range(12)]
    studio.wait(crowd[0].id, Status.RUNNING)
    newcomer = studio.desk.submit(image_request("slow 0.1"), sender("bo"), place(), key())

    studio.wait(newcomer.id, Status.RENDERED)

    ended = [job.id for job in crowd if studio.desk.job(job.id).status is Status.RENDERED]
    assert ended in ([], [crowd[0].id])
