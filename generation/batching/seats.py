"""Which threads compute: on a CPU, nobody takes a core from somebody else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

import torch

from generation.gpu import cpu_count
from generation.memory import Residence
from generation.places import Places

if TYPE_CHECKING:
    from generation.pipelines.pipeline import Pipeline


class Sitting:
    """Some work on a device: how much of the device it had, and for how long."""

    def __init__(self, share: float) -> None:
        self._share = share
        self._began = time.perf_counter()
        self._ended: float | None = None

    @property
    def used_s(self) -> float:
        """Tell the seconds of the whole device that it came to, so far or until it ended."""
        ended = time.perf_counter() if self._ended is None else self._ended
        return (ended - self._began) * self._share

    def end(self) -> None:
        """Stop counting."""
        self._ended = time.perf_counter()


class Seats:
    """The cores of a CPU, one a small model and all of them a large one.

    A GPU orders its own work; but a model whose parts come and go in it does one thing at a time.
    """

    def __init__(self, device: torch.device) -> None:
        self._cpu = device.type == "cpu"
        self.count = cpu_count() if self._cpu else 1
        self._places = Places(self.count)

    @contextmanager
    def sit(self, pipeline: Pipeline) -> Iterator[Sitting]:
        """Wait for the cores that a model's work has, and compute with so many threads.

        Whoever else works, it is the same number for the same model, and so the same bits.
        """
        share = 1 if pipeline.small else self.count
        with nullcontext() if self._orders_itself(pipeline) else self._places.take(share):
            if self._cpu:
                torch.set_num_threads(share)  # of this Python thread
            sitting = Sitting(share / self.count if self._cpu else 1.0)
            try:
                yield sitting
            finally:
                sitting.end()

    def _orders_itself(self, pipeline: Pipeline) -> bool:
        return not self._cpu and pipeline.plan.residence is Residence.DEVICE
