"""Where everything in flight comes together: one device, its loop and its models."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import torch

from generation.adapters.outfit import BARE, Outfit
from generation.batching.area import together
from generation.batching.loop import Loop
from generation.batching.seats import Seats
from generation.batching.trouble import is_full, translated
from generation.catalogue import Card, ExtraCard
from generation.compiling.workshop import workshop
from generation.errors import DeviceTooSmall
from generation.memory import Compiling
from generation.models import ControlNets, Models
from generation.notes import Note
from generation.picture import Picture
from generation.pipelines.pipeline import Pipeline
from generation.render import Room, render
from generation.requests import Drawing, PictureRequest
from generation.sources import Sources
from generation.step import Step
from generation.upscalers.shown import as_drawn, as_shown

T = TypeVar("T")

CROWD = 4  # requests in flight for each core of a CPU: more gain little and make each wait longer
BESIDE = 2  # requests that are being read or decoded while a GPU steps the others


@dataclass(frozen=True)
class Cards:
    """The models that draw a request: one, what it wears, and a ControlNet for each of its controls."""

    model: Card
    controls: tuple[ExtraCard, ...] = ()
    outfit: Outfit = BARE


class Hall:
    """Draws on one device, as many at once as are asked for. Thread-safe."""

    def __init__(
        self, device: torch.device, memory: str = "auto", strict: bool = False, compiling: Compiling = "auto"
    ) -> None:
        """``compiling`` is off where ``strict`` is set: compiled networks round otherwise."""
        self.device = device
        seats = Seats(device)
        self._room = Room(Loop(seats, device, strict), seats)
        self._models = Models(device, memory, "off" if strict else compiling)
        self._nets = ControlNets()
        self._lightened: dict[Drawing, Note] = {}  # drawings for which memory ran out, until somebody asks
        self._together = 1  # pictures of the usual size, by the model that was warmed last

    @property
    def at_once(self) -> int:
        """How many requests in flight use the device well."""
        if self.device.type != "cpu":
            return self._together + BESIDE
        return self._room.seats.count * min(self._together, CROWD)

    @property
    def flying(self) -> int:
        """Count the pictures in flight."""
        return self._room.loop.flying

    def rest(self, patience_s: float) -> bool:
        """Wait until nothing is being compiled. Returns: whether that was within the patience."""
        return workshop(self.device).rest(patience_s)

    def recorded(self, card: Card) -> tuple[int, ...]:
        """List for how many rows a model is compiled at the moment."""
        return self._models.recorded(card)

    def draw(
        self,
        cards: Cards,
        request: PictureRequest,
        sources: Sources,
        on_step: Callable[[Step], None],
        cancelled: Callable[[], bool],
    ) -> list[Picture]:
        """Draw every picture of a request, of its sources; see the engine."""
        draw = partial(self._draw, cards, request, sources, on_step, cancelled)
        with translated():
            drawn = _unless_full(draw)
            if drawn is None and self._models.undress(cards.outfit):
                drawn = _unless_full(draw)
            if drawn is not None:
                return drawn
            self._nets.drop()
            over = cards.model.upscale_factor if request.upscale else 1
            size = request.width_px // over, request.height_px // over
            plan = self._models.lighten(cards.model, size, cards.outfit)
            if plan is None:
                raise DeviceTooSmall
            self._lightened[request] = Note(code="lighter_plan", facts={"plan": plan.name})
            return draw()

    def _draw(
        self,
        cards: Cards,
        request: PictureRequest,
        sources: Sources,
        on_step: Callable[[Step], None],
        cancelled: Callable[[], bool],
    ) -> list[Picture]:
        with self._models.use(cards.model, cards.outfit) as model:
            nets = [self._nets.find(one, model.pipeline) for one in cards.controls]
            small = as_drawn(request, model.upscaler)
            fitting = sources.resized(small.width_px, small.height_px)
            pictures = render(self._room, model, small, fitting, nets, on_step, cancelled)
            with self._room.seats.sit(model.pipeline) as after:
                shown = as_shown(pictures, request, model.upscaler, cancelled)
            return [replace(one, drawn_s=one.drawn_s + after.used_s / len(shown)) for one in shown]

    def notes(self, card: Card, request: Drawing, outfit: Outfit = BARE) -> tuple[Note, ...]:
        """Tell what a model does not take in of a request, and what became of its drawing."""
        lightened = self._lightened.pop(request, None)
        with translated(), self._models.use(card, outfit) as model:
            return (*model.pipeline.notes(request), *([lightened] if lightened else []))

    def ask(self, card: Card, question: Callable[[Pipeline], T]) -> T:
        """Ask a loaded model what needs no drawing, beside all that is in flight."""
        with (
            translated(),
            torch.inference_mode(),
            self._models.use(card) as model,
            self._room.seats.sit(model.pipeline),
        ):
            return question(model.pipeline)

    def warm(self, card: Card) -> None:
        """Load a model."""
        with translated(), self._models.use(card) as model:
            drawn = card.drawn()
            _, rows, columns = model.pipeline.latent_shape(drawn.width_px, drawn.height_px)
            self._together = together(model.pipeline, rows * columns)


def _unless_full(draw: Callable[[], list[Picture]]) -> list[Picture] | None:
    """Draw; nothing where memory ran out."""
    try:
        return draw()
    except (RuntimeError, MemoryError) as error:
        if not is_full(error):
            raise
    return None
