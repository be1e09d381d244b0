"""The loop: requests join and leave between steps, share forwards, and change nothing for each other."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from random import Random
from threading import Event
from time import monotonic

import pytest
import torch

from generation.batching.hall import Cards, Hall
from generation.batching.loop import Boarded, Loop
from generation.catalogue import Catalogue, Scheduler
from generation.engine import Engine, Step, ignore, never
from generation.errors import Cancelled
from generation.picture import Picture
from generation.pipelines.latent import LatentModel
from generation.pipelines.pipeline import Batch
from generation.requests import ImageRequest
from generation.sources import NOTHING
from tests.generation.asked import apart, ask
from tests.patience import PATIENCE_S

Asked = tuple[ImageRequest, Callable[[Step], None], Callable[[], bool]]

TOGETHER_WITHIN = 2  # of 255
CHOOSE = Loop._choose


class Crowd:
    """Draws many requests in one lane, which is held until all of them are in flight."""

    def __init__(self, catalogue: Catalogue, hall: Hall) -> None:
        self._catalogue = catalogue
        self._hall = hall
        self._pool = ThreadPoolExecutor(16)
        self._gate = Event()
        self._gate.set()
        self.forwards: list[tuple[int, int]] = []  # (pictures, rows)

    def submit(
        self,
        request: ImageRequest,
        on_step: Callable[[Step], None] = ignore,
        cancelled: Callable[[], bool] = never,
    ) -> Future[list[Picture]]:
        """Draw one, and do not wait."""
        cards = Cards(self._catalogue.card(request.model))
        return self._pool.submit(self._hall.draw, cards, request, NOTHING, on_step, cancelled)

    def draw(self, requests: Sequence[ImageRequest]) -> list[list[Picture]]:
        """Draw all of them at once."""
        return [
            one.result(PATIENCE_S)
            for one in self.together([(request, ignore, never) for request in requests])
        ]

    def together(self, asked: Sequence[Asked]) -> list[Future[list[Picture]]]:
        """Let all of them begin at once, and do not wait."""
        self._gate.clear()
        futures = [self.submit(*one) for one in asked]
        pictures = sum(request.count for request, _, _ in asked)
        until = monotonic() + PATIENCE_S
        while self._hall.flying < pictures and monotonic() < until:
            self._gate.wait(0.001)
        self._gate.set()
        return futures

    def choose(self, loop: Loop) -> list[Boarded]:
        """Be the lane's choice: made again once all are there."""
        chosen = CHOOSE(loop)
        if not self._gate.is_set():
            loop._put_back(chosen)
            assert self._gate.wait(PATIENCE_S)
            chosen = CHOOSE(loop)
        return chosen


@pytest.fixture(scope="module")
def hall() -> Hall:
    """Open one lane, however many cores there are, with room for many pictures."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("generation.batching.seats.cpu_count", lambda: 1)
        return Hall(torch.device("cpu"))


@pytest.fixture
def crowd(catalogue: Catalogue, hall: Hall, monkeypatch: pytest.MonkeyPatch) -> Crowd:
    """Draw many at once in one lane."""
    crowd = Crowd(catalogue, hall)
    real = LatentModel.predict

    def predict(model: LatentModel, batch: Batch) -> torch.Tensor:
        crowd.forwards.append((len(batch.told), len(batch.latents)))
        return real(model, batch)

    def choose(loop: Loop) -> list[Boarded]:
        return crowd.choose(loop)

    monkeypatch.setattr(LatentModel, "predict", predict)
    monkeypatch.setattr("generation.batching.area.AREA_CPU", 1 << 20)
    monkeypatch.setattr(Loop, "_choose", choose)
    return crowd


def mixed(random: Random, count: int) -> list[ImageRequest]:
    """Ask for pictures that differ in everything but the model and the size."""
    return [
        ask(
            prompt=random.choice(["a red house", "a boat", "a tree at night"]),
            steps=random.randint(2, 9),
            guidance=random.choice([1.0, 3.0, 7.5]),
            scheduler=random.choice(list(Scheduler)),
            seed=random.randrange(1000),
            count=random.choice([1, 1, 2]),
        )
        for _ in range(count)
    ]


def test_requests_of_all_kinds_share_forwards(crowd: Crowd) -> None:
    """Other prompts, steps, samplers and guidance do not keep them apart; only guided ones have two rows."""
    guided, plain = ask(steps=12), ask(steps=12, guidance=1.0, scheduler=Scheduler.EULER)

    crowd.draw([guided, plain, ask(prompt="a boat", steps=9, scheduler=Scheduler.LCM)])

    assert (3, 5) in crowd.forwards
    assert 12 + 12 + 9 == sum(pictures for pictures, _ in crowd.forwards)
    assert len(crowd.forwards) <= 14


def test_other_sizes_and_models_do_not_share(crowd: Crowd) -> None:
    """Their latents do not fit into one tensor, their weights are others."""
    crowd.draw([ask(steps=3), ask(steps=3, width_px=96), ask("sd2", steps=3)])

    assert [(1, 2)] * 9 == crowd.forwards


def test_short_request_joins_a_long_one_and_leaves_before_it(crowd: Crowd) -> None:
    """Nobody waits for the end of somebody else's drawing."""
    stop, steps = Event(), list[Step]()

    long, short = crowd.together([(ask(steps=150), steps.append, stop.is_set), (ask(steps=2), ignore, never)])
    short.result(PATIENCE_S)
    left_at = len(steps)
    stop.set()

    with pytest.raises(Cancelled):
        long.result(PATIENCE_S)
    assert left_at < 150


