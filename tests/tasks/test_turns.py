"""The fair order: by use and not by count, nobody waits for ever, and what is told is what comes."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.forecast import Scene, forecast
from tasks.turns import BATCH_LAG_S, CROWD, Manners, Usage, Waiter, next_person, places, used_by_now

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
MANNERS = Manners(half_life=timedelta(minutes=10), patience=timedelta(minutes=15))
ADA, BO, CY = 1, 2, 3
QUICK = settings(deadline=None, max_examples=40)


def seconds(number: float) -> timedelta:
    """Make a span."""
    return timedelta(seconds=number)


def waiter(person: int, jobs: int = 1, waited_s: float = 0.0, job_s: float = 1.0) -> Waiter:
    """Make somebody who waits."""
    return Waiter(person, jobs, NOW - seconds(waited_s), job_s)


def people(*waiters: Waiter, usage: dict[int, Usage] | None = None) -> list[int]:
    """List who has a turn, in order."""
    return [turn.person for turn in forecast(Scene(waiters, usage=usage or {}), NOW, MANNERS)]


def test_nobody_waits_nobody_is_next() -> None:
    """An empty line has no order."""
    assert next_person([], {}, NOW, MANNERS) is None


def test_equals_go_by_time() -> None:
    """Whoever came first, goes first."""
    assert [BO, ADA, CY] == people(waiter(ADA, waited_s=2), waiter(BO, waited_s=3), waiter(CY))


def test_same_moment_has_an_order() -> None:
    """Two that came at once are told the same every time."""
    assert [ADA, BO] == people(waiter(BO), waiter(ADA))


def test_use_counts_and_not_the_number_of_jobs() -> None:
    """One long job weighs more than many short ones."""
    usage = {ADA: Usage(used_s=90.0), BO: Usage(used_s=10.0)}

    assert [BO, BO, BO, ADA] == people(waiter(ADA, 1), waiter(BO, 3), usage=usage)


def test_running_jobs_count_before_they_end() -> None:
    """What runs is used, though it was not yet measured."""
    assert BO == next_person(
        [waiter(ADA, waited_s=1), waiter(BO)], {ADA: Usage(running_s=30.0)}, NOW, MANNERS
    )


def test_use_counts_half_after_a_half_life() -> None:
    """What was long ago is forgiven."""
    assert pytest.approx(50.0) == used_by_now(100.0, NOW - seconds(600), NOW, MANNERS.half_life)
    assert pytest.approx(25.0) == used_by_now(100.0, NOW - seconds(1200), NOW, MANNERS.half_life)


def test_clock_that_went_back_forgives_nothing_and_adds_nothing() -> None:
    """A use of the future weighs what it is."""
    assert used_by_now(100.0, NOW + seconds(600), NOW, MANNERS.half_life) == 100.0


def test_decay_turns_the_order_around() -> None:
    """A hundred seconds of an hour ago are less than five of now."""
    usage = {ADA: Usage(used_s=100.0, at=NOW - timedelta(hours=1)), BO: Usage(used_s=5.0, at=NOW)}

    assert [ADA, BO] == people(waiter(ADA), waiter(BO, waited_s=1), usage=usage)


def test_double_weight_gets_two_turns_of_three() -> None:
    """Weights share the machines."""
    usage = {ADA: Usage(weight=2.0), BO: Usage(weight=1.0)}
    waiters = (waiter(ADA, 300, job_s=10.0), waiter(BO, 300, job_s=10.0))
    calm = Manners(MANNERS.half_life, timedelta(days=9))

    turns = Counter(turn.person for turn in islice(forecast(Scene(waiters, usage=usage), NOW, calm), 90))

    assert pytest.approx(60, abs=8) == turns[ADA]


def test_batch_lets_those_at_the_chat_by() -> None:
    """Two newcomers overtake a batch of nobody who used anything so far."""
    batch, chats = waiter(ADA, 50, waited_s=BATCH_LAG_S / 2), (waiter(BO, 2), waiter(CY, 2))

    order = people(batch, *chats)

    assert {BO, CY} == set(order[:4])


def test_small_batch_is_none() -> None:
    """A few jobs are no crowd."""
    assert ADA == people(waiter(ADA, CROWD, waited_s=1), waiter(BO))[0]


def test_two_hundred_jobs_do_not_slow_two() -> None:
    """The newcomer's two are next, however long the other has waited with the rest."""
    crowd = waiter(ADA, 200, waited_s=500)
    usage = {ADA: Usage(used_s=300.0, served_at=NOW - seconds(1))}

    assert [BO, BO] == people(crowd, waiter(BO, 2), usage=usage)[:2]


