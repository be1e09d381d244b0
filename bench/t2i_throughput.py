"""Pictures a second on a GPU: ours, diffusers one by one, in batches, and in batches by its own speed guide.

Models of the published sizes with random weights, in half precision; all draw of the same noise.
"""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from bench.contenders import ByHand, Contender, Ours, alone, by_guide, exact_pixels, graphs, load_pipe
from bench.device import Clock, cuda
from bench.real_size import SD_15, SDXL, write_model
from bench.report import Report
from generation.engine import Engine
from generation.gpu import plan_on

if TYPE_CHECKING:
    import torch
    from PIL.Image import Image

    from generation.catalogue import Card

log = logging.getLogger(__name__)

BUDGET_S = 340.0  # for both models; a round that would not fit any more is not begun
LEAST_S = 60.0  # that must be left for the second model; else only the first, whose goals count, is told
ROUNDS = 5
OURS = 32  # pictures a round, so that there is always somebody to take the place of who lands
PLAIN = 2
COMPILER = "inductor"
COMPILING_S = 90.0  # that ours may be waited for; what is not compiled by then is drawn as it is
NO_WORSE = 1.5  # times as far from single precision as diffusers in half precision
TOLERANCE, ALIKE = 2, 0.999  # of 255, for that share of all values
GOAL_PLAIN, GOAL_GUIDE = 5.0, 1.15  # for Stable Diffusion 1.5


@dataclass(frozen=True)
class Loads:
    """How many pictures each draws a round, and whether the guide's network is compiled whole."""

    ours: int = OURS
    plain: int = PLAIN
    whole: bool = True


@dataclass(frozen=True)
class Race:
    """How one model was drawn."""

    name: str
    alike: float  # share of values within the tolerance, ours against diffusers'
    strangers: float  # the same for two pictures of other seeds: that a difference would be seen
    rates_hz: Mapping[str, Sequence[float]]  # pictures a second of each round, by contender
    warm_s: Mapping[str, float]  # the first rounds, compiling included
    graphs: int = 0  # compiled for the guide
    compiled: Sequence[int] = ()  # rows of a forward for which ours is
    apart: tuple[float, float] = (0.0, 0.0)  # of 255, from single precision: ours and diffusers', mean

    @property
    def equal(self) -> bool:
        """Whether ours drew what diffusers draws, and a difference would have been seen.

        Random weights make much of half precision's roundings; then ours must be no further from single
        precision than diffusers in half precision is.
        """
        ours, theirs = self.apart
        close = self.alike >= ALIKE or 0 < ours <= NO_WORSE * theirs
        return close and self.strangers < ALIKE

    def over(self, other: str) -> float:
        """Tell how many times as many pictures a second ours draws, in the middle of the rounds."""
        pairs = zip(self.rates_hz["ours"], self.rates_hz[other], strict=True)
        return median(ours / theirs for ours, theirs in pairs)

    def lines(self) -> list[str]:
        """Say it, a line a contender."""
        return [
            f"{self.name} {name:11} {median(rates):8.3f} pictures/s ({min(rates):.3f} to {max(rates):.3f}), "
            f"first rounds {self.warm_s[name]:.1f} s"
            for name, rates in self.rates_hz.items()
        ]


