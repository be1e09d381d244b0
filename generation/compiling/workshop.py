"""Where networks are compiled and recorded: in one thread, while others draw with them as they are."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from queue import SimpleQueue
from threading import Condition, Thread
from typing import Any

import torch

from generation.compiling.recording import Compute, GraphRecorder, PlainRecorder, Recorder

RECOMPILED_MOST = 64  # shapes of one network: torch's own limit of 8 would leave the others as they are
# As diffusers' guide "Accelerate inference" has it. Graphs are captured by us, see GraphRecorder.
OPTIONS: dict[str, Any] = {"conv_1x1_as_mm": True}  # Any: as torch.compile takes them


def compiled(compute: Compute) -> Compute:
    """Compile a network for the shapes that it meets, whole. The first call takes a minute or several."""
    whole: dict[str, Any] = {"fullgraph": True, "dynamic": False, "options": OPTIONS}
    # Or networks of one class would share one limit.
    apart: dict[str, Any] = {"recompile_limit": RECOMPILED_MOST, "isolate_recompiles": True}
    quick: Compute = torch.compile(compute, **whole, **apart)
    return quick


class Workshop:
    """Does one piece of work after the other. Thread-safe; its thread ends with the process."""

    def __init__(self, device: torch.device) -> None:
        self.device = device
        self.compile: Callable[[Compute], Compute] = compiled
        self.recorder: Recorder = GraphRecorder(device) if device.type == "cuda" else PlainRecorder()
        self._asked: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._open = 0
        self._changed = Condition()
        self._thread: Thread | None = None

    def take(self, work: Callable[[], None]) -> None:
        """Do some work, which raises nothing, when what was asked for before is done."""
        with self._changed:
            self._open += 1
            if self._thread is None:
                self._thread = Thread(target=self._work, daemon=True, name="workshop")
                self._thread.start()
        self._asked.put(work)

    def rest(self, patience_s: float) -> bool:
        """Wait until nothing is left to do. Returns: whether that was within the patience."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._open, patience_s)

    def _work(self) -> None:
        while True:
            work = self._asked.get()
            try:
                work()
            finally:
                with self._changed:
                    self._open -= 1
                    self._changed.notify_all()
            del work  # a network that is dropped meanwhile is not to be held


@cache
def workshop(device: torch.device) -> Workshop:
    """Give the workshop of a device: there is one, since torch compiles one network at a time anyway."""
    return Workshop(device)
