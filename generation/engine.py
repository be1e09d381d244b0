"""Draws what was asked, and keeps the models warm.

Importing this imports no torch; the first drawing does.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from generation.catalogue import Card, Catalogue
from generation.errors import DeviceBroken, DeviceTooSmall
from generation.gpu import choose_device, cpu_count
from generation.notes import Note
from generation.picture import Picture
from generation.places import Places
from generation.requests import Drawing, PictureRequest
from generation.sources import NOTHING, Sources
from generation.step import Step, ignore, never

if TYPE_CHECKING:
    import torch

    from generation.pipelines.pipeline import Pipeline
    from generation.preview import Preview
    from generation.upscalers.upscale import Upscaler

__all__ = ["Engine", "Step", "ignore", "never"]

WARM_MODELS = 2  # kept loaded; the one used longest ago leaves first

# What CUDA says of errors after which the whole process can compute no more.
_STICKY = ("CUDA error", "cuBLAS", "CUBLAS_STATUS", "cuDNN", "CUDNN_STATUS", "device-side assert", "ECC")
_FULL = ("out of memory", "can't allocate memory", "CUBLAS_STATUS_ALLOC_FAILED")


@dataclass(frozen=True)
class _Warm:
    pipeline: Pipeline
    preview: Preview
    upscaler: Upscaler | None


class Engine:
    """Draws requests, as many at once as the device has places for; threads wait for a place."""

    def __init__(self, catalogue: Catalogue, device: str = "auto", memory: str = "auto") -> None:
        self._catalogue = catalogue
        self._device_name = device
        self._memory = memory
        self._device: torch.device | None = None
        self._places: Places | None = None
        self._warm: OrderedDict[str, _Warm] = OrderedDict()
        self._lock = Lock()

    def draw(
        self,
        request: PictureRequest,
        on_step: Callable[[Step], None] = ignore,
        cancelled: Callable[[], bool] = never,
        sources: Sources = NOTHING,
    ) -> list[Picture]:
        """Draw every picture of a request, of ``sources`` where it is made of pictures.

        Raises Cancelled soon after ``cancelled`` says so, ModelUnavailable, DeviceTooSmall, and DeviceBroken,
        after which only a new process can draw.
        """
        card = self._catalogue.drawer(request.model)
        with _translated():
            with self._lock:
                warm = self._load(card)
            with self._place(warm, request.count):
                try:
                    return self._render(warm, request, on_step, cancelled)
                except (RuntimeError, MemoryError) as error:
                    if request.count == 1 or not _is_full(error):
                        raise
                self._free()
                return self._one_by_one(warm, request, on_step, cancelled)

    def notes(self, request: Drawing) -> tuple[Note, ...]:
        """Tell what the model does not take in of a request. Raises what ``draw`` raises."""
        card = self._catalogue.drawer(request.model)
        with _translated():
            with self._lock:
                warm = self._load(card)
            return warm.pipeline.notes(request)

    @property
    def at_once(self) -> int:
        """How many pictures of a small model are drawn at the same time. Imports torch."""
        with self._lock:
            return self._room().count

    @property
    def on_cpu(self) -> bool:
        """Whether drawing takes the processor from everybody else. Imports torch. Raises DeviceMissing."""
        with self._lock:
            return self._chosen().type == "cpu"

    def warm(self, model: str) -> None:
        """Load a model before the first request needs it. Raises what ``draw`` raises."""
        card = self._catalogue.drawer(model)
        with self._lock, _translated():
            self._load(card)

    def _render(
        self,
        warm: _Warm,
        request: Drawing,
        on_step: Callable[[Step], None],
        cancelled: Callable[[], bool],
    ) -> list[Picture]:
        from generation.render import render  # noqa: PLC0415 - torch
        from generation.upscalers.shown import as_drawn, as_shown  # noqa: PLC0415 - torch

        small = as_drawn(request, warm.upscaler)
        pictures = render(warm.pipeline, warm.preview, small, on_step, cancelled)
        return as_shown(pictures, request, warm.upscaler, cancelled)

    def _one_by_one(
        self,
        warm: _Warm,
        request: Drawing,
        on_step: Callable[[Step], None],
        cancelled: Callable[[], bool],
    ) -> list[Picture]:
        """Draw the pictures of a request one after the other: slower, in a fraction of the memory."""
        from generation.render import seeds_of  # noqa: PLC0415 - torch

        pictures: list[Picture] = []
        for index, seed in enumerate(seeds_of(request)):
            alone = request.model_copy(update={"seed": seed, "count": 1})

            def further(step: Step, before: int = index) -> None:
                total = step.total * request.count
                on_step(Step(before * step.total + step.done, total, step.preview))

            pictures += self._render(warm, alone, further, cancelled)
        return pictures

    def _load(self, card: Card) -> _Warm:
        if card.name in self._warm:
            self._warm.move_to_end(card.name)
            return self._warm[card.name]
        device = self._chosen()  # before torch is imported: it sets how torch's threads wait
        from generation.pipelines.load import load_pipeline  # noqa: PLC0415 - torch
        from generation.preview import Preview  # noqa: PLC0415 - torch
        from generation.upscalers.shown import load_for  # noqa: PLC0415 - torch

        while len(self._warm) >= WARM_MODELS:
            self._warm.popitem(last=False)
        try:
            pipeline = load_pipeline(card, device, self._memory)
        except (RuntimeError, MemoryError) as error:
            if not self._warm or not _is_full(error):
                raise
            pipeline = None
        if pipeline is None:
            self._warm.clear()
            self._free()
            pipeline = load_pipeline(card, device, self._memory)
        self._warm[card.name] = _Warm(pipeline, Preview(pipeline), load_for(card, device))
        return self._warm[card.name]

    @contextmanager
    def _place(self, warm: _Warm, pictures: int) -> Iterator[None]:
        """Wait for places at the device, and take the threads that belong to them.

        Two threads hardly draw a small picture faster than one, so on a CPU each small picture gets one, and
        as many are drawn at once as there are CPUs. Whoever else draws, a request has the same number of
        threads, and so the same bits.
        """
        import torch  # noqa: PLC0415

        places = self._room()
        share = min(pictures, places.count) if warm.pipeline.small else places.count
        with places.take(share):
            if warm.pipeline.device.type == "cpu":
                torch.set_num_threads(share)  # of this Python thread
            yield

    def _room(self) -> Places:
        if self._places is None:
            self._places = Places(cpu_count() if self._chosen().type == "cpu" else 1)
        return self._places

    def _chosen(self) -> torch.device:
        if self._device is None:
            self._device = choose_device(self._device_name)
        return self._device

    def _free(self) -> None:
        """Give cached device memory back."""
        import torch  # noqa: PLC0415

        if torch.cuda.is_available():
            torch.cuda.empty_cache()


@contextmanager
def _translated() -> Iterator[None]:
    """Tell a device that is too small from one that is broken."""
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        if _is_full(error):
            raise DeviceTooSmall from error
        if any(sign in str(error) for sign in _STICKY):
            raise DeviceBroken from error
        raise


def _is_full(error: Exception) -> bool:
    return isinstance(error, MemoryError) or any(sign in str(error) for sign in _FULL)
