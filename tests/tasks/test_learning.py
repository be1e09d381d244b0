"""A worker trains what was asked for: resumed after a death, and its adapter is worn by its owner alone."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from generation.cards import shipped
from generation.catalogue import Card, Catalogue, ExtraCard
from generation.errors import Cancelled
from generation.learning.learn import Learnt, Told
from generation.learning.lesson import Teacher
from generation.requests import TrainingRequest
from generation.shelf.stock import LiveCatalogue
from tasks.desk import Desk
from tasks.job import Event, Job, Progress, Sender, Status
from tasks.ledger import verify
from tasks.settings import TasksSettings
from tasks.worker.make import Maker
from tasks.worker.messages import Draw, Drawn, Stepped
from tasks.worker.pictures import Pictures
from tasks.worker.runner import RunnerDied
from tasks.worker.teaching import School
from tasks.workshop import Workshop
from tests.conftest import open_test_desk
from tests.factories import image_request, key, place, sender
from tests.fakes.crew import NearRunner
from tests.fakes.engine import FakeEngine
from tests.fakes.outbox import MemoryOutbox
from tests.tasks.test_trainings import asked

STEPS, SAVED = 10, 3
ADA, BOB = sender(), sender("66")


@pytest.fixture
def desk(settings: TasksSettings, outbox: MemoryOutbox) -> Iterator[Desk]:
    """Open a desk that has the models that ship, and a shelf of its own."""
    ours = shipped()
    cards = tuple(one for one in ours if isinstance(one, Card))
    extras = tuple(one for one in ours if isinstance(one, ExtraCard))
    catalogue = LiveCatalogue(Catalogue(cards, "pocket", extras), settings.shelf)
    opened = open_test_desk(settings, catalogue, outbox)
    yield opened
    assert [] == verify(opened.database)
    opened.close()


class Mortal(NearRunner):
    """Dies at a step, once."""

    def __init__(self, engine: School, at: int) -> None:
        super().__init__(engine)
        self._at = at

    def render(self, order: Draw, on_step: Callable[[Stepped], None], cancelled: Callable[[], bool]) -> Drawn:
        """Make an order until the step comes. Raises RunnerDied then."""

        def further(step: Stepped) -> None:
            if round(step.share * STEPS) == self._at:
                self._at = -1
                raise RunnerDied
            on_step(step)

        return super().render(order, further, cancelled)


def hire(desk: Desk, at: int = -1) -> Maker:
    """Hire a worker with a real teacher; its runner dies at a step."""
    teacher = Teacher(desk.catalogue, "cpu", SAVED)
    school = School(Pictures(FakeEngine(desk.catalogue), "pocket"), teacher, None)
    workshop = Workshop(desk.database, desk.store, desk.settings)
    return Maker(workshop, Mortal(school, at), desk.bell, desk.outbox, "near")


class Endless(Teacher):
    """Takes steps until it is cancelled, and tells each."""

    def teach(
        self,
        request: TrainingRequest,
        files: Mapping[str, bytes],
        checkpoint: Path,
        tell: Callable[[Told], None],
        cancelled: Callable[[], bool],
        aside: Callable[[], None],
    ) -> Learnt:
        """Learn nothing. Raises Cancelled."""
        while not cancelled():
            aside()
            tell(Told(1, request.steps, 0.5))
        checkpoint.parent.mkdir(parents=True, exist_ok=True)
        checkpoint.write_bytes(b"half")
        raise Cancelled


class Watching(MemoryOutbox):
    """Does something as soon as a step is told, once."""

    def __init__(self, deed: Callable[[], object]) -> None:
        super().__init__()
        self._deeds = iter([deed])

    def publish(self, platform: str, event: Event) -> bool:
        """Remember an event, and do it."""
        if isinstance(event, Progress) and event.loss is not None and (deed := next(self._deeds, None)):
            deed()
        return super().publish(platform, event)


def endless(desk: Desk, deed: Callable[[Maker], object]) -> Maker:
    """Hire a worker that trains without an end; the deed is done at its first step."""
    school = School(Pictures(FakeEngine(desk.catalogue), "pocket"), Endless(desk.catalogue), None)
    workshop = Workshop(desk.database, desk.store, desk.settings)
    watching = Watching(lambda: deed(maker))
    maker = Maker(workshop, NearRunner(school), desk.bell, watching, "near")
    return maker


def order(desk: Desk, who: Sender = ADA) -> Job:
    """Ask for a short training."""
    request = asked(desk, who, steps=STEPS)
    return desk.submit(request, who, place(), key(), confirmed=True)


def checkpoints(desk: Desk) -> list[Path]:
    """List the files by which trainings go on."""
    return list(desk.settings.checkpoints.glob("*"))


def test_killed_training_goes_on_and_ends_with_the_same_file(desk: Desk, outbox: MemoryOutbox) -> None:
    """A death costs the steps since the last checkpoint; the file is that of one that never stopped."""
    job = order(desk)
    maker = hire(desk, at=5)
    maker.learn(job.id)
    waiting = desk.job(job.id)
    left = checkpoints(desk)
    maker.learn(job.id)
    whole = order(desk, BOB)
    hire(desk).learn(whole.id)

    assert (Status.QUEUED, 1, 1) == (waiting.status, waiting.attempt, len(left))
    assert (Status.RENDERED, 2) == (desk.job(job.id).status, desk.job(job.id).attempt)
    told = [one for _, one in outbox.sent if isinstance(one, Progress) and one.job_id == job.id]
    shares = [round(one.share * STEPS) for one in told if one.attempt == 2 and one.loss is not None]
    assert [4, STEPS] == [shares[0], shares[-1]]
    assert desk.trainings.file(ADA, "wuff") == desk.trainings.file(BOB, "wuff")
    assert [] == checkpoints(desk)


def test_drained_worker_hands_its_training_over(desk: Desk) -> None:
    """With what it has learnt, at once, and as no loss: nobody waits hours for a worker to leave."""
    job = order(desk)
    maker = endless(desk, Maker.pause)
    maker.learn(job.id)

    waiting = desk.job(job.id)
    assert (Status.QUEUED, 1, True) == (waiting.status, len(checkpoints(desk)), maker.idle)
    maker.learn(job.id)
    assert 1 == desk.job(job.id).attempt


def test_cancelled_training_is_refunded_and_leaves_nothing(desk: Desk) -> None:
    """It ends between two steps."""
    job = order(desk)
    endless(desk, lambda _: desk.cancel(job.id, ADA)).learn(job.id)

    assert (Status.REFUNDED, [], 200) == (
        desk.job(job.id).status,
        checkpoints(desk),
        desk.allowance(ADA).left,
    )


def test_second_training_waits_for_the_first(desk: Desk) -> None:
    """A worker that trains lets another ring go; and pictures are drawn meanwhile."""
    first, second = order(desk), order(desk, BOB)
    seen: list[Status] = []

    def ring(maker: Maker) -> None:
        maker.learn(second.id)
        picture = desk.submit(image_request(), ADA, place(), key())
        maker.make(picture.id)
        seen.extend((desk.job(second.id).status, desk.job(picture.id).status))
        maker.pause()

    endless(desk, ring).learn(first.id)

    assert [Status.QUEUED, Status.RENDERED] == seen
