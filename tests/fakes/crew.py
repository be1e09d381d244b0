"""A maker with its engine in the test's own thread: the whole path of a worker, without a child."""

import pickle
from collections.abc import Callable
from threading import Event
from typing import TypeVar

from generation.errors import Failure, Refusal, StudioError
from generation.requests import TrainingRequest
from tasks.desk import Desk
from tasks.job import Problem
from tasks.worker.engine import Engine, Teaches
from tasks.worker.make import Maker
from tasks.worker.messages import Draw, Drawn, Stepped
from tasks.worker.runner import EngineEnded, Runner
from tasks.workshop import Workshop

T = TypeVar("T")


class NearRunner(Runner):
    """Makes orders at once, as the child would; what goes in and out is pickled as it is for that."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.ready = Event()
        self.ready.set()
        self.drawers = 1

    def render(self, order: Draw, on_step: Callable[[Stepped], None], cancelled: Callable[[], bool]) -> Drawn:
        """Make an order. Raises EngineEnded."""
        order = _sent(order)

        def tell(share: float, stage: str, preview: bytes) -> None:
            on_step(Stepped(order.ticket, share, stage, preview))

        try:
            if isinstance(order.request, TrainingRequest) and isinstance(self._engine, Teaches):
                work = self._engine.teach(order, on_step, cancelled)
            else:
                work = self._engine.make(order, tell, cancelled)
            drawn_s = work.drawn_s or 0.1
            drawn = Drawn(order.ticket, work.finish(), drawn_s, work.notes, learnt=work.learnt)
        except StudioError as error:
            retry = isinstance(error, Failure) and error.retry
            raise EngineEnded(Problem.of(error), retry, isinstance(error, Refusal)) from error
        return _sent(drawn)

    def close(self) -> None:
        """Do nothing."""


def _sent(value: T) -> T:
    """Send a value as it goes through a pipe."""
    copy: T = pickle.loads(pickle.dumps(value))  # noqa: S301 - our own
    return copy


def near_maker(desk: Desk, engine: Engine) -> Maker:
    """Hire a maker for a desk."""
    workshop = Workshop(desk.database, desk.store, desk.settings)
    return Maker(workshop, NearRunner(engine), desk.bell, desk.outbox, "near")
