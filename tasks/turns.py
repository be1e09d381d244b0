"""Whose turn it is: a fair order of those who wait, by what each had of the machines lately. Only values.

Everybody carries a burden: the GPU-seconds used lately, halved every half-life, divided by the own weight.
Every second without a turn takes one off it, and whoever carries least comes next. So a person with two
hundred jobs is overtaken by people with two, whatever the number of jobs; and as no burden exceeds the
patience, nobody waits for a turn longer than that, but for one turn of everybody else who waits.
Source: start tags as in Goyal, Vin, Cheng (1996), "Start-time Fair Queuing", with tags that decay.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf

CROWD = 8  # jobs; whoever has more in line has left a batch there, and is not sitting before the chat
BATCH_RANK = 1  # among its owner's, of a job that is one of a batch: it comes behind all others
BATCH_LAG_S = 60.0  # GPU-seconds that a batch steps back for what people wait for


@dataclass(frozen=True)
class Manners:
    """How long a use is held against somebody, and how long at most it may keep them waiting."""

    half_life: timedelta
    patience: timedelta
    slow_patience: timedelta = timedelta(
        hours=1
    )  # a job waits so long in the slow lane, and then in the fast


@dataclass(frozen=True)
class Usage:
    """What somebody had of the machines."""

    used_s: float = 0.0  # GPU-seconds as they weighed at ``at``
    at: datetime | None = None  # nothing: they weigh as they are
    running_s: float = 0.0  # GPU-seconds that running jobs will take, as estimated
    weight: float = 1.0  # a share twice as large weighs 2
    served_at: datetime | None = None  # when a job was last started
    running: int = 0  # jobs of theirs that run
    running_limit: int | None = None  # jobs that may run at once

    @property
    def full(self) -> bool:
        """Whether no further job of theirs may start now."""
        return self.running_limit is not None and self.running >= self.running_limit


@dataclass(frozen=True)
class Waiter:
    """Somebody whose jobs wait in a queue, each person in an order of their own."""

    person: int
    jobs: int
    since: datetime  # when the oldest of them was submitted
    job_s: float = 1.0  # GPU-seconds that one of them takes, as estimated
    batch: int = 0  # jobs that are of a batch: the last of them


@dataclass(frozen=True)
class Turn:
    """A job's start."""

    person: int
    number: int  # of the job among its owner's own that wait, from 0
    ahead: int  # turns of this queue before it
    starts_s: float  # from now; infinite where no machine takes turns


NOBODY = Usage()


def next_person(
    waiters: Sequence[Waiter], usage: Mapping[int, Usage], now: datetime, manners: Manners
) -> int | None:
    """Name the person whose turn it is, or nobody where nobody waits whose running limit allows it."""
    free = [one for one in waiters if not usage.get(one.person, NOBODY).full]
    ranks = (Claim(one, Use(usage.get(one.person, NOBODY), now, manners), now).rank(0.0) for one in free)
    return min(ranks, default=(0.0, 0.0, None))[-1]


def places(order: Iterator[Turn], asked: Collection[tuple[int, int]]) -> dict[tuple[int, int], Turn]:
    """Find jobs (person, number) in an order. Looks no further than the last of them."""
    found: dict[tuple[int, int], Turn] = {}
    wanted = set(asked)
    while len(found) < len(wanted) and (turn := next(order, None)):
        if (turn.person, turn.number) in wanted:
            found[turn.person, turn.number] = turn
    return found


def used_by_now(used_s: float, at: datetime | None, now: datetime, half_life: timedelta) -> float:
    """Say what a use of ``at`` still weighs (GPU-seconds)."""
    lapsed = max(now - at, timedelta()) / half_life if at else 0.0
    return float(used_s * 0.5**lapsed)


class Use:
    """What somebody has of the machines, while turns go by. Moments are seconds from a beginning."""

    def __init__(self, usage: Usage, now: datetime, manners: Manners) -> None:
        self.served_s = (usage.served_at - now).total_seconds() if usage.served_at else -inf
        self.running = usage.running
        self.running_s = usage.running_s
        self.weight = usage.weight
        self.patience_s = manners.patience.total_seconds()
        self._limit = inf if usage.running_limit is None else usage.running_limit
        self._half_life_s = manners.half_life.total_seconds()
        self._used_s = usage.used_s
        self._at_s = (usage.at - now).total_seconds() if usage.at else None

    @property
    def full(self) -> bool:
        """Whether no further job of theirs may start."""
        return self.running >= self._limit

    def burden_s(self, clock_s: float) -> float:
        """Say what the use of the machines weighs at a moment, with what runs."""
        return (self._used(clock_s) + self.running_s) / self.weight

    def start(self, job_s: float, clock_s: float) -> None:
        """Have a turn."""
        self.running += 1
        self.running_s += job_s
        self.served_s = clock_s

    def end(self, job_s: float, clock_s: float) -> None:
        """Have had a job made."""
        self.running -= 1
        self.running_s -= job_s
        self._used_s, self._at_s = self._used(clock_s) + job_s, clock_s

    def _used(self, clock_s: float) -> float:
        if self._at_s is None:
            return self._used_s
        return float(self._used_s * 0.5 ** (max(0.0, clock_s - self._at_s) / self._half_life_s))


class Claim:
    """Somebody's jobs in one lane of a queue, and how they stand there while turns go by."""

    def __init__(self, waiter: Waiter, use: Use, now: datetime, first: int = 0) -> None:
        """``first``: the number of the first of these jobs among its owner's own."""
        self.waiter = waiter
        self.use = use
        self.left = waiter.jobs
        self._first = first
        self._since_s = (waiter.since - now).total_seconds()

    @property
    def number(self) -> int:
        """The number of the next of these jobs among its owner's own."""
        return self._first + self.waiter.jobs - self.left

    def rank(self, clock_s: float) -> tuple[float, float, int]:
        """When the burden is waited off. Ties, to the millisecond, by time."""
        since_s = max(self.use.served_s, self._since_s)
        lag_s = BATCH_LAG_S if self.left > CROWD or self.left <= self.waiter.batch else 0.0
        free_s = since_s + min(self.use.burden_s(clock_s) + lag_s, self.use.patience_s)
        return round(free_s, 3), since_s, self.waiter.person
