"""The runner's own side: the one process that imports an engine and owns the device.

It makes one order after the other; on a CPU, where small models leave room, one beside the other. Files
are written in a thread of their own, so the device never waits for one. When the pipe closes, the worker
is gone and the process ends, whatever the device is doing.
"""

import importlib
import os
import shutil
import tempfile
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Lock, Thread

import structlog

from generation.errors import DeviceBroken, Failure, Refusal, StudioError
from generation.requests import TrainingRequest
from tasks.errors import RenderFailed
from tasks.worker.device import device_in_words
from tasks.worker.engine import Engine, Teaches, Tell, Work
from tasks.worker.messages import Answer, Draw, Drawn, Ended, Order, Ready, Started, Stepped, Stop, Tools

NICE = 10  # on a processor that answers people as well, drawing steps back

log = structlog.get_logger()


class _Child:
    def __init__(self, pipe: Connection, tools: Tools, room: str) -> None:
        self._pipe = pipe
        self._room = room
        self._sending = Lock()
        self._stopped: set[str] = set()
        self._orders: SimpleQueue[Draw] = SimpleQueue()
        self._lessons: SimpleQueue[Draw] = SimpleQueue()
        self._encoder = ThreadPoolExecutor(1, thread_name_prefix="encode")
        self._engine = _open(tools)

    def run(self) -> None:
        """Draw until the pipe closes."""
        Thread(target=self._listen, daemon=True, name="orders").start()
        drawers = self._prepare()
        self._say(Ready(drawers, device_in_words(self._engine.on_cpu)))
        for _ in range(drawers - 1):
            Thread(target=self._draw_on, daemon=True, name="draw").start()
        if isinstance(self._engine, Teaches):
            Thread(target=self._teach_on, args=(self._engine,), daemon=True, name="teach").start()
        self._draw_on()

    def _draw_on(self) -> None:
        while True:
            order = self._orders.get()
            self._work(order, partial(self._engine.make, order, self._teller(order.ticket)))

    def _teach_on(self, engine: Teaches) -> None:
        """Train beside what is drawn: it lasts, and nobody waits for it."""
        while True:
            order = self._lessons.get()
            self._work(order, partial(engine.teach, order, self._say))

    def _prepare(self) -> int:
        """Load what most orders need. What is wrong with it is told to who orders.

        Returns: how many orders to draw at once.
        """
        try:
            if self._engine.on_cpu:
                os.nice(NICE)  # before the engine starts its threads: they inherit it
            self._engine.warm()
            return self._engine.at_once
        except StudioError:
            log.exception("engine.cold")
            return 1

    def _listen(self) -> None:
        while True:
            try:
                order: Order = self._pipe.recv()
            except (EOFError, OSError):
                shutil.rmtree(self._room, ignore_errors=True)  # nobody else is left to do it
                os._exit(0)  # the worker is gone; nothing may hold the device after it
            match order:
                case Draw(request=TrainingRequest()) if isinstance(self._engine, Teaches):
                    self._lessons.put(order)
                case Draw():
                    self._orders.put(order)
                case Stop(ticket):
                    self._stopped.add(ticket)

    def _work(self, order: Draw, make: Callable[[Callable[[], bool]], Work]) -> None:
        ticket = order.ticket
        self._say(Started(ticket))
        started = time.perf_counter()
        try:
            work = make(lambda: ticket in self._stopped)
        except StudioError as error:
            self._say(_ended(ticket, error))
            if isinstance(error, DeviceBroken):
                os._exit(1)  # nothing this process computes can be trusted now
        except Exception:  # noqa: BLE001 - the engine may raise anything; the worker logs the trace
            self._say(_ended(ticket, RenderFailed()))
        else:
            drawn_s = time.perf_counter() - started if work.drawn_s is None else work.drawn_s
            self._encoder.submit(self._finish, ticket, work, drawn_s)
        finally:
            self._stopped.discard(ticket)

    def _teller(self, ticket: str) -> Tell:
        return lambda share, stage, preview: self._say(Stepped(ticket, share, stage, preview))

    def _finish(self, ticket: str, work: Work, drawn_s: float) -> None:
        try:
            made = work.finish()
        except StudioError as error:
            self._say(_ended(ticket, error))
        except Exception:  # noqa: BLE001 - what cannot be written must not leave its ticket waiting
            self._say(_ended(ticket, RenderFailed()))
        else:
            self._say(Drawn(ticket, made, drawn_s, work.notes, work.ranges, work.learnt))

    def _say(self, answer: Answer) -> None:
        with self._sending:
            try:
                self._pipe.send(answer)
            except OSError:
                os._exit(0)


def serve(pipe: Connection, tools: Tools, room: str) -> None:
    """Be the runner: take orders from ``pipe`` until it closes; temporary files lie in ``room``."""
    tempfile.tempdir = room
    _Child(pipe, tools, room).run()


def _open(tools: Tools) -> Engine:
    module, _, name = tools.engine.partition(":")
    opened: Engine = getattr(importlib.import_module(module), name)(*tools.opened_with)
    return opened


def _ended(ticket: str, error: StudioError) -> Ended:
    retry = isinstance(error, Failure) and error.retry
    return Ended(ticket, error.code, error.facts, isinstance(error, Refusal), retry, traceback.format_exc())