def test_cancelled_request_takes_no_further_step(crowd: Crowd) -> None:
    """The others have the forward to themselves from then on."""
    stop = Event()

    def further(step: Step) -> None:
        if step.done == 3:
            stop.set()

    other, gone = crowd.together([(ask(steps=40), ignore, never), (ask(steps=150), further, stop.is_set)])

    with pytest.raises(Cancelled):
        gone.result(PATIENCE_S)
    other.result(PATIENCE_S)
    assert sum(pictures for pictures, _ in crowd.forwards) < 40 + 40


def test_one_that_fails_does_not_take_the_others_with_it(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failed forward is repeated for each picture alone."""
    real = LatentModel.predict

    def predict(model: LatentModel, batch: Batch) -> torch.Tensor:
        noise = real(model, batch)
        if 13.0 in batch.guidance:
            raise RuntimeError("unlucky")
        return noise

    [[expected]] = crowd.draw([ask(seed=5)])
    monkeypatch.setattr(LatentModel, "predict", predict)

    bad, good = crowd.together([(ask(guidance=13.0), ignore, never), (ask(seed=5), ignore, never)])

    with pytest.raises(RuntimeError, match="unlucky"):
        bad.result(PATIENCE_S)
    assert apart(expected.image, good.result(PATIENCE_S)[0].image) <= TOGETHER_WITHIN


@pytest.mark.parametrize("seed", range(2))
def test_company_changes_nothing_that_can_be_seen(crowd: Crowd, seed: int) -> None:
    """Whoever shares the steps: within 2 of 255."""
    requests = mixed(Random(seed), 4)  # noqa: S311 - nothing secret
    alone = [crowd.draw([request])[0] for request in requests]

    together = crowd.draw(requests)

    for ours, theirs in zip(alone, together, strict=True):
        assert [one.seed for one in ours] == [other.seed for other in theirs]
        assert all(
            apart(one.image, other.image) <= TOGETHER_WITHIN for one, other in zip(ours, theirs, strict=True)
        )


def test_strict_engine_draws_the_same_bits_in_any_company(catalogue: Catalogue) -> None:
    """Not one bit, in as many lanes as there are."""
    engine = Engine(catalogue, "cpu", strict=True)
    requests = mixed(Random(9), 4)  # noqa: S311 - nothing secret
    alone = [engine.draw(request) for request in requests]

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(engine.draw, requests))

    for ours, theirs in zip(alone, together, strict=True):
        assert [one.image.tobytes() for one in ours] == [other.image.tobytes() for other in theirs]


def test_small_pictures_are_drawn_many_at_once(
    catalogue: Catalogue, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four for each core, or as many as are worth one forward."""
    hall.warm(catalogue.card("pocket"))
    many = hall.at_once
    monkeypatch.setattr("generation.batching.area.AREA_CPU", 2 * 16 * 16)
    hall.warm(catalogue.card("pocket"))

    assert (4, 2) == (many, hall.at_once)
