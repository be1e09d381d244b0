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
from heapq import heapify, heappop, heappush
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
    starts_s: float  # from now


NOBODY = Usage()


def next_person(
    waiters: Sequence[Waiter], usage: Mapping[int, Usage], now: datetime, manners: Manners
) -> int | None:
    """Name the person whose turn it is, or nobody where nobody waits."""
    turn = next(fair_order(waiters, usage, now, manners), None)
    return turn.person if turn else None


def places(order: Iterator[Turn], asked: Collection[tuple[int, int]]) -> dict[tuple[int, int], Turn]:
    """Find jobs (person, number) in an order. Looks no further than the last of them."""
    found: dict[tuple[int, int], Turn] = {}
    wanted = set(asked)
    while len(found) < len(wanted) and (turn := next(order, None)):
        if (turn.person, turn.number) in wanted:
            found[turn.person, turn.number] = turn
    return found


def fair_order(
    waiters: Sequence[Waiter],
    usage: Mapping[int, Usage],
    now: datetime,
    manners: Manners,
    servers: int = 1,
    busy_s: float = 0.0,
) -> Iterator[Turn]:
    """Give the turns in their order, as it is if nobody else comes and everything takes what is estimated.

    ``servers`` machines take turns; they are busy for ``busy_s`` from now. What decays meanwhile is left out.
    """
    line = [_Standing(waiter, usage.get(waiter.person, NOBODY), now, manners) for waiter in waiters]
    heap = [one.rank for one in line if one.left]
    heapify(heap)
    people = {one.waiter.person: one for one in line}
    ahead, clock_s = 0, busy_s
    while heap:
        one = people[heappop(heap)[-1]]
        yield Turn(one.waiter.person, one.waiter.jobs - one.left, ahead, clock_s)
        one.serve(clock_s)
        if one.left:
            heappush(heap, one.rank)
        ahead += 1
        clock_s += one.waiter.job_s / servers


def used_by_now(used_s: float, at: datetime | None, now: datetime, half_life: timedelta) -> float:
    """Say what a use of ``at`` still weighs (GPU-seconds)."""
    lapsed = max(now - at, timedelta()) / half_life if at else 0.0
    return float(used_s * 0.5**lapsed)


class _Standing:
    """How somebody stands in line while the turns go by. Moments are seconds from now."""

    def __init__(self, waiter: Waiter, usage: Usage, now: datetime, manners: Manners) -> None:
        self.waiter = waiter
        self.left = waiter.jobs
        self._patience_s = manners.patience.total_seconds()
        self._weight = usage.weight
        self._used_s = used_by_now(usage.used_s, usage.at, now, manners.half_life) + usage.running_s
        served_s = (usage.served_at - now).total_seconds() if usage.served_at else -inf
        self._since_s = max(served_s, (waiter.since - now).total_seconds())

    @property
    def rank(self) -> tuple[float, datetime, int]:
        """When the burden is waited off: the order of two holds however late it gets. Ties by time."""
        lag_s = BATCH_LAG_S if self.left > CROWD or self.left <= self.waiter.batch else 0.0
        free_s = self._since_s + min(self._used_s / self._weight + lag_s, self._patience_s)
        return free_s, self.waiter.since, self.waiter.person

    def serve(self, clock_s: float) -> None:
        self.left -= 1
        self._used_s += self.waiter.job_s
        self._since_s = clock_s
