"""The runner's own side: the one process that imports torch and owns the device.

It draws one order after the other; on a CPU, where small models leave room, one beside the other. PNGs
are encoded in a thread of their own, so the device never waits for a file. When the pipe closes, the worker
is gone and the process ends, whatever the device is doing.
"""

import importlib
import os
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Protocol

import structlog

from generation.catalogue import Catalogue
from generation.errors import DeviceBroken, Failure, Refusal, StudioError
from generation.notes import Note
from generation.picture import Picture, encode_png, encode_preview
from generation.requests import ImageRequest
from generation.step import Step
from tasks.errors import RenderFailed
from tasks.job import Request
from tasks.worker.messages import Answer, Draw, Drawn, Ended, Order, Ready, Rendered, Started, Stepped, Stop

PREVIEW_EVERY_S = 0.4  # no chat can show previews faster
NICE = 10  # on a processor that answers people as well, drawing steps back

log = structlog.get_logger()


class Draws(Protocol):
    """What the runner needs of an engine; ``generation.engine.Engine`` is the one that ships."""

    @property
    def on_cpu(self) -> bool:
        """Whether drawing takes the processor from everybody else."""

    @property
    def at_once(self) -> int:
        """How many orders may be drawn at the same time."""

    def warm(self, model: str) -> None:
        """Load a model before the first order needs it."""

    def draw(
        self, request: Request, on_step: Callable[[Step], None], cancelled: Callable[[], bool]
    ) -> list[Picture]:
        """Draw every picture of a request."""

    def notes(self, request: Request) -> tuple[Note, ...]:
        """Tell what the model does not take in of a request."""


class _Child:
    def __init__(self, pipe: Connection, engine: str, catalogue: Catalogue, device: str) -> None:
        self._pipe = pipe
        self._sending = Lock()
        self._stopped: set[str] = set()
        self._orders: SimpleQueue[Draw] = SimpleQueue()
        self._encoder = ThreadPoolExecutor(1, thread_name_prefix="encode")
        self._engine = _load(engine)(catalogue, device)
        self._model = catalogue.default

    def run(self) -> None:
        """Draw until the pipe closes."""
        Thread(target=self._listen, daemon=True, name="orders").start()
        drawers = self._prepare()
        self._say(Ready())
        for _ in range(drawers - 1):
            Thread(target=self._draw_on, daemon=True, name="draw").start()
        self._draw_on()

    def _draw_on(self) -> None:
        while True:
            self._draw(self._orders.get())

    def _prepare(self) -> int:
        """Load the model that most orders want. What is wrong with it is told to who orders.

        Returns: how many orders to draw at once.
        """
        try:
            if self._engine.on_cpu:
                os.nice(NICE)  # before the engine starts its threads: they inherit it
            self._engine.warm(self._model)
            return self._engine.at_once
        except StudioError:
            log.exception("engine.cold", model=self._model)
            return 1

    def _listen(self) -> None:
        while True:
            try:
                order: Order = self._pipe.recv()
            except (EOFError, OSError):
                os._exit(0)  # the worker is gone; nothing may hold the device after it
            match order:
                case Draw():
                    self._orders.put(order)
                case Stop(ticket):
                    self._stopped.add(ticket)

    def _draw(self, order: Draw) -> None:
        ticket = order.ticket
        self._say(Started(ticket))
        started = time.perf_counter()
        try:
            notes = self._engine.notes(order.request)
            pictures = self._engine.draw(
                order.request, on_step=self._follow(ticket), cancelled=lambda: ticket in self._stopped
            )
        except StudioError as error:
            self._say(_ended(ticket, error))
            if isinstance(error, DeviceBroken):
                os._exit(1)  # nothing this process computes can be trusted now
        except Exception:  # noqa: BLE001 - the engine may raise anything; the worker logs the trace
            self._say(_ended(ticket, RenderFailed()))
        else:
            drawn_s = time.perf_counter() - started
            self._encoder.submit(self._finish, order, pictures, drawn_s, notes)
        finally:
            self._stopped.discard(ticket)

    def _follow(self, ticket: str) -> Callable[[Step], None]:
        last_preview = time.monotonic()

        def further(step: Step) -> None:
            nonlocal last_preview
            preview = b""
            if time.monotonic() - last_preview >= PREVIEW_EVERY_S:
                image = step.preview()
                preview = encode_preview(image) if image else b""
                last_preview = time.monotonic()
            self._say(Stepped(ticket, step.done, step.total, preview))

        return further

    def _finish(self, order: Draw, pictures: list[Picture], drawn_s: float, notes: tuple[Note, ...]) -> None:
        try:
            rendered = tuple(_encode(picture, order.request) for picture in pictures)
        except Exception:  # noqa: BLE001 - a picture that cannot be encoded must not leave its ticket waiting
            self._say(_ended(order.ticket, RenderFailed()))
        else:
            self._say(Drawn(order.ticket, rendered, drawn_s, notes))

    def _say(self, answer: Answer) -> None:
        with self._sending:
            try:
                self._pipe.send(answer)
            except OSError:
                os._exit(0)


def serve(pipe: Connection, engine: str, catalogue: Catalogue, device: str) -> None:
    """Be the runner: take orders from ``pipe`` until it closes.

    ``engine`` is the dotted path of the engine's class, "generation.engine:Engine".
    """
    _Child(pipe, engine, catalogue, device).run()


def _load(engine: str) -> Callable[[Catalogue, str], Draws]:
    module, _, name = engine.partition(":")
    loaded: Callable[[Catalogue, str], Draws] = getattr(importlib.import_module(module), name)
    return loaded


def _encode(picture: Picture, request: Request) -> Rendered:
    assert isinstance(request, ImageRequest)  # noqa: S101 - tells the type
    return Rendered(encode_png(picture, request), picture.image.width, picture.image.height, picture.seed)


def _ended(ticket: str, error: StudioError) -> Ended:
    retry = isinstance(error, Failure) and error.retry
    return Ended(ticket, error.code, error.facts, isinstance(error, Refusal), retry, traceback.format_exc())