def run() -> Report:
    """Draw with both models. Raises NotHere without CUDA."""
    import torch  # noqa: PLC0415 - heavy

    device, clock, half = cuda(), Clock(BUDGET_S), torch.float16
    entered = (("sd-1.5", SD_15, 0.4, Loads()), ("sdxl", SDXL, 1.0, Loads(ours=OURS // 2, whole=False)))
    races: list[Race] = []
    with tempfile.TemporaryDirectory(prefix="limner-bench-") as room:
        for name, anatomy, part, loads in entered:
            if races and clock.left_s < LEAST_S:
                break
            card = write_model(anatomy, Path(room) / name, device, half)
            race = Clock(clock.left_s * part)
            races.append(compare(card, device, half, loads, race, COMPILER))
    return report(races)


def compare(
    card: Card, device: torch.device, dtype: torch.dtype, loads: Loads, clock: Clock, compiler: str
) -> Race:
    """Draw a model's pictures by all contenders in turn, each as quick as it gets."""
    plan = plan_on(card, device, compiling="auto")
    batch = plan.rows if plan else 1  # what ours takes together, so that nobody has a smaller one
    engine = Engine(alone(card), str(device))
    engine.warm(card.name)
    plain = load_pipe(card, device, dtype)
    contenders: dict[str, tuple[Contender, int]] = {
        "ours": (Ours(engine, card), loads.ours),
        "one by one": (ByHand(plain, card), loads.plain),
        "in batches": (ByHand(plain, card, batch), batch),
    }
    first: dict[str, list[Image]] = {}
    warm_s: dict[str, float] = {}

    def warm(name: str) -> None:
        began = time.perf_counter()
        one, count = contenders[name]
        first[name] = one.draw(range(count))
        if name == "ours":
            engine.rest(min(COMPILING_S, max(clock.left_s, 0.0)))
            first[name] = one.draw(range(count))  # by what was compiled: that is held against the others
        warm_s[name] = time.perf_counter() - began

    for name in tuple(contenders):
        warm(name)
    before = graphs()
    for whole in (True, False) if loads.whole else (False,):
        guide = by_guide(load_pipe(card, device, dtype), compiler, whole)
        contenders["by guide"] = ByHand(guide, card, batch), batch
        try:
            warm("by guide")
            break
        except Exception:  # whatever a compiler says; block by block it may do
            if not whole:
                raise
            log.warning("the guide's network does not compile whole", exc_info=True)
    compiled = graphs() - before
    rates: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in clock.rounds(ROUNDS):
        for name, (one, count) in contenders.items():
            rates[name].append(_rate_hz(one, count))
    exact = exact_pixels(card, device, range(1))[0]
    pairs = zip(first["ours"], first["one by one"], strict=False)
    return Race(
        card.name,
        min(alike(ours, theirs) for ours, theirs in pairs),
        alike(first["one by one"][0], first["one by one"][1]),
        rates,
        warm_s,
        compiled,
        engine.recorded(card.name),
        (apart(first["ours"][0], exact), apart(first["one by one"][0], exact)),
    )


def apart(one: Image, other: Image) -> float:
    """Tell the mean difference of two pictures, of 255."""
    return float(np.abs(np.asarray(one, np.int16) - np.asarray(other, np.int16)).mean())


def alike(one: Image, other: Image) -> float:
    """Tell the share of values of two pictures that lie within the tolerance."""
    apart = np.abs(np.asarray(one, np.int16) - np.asarray(other, np.int16))
    return float((apart <= TOLERANCE).mean())


def report(races: Sequence[Race]) -> Report:
    """Say who drew how fast; the goals are those of the first model."""
    plain, guide = races[0].over("one by one"), races[0].over("by guide")
    equal = all(race.equal for race in races)
    shares = ", ".join(
        f"{race.name} {race.alike:.2%} (strangers {race.strangers:.0%}; from single precision, "
        f"ours {race.apart[0]:.2f} and diffusers {race.apart[1]:.2f} of 255)"
        for race in races
    )
    ratios = [
        f"{race.name}: ours {race.over('one by one'):.2f} times one by one, "
        f"{race.over('in batches'):.2f} times in batches, {race.over('by guide'):.2f} times by guide "
        f"({race.graphs} graphs compiled); ours compiled for {_rows(race.compiled)}"
        for race in races
    ]
    return Report(
        name="t2i-throughput",
        check=f"values within {TOLERANCE} of 255 of diffusers' own: {shares} (floor: {ALIKE:.1%}): {equal}",
        lines=(*(line for race in races for line in race.lines()), *ratios),
        headline=f"t2i-throughput {plain:.2f} times one by one, {guide:.2f} times by guide "
        f"(goals: {GOAL_PLAIN}, {GOAL_GUIDE})",
        passed=equal and plain >= GOAL_PLAIN and guide >= GOAL_GUIDE,
    )


def _rows(compiled: Sequence[int]) -> str:
    return f"{', '.join(map(str, compiled))} rows" if compiled else "nothing"


def _rate_hz(one: Contender, count: int) -> float:
    began = time.perf_counter()
    one.draw(range(count))
    return count / (time.perf_counter() - began)
