"""A network that computes as it is until it is compiled for what it is asked."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from functools import partial
from threading import Lock
from typing import NamedTuple

import torch
from torch import Tensor, nn

from generation.batching.trouble import is_full
from generation.compiling.recording import Compute, Inputs, Key, Recording
from generation.compiling.workshop import Workshop
from generation.gpu import room_on

log = logging.getLogger(__name__)

KEPT = 8  # recordings of a network; the one played longest ago is dropped


class Plain(NamedTuple):
    """A network without what nobody can compile, and how it is called."""

    net: nn.Module  # shares its weights with the one that it was made of
    compute: Compute


class Quick:
    """Computes by a recording where there is one, and else as ever: nobody waits for a compiler. Thread-safe.

    What was asked ``worth`` times is recorded in the workshop. Where that fails, a line in the log says why,
    and the network stays as it is. Recordings hold addresses of weights: whoever moves those calls ``move``.
    """

    def __init__(
        self,
        name: str,
        eager: Compute,
        make: Callable[[], Plain],
        takes_bytes: Callable[[Key], int],
        shop: Workshop,
        worth: int,
    ) -> None:
        self._name, self._eager, self._make, self._takes_bytes = name, eager, make, takes_bytes
        self._shop = shop
        self._worth = worth
        self._lock = Lock()
        self._plain: Plain | None = None
        self._compute: Compute | None = None
        self._asked: Counter[Key] = Counter()
        self._recordings: dict[Key, Recording] = {}  # the one played longest ago comes first
        self._moves = 0  # a recording that began before the last one is worth nothing
        self._failed = False

    def __call__(self, inputs: Inputs) -> Tensor:
        """Compute. Raises what the network raises."""
        key = None if self._failed else Key.of(inputs)
        recording = self._find(key) if key else None
        if recording is None:
            return self._eager(inputs)
        try:
            return recording.play(inputs)
        except Exception as error:
            if is_full(error):
                raise
            self._fail(error)
            return self._eager(inputs)

    @property
    def recorded(self) -> tuple[int, ...]:
        """List the numbers of rows that are recorded."""
        with self._lock:
            return tuple(sorted(key.rows for key in self._recordings))

    def move(self, device: torch.device) -> None:
        """Hear that the weights lie elsewhere, or are others, from now on. What was compiled still serves."""
        with self._lock:
            self._moves += 1
            self._recordings = {}
            self._asked.clear()
            if self._plain is not None:
                self._plain.net.to(device)  # what it does not share

    def _find(self, key: Key) -> Recording | None:
        with self._lock:
            recording = self._recordings.pop(key, None)
            if recording is not None:
                self._recordings[key] = recording
                return recording
            self._asked[key] += 1
            if self._asked[key] != self._worth:
                return None
            moves = self._moves
        self._shop.take(partial(self._record, key, moves))
        return None

    def _record(self, key: Key, moves: int) -> None:
        """Compile for a key and record. Called in the workshop; raises nothing."""
        if self._failed or moves != self._moves:
            self._asked[key] = 0
            return
        device = self._shop.device
        if self._takes_bytes(key) > room_on(device).usable_bytes:
            log.info("%s of %d rows is not compiled: too little memory is free", self._name, key.rows)
            return
        try:
            compute = self._compiled()
            with torch.inference_mode():
                recording = Recording(key, compute, self._shop.recorder, device)
        except Exception as error:  # noqa: BLE001 - whatever a compiler says, drawing goes on without it
            if moves == self._moves:
                self._fail(error)
            else:  # it was compiled of weights that were on their way
                self._plain = self._compute = None
            return
        self._keep(key, recording, moves)

    def _compiled(self) -> Compute:
        if self._compute is None:
            self._plain = self._make()
            self._compute = self._shop.compile(self._plain.compute)
        return self._compute

    def _keep(self, key: Key, recording: Recording, moves: int) -> None:
        with self._lock:
            self._asked[key] = 0  # so that it is recorded again when it was dropped
            if moves != self._moves:
                return
            self._recordings[key] = recording
            for oldest in list(self._recordings)[:-KEPT]:
                del self._recordings[oldest]
        log.info("%s is compiled for %d rows", self._name, key.rows)

    def _fail(self, error: Exception) -> None:
        reason = "; ".join(str(error).split("\n")[:2]).strip() or type(error).__name__
        log.warning("%s is not compiled and draws as it is: %s", self._name, reason)
        with self._lock:
            self._failed, self._recordings, self._plain, self._compute = True, {}, None, None
