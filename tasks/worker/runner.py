"""The worker's side of the runner: hands orders to the child that owns the device, and outlives it.

The Celery process never imports torch, so it can kill a hung kernel, survive a device error and start the
child again. Several slots may wait here at once; the child draws in the order of arrival.
"""

import multiprocessing
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread

import psutil
import structlog

from generation.requests import TrainingRequest
from tasks.errors import WallLimitReached
from tasks.job import Problem
from tasks.worker.child import serve
from tasks.worker.messages import Answer, Draw, Drawn, Ended, Ready, Started, Stepped, Stop, Tools

LOOK_EVERY_S = 0.2  # how often a waiting slot looks whether its job was cancelled or has overrun
JOIN_S = 2.0  # what the system gets to clear a dead child away
NEVER = float("inf")
CHILDREN_TRIED = 3  # for an order that none of them began

log = structlog.get_logger()


class RunnerDied(Exception):
    """The child ended under the order: give the job to somebody else."""


class _NeverBegun(Exception):
    """The child ended before it came to the order: another child may take it."""


class EngineEnded(Exception):
    """The engine refused or failed; ``problem`` says how, ``retry`` whether another attempt may succeed."""

    def __init__(self, problem: Problem, retry: bool, refusal: bool) -> None:
        super().__init__(problem.code)
        self.problem = problem
        self.retry = retry
        self.refusal = refusal


@dataclass
class _Slot:
    answers: SimpleQueue[Answer | None] = field(default_factory=SimpleQueue)  # None: the child is gone


class Runner:
    """Owns one child at a time. Thread-safe; ``render`` may be called from every slot at once."""

    def __init__(
        self,
        tools: Tools,
        wall_limit: timedelta = timedelta(minutes=15),
        ram_limit_gib: float = 0.0,
    ) -> None:
        self._tools = tools
        self._wall_s = wall_limit.total_seconds()
        self._ram_limit_bytes = int(ram_limit_gib * 2**30)
        self._lock = Lock()
        self._child: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._room = ""  # where the child's temporary files lie
        self._slots: dict[str, _Slot] = {}
        self._closed = False
        self.ready = Event()  # set while a child takes orders
        self.drawers = 1  # orders that it draws at once, as the last child told
        self.device = ""  # what it draws on, in words; nothing until a child has told

    def start(self) -> None:
        """Start the child without waiting for it, so that it loads before the first order."""
        with self._lock:
            self._living()

    def render(
        self,
        order: Draw,
        on_step: Callable[[Stepped], None],
        cancelled: Callable[[], bool],
    ) -> Drawn:
        """Have an order drawn, and wait for it.

        Raises EngineEnded, WallLimitReached, and RunnerDied where the child ended under the order.
        """
        for _ in range(CHILDREN_TRIED):
            slot = _Slot()
            with self._lock:
                pipe = self._living()
                self._slots[order.ticket] = slot
                _send(pipe, order)
            try:
                return self._await(order, slot, on_step, cancelled)
            except _NeverBegun:
                continue
            finally:
                with self._lock:
                    self._slots.pop(order.ticket, None)
                    self._recycle_if_large()
        raise RunnerDied

    def close(self) -> None:
        """End the child; orders that wait end with RunnerDied."""
        with self._lock:
            self._closed = True
            child, room = self._child, self._room
        if child is not None:
            child.kill()  # it holds nothing worth saving
            child.join(JOIN_S)
            shutil.rmtree(room, ignore_errors=True)

    def _await(
        self, order: Draw, slot: _Slot, on_step: Callable[[Stepped], None], cancelled: Callable[[], bool]
    ) -> Drawn:
        ticket, lasts = order.ticket, isinstance(order.request, TrainingRequest)
        overrun_at = NEVER
        stopping = False
        while True:
            try:
                answer = slot.answers.get(timeout=LOOK_EVERY_S)
            except Empty:
                if time.monotonic() > overrun_at:
                    self._kill()
                    raise WallLimitReached from None
                if not stopping and cancelled():
                    stopping = True
                    self._tell(Stop(ticket))
                continue
            match answer:
                case None if overrun_at == NEVER:
                    raise _NeverBegun
                case None:
                    raise RunnerDied
                case Started():
                    overrun_at = time.monotonic() + self._wall_s
                case Stepped():
                    if lasts:  # hours, perhaps: it hangs where nothing more is heard of it
                        overrun_at = time.monotonic() + self._wall_s
                    on_step(answer)
                    if not stopping and cancelled():
                        stopping = True
                        self._tell(Stop(ticket))
                case Drawn():
                    return answer
                case Ended():
                    raise _ended(answer)

    def _living(self) -> Connection:
        """Give the pipe of a living child, started now if need be. Called under the lock."""
        if self._closed:
            raise RunnerDied
        if self._child is None or self._pipe is None or not self._child.is_alive():
            context = multiprocessing.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            self._room = tempfile.mkdtemp(prefix="limner-room-")
            self._child = context.Process(
                target=serve,
                args=(theirs, self._tools, self._room),
                name="limner-runner",
                daemon=True,
            )
            self._child.start()
            theirs.close()
            listened = (self._child, self._pipe, self._room)
            Thread(target=self._listen, args=listened, daemon=True, name="runner-answers").start()
            log.info("runner.started", pid=self._child.pid)
        return self._pipe

    def _listen(self, child: BaseProcess, pipe: Connection, room: str) -> None:
        """Sort a child's answers to the slots that wait for them, until the child is gone; then tidy up."""
        while True:
            try:
                answer: Answer = pipe.recv()
            except (EOFError, OSError):
                break
            if isinstance(answer, Ready):
                self.drawers, self.device = answer.drawers, answer.device
                self.ready.set()
                continue
            slot = self._slots.get(answer.ticket)
            if slot is not None:
                slot.answers.put(answer)
        child.join(JOIN_S)
        shutil.rmtree(room, ignore_errors=True)  # a killed child leaves half a clip there
        with self._lock:
            if self._child is child or self._child is None:
                self.ready.clear()
                self._child = self._pipe = None
                orphans = list(self._slots.values())
            else:
                orphans = []
        log.info("runner.ended", pid=child.pid, exit_code=child.exitcode, orders=len(orphans))
        for slot in orphans:
            slot.answers.put(None)

    def _kill(self) -> None:
        with self._lock:
            child = self._child
        if child is not None:
            log.warning("runner.killed", pid=child.pid)
            child.kill()

    def _tell(self, order: Stop) -> None:
        with self._lock:
            if self._pipe is not None:
                _send(self._pipe, order)

    def _recycle_if_large(self) -> None:
        """Replace a child that has grown beyond its limit, between orders. Called under the lock."""
        if not self._ram_limit_bytes or self._slots or self._child is None or self._pipe is None:
            return
        try:
            grown = psutil.Process(self._child.pid).memory_info().rss > self._ram_limit_bytes
        except psutil.NoSuchProcess:
            return
        if grown:
            log.info("runner.recycled", pid=self._child.pid)
            self._child.kill()


def _send(pipe: Connection, order: Draw | Stop) -> None:
    try:
        pipe.send(order)
    except OSError:
        log.warning("runner.unreachable")  # the listener sees the end of the child and tells the slots


def _ended(answer: Ended) -> EngineEnded:
    if not answer.refusal:
        log.error("engine.failed", ticket=answer.ticket, code=answer.code, trace=answer.trace)
    return EngineEnded(Problem(code=answer.code, facts=answer.facts), answer.retry, answer.refusal)
