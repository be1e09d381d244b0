"""What a drawing took of the device: what is paid, so company must not make it dearer."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch

from generation.batching.seats import Seats
from generation.catalogue import Catalogue
from generation.engine import Engine
from generation.pipelines.latent import LatentModel
from generation.pipelines.pipeline import Batch
from tests.generation.asked import ask

STEP_S = 0.2  # that a forward takes here at least, however many share it
STEPS = 5  # of what is asked


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> list[Batch]:
    """Let a forward take as long for many as for one, as on a GPU, and list the forwards."""
    real = LatentModel.predict
    forwards: list[Batch] = []

    def predict(self: LatentModel, batch: Batch) -> torch.Tensor:
        forwards.append(batch)
        time.sleep(STEP_S)
        return real(self, batch)

    monkeypatch.setattr(LatentModel, "predict", predict)
    monkeypatch.setattr("generation.batching.seats.cpu_count", lambda: 1)  # one lane
    monkeypatch.setattr("generation.batching.area.AREA_CPU", 1_000_000)  # that takes all of them together
    return forwards


def test_steps_that_are_shared_are_paid_together(catalogue: Catalogue, slow: list[Batch]) -> None:
    """Eight at once share steps, and a second is paid once."""
    engine = Engine(catalogue, "cpu")
    began = time.perf_counter()
    with ThreadPoolExecutor(8) as threads:
        drawn = list(threads.map(lambda seed: engine.draw(ask(seed=seed))[0], range(8)))
    took_s = time.perf_counter() - began

    assert len(slow) < 8 * STEPS
    assert len(slow) * STEP_S <= sum(one.drawn_s for one in drawn) <= took_s


@pytest.mark.usefixtures("slow")
def test_pictures_of_one_request_divide_it(catalogue: Catalogue) -> None:
    """Together they are what the request took."""
    began = time.perf_counter()
    drawn = Engine(catalogue, "cpu").draw(ask(count=3))
    took_s = time.perf_counter() - began

    assert STEPS * STEP_S <= sum(one.drawn_s for one in drawn) <= took_s


def test_core_of_a_processor_is_a_part_of_it(
    engine: Engine, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small model takes one: half of a device that has two."""
    monkeypatch.setattr("generation.batching.seats.cpu_count", lambda: 2)
    model = engine._open()._models
    with (
        model.use(catalogue.card("sd1")) as loaded,
        Seats(torch.device("cpu")).sit(loaded.pipeline) as sitting,
    ):
        began = time.perf_counter()
        time.sleep(STEP_S)
        assert sitting.used_s >= STEP_S / 2
    after_s = sitting.used_s

    assert STEP_S / 2 <= after_s <= (time.perf_counter() - began)
    assert after_s == sitting.used_s
