"""What a benchmark says: that its runs are comparable, what it measured, and whether that is enough."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles


@dataclass(frozen=True)
class Report:
    """The outcome of one benchmark, printed top to bottom."""

    name: str
    check: str  # the equality or sanity line, established before any timing
    lines: tuple[str, ...]  # what was measured, side by side
    headline: str  # the figure to quote, with its floor
    passed: bool  # whether the check held and the headline reached its floor


def percentile(values: Sequence[float], percent: int) -> float:
    """Give the value that ``percent`` (1..99) of ``values`` do not exceed, interpolated.

    Raises ValueError if there are fewer than two values.
    """
    if len(values) < 2:
        raise ValueError(f"a percentile needs at least two values, not {len(values)}")
    return quantiles(values, n=100, method="inclusive")[percent - 1]


class NotHere(Exception):
    """This machine lacks what a benchmark measures."""

    def __init__(self, needed: str) -> None:
        super().__init__()
        self.needed = needed
