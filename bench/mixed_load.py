"""A day of a studio in a minute: requests of every kind arrive, ours against a worker that draws job by job.

The other worker calls diffusers' own pipelines, one after the other, with one thread or with both cores,
whichever is quicker at the moment.
Both see the same requests at the same moments: in a burst all at once, else at random (Poisson), at about the
rate that the other one can just serve. Rounds take turns, so that whatever else the machine does meets both.
"""

import os
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median

from bench.drawings import mixed, pocket_catalogue
from bench.parity import difference
from bench.plain_diffusers import PlainDiffusers
from bench.report import Report, percentile
from generation.engine import Engine
from generation.picture import Picture
from generation.requests import PictureRequest
from generation.sources import Sources

JOBS = 16
STEPS = (6, 16)
ROUNDS = 3
CORES = 2
FLOORS = {64: 2.0, 128: 1.0}  # side (px): 8 x 8 and 16 x 16 latents
CEILING = 2  # of 255
LOAD = 0.9  # of what the other worker can serve, where arrivals are random

Asked = tuple[PictureRequest, Sources]
Draw = Callable[[PictureRequest, Sources], object]


@dataclass(frozen=True)
class Outcome:
    """How a worker served a trace."""

    rate: float  # pictures a second, from the first arrival to the last picture
    waits_s: tuple[float, ...]  # of each request, from its arrival


def run() -> Report:
    """Check that both draw the same, then play the traces."""
    import torch  # noqa: PLC0415 - heavy

    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    catalogue = pocket_catalogue()
    engine = Engine(catalogue, "cpu")
    with tempfile.TemporaryDirectory(prefix="limner-bench-") as room:
        plain = PlainDiffusers(catalogue, Path(room))
        worst = _equality(engine, plain)
        one_at_a_time, threads = threading.Lock(), _quicker(plain)

        def theirs(request: PictureRequest, given: Sources) -> object:
            with one_at_a_time:
                torch.set_num_threads(threads)
                return plain.draw(request, given)

        def ours(request: PictureRequest, given: Sources) -> object:
            return engine.draw(request, sources=given)

        lines, passed = [], worst <= CEILING
        for side_px, floor in FLOORS.items():
            for burst in (True, False):
                line, fine = _compare(theirs, ours, side_px, burst, floor)
                lines.append(line)
                passed = passed and fine
    return Report(
        name="mixed-load",
        check=f"{JOBS} requests of all modes drawn by both (diffusers: {threads} threads), "
        f"at most {worst} of 255 apart",
        lines=tuple(lines),
        headline=f"mixed-load {lines[0].partition(': ')[2]}",
        passed=passed,
    )


def _equality(engine: Engine, plain: PlainDiffusers) -> int:
    asked = _trace(64, 0)
    with ThreadPoolExecutor(8) as pool:
        drawn: list[list[Picture]] = list(pool.map(lambda one: engine.draw(one[0], sources=one[1]), asked))
    pairs = zip(drawn, asked, strict=True)
    return max(difference(one.image, plain.draw(request, given)) for [one], (request, given) in pairs)


def _quicker(plain: PlainDiffusers) -> int:
    """Find with how many threads diffusers draws quicker."""
    import torch  # noqa: PLC0415 - heavy

    taken_s = {}
    for threads in (1, CORES):
        torch.set_num_threads(threads)
        started = time.perf_counter()
        for request, given in _trace(64, 1)[:6]:
            plain.draw(request, given)
        taken_s[threads] = time.perf_counter() - started
    return min(taken_s, key=lambda threads: taken_s[threads])


def _compare(theirs: Draw, ours: Draw, side_px: int, burst: bool, floor: float) -> tuple[str, bool]:
    """Play the same traces to both, by turns. Returns: what came of it, and whether it is enough."""
    for draw in (theirs, ours):  # warm up
        _play(draw, _trace(side_px, 0)[:4], [0.0] * 4)
    pace = LOAD * _play(theirs, _trace(side_px, 0), [0.0] * JOBS).rate
    rates, latencies = [], []
    for number in range(ROUNDS):
        asked = _trace(side_px, number)
        moments = [0.0] * JOBS if burst else _poisson(pace, number)
        other, mine = _play(theirs, asked, moments), _play(ours, asked, moments)
        rates.append(mine.rate / other.rate)
        latencies.append(percentile(other.waits_s, 95) / percentile(mine.waits_s, 95))
    ratio, sooner = median(rates), median(latencies)
    side, floor_told = side_px // 8, f", floor: {floor}" if burst else ""
    told = (
        f"{side}x{side} latents, {'burst' if burst else 'Poisson'}: {ratio:.2f} times the pictures a second "
        f"({min(rates):.2f}..{max(rates):.2f}{floor_told}), p95 {sooner:.2f} times as soon (floor: 1.0)"
    )
    return told, sooner >= 1 and (ratio >= floor or not burst)


def _trace(side_px: int, number: int) -> list[Asked]:
    return mixed(Random(number), JOBS, {side_px: 1.0}, STEPS)  # noqa: S311 - nothing secret


def _poisson(rate: float, number: int) -> list[float]:
    random, at, moments = Random(number), 0.0, []  # noqa: S311 - nothing secret
    for _ in range(JOBS):
        at += random.expovariate(rate)
        moments.append(at)
    return moments


def _play(draw: Draw, asked: Sequence[Asked], moments: Sequence[float]) -> Outcome:
    """Let requests arrive at their moments (seconds)."""
    started = time.perf_counter()

    def serve(one: Asked, moment: float) -> float:
        time.sleep(max(started + moment - time.perf_counter(), 0))
        draw(*one)
        return time.perf_counter() - started - moment

    with ThreadPoolExecutor(len(asked)) as pool:
        waits_s = tuple(pool.map(serve, asked, moments))
    last = max(moment + wait_s for moment, wait_s in zip(moments, waits_s, strict=True))
    return Outcome(len(asked) / last, waits_s)