def test_burden_is_waited_off_within_the_patience() -> None:
    """The heaviest use keeps nobody waiting longer than that."""
    heavy = Usage(used_s=1e9, served_at=NOW - MANNERS.patience - seconds(1))

    assert ADA == people(waiter(ADA, 9, waited_s=1e4), waiter(BO), usage={ADA: heavy})[0]


# Whole seconds and weights of two's powers: floats hold them exactly, so that a tie is a tie.
WAITERS = st.lists(
    st.builds(waiter, st.integers(1, 9), st.integers(1, 12), st.integers(0, 2000), st.integers(1, 100)),
    max_size=9,
    unique_by=lambda one: one.person,
)
USAGE = st.dictionaries(
    st.integers(1, 9),
    st.builds(
        Usage,
        used_s=st.integers(0, 5000),
        weight=st.sampled_from([0.5, 1.0, 2.0, 4.0]),
        served_at=st.none() | st.integers(0, 2000).map(lambda ago: NOW - seconds(ago)),
    ),
)


@QUICK
@given(WAITERS, USAGE)
def test_every_job_has_one_place(waiters: list[Waiter], usage: dict[int, Usage]) -> None:
    """Nobody is lost and nobody comes twice; places count up from nought."""
    turns = list(forecast(Scene(waiters, usage=usage), NOW, MANNERS))

    assert {one.person: one.jobs for one in waiters} == Counter(turn.person for turn in turns)
    assert list(range(len(turns))) == [turn.ahead for turn in turns]
    assert len(turns) == len({(turn.person, turn.number) for turn in turns})


@QUICK
@given(WAITERS, USAGE)
def test_places_are_those_of_the_order(waiters: list[Waiter], usage: dict[int, Usage]) -> None:
    """What is told of a job is what the order says."""
    turns = list(forecast(Scene(waiters, usage=usage), NOW, MANNERS))
    asked = {(turn.person, turn.number) for turn in turns[::3]} | {(99, 0)}

    found = places(iter(turns), asked)

    assert {(turn.person, turn.number): turn for turn in turns[::3]} == found


@QUICK
@given(
    heavy_s=st.floats(0, 1e6, allow_subnormal=False),
    weight=st.floats(0.1, 10),
    batch=st.booleans(),
    newcomers=st.lists(st.integers(0, 3), min_size=1, max_size=5),
    job_s=st.floats(20, 120, allow_subnormal=False),
)
def test_nobody_waits_for_ever(
    heavy_s: float, weight: float, batch: bool, newcomers: list[int], job_s: float
) -> None:
    """Strangers without any use keep coming faster than one machine serves; the heaviest still has a turn."""
    patience_s = 600.0
    manners = Manners(timedelta(days=999), seconds(patience_s))
    clock, line = NOW, {ADA: Waiter(ADA, CROWD + 9 if batch else 1, NOW, job_s)}
    usage, stranger = {ADA: Usage(used_s=heavy_s, weight=weight)}, ADA
    came = 0
    while True:
        for _ in range(1 + newcomers[came % len(newcomers)]):
            stranger += 1
            line[stranger] = Waiter(stranger, 1, clock, job_s)
        served = next_person(list(line.values()), usage, clock, manners)
        if served == ADA:
            break
        assert served is not None
        del line[served]
        came, clock = came + 1, clock + seconds(job_s)

    # Those who came before it was waited off may all go first; each newcomer thereafter goes behind.
    before = (patience_s / job_s + 1) * (1 + max(newcomers))
    assert (clock - NOW).total_seconds() <= (before + 1) * job_s
