"""Which models are loaded: those in use, the last used on the device, the ones before them in RAM."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Lock

import psutil
import torch

from generation.adapters.outfit import BARE, Outfit
from generation.adapters.tailor import Tailor
from generation.batching.trouble import free, is_full
from generation.catalogue import Card, ExtraCard
from generation.gpu import room_on
from generation.memory import Compiling, Plan, Residence, lighter, lighter_for
from generation.pipelines import load
from generation.pipelines.controlnet import ControlNet, load_controlnet
from generation.pipelines.pipeline import Pipeline
from generation.preview import Preview
from generation.upscalers.shown import load_for
from generation.upscalers.upscale import Upscaler

WARM = 2  # models on the device; the one used longest ago moves to RAM
KEPT = 4  # models on the device and in RAM together; the one used longest ago is dropped
NETS = 4  # ControlNets on the device; the one used longest ago is dropped
WORN = 3  # outfits of a model that stay fitted; the one used longest ago is dropped
RAM_SPARED = 0.2  # of all RAM: below that nothing is kept beside what is warm


@dataclass
class Model:
    """A loaded model and what belongs to it."""

    card: Card
    pipeline: Pipeline
    preview: Preview
    upscaler: Upscaler | None
    users: int = 0  # drawings that use it now
    warm: bool = True  # on the device
    dressed: dict[Outfit, Dressed] = field(default_factory=dict)  # the one worn longest ago comes first


@dataclass(frozen=True)
class Dressed:
    """A model with adapters worked in: what they do not change is the model's own."""

    pipeline: Pipeline
    preview: Preview


Key = tuple[str, Outfit]  # a card's name, and what was worked in while it was loaded


