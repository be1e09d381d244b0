"""The pictures of one request while they are in flight, as the one who waits for them sees them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from generation.errors import Cancelled

if TYPE_CHECKING:
    from generation.batching.row import Row

LOOK_EVERY_S = 0.2  # how often one who waits behind others looks whether he was cancelled


class Flight:
    """Rows that land together. Lanes tell it what they did; one thread waits."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self.left = False  # nobody waits any more: the lanes take no further step
        self._news: SimpleQueue[BaseException | None] = SimpleQueue()  # None: a row got one step further

    def stepped(self) -> None:
        """Hear that a row got a step further. Called by a lane."""
        self._news.put(None)

    def failed(self, error: BaseException) -> None:
        """Hear that no row will get any further. Called by a lane."""
        self.left = True
        self._news.put(error)

    def land(self, on_step: Callable[[int], None], cancelled: Callable[[], bool]) -> None:
        """Wait until every row is finished; ``on_step`` hears how many steps all of them have taken.

        Raises Cancelled as soon as ``cancelled`` says so, and whatever stopped the rows.
        """
        told = 0
        try:
            while told < self.rows[0].total:
                if cancelled():
                    raise Cancelled
                self._await_step(told, cancelled)
                told += 1
                on_step(told)
        finally:
            self.left = True

    def _await_step(self, told: int, cancelled: Callable[[], bool]) -> None:
        while min(row.done for row in self.rows) <= told:
            try:
                news = self._news.get(timeout=LOOK_EVERY_S)
            except Empty:
                if cancelled():
                    raise Cancelled from None
                continue
            if news is not None:
                raise news
