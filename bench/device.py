"""The device that a benchmark measures: whether it is there, when it is done, the most memory it gave."""

from __future__ import annotations

import ctypes
import gc
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bench.report import NotHere

if TYPE_CHECKING:
    import torch

STATUS, FORGET = Path("/proc/self/status"), Path("/proc/self/clear_refs")
FORGET_PEAK = "5"  # what Linux is told to forget the greatest size of a process


def cuda() -> torch.device:
    """Give the first CUDA device. Raises NotHere where there is none."""
    import torch  # noqa: PLC0415 - seconds

    if not torch.cuda.is_available():
        raise NotHere("a GPU with CUDA")
    return torch.device("cuda", 0)


def finish(device: torch.device) -> None:
    """Wait until a device has computed what it was given."""
    import torch  # noqa: PLC0415 - seconds

    if device.type == "cuda":
        torch.cuda.synchronize(device)


class Clock:
    """Keeps a benchmark within its time."""

    def __init__(self, budget_s: float) -> None:
        self._ends = time.monotonic() + budget_s

    @property
    def left_s(self) -> float:
        """How many seconds are left."""
        return self._ends - time.monotonic()

    def rounds(self, most: int) -> Iterator[int]:
        """Count rounds: at least one, and another one as long as there is time for the longest so far."""
        longest_s = 0.0
        for number in range(most):
            if number and longest_s > self.left_s:
                return
            began = time.monotonic()
            yield number
            longest_s = max(longest_s, time.monotonic() - began)


class Peak:
    """The most memory that some work took beyond what was taken before; of a CPU, what Linux counts."""

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self.taken_bytes = 0

    @contextmanager
    def watch(self) -> Iterator[Peak]:
        """Watch the work that is done meanwhile."""
        import torch  # noqa: PLC0415 - seconds

        gc.collect()
        if self._device.type == "cuda":
            torch.cuda.empty_cache()
            torch.cuda.reset_peak_memory_stats(self._device)
        else:
            _trim()
            FORGET.write_text(FORGET_PEAK)
        before = self._now()
        try:
            yield self
        finally:
            self.taken_bytes = self._most() - before

    def _now(self) -> int:
        import torch  # noqa: PLC0415 - seconds

        return torch.cuda.memory_reserved(self._device) if self._device.type == "cuda" else _status("VmRSS")

    def _most(self) -> int:
        import torch  # noqa: PLC0415 - seconds

        cuda = self._device.type == "cuda"
        return torch.cuda.max_memory_reserved(self._device) if cuda else _status("VmHWM")


def _trim() -> None:
    """Hand back what was freed and kept: work that takes it again would seem to take nothing."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:  # it is glibc's
        trim(0)


@contextmanager
def capped(device: torch.device, most_bytes: int) -> Iterator[None]:
    """Give this process no more of a GPU than that meanwhile; nothing caps a CPU."""
    import torch  # noqa: PLC0415 - seconds

    if device.type != "cuda":
        yield
        return
    _, whole = torch.cuda.mem_get_info(device)
    torch.cuda.set_per_process_memory_fraction(min(most_bytes / whole, 1.0), device)
    try:
        yield
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0, device)


def _status(name: str) -> int:
    """Read a line of what Linux says of this process, in bytes."""
    [found] = re.findall(rf"^{name}:\s+(\d+) kB$", STATUS.read_text(), re.MULTILINE)
    return int(found) * 1024
