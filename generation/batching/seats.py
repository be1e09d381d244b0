"""Which threads compute: on a CPU, nobody takes a core from somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import torch

from generation.gpu import cpu_count
from generation.memory import Residence
from generation.places import Places

if TYPE_CHECKING:
    from generation.pipelines.pipeline import Pipeline


class Seats:
    """The cores of a CPU, one a small model and all of them a large one.

    A GPU orders its own work; but a model whose parts come and go in it does one thing at a time.
    """

    def __init__(self, device: torch.device) -> None:
        self._cpu = device.type == "cpu"
        self.count = cpu_count() if self._cpu else 1
        self._places = Places(self.count)

    @contextmanager
    def sit(self, pipeline: Pipeline) -> Iterator[None]:
        """Wait for the cores that a model's work has, and compute with so many threads.

        Whoever else works, it is the same number for the same model, and so the same bits.
        """
        if not self._cpu and pipeline.plan.residence is Residence.DEVICE:
            yield
            return
        share = 1 if pipeline.small else self.count
        with self._places.take(share):
            if self._cpu:
                torch.set_num_threads(share)  # of this Python thread
            yield
