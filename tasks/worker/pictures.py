"""The engine that draws, as a runner uses it."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from generation.catalogue import Catalogue
from generation.easel import paint
from generation.learning.lesson import Teacher
from generation.memory import AS_USUAL, Manner
from generation.modes.depth_map import DepthReader
from generation.modes.enlarging import Enlarger
from generation.notes import Note
from generation.picture import Picture, encode_png, encode_preview
from generation.requests import (
    DescribeRequest,
    Drawing,
    ExpandRequest,
    PictureRequest,
    RestoreRequest,
    ShortenRequest,
    UpscaleRequest,
)
from generation.safety import AUTO, Safety
from generation.shortening import Weight
from generation.sources import Sources, read_sources
from generation.step import Step
from tasks.errors import RenderFailed
from tasks.worker.describing import describe
from tasks.worker.engine import Tell, Work
from tasks.worker.messages import RENDERING, Draw, Made
from tasks.worker.restoring import restore
from tasks.worker.rewording import expand, shorten
from tasks.worker.screen import Screen
from tasks.worker.teaching import School
from tasks.worker.upscaling import enlarge
from tasks.worker.wordsmiths import Wordsmiths, open_wordsmiths

if TYPE_CHECKING:
    from avatar.restoring import PhotoRestorer
    from avatar.settings import AvatarSettings

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
        self,
        request: PictureRequest,
        on_step: Callable[[Step], None],
        cancelled: Callable[[], bool],
        sources: Sources,
    ) -> list[Picture]:
        """Draw every picture of a request, of ``sources`` where it is made of pictures."""

    def notes(self, request: Drawing) -> tuple[Note, ...]:
        """Tell what the model does not take in of a request."""

    def weigh(self, prompt: str, model: str) -> tuple[Weight, ...]:
        """Tell how much each word of a prompt counts to a model."""


class Pictures:
    """Draws, restores, enlarges or describes what is asked for; the PNGs are encoded beside the device."""

    def __init__(
        self,
        engine: Draws,
        model: str,
        restorer: "PhotoRestorer | None" = None,
        enlarger: Enlarger | None = None,
        depth: DepthReader | None = None,
        safety: Safety | None = None,
        wordsmiths: Wordsmiths | None = None,
    ) -> None:
        self._engine = engine
        self._model = model
        self._restorer = restorer
        self._enlarger = enlarger
        self._depth = depth
        self._safety = safety
        self._wordsmiths = wordsmiths
        self.on_cpu = engine.on_cpu

    @property
    def at_once(self) -> int:
        """How many orders may be drawn at the same time; known once it is warm."""
        return self._engine.at_once

    def warm(self) -> None:
        """Load the model that most orders want."""
        self._engine.warm(self._model)

    def make(self, order: Draw, tell: Tell, cancelled: Callable[[], bool]) -> Work:
        """Draw every picture of an order, or do what is asked with the one that it brings.

        What the filter holds back is refused, blurred or withheld; see the screen.
        """
        if self._safety is None:
            return self._make(order, tell, cancelled)
        screen = Screen(self._safety, order)
        screen.admit()
        return screen.over(self._make(order, screen.veil(tell), cancelled))

    def _make(self, order: Draw, tell: Tell, cancelled: Callable[[], bool]) -> Work:
        request = order.request
        if isinstance(request, RestoreRequest) and self._restorer:
            return restore(self._restorer, order, request, tell, cancelled)
        if isinstance(request, UpscaleRequest) and self._enlarger:
            return enlarge(self._enlarger, order, request, tell, cancelled)
        if isinstance(request, DescribeRequest) and self._wordsmiths:
            return describe(self._wordsmiths.describer, order, request, tell, cancelled)
        if isinstance(request, ShortenRequest):
            read = self._wordsmiths.translator.read if self._wordsmiths else _as_typed
            return shorten(self._engine, request, read, tell, cancelled)
        if isinstance(request, ExpandRequest) and self._wordsmiths:
            return expand(self._wordsmiths.expander, request, tell, cancelled)
        if not isinstance(request, PictureRequest):  # a ring on the wrong queue
            raise RenderFailed
        request, told = self._read(request)
        sources = read_sources(request, order.sources)
        depth = self._depth.read if self._depth else None
        pictures = paint(self._engine, request, _follow(tell), cancelled, sources, depth)
        drawn_s = sum(one.drawn_s for one in pictures)
        return Work(partial(_encode, pictures, request), (*told, *self._engine.notes(request)), drawn_s)

    def _read(self, request: PictureRequest) -> tuple[PictureRequest, tuple[Note, ...]]:
        """Give a request in words that the model reads, and what is to be told of that."""
        return self._wordsmiths.translator.translate(request) if self._wordsmiths else (request, ())


def _as_typed(prompt: str, _model: str) -> tuple[str, tuple[Note, ...]]:
    return prompt, ()


def open_pictures(
    catalogue: Catalogue,
    device: str,
    settings: "AvatarSettings",
    upscaler: Path | None = None,
    manner: Manner = AS_USUAL,
    safety: str = AUTO,
) -> School:
    """Open the engine that ships, what restores photos and what trains, on a device. Imports torch.

    ``upscaler`` is the file or folder of the model that enlarges restored photos; ``safety`` is the folder of
    a safety checker, or ``auto``.
    """
    from avatar.restoring import PhotoRestorer  # noqa: PLC0415 - torch is for the child alone
    from generation.engine import Engine  # noqa: PLC0415 - torch is for the child alone

    restorer = PhotoRestorer(settings, device, upscaler)
    engine = Engine(catalogue, device, *manner)
    enlarger, depth = Enlarger(catalogue, device, manner.memory), DepthReader(catalogue, device)
    checker = Safety(catalogue, device, safety)
    words = open_wordsmiths(catalogue, device)
    pictures = Pictures(engine, catalogue.default, restorer, enlarger, depth, checker, words)
    return School(pictures, Teacher(catalogue, device), checker)


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


def _encode(pictures: list[Picture], request: Drawing) -> tuple[Made, ...]:
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