class Models:
    """Loads models by their cards, one at a time, and keeps what may be wanted again. Thread-safe."""

    def __init__(self, device: torch.device, memory: str = "auto", compiling: Compiling = "off") -> None:
        self._device = device
        self._memory = memory
        self._compiling = compiling
        self._models: dict[Key, Model] = {}  # the one used longest ago comes first
        self._lock = Lock()  # held while a model is loaded
        self._counting = Lock()  # held for a moment: who is done does not wait for somebody else's model

    @contextmanager
    def use(self, card: Card, outfit: Outfit = BARE) -> Iterator[Model]:
        """Have a model on the device, with adapters worked in, and keep it there meanwhile.

        Raises ModelUnavailable, and what the device raises when it is full.
        """
        with self._lock:
            model = self._find(card)
            if outfit and not _holds_still(model):  # its weights come and go: it is one of its own
                model, outfit = self._find(card, outfit, model.pipeline.plan), BARE
            worn = self._dress(model, outfit) if outfit else model
            self._count(model, 1)
        try:
            yield worn
        finally:
            self._count(model, -1)

    def _count(self, model: Model, more: int) -> None:
        with self._counting:
            model.users += more

    def recorded(self, card: Card) -> tuple[int, ...]:
        """List for how many rows a model is compiled at the moment."""
        with self._lock:
            model = self._models.get((card.name, BARE))
            return model.pipeline.recorded if model else ()

    def undress(self, outfit: Outfit) -> bool:
        """Drop all outfits but one, because memory ran out. Returns: whether there were others."""
        with self._lock:
            dropped = False
            for model in self._models.values():
                for other in [one for one in model.dressed if one != outfit]:
                    del model.dressed[other]  # drawings that wear it still have it
                    dropped = True
            free(self._device)
            return dropped

    def lighten(self, card: Card, size: tuple[int, int], outfit: Outfit = BARE) -> Plan | None:
        """Load a model anew by a lighter memory plan: memory ran out at a picture of that size (px).

        Whatever else is idle leaves the device. Returns: the plan, the first that should do; None where there
        is none lighter. Who uses the model at the moment keeps it as it is.
        """
        with self._lock:
            key = (card.name, outfit) if (card.name, outfit) in self._models else (card.name, BARE)
            model = self._models.get(key)
            if model is None or lighter(model.pipeline.plan, room_on(self._device)) is None:
                return None
            needs, plan = model.pipeline.needs, model.pipeline.plan
            del self._models[key], model
            for idle in self._idle():
                self._cool(idle)
            free(self._device)
            found = lighter_for(plan, needs, room_on(self._device), size)
            assert found is not None  # noqa: S101 - there was one before what was idle left
            self._models[key] = self._load(card, key[1], found)
            return found

    def _dress(self, model: Model, outfit: Outfit) -> Model:
        """Work adapters into a model, unless it wore the same before. The model itself stays as it is."""
        found = model.dressed.pop(outfit, None)
        for oldest in list(model.dressed)[: max(len(model.dressed) - WORN + 1, 0)]:
            del model.dressed[oldest]  # drawings that wear it still have it
        if found is None:
            try:
                pipeline = model.pipeline.dressed(Tailor(outfit))
            except (RuntimeError, MemoryError) as error:
                if not model.dressed or not is_full(error):
                    raise
                model.dressed.clear()
                free(self._device)
                pipeline = model.pipeline.dressed(Tailor(outfit))
            found = Dressed(pipeline, Preview(pipeline) if outfit.vae else model.preview)
        model.dressed[outfit] = found
        return replace(model, pipeline=found.pipeline, preview=found.preview)

    def _find(self, card: Card, outfit: Outfit = BARE, plan: Plan | None = None) -> Model:
        key = card.name, outfit
        model = self._models.pop(key, None)
        if model is not None and model.card.sha256 != card.sha256:
            model = None  # another one lies on the shelf under this name now
        self._make_room()
        try:
            model = self._warm(model) if model else self._load(card, outfit, plan)
        except (RuntimeError, MemoryError) as error:
            if not self._idle() or not is_full(error):
                raise
            model = None
        if model is None:  # again, alone
            self._models = {name: one for name, one in self._models.items() if one.users}
            free(self._device)
            model = self._load(card, outfit, plan)
        self._models[key] = model
        return model

    def _warm(self, model: Model) -> Model:
        if not model.warm:
            model.pipeline.move(self._device)
            model.warm = True
        return model

    def _load(self, card: Card, outfit: Outfit, plan: Plan | None = None) -> Model:
        tailor = Tailor(outfit) if outfit else None
        pipeline = load.load_pipeline(card, self._device, self._memory, plan, tailor, self._compiling)
        return Model(card, pipeline, Preview(pipeline), load_for(card, self._device))

    def _make_room(self) -> None:
        """Move to RAM, or drop, what has not been used for longest; nothing that is in use."""
        idle = self._idle()
        moved = [self._cool(model) for model in idle[: max(len(self._models) - WARM + 1, 0)]]
        memory = psutil.virtual_memory()
        kept = KEPT if memory.available > RAM_SPARED * memory.total else WARM
        dropped = idle[: max(len(self._models) - kept + 1, 0)]
        for model in dropped:
            self._drop(model)
        if (
            any(moved) or dropped
        ):  # and not at every drawing: a GPU is waited for when its memory is given back
            free(self._device)

    def _cool(self, model: Model) -> bool:
        """Move a model to RAM; one whose weights come and go by themselves is dropped.

        Returns: whether it left the device.
        """
        if model.pipeline.plan.residence is not Residence.DEVICE:
            self._drop(model)
            return True
        if not model.warm or self._device.type == "cpu":
            return False
        model.dressed.clear()  # what they share would move under them
        model.pipeline.move(torch.device("cpu"))
        model.warm = False
        return True

    def _drop(self, model: Model) -> None:
        self._models = {key: one for key, one in self._models.items() if one is not model}

    def _idle(self) -> list[Model]:
        return [model for model in self._models.values() if not model.users]


def _holds_still(model: Model) -> bool:
    """Tell whether a model's weights all lie on the device, where others may share them."""
    return model.pipeline.plan.residence is Residence.DEVICE


class ControlNets:
    """Loads ControlNets by their cards and keeps the last used ones. Thread-safe; one is loaded at a time."""

    def __init__(self) -> None:
        self._nets: dict[tuple[str, torch.dtype], ControlNet] = {}  # the one used longest ago comes first
        self._lock = Lock()

    def find(self, card: ExtraCard, pipeline: Pipeline) -> ControlNet:
        """Have a ControlNet where a model computes, as precise as it. Raises ModelUnavailable."""
        name = card.name, pipeline.dtype
        with self._lock:
            net = self._nets.pop(name, None) or load_controlnet(card, pipeline.device, pipeline.dtype)
            self._nets[name] = net
            for oldest in list(self._nets)[:-NETS]:
                del self._nets[oldest]  # drawings that follow it still have it
            return net

    def drop(self) -> None:
        """Keep none, because memory ran out; drawings that follow one still have it."""
        with self._lock:
            self._nets.clear()
