"""What will be: the turns to come, told by going through them by the very rules by which they are given.

Each machine that works takes a turn when it is free; whoever has as many jobs running as their plan allows
waits until one of them ends; the slow lane is served when nobody in the fast one may be. Use decays while
the turns go by. Left out is what nobody knows: who comes meanwhile, what takes longer than estimated, and
whose hour in the slow lane ends.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heapify, heappop, heappush
from math import inf

from tasks.turns import NOBODY, Claim, Manners, Turn, Usage, Use, Waiter

EXACT = 8  # people whose ranks are looked at anew at each turn; among more, each once in a round of turns


@dataclass(frozen=True)
class Held:
    """A job that a machine works on."""

    person: int
    left_s: float
    job_s: float = 0.0  # as estimated, and as it stands in its owner's use
    frees: bool = True  # whether its machine takes a turn of this queue afterwards


@dataclass(frozen=True)
class Scene:
    """A queue and its machines at a moment."""

    fast: Sequence[Waiter]
    slow: Sequence[Waiter] = ()
    usage: Mapping[int, Usage] = field(default_factory=dict)
    held: Sequence[Held] = ()
    idle: int = 1  # machines that work and have nothing to do


def forecast(scene: Scene, now: datetime, manners: Manners) -> Iterator[Turn]:
    """Give the turns in the order in which they will be given."""
    course = _Course(scene, now, manners)
    for ahead in range(sum(one.jobs for one in (*scene.fast, *scene.slow))):
        claim = course.next_claim()
        yield Turn(claim.waiter.person, claim.number, ahead, course.starts_s)
        course.start(claim)


class _Course:
    """How a queue goes on, turn by turn. Moments are seconds from now."""

    def __init__(self, scene: Scene, now: datetime, manners: Manners) -> None:
        people = {one.person for one in (*scene.fast, *scene.slow)}
        self._uses = {one: Use(scene.usage.get(one, NOBODY), now, manners) for one in people}
        before = {one.person: one.jobs for one in scene.fast}
        self._lanes = (
            _Lane([Claim(one, self._uses[one.person], now) for one in scene.fast]),
            _Lane([Claim(one, self._uses[one.person], now, before.get(one.person, 0)) for one in scene.slow]),
        )
        self._ends = [(one.left_s, at, one.person, one.job_s, one.frees) for at, one in enumerate(scene.held)]
        heapify(self._ends)
        self._begun = len(self._ends)
        self._idle = scene.idle
        self._clock_s = 0.0
        self._stuck = False

    @property
    def starts_s(self) -> float:
        """When the next turn is given; infinite where no machine takes one."""
        return inf if self._stuck else self._clock_s

    def next_claim(self) -> Claim:
        """Let time go by until a machine is free for somebody. Returns: whose turn it is."""
        claim = None
        while claim is None:
            claim = self._best(limits=True) if self._idle else None
            if claim is None and self._ends:
                self._end()
            elif claim is None:  # nobody knows when; the order is told as if there were a machine
                self._stuck = True
                self._idle = max(1, self._idle)
                claim = self._best(limits=False)
        return claim

    def start(self, claim: Claim) -> None:
        """Give a turn."""
        claim.left -= 1
        person, job_s = claim.waiter.person, claim.waiter.job_s
        claim.use.start(job_s, self._clock_s)
        self._idle -= 1
        self._begun += 1
        heappush(self._ends, (self._clock_s + job_s, self._begun, person, job_s, True))
        self._moved(person)

    def _best(self, *, limits: bool) -> Claim | None:
        found = (lane.best(self._clock_s, limits=limits) for lane in self._lanes)
        return next((claim for claim in found if claim is not None), None)

    def _end(self) -> None:
        """Let the jobs end that end next."""
        self._clock_s = max(self._clock_s, self._ends[0][0])
        while self._ends and self._ends[0][0] <= self._clock_s:
            _, _, person, job_s, frees = heappop(self._ends)
            self._idle += frees
            if person in self._uses:
                self._uses[person].end(job_s, self._clock_s)
                self._moved(person)

    def _moved(self, person: int) -> None:
        for lane in self._lanes:
            lane.move(person, self._clock_s)


class _Lane:
    """Those who wait in a lane, by rank. As use decays, ranks move: they are looked at anew now and then."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self._claims = {one.waiter.person: one for one in claims}
        self._version = dict.fromkeys(self._claims, 0)
        self._heap: list[tuple[tuple[float, float, int], int]] = []  # ranks, and their versions
        self._looked_s = -inf
        self._turns = 0  # since then
        self._look(0.0)

    def best(self, clock_s: float, *, limits: bool) -> Claim | None:
        """Name whose turn it is, of those whose limit allows it."""
        self._turns += 1
        due = len(self._claims) <= EXACT or self._turns >= len(self._claims)
        if (due and clock_s > self._looked_s) or not limits:
            self._look(clock_s)
        while self._heap:
            (*_, person), version = self._heap[0]
            claim = self._claims[person]
            if version == self._version[person] and not (limits and claim.use.full):
                return claim
            heappop(self._heap)  # who is full comes back when a job of theirs ends
        return None

    def move(self, person: int, clock_s: float) -> None:
        """Put somebody where they belong now."""
        if person in self._claims:
            self._version[person] += 1
            self._put(person, clock_s)

    def _look(self, clock_s: float) -> None:
        self._heap = []
        self._looked_s, self._turns = clock_s, 0
        for person in self._claims:
            self._put(person, clock_s)

    def _put(self, person: int, clock_s: float) -> None:
        claim = self._claims[person]
        if claim.left:
            heappush(self._heap, (claim.rank(clock_s), self._version[person]))
