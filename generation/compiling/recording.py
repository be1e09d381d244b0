"""A forward that was recorded once: rows are laid into the same memory each time, and it is played again.

A recording knows one number of rows. Fewer are laid before rows that are left over from before: what comes
of those is dropped, and no row of a network sees another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from threading import Lock
from typing import Any, NamedTuple, Protocol

import torch
from torch import Tensor

Inputs = Mapping[str, Tensor]  # what a network is told, by name; the first dimension counts rows
Compute = Callable[[Inputs], Tensor]

BUCKETS = (
    1,
    2,
    4,
    8,
    12,
    16,
    24,
    32,
)  # rows of a recording: at most half as many again as are needed, from 4 on
WARM = 2  # forwards before a graph is captured: the first one compiles and chooses kernels


def bucket(rows: int) -> int | None:
    """Round a number of rows up to one that is recorded; None above the greatest."""
    return next((size for size in BUCKETS if size >= rows), None)


class Key(NamedTuple):
    """What tells recordings of one network apart."""

    rows: int
    told: tuple[tuple[str, torch.Size, torch.dtype], ...]  # name, shape of a row, precision

    @classmethod
    def of(cls, inputs: Inputs) -> Key | None:
        """Find the recording that inputs need; None where there are too many rows."""
        rows = bucket(len(next(iter(inputs.values()))))
        if rows is None:
            return None
        return cls(rows, tuple((name, one.shape[1:], one.dtype) for name, one in sorted(inputs.items())))

    def blank(self, device: torch.device) -> dict[str, Tensor]:
        """Make the memory that rows are laid into."""
        return {
            name: torch.zeros(self.rows, *shape, dtype=dtype, device=device)
            for name, shape, dtype in self.told
        }


class Recorder(Protocol):
    """Records what is computed on a device, so that it can be repeated without Python."""

    def alone(self) -> AbstractContextManager[object]:
        """Give what is held by whoever plays a new recording, until its result is copied."""

    def record(self, compute: Callable[[], Tensor]) -> Callable[[], Tensor]:
        """Record a computation. Returns: what repeats it; its result lies there until the next repetition."""


class PlainRecorder:
    """Records nothing: it computes again. For devices that have no graphs."""

    def alone(self) -> AbstractContextManager[object]:
        """Give a lock of its own to each recording: only its memory is shared between threads."""
        return Lock()

    def record(self, compute: Callable[[], Tensor]) -> Callable[[], Tensor]:
        """Compute once, so that what is wrong is known, and whenever it is played."""
        compute()
        return compute


class GraphRecorder:
    """Records CUDA graphs, which all use one pool of memory by turns.

    ``torch.compile`` can capture graphs itself, but only for the thread that compiles; lanes are others.
    """

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._alone = Lock()
        self._stream: torch.cuda.Stream | None = None
        self._pool: Any = None  # Any: torch's handle of a pool has no public type

    def alone(self) -> AbstractContextManager[object]:
        """Give one lock for all: results lie in the same pool."""
        return self._alone

    def record(self, compute: Callable[[], Tensor]) -> Callable[[], Tensor]:
        """Compute on a stream of its own, compiling meanwhile, then capture. Others go on drawing."""
        with torch.cuda.device(self._device):
            if self._stream is None:  # one for all: each would keep the memory of its first forwards
                self._stream = torch.cuda.Stream(self._device)  # type: ignore[no-untyped-call]  # torch
            stream = self._stream
            stream.wait_stream(torch.cuda.current_stream(self._device))
            with torch.cuda.stream(stream):
                for _ in range(WARM):
                    compute()
            stream.synchronize()
            with self._alone:
                return self._captured(compute, stream)

    def _captured(self, compute: Callable[[], Tensor], stream: torch.cuda.Stream) -> Callable[[], Tensor]:
        self._pool = self._pool or torch.cuda.graph_pool_handle()
        graph = torch.cuda.CUDAGraph()
        # "thread_local": what other threads do meanwhile, such as copying a picture, does not spoil it.
        with torch.cuda.graph(graph, self._pool, stream, capture_error_mode="thread_local"):
            result = compute()

        def again() -> Tensor:
            graph.replay()
            return result

        return again


class Recording:
    """A network's forward for one number of rows. Thread-safe."""

    def __init__(self, key: Key, compute: Compute, recorder: Recorder, device: torch.device) -> None:
        """Record it. Raises what compiling, capturing and the device raise."""
        inputs = key.blank(device)
        self._inputs = inputs
        self._alone = recorder.alone()
        self._again = recorder.record(lambda: compute(inputs))

    @torch.inference_mode()
    def play(self, inputs: Inputs) -> Tensor:
        """Compute as the network would, for at most as many rows as were recorded."""
        rows = len(next(iter(inputs.values())))
        with self._alone:
            for name, given in inputs.items():
                self._inputs[name][:rows].copy_(given, non_blocking=True)
            return self._again()[:rows].clone()
