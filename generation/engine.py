"""Draws what was asked, and keeps the models warm.

Importing this imports no torch; the first drawing does.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

from generation.adapters.outfit import Outfit
from generation.catalogue import Catalogue
from generation.gpu import choose_device
from generation.memory import Compiling
from generation.notes import Note
from generation.picture import Picture
from generation.requests import Drawing, PictureRequest, controls_of
from generation.shortening import Weight, weigh
from generation.sources import NOTHING, Sources
from generation.step import Step, ignore, never

if TYPE_CHECKING:
    from generation.batching.hall import Hall

__all__ = ["Engine", "Step", "ignore", "never"]


class Engine:
    """Draws requests, at every step all that may share one. Thread-safe; each caller waits for its own.

    Who else is in flight changes a picture by no more than rounding; where ``strict`` is set, by not one bit.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        device: str = "auto",
        memory: str = "auto",
        strict: bool = False,
        compiling: Compiling = "auto",
    ) -> None:
        self._catalogue = catalogue
        self._device = device
        self._memory = memory
        self._strict = strict
        self._compiling = compiling
        self._hall: Hall | None = None
        self._lock = Lock()

    def draw(
        self,
        request: PictureRequest,
        on_step: Callable[[Step], None] = ignore,
        cancelled: Callable[[], bool] = never,
        sources: Sources = NOTHING,
    ) -> list[Picture]:
        """Draw every picture of a request, of ``sources`` where it is made of pictures.

        Raises Cancelled soon after ``cancelled`` says so, ControlMissing, AdapterUnknown, AdapterMisfit,
        ModelUnavailable, DeviceTooSmall,
        and DeviceBroken, after which only a new process can draw.
        """
        hall = self._open()
        from generation.batching.hall import Cards  # noqa: PLC0415 - torch

        model = self._catalogue.drawer(request.model)
        controls = tuple(self._catalogue.control(one.kind, model, one.net) for one in controls_of(request))
        outfit = Outfit.of(request, model, self._catalogue)
        return hall.draw(Cards(model, controls, outfit), request, sources, on_step, cancelled)

    def notes(self, request: Drawing) -> tuple[Note, ...]:
        """Tell what the model does not take in of a request. Raises what ``draw`` raises."""
        card = self._catalogue.drawer(request.model)
        return self._open().notes(card, request, Outfit.of(request, card, self._catalogue))

    def weigh(self, prompt: str, model: str) -> tuple[Weight, ...]:
        """Tell how much each word of a prompt counts to a model. Raises NothingToShorten, and as ``draw``."""
        return self._open().ask(self._catalogue.drawer(model), partial(weigh, prompt))

    @property
    def at_once(self) -> int:
        """How many requests in flight use the device well. Imports torch. Raises DeviceMissing."""
        return self._open().at_once

    @property
    def on_cpu(self) -> bool:
        """Whether drawing takes the processor from everybody else. Imports torch. Raises DeviceMissing."""
        return self._open().device.type == "cpu"

    def warm(self, model: str) -> None:
        """Load a model before the first request needs it. Raises what ``draw`` raises."""
        self._open().warm(self._catalogue.drawer(model))

    def rest(self, patience_s: float) -> bool:
        """Wait until nothing is being compiled. Returns: whether that was within the patience."""
        return self._open().rest(patience_s)

    def recorded(self, model: str) -> tuple[int, ...]:
        """List for how many rows of a forward a model is compiled at the moment."""
        return self._open().recorded(self._catalogue.drawer(model))

    def _open(self) -> Hall:
        with self._lock:
            if self._hall is None:
                device = choose_device(self._device)  # before torch is imported: it sets how its threads wait
                from generation.batching.hall import Hall  # noqa: PLC0415 - torch

                self._hall = Hall(device, self._memory, self._strict, self._compiling)
            return self._hall
