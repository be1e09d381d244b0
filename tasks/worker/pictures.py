"""The engine that draws, as a runner uses it."""

import time
from collections.abc import Callable
from functools import partial
from typing import Protocol

from generation.catalogue import Catalogue
from generation.notes import Note
from generation.picture import Picture, encode_png, encode_preview
from generation.requests import ImageRequest
from generation.step import Step
from tasks.errors import RenderFailed
from tasks.worker.engine import Tell, Work
from tasks.worker.messages import RENDERING, Draw, Made

PREVIEW_EVERY_S = 0.4  # no chat can show previews faster


class Draws(Protocol):
    """What draws; ``generation.engine.Engine`` is the one that ships."""

    @property
    def on_cpu(self) -> bool:
        """Whether drawing takes the processor from everybody else."""

    @property
    def at_once(self) -> int:
        """How many orders may be drawn at the same time."""

    def warm(self, model: str) -> None:
        """Load a model before the first order needs it."""

    def draw(
        self, request: ImageRequest, on_step: Callable[[Step], None], cancelled: Callable[[], bool]
    ) -> list[Picture]:
        """Draw every picture of a request."""

    def notes(self, request: ImageRequest) -> tuple[Note, ...]:
        """Tell what the model does not take in of a request."""


class Pictures:
    """Draws what is asked for; the PNGs are encoded beside the device."""

    def __init__(self, engine: Draws, model: str) -> None:
        self._engine = engine
        self._model = model
        self.on_cpu = engine.on_cpu

    @property
    def at_once(self) -> int:
        """How many orders may be drawn at the same time; known once it is warm."""
        return self._engine.at_once

    def warm(self) -> None:
        """Load the model that most orders want."""
        self._engine.warm(self._model)

    def make(self, order: Draw, tell: Tell, cancelled: Callable[[], bool]) -> Work:
        """Draw every picture of an order."""
        request = order.request
        if not isinstance(request, ImageRequest):  # a ring on the wrong queue
            raise RenderFailed
        notes = self._engine.notes(request)
        pictures = self._engine.draw(request, on_step=_follow(tell), cancelled=cancelled)
        return Work(partial(_encode, pictures, request), notes)


def open_pictures(catalogue: Catalogue, device: str) -> Pictures:
    """Open the engine that ships, on a device. Imports torch."""
    from generation.engine import Engine  # noqa: PLC0415 - torch is for the child alone

    return Pictures(Engine(catalogue, device), catalogue.default)


def _follow(tell: Tell) -> Callable[[Step], None]:
    last_preview = time.monotonic()

    def further(step: Step) -> None:
        nonlocal last_preview
        preview = b""
        if time.monotonic() - last_preview >= PREVIEW_EVERY_S:
            image = step.preview()
            preview = encode_preview(image) if image else b""
            last_preview = time.monotonic()
        tell(step.done / max(step.total, 1), RENDERING, preview)

    return further


def _encode(pictures: list[Picture], request: ImageRequest) -> tuple[Made, ...]:
    return tuple(
        Made(
            encode_png(one, request),
            "image/png",
            width_px=one.image.width,
            height_px=one.image.height,
            seed=one.seed,
        )
        for one in pictures
    )
