"""Whole workers that draw one clip together, killed on the way: every range is drawn once, or once more."""

import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from tasks.job import Status
from tasks.segments import State
from tests.conftest import with_tables
from tests.factories import sender
from tests.patience import PATIENCE_S
from tests.tasks.clips import (
    ask,
    clip,
    drawn,
    hire,
    joined,
    logged,
    made_of,
    notes,
    pieces,
    refused,
    shares,
    stored,
    together,
)
from tests.tasks.conftest import Studio, eventually

pytestmark = pytest.mark.stack

FULL = 200
BOTH = pytest.mark.parametrize("database_url", ["sqlite", "postgres"], indirect=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the URL of a database, SQLite unless the test wants both; see also test_segments."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return with_tables(f"sqlite:///{tmp_path}/limner.sqlite")
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def go(tmp_path: Path) -> Path:
    """Give a place for the file that lets ranges be drawn."""
    return tmp_path / "go"


def test_two_workers_draw_one_clip(studio: Studio, go: Path) -> None:
    """Both have their part, each range is drawn once, and the clip is what one worker makes."""
    hire(studio)
    hire(studio)
    job = ask(studio, f"6 ranges: from 0 wait for {go}")
    together(studio, job)
    go.touch()

    made = made_of(studio, job)

    assert joined(6) == clip(studio, made)
    assert Counter(range(6)) == drawn(studio)
    assert {"sketch_engine"} == set(notes(made))
    assert [0, 50, 100, 150, 200, 250] == pieces(studio, job)


def test_work_of_all_ranges_is_counted(studio: Studio) -> None:
    """The reply says what the clip cost: seconds of every worker together."""
    hire(studio)
    began = time.monotonic()
    job = ask(studio, "3 ranges of 0.4 s")

    made = made_of(studio, job)

    assert made.drawn_s is not None
    assert 3 * 0.4 <= made.drawn_s <= time.monotonic() - began


def test_asker_sees_the_work_of_all_workers(studio: Studio, go: Path) -> None:
    """The share that is told grows while another worker draws, and never goes back."""
    hire(studio)
    hire(studio)
    job = ask(studio, f"4 ranges: from 0 wait for {go}")
    together(studio, job)
    both = 0.05 + 0.92 * 2 / 4 * 0.5  # two ranges are under way, of which the engine tells one half
    eventually(lambda: both - 0.01 < max(shares(studio, job)), studio.log.read_text)
    go.touch()
    made_of(studio, job)

    assert sorted(shares(studio, job)) == shares(studio, job)


@BOTH
def test_killed_helper_costs_its_range(studio: Studio, go: Path) -> None:
    """One range is drawn anew, and the asker hears of it."""
    hire(studio)
    hire(studio)
    job = ask(studio, f"5 ranges: from 0 wait for {go}")
    _, helper = together(studio, job)
    studio.kill(helper)
    go.touch()

    made = made_of(studio, job)

    assert joined(5) == clip(studio, made)
    assert Counter(range(5)) == drawn(studio)
    assert 1 == made.attempt
    assert {"count": 1} == notes(made)["taken_over"]
    assert 6 == sum(one.fence for one in studio.ranges(job.id))


@BOTH
def test_killed_holder_costs_its_range(studio: Studio, go: Path) -> None:
    """The next one finds the plan and the finished ranges, and the job is paid once."""
    first = hire(studio)
    job = ask(studio, f"4 ranges: from 2 wait for {go}")
    eventually(lambda: len(pieces(studio, job)) == 2, studio.log.read_text)
    studio.kill(first)
    go.touch()

    hire(studio)
    made = made_of(studio, job)
    done = studio.desk.delivered(job.id, made.attempt, "message")

    assert joined(4) == clip(studio, made)
    assert Counter(range(4)) == drawn(studio)
    assert 1 == len(logged(studio, "clip.planned"))
    assert (2, {"count": 1}) == (made.attempt, notes(made)["taken_over"])
    assert studio.desk.allowance(sender()).left == FULL - done.cost


def test_helper_draws_on_while_its_holder_is_gone(studio: Studio, go: Path) -> None:
    """Whoever takes the job over has only the join to do, and what the holder was drawing."""
    hire(studio)
    hire(studio)
    job = ask(studio, f"4 ranges: from 0 wait for {go}")
    holder, _ = together(studio, job)
    studio.kill(holder)
    go.touch()

    made = made_of(studio, job)

    assert joined(4) == clip(studio, made)
    assert Counter(range(4)) == drawn(studio)
    assert (2, {"count": 1}) == (made.attempt, notes(made)["taken_over"])


def test_frozen_helper_is_refused_when_it_thaws(studio: Studio, go: Path) -> None:
    """It slept longer than its lease: what it drew is nobody's, and its piece is erased."""
    hire(studio)
    hire(studio)
    job = ask(studio, f"4 ranges: from 0 wait for {go}")
    _, helper = together(studio, job)
    studio.freeze(helper)
    go.touch()
    made = made_of(studio, job)
    studio.thaw(helper)
    eventually(lambda: refused(studio), studio.log.read_text)

    assert joined(4) == clip(studio, made)
    assert Counter(range(4)) == drawn(studio)
    assert made.media == studio.desk.job(job.id).media
    assert sorted(one.key for one in studio.ranges(job.id)) == stored(studio, job, "piece-*")


def test_leaving_worker_hands_its_ranges_over(studio: Studio, go: Path) -> None:
    """SIGTERM: nobody is counted as lost, and nothing drawn is lost."""
    first = hire(studio)
    job = ask(studio, f"4 ranges: from 1 wait for {go}")
    eventually(lambda: len(pieces(studio, job)) == 1, studio.log.read_text)

    first.send_signal(signal.SIGTERM)
    first.wait(PATIENCE_S)
    left = {one.state for one in studio.ranges(job.id)}
    go.touch()
    hire(studio)
    made = made_of(studio, job)

    assert {State.DONE, State.WAITING} == left
    assert joined(4) == clip(studio, made)
    assert Counter(range(4)) == drawn(studio)
    assert "taken_over" not in notes(made)


def test_cancel_reaches_every_worker(studio: Studio, go: Path) -> None:
    """Both stop within a moment, and nothing of the clip stays."""
    hire(studio)
    hire(studio)
    job = ask(studio, f"8 ranges: from 0 wait for {go}")
    together(studio, job)

    studio.desk.cancel(job.id, sender())
    made = made_of(studio, ask(studio, "2 ranges of 0.1 s"))

    assert joined(2) == clip(studio, made)
    assert [] == studio.ranges(job.id)
    assert [] == stored(studio, job, "*.bin")


def test_range_that_kills_runners_ends_the_job(studio: Studio) -> None:
    """A poison range is refunded as a poison job is, and its neighbours are made."""
    hire(studio)
    poison = ask(studio, "2 ranges that segfault")
    neighbour = ask(studio, "2 ranges of 0.1 s")

    ended = studio.wait(poison.id, Status.REFUNDED)

    assert ended.problem is not None
    assert "worker_lost" == ended.problem.code
    assert joined(2) == clip(studio, made_of(studio, neighbour))


def test_range_that_fails_ends_the_job_with_its_reason(studio: Studio) -> None:
    """What the engine says of a range, the asker hears."""
    hire(studio)
    job = ask(studio, "2 ranges that fail")

    ended = studio.wait(job.id, Status.REFUNDED)

    assert ended.problem is not None
    assert "device_too_small" == ended.problem.code
    assert studio.desk.allowance(sender()).left == FULL


def test_clip_of_one_range_is_never_cut(studio: Studio) -> None:
    """No rows, no rings: one order to the runner."""
    hire(studio)
    job = ask(studio, "1 range")

    made = made_of(studio, job)

    assert b"\0\0\0\x18ftyp1 range" == clip(studio, made)
    assert [] == studio.ranges(job.id)
    assert [] == logged(studio, "clip.planned")


def test_clip_whose_piece_is_gone_is_made_anew(studio: Studio, go: Path) -> None:
    """A store that lost a piece costs time, and no clip."""
    hire(studio)
    job = ask(studio, f"3 ranges: from 2 wait for {go}")
    eventually(lambda: len(pieces(studio, job)) == 2, studio.log.read_text)
    studio.desk.store.erase(studio.ranges(job.id)[0].key)
    go.touch()

    made = made_of(studio, job)

    assert joined(3) == clip(studio, made)
    assert (2, Counter({0: 2, 1: 2, 2: 2})) == (made.attempt, drawn(studio))


def test_clip_whose_piece_is_damaged_is_made_anew(studio: Studio, go: Path) -> None:
    """The next attempt does not meet it again; no machine went away."""
    hire(studio)
    job = ask(studio, f"2 ranges: break unless {go}")

    made = made_of(studio, job)

    assert joined(2) == clip(studio, made)
    assert (2, Counter({0: 2, 1: 2})) == (made.attempt, drawn(studio))
    assert "taken_over" not in notes(made)


def test_redis_that_dies_meanwhile_costs_no_clip(studio: Studio, go: Path) -> None:
    """The holder draws what nobody else was rung for."""
    hire(studio)
    job = ask(studio, f"4 ranges: from 1 wait for {go}")
    eventually(lambda: len(pieces(studio, job)) == 1, studio.log.read_text)
    studio.redis.kill()
    go.touch()
    made = made_of(studio, job)
    studio.redis.restart()

    assert joined(4) == clip(studio, made)
