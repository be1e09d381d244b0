"""Whether company changes a picture: one seed alone and in random mixes, and what forbidding it costs."""

import time
from concurrent.futures import ThreadPoolExecutor
from random import Random
from statistics import median

from bench.drawings import drawing, mixed, pocket_catalogue
from bench.parity import difference
from bench.report import Report
from generation.catalogue import Scheduler
from generation.engine import Engine
from generation.picture import Picture
from generation.requests import PictureRequest
from generation.sources import NOTHING, Sources

MIXES = 20
COMPANY = 7
SIDE_PX = 64
STEPS = (3, 8)
CEILING = 2  # of 255
ROUNDS = 3  # of the same crowd, free and strict by turns

Asked = tuple[PictureRequest, Sources]


def run() -> Report:
    """Draw one seed in every company, then time a crowd with and without sharing."""
    catalogue = pocket_catalogue()
    free, strict = Engine(catalogue, "cpu"), Engine(catalogue, "cpu", strict=True)
    random = Random(1)  # noqa: S311 - nothing secret
    one: Asked = drawing("text", SIDE_PX, steps=8, scheduler=Scheduler.EULER_A), NOTHING
    alone, alone_strictly = (draw(engine, [one])[0] for engine in (free, strict))
    mixes = [[one, *mixed(random, COMPANY, {SIDE_PX: 1.0}, STEPS)] for _ in range(MIXES)]
    worst = max(difference(alone.image, draw(free, mix)[0].image) for mix in mixes)
    equal = all(alone_strictly.image.tobytes() == draw(strict, mix)[0].image.tobytes() for mix in mixes)
    free_s, strict_s = [], []
    for mix in mixes[:ROUNDS]:
        free_s.append(seconds(free, mix))
        strict_s.append(seconds(strict, mix))
    cost = median(strict_s) / median(free_s)
    return Report(
        name="determinism",
        check=f"one seed in {MIXES} random companies of {COMPANY}, in every mode and sampler",
        lines=(
            f"free:   at most {worst} of 255 from the same seed alone",
            f"strict: {'the same bits in every company' if equal else 'BITS DIFFER'}",
            f"{COMPANY + 1} at 8x8 latents: {median(free_s):.2f} s free, {median(strict_s):.2f} s strict",
        ),
        headline=f"determinism {worst} of 255 (ceiling: {CEILING}); strict costs {cost:.2f} times the time",
        passed=worst <= CEILING and equal,
    )


def draw(engine: Engine, asked: list[Asked]) -> list[Picture]:
    """Draw requests at the same time. Returns: the first picture of each."""
    with ThreadPoolExecutor(len(asked)) as pool:
        return [drawn[0] for drawn in pool.map(lambda one: engine.draw(one[0], sources=one[1]), asked)]


def seconds(engine: Engine, asked: list[Asked]) -> float:
    """Time a crowd."""
    started = time.perf_counter()
    draw(engine, asked)
    return time.perf_counter() - started
