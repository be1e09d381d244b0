"""Trouble of the device comes out as one of our errors, and other requests are drawn all the same."""

from collections.abc import Callable
from typing import Any

import pytest
import torch

from generation.cards import pocket, shipped
from generation.catalogue import Catalogue, ExtraCard
from generation.engine import Engine, Step
from generation.errors import DeviceBroken, DeviceMissing, DeviceTooSmall
from generation.notes import Note
from generation.pipelines.latent import LatentModel
from generation.pipelines.pipeline import Batch
from generation.requests import Adapter, AdapterKind
from tests.generation.asked import apart, ask


def failing(error: Exception, when: Callable[[int], bool]) -> Callable[..., Any]:
    """Make a prediction that fails for some numbers of pictures."""
    real = LatentModel.predict

    def predict(self: LatentModel, batch: Batch) -> torch.Tensor:
        if when(len(batch.told)):
            raise error
        return real(self, batch)

    return predict


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB"),
        RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to allocate"),
        MemoryError(),
    ],
)
def test_full_memory_is_told(engine: Engine, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Whatever words the device has for it."""
    monkeypatch.setattr(LatentModel, "predict", failing(error, lambda count: True))

    with pytest.raises(DeviceTooSmall):
        engine.draw(ask())


def test_pictures_that_do_not_fit_together_are_drawn_apart(
    catalogue: Catalogue, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same pictures, and every step is told once."""
    expected = engine.draw(ask(count=3))
    full = torch.OutOfMemoryError("CUDA out of memory")
    monkeypatch.setattr(LatentModel, "predict", failing(full, lambda count: count > 1))
    seen: list[Step] = []

    pictures = Engine(catalogue, "cpu").draw(ask(count=3), seen.append)

    assert [picture.seed for picture in expected] == [picture.seed for picture in pictures]
    assert all(apart(one.image, other.image) <= 1 for one, other in zip(expected, pictures, strict=True))
    assert [(done, 5) for done in range(1, 6)] == [(step.done, step.total) for step in seen]


def test_full_memory_is_tried_once_more_by_a_lighter_plan(
    catalogue: Catalogue, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same picture, and its owner is told, once; whoever comes next is drawn by that plan at once."""
    [expected] = engine.draw(ask())
    real, tried = LatentModel.decode, []

    def decode(self: LatentModel, latents: torch.Tensor) -> torch.Tensor:
        tried.append(self.plan.name)
        if self.plan.name == "roomy":
            raise torch.OutOfMemoryError("CUDA out of memory")
        return real(self, latents)

    monkeypatch.setattr(LatentModel, "decode", decode)
    small = Engine(catalogue, "cpu")

    [picture] = small.draw(ask())
    small.draw(ask(seed=43))

    assert apart(expected.image, picture.image) <= 1
    assert "single" == tried[-1]
    assert Note(code="lighter_plan", facts={"plan": "single"}) in small.notes(ask())
    assert [] == [note for note in small.notes(ask()) if note.code == "lighter_plan"]


def test_outfits_that_are_not_worn_make_room_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was fitted for others goes before the model itself is drawn with in a slower way."""
    cards = shipped()
    extras = tuple(card for card in cards if isinstance(card, ExtraCard))
    engine = Engine(Catalogue((pocket(),), "pocket", extras), "cpu")
    sepia = Adapter(kind=AdapterKind.LORA, name="pocket-lora-sepia")
    engine.draw(ask("pocket", adapters=(sepia,)))
    [model] = engine._open()._models._models.values()
    plain = LatentModel.decode

    def decode(self: LatentModel, latents: torch.Tensor) -> torch.Tensor:
        if model.dressed:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return plain(self, latents)

    monkeypatch.setattr(LatentModel, "decode", decode)

    request = ask("pocket")
    [picture] = engine.draw(request)

    assert (64, 72) == picture.image.size
    assert "lighter_plan" not in {note.code for note in engine.notes(request)}


def test_lightest_plan_is_tried_no_more(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the device is too small."""
    full = torch.OutOfMemoryError("CUDA out of memory")
    monkeypatch.setattr(LatentModel, "predict", failing(full, lambda count: True))

    with pytest.raises(DeviceTooSmall):
        Engine(catalogue, "cpu", memory="tiled").draw(ask())


@pytest.mark.parametrize(
    "text",
    [
        "CUDA error: device-side assert triggered",
        "CUDA error: an illegal memory access was encountered",
        "cuDNN error: CUDNN_STATUS_EXECUTION_FAILED",
        "CUDA error: uncorrectable ECC error encountered",
    ],
)
def test_broken_device_is_told(engine: Engine, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Another process may succeed."""
    monkeypatch.setattr(LatentModel, "predict", failing(RuntimeError(text), lambda count: True))

    with pytest.raises(DeviceBroken) as caught:
        engine.draw(ask())

    assert caught.value.retry


def test_other_errors_are_not_dressed_up(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake of ours keeps its traceback."""
    monkeypatch.setattr(LatentModel, "predict", failing(RuntimeError("a bug"), lambda count: True))

    with pytest.raises(RuntimeError, match="a bug"):
        engine.draw(ask())


def test_missing_device_is_told(catalogue: Catalogue) -> None:
    """By its name."""
    with pytest.raises(DeviceMissing) as caught:
        Engine(catalogue, "cuda:99").warm("sd1")

    assert "cuda:99" == caught.value.device
