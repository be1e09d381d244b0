"""The denoising loop: lanes that step whatever is in flight, together where that is allowed and pays.

A GPU has one lane. A CPU has one for each core: two threads hardly step a small picture faster than one, so
each lane computes with one thread and takes its share of the pictures; a large model takes all cores.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import count
from threading import Condition, Thread
from typing import TYPE_CHECKING, NamedTuple

import torch

from generation.batching.area import together, undivided
from generation.batching.flight import Flight
from generation.batching.forward import Move, predict_together
from generation.batching.pace import Pace
from generation.batching.row import Row
from generation.batching.trouble import free, is_full

if TYPE_CHECKING:
    from generation.batching.row import Share
    from generation.batching.seats import Seats


class Boarded(NamedTuple):
    """A row of a flight; who came first has the lowest number."""

    number: int
    row: Row
    flight: Flight


class Loop:
    """Takes flights on board and steps them until they land. Thread-safe; its lanes end with the process."""

    def __init__(self, seats: Seats, device: torch.device, strict: bool = False) -> None:
        self._seats = seats
        self._device = device
        self._strict = strict
        self._waiting: list[Boarded] = []  # between two steps, in the order of arrival
        self._stepping: Counter[Share] = Counter()
        self._most: dict[Share, int] = {}  # what fitted, where more did not
        self._numbers = count()
        self._changed = Condition()
        self._lanes = 0

    def fly(self, rows: Sequence[Row], on_step: Callable[[int], None], cancelled: Callable[[], bool]) -> None:
        """Step rows until all are finished, beside whoever else is in flight.

        Raises Cancelled soon after ``cancelled`` says so, and what the device raises.
        """
        flight = Flight(rows)
        with self._changed:
            self._waiting += [Boarded(next(self._numbers), row, flight) for row in rows if not row.finished]
            while self._lanes < self._seats.count:
                self._lanes += 1
                Thread(target=self._work, daemon=True, name=f"lane-{self._lanes}").start()
            self._changed.notify_all()
        flight.land(on_step, cancelled)

    @property
    def flying(self) -> int:
        """Count the pictures in flight."""
        with self._changed:
            return len(self._waiting) + self._stepping.total()

    def _work(self) -> None:
        pace = Pace(self._device)
        while True:
            chosen = self._choose()
            self._step(chosen, pace)
            self._put_back(chosen)
            del chosen  # what has landed is not to be held while this lane waits

    def _choose(self) -> list[Boarded]:
        """Wait for rows, and take those that share a forward with the one that came first.

        The lanes divide what may share: each takes its part, but not so little that it would not pay.
        """
        with self._changed:
            while True:
                self._waiting = [one for one in self._waiting if not one.flight.left]
                if self._waiting:
                    break
                self._changed.wait()
            share = self._waiting[0].row.share
            like = [one for one in self._waiting if one.row.share == share]
            flying = len(like) + self._stepping[share]
            chosen = like[: self._limit(like[0].row, math.ceil(flying / self._seats.count))]
            self._waiting = [one for one in self._waiting if one not in chosen]
            self._stepping[share] += len(chosen)
            return chosen

    @torch.inference_mode()
    def _step(self, chosen: list[Boarded], pace: Pace) -> None:
        """Take rows one step further. Whatever goes wrong is told to those whom it concerns."""
        try:
            with self._seats.sit(chosen[0].row.pipeline) as sitting:
                moves = predict_together([one.row for one in chosen])
                pace.keep()
                each_s = sitting.used_s / len(chosen)
                for one, move in zip(chosen, moves, strict=True):
                    one.row.used_s += each_s
                    _advance(one, move)
            return
        except Exception as error:  # noqa: BLE001 - it belongs to whoever waits for these pictures
            if len(chosen) == 1:
                chosen[0].flight.failed(error)
                return
            full = is_full(error)
        self._part(chosen, full, pace)

    def _part(self, chosen: list[Boarded], full: bool, pace: Pace) -> None:
        """Go on in smaller numbers after a failure; no row has moved."""
        if full:
            free(self._device)
            self._most[chosen[0].row.share] = max(len(chosen) // 2, 1)
            return
        for one in chosen:  # one that fails does not take the others with it
            self._step([one], pace)

    def _put_back(self, chosen: list[Boarded]) -> None:
        with self._changed:
            self._stepping[chosen[0].row.share] -= len(chosen)
            self._waiting += [one for one in chosen if not one.row.finished]
            self._waiting.sort(key=lambda one: one.number)
            self._changed.notify_all()

    def _limit(self, row: Row, part: int) -> int:
        """Tell how many pictures like this one go through the UNet together; ``part`` is a lane's part."""
        if self._strict:
            return 1
        latents = row.share.shape[-2] * row.share.shape[-1]
        fit = together(row.pipeline, latents)
        return min(max(part, undivided(row.pipeline, latents)), fit, self._most.get(row.share, fit))


def _advance(one: Boarded, move: Move) -> None:
    try:
        one.row.advance(*move)
    except Exception as error:  # noqa: BLE001 - it belongs to whoever waits for this picture
        one.flight.failed(error)
    else:
        one.flight.stepped()
