"""What only a GPU takes, as far as one can look without one: who is waited for, and what memory counts."""

import gc
import shutil
import weakref
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from generation import models
from generation.batching import trouble
from generation.batching.pace import Pace
from generation.catalogue import Catalogue
from generation.engine import Engine
from generation.folder import ModelFolder
from generation.gpu import room_on
from generation.memory import GIB, Needs, Residence, Room, ladder
from generation.models import Models
from generation.pipelines import load
from generation.pipelines.latent import LatentModel
from generation.pipelines.pipeline import Batch
from generation.preview import Preview
from tests.generation.asked import ask
from tests.generation.folders import edit_json

SECOND = torch.device("cuda", 1)
CPU = torch.device("cpu")
PATIENCE_S = 10


class Event:
    """An event of a GPU that tells what became of it."""

    log: list[str]

    def record(self, stream: str) -> None:
        """Stand in a stream."""
        self.log.append(f"record in {stream}")

    def synchronize(self) -> None:
        """Be waited for."""
        self.log.append("wait")


def test_lane_waits_for_its_own_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not for the first one, which is a new thread's own; and for the step before, not for this one."""
    Event.log = []
    monkeypatch.setattr(torch.cuda, "Event", Event)
    monkeypatch.setattr(torch.cuda, "current_stream", str)
    pace = Pace(SECOND)

    pace.keep()
    pace.keep()

    assert ["record in cuda:1", "record in cuda:1", "wait"] == Event.log


@pytest.mark.parametrize(
    ("part", "free_gib"),
    [(1.0, 6.0), (0.5, 2.0), (0.1, 0.0)],
)
def test_room_is_what_this_process_may_still_take(
    monkeypatch: pytest.MonkeyPatch, part: float, free_gib: float
) -> None:
    """What it keeps for itself counts as free; beyond its part nothing does."""
    told: dict[str, Any] = {
        "mem_get_info": (4 * GIB, 8 * GIB),
        "memory_allocated": 2 * GIB,
        "memory_reserved": 4 * GIB,
        "get_per_process_memory_fraction": part,
        "get_device_capability": (9, 0),
    }
    for name, value in told.items():
        monkeypatch.setattr(torch.cuda, name, lambda device, value=value: value)

    room = room_on(SECOND)

    assert (free_gib * GIB, True) == (room.free_bytes, room.tf32)


def test_networks_in_a_ring_are_freed() -> None:
    """A hook that holds its network keeps it until somebody looks: memory ran out before that."""
    gc.disable()
    try:
        net = nn.Linear(2, 2)
        net.forward = lambda x, net=net: x  # type: ignore[method-assign,misc]  # as hooks do
        known = weakref.ref(net)
        del net

        assert known() is not None
        trouble.free(CPU)
        assert known() is None
    finally:
        gc.enable()


def test_memory_is_given_back_when_a_model_leaves_and_not_at_each_drawing(
    catalogue: Catalogue, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A GPU is waited for each time."""
    given: list[torch.device] = []
    monkeypatch.setattr(models, "free", given.append)

    for _ in range(3):
        engine.draw(ask(steps=1))

    assert [] == given


def test_plan_that_follows_has_room_for_the_picture(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One retry has to do: for a poster, plans that would not do are passed over."""
    card = catalogue.card("sd1")
    room = Room("cpu", GIB)
    monkeypatch.setattr(models, "room_on", lambda device: room)
    small, poster = Models(CPU), Models(CPU)
    for one in (small, poster):
        with one.use(card):
            pass

    small_plan, poster_plan = small.lighten(card, (64, 64)), poster.lighten(card, (4096, 2048))

    assert small_plan is not None
    assert poster_plan is not None
    assert ("single", "tiled") == (small_plan.name, poster_plan.name)


def test_who_is_done_does_not_wait_for_the_model_of_somebody_else(catalogue: Catalogue) -> None:
    """Loading one takes seconds; a finished picture leaves meanwhile."""
    models = Models(CPU)
    using = models.use(catalogue.card("sd1"))
    model = using.__enter__()

    with models._lock:  # as while another one is loaded
        leaving = Thread(target=using.__exit__, args=(None, None, None))
        leaving.start()
        leaving.join(PATIENCE_S)
        waits = leaving.is_alive()
    leaving.join(PATIENCE_S)

    assert (False, 0) == (waits, model.users)


def test_preview_is_fitted_before_anybody_steps(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where weights come and go: the VAE would send the UNet away in the middle of a step."""
    order: list[str] = []
    fit, predict = Preview.fit, LatentModel.predict

    def fitted(self: Preview) -> Tensor:
        order.append("fit")
        return fit(self)

    def predicted(self: LatentModel, batch: Batch) -> Tensor:
        order.append("step")
        return predict(self, batch)

    monkeypatch.setattr(Preview, "fit", fitted)
    monkeypatch.setattr(LatentModel, "predict", predicted)
    roomy = ladder(Room("cpu", GIB))[0]
    monkeypatch.setattr(load, "choose", lambda *_: replace(roomy, residence=Residence.PARTS))

    Engine(catalogue, "cpu").draw(ask(steps=2))

    assert ["fit", "step", "step"] == order


@pytest.mark.parametrize(
    ("model", "upcast", "full"), [("sd1", True, False), ("sdxl", True, True), ("sdxl", False, False)]
)
def test_only_the_vae_of_xl_is_too_wide_for_half_precision(
    folders: dict[str, Path], tmp_path: Path, model: str, *, upcast: bool, full: bool
) -> None:
    """As diffusers' pipelines hold it; one that overflows all the same is found out by looking."""
    copied = shutil.copytree(folders[model], tmp_path / model)
    edit_json(copied / "vae" / "config.json", force_upcast=upcast)

    assert full is Needs.of(ModelFolder(copied)).full_vae
