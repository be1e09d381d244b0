"""Pictures a second on a GPU: ours, diffusers one by one, in batches, and in batches by its own speed guide.

Models of the published sizes with random weights, in half precision; all draw of the same noise.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from bench.contenders import ByHand, Contender, Ours, alone, by_guide, graphs, load_pipe
from bench.device import Clock, cuda
from bench.real_size import SD_15, SDXL, write_model
from bench.report import Report
from generation.engine import Engine
from generation.gpu import plan_on

if TYPE_CHECKING:
    import torch
    from PIL.Image import Image

    from generation.catalogue import Card

BUDGET_S = 300.0  # for both models; a round that would not fit any more is not begun
ROUNDS = 5
OURS = 32  # pictures a round, so that there is always somebody to take the place of who lands
PLAIN = 2
COMPILER = "inductor"
TOLERANCE, ALIKE = 2, 0.999  # of 255, for that share of all values
GOAL_PLAIN, GOAL_GUIDE = 5.0, 1.15  # for Stable Diffusion 1.5


@dataclass(frozen=True)
class Loads:
    """How many pictures each draws a round."""

    ours: int = OURS
    plain: int = PLAIN


@dataclass(frozen=True)
class Race:
    """How one model was drawn."""

    name: str
    alike: float  # share of values within the tolerance, ours against diffusers'
    strangers: float  # the same for two pictures of other seeds: that a difference would be seen
    rates_hz: Mapping[str, Sequence[float]]  # pictures a second of each round, by contender
    warm_s: Mapping[str, float]  # the first round, compiling included
    graphs: int = 0  # compiled for the guide

    @property
    def equal(self) -> bool:
        """Whether ours drew what diffusers draws, and a difference would have been seen."""
        return self.alike >= ALIKE > self.strangers

    def over(self, other: str) -> float:
        """Tell how many times as many pictures a second ours draws, in the middle of the rounds."""
        pairs = zip(self.rates_hz["ours"], self.rates_hz[other], strict=True)
        return median(ours / theirs for ours, theirs in pairs)

    def lines(self) -> list[str]:
        """Say it, a line a contender."""
        return [
            f"{self.name} {name:11} {median(rates):8.3f} pictures/s ({min(rates):.3f} to {max(rates):.3f}), "
            f"first round {self.warm_s[name]:.1f} s"
            for name, rates in self.rates_hz.items()
        ]


def run() -> Report:
    """Draw with both models. Raises NotHere without CUDA."""
    import torch  # noqa: PLC0415 - heavy

    device, clock, half = cuda(), Clock(BUDGET_S), torch.float16
    races = []
    with tempfile.TemporaryDirectory(prefix="limner-bench-") as room:
        for name, anatomy, budget_s in (("sd-1.5", SD_15, BUDGET_S / 2), ("sdxl", SDXL, BUDGET_S)):
            card = write_model(anatomy, Path(room) / name, device, half)
            race = Clock(min(budget_s, clock.left_s))
            races.append(compare(card, device, half, Loads(), race, COMPILER))
    return report(races)


def compare(
    card: Card, device: torch.device, dtype: torch.dtype, loads: Loads, clock: Clock, compiler: str
) -> Race:
    """Draw a model's pictures by all contenders in turn."""
    plan = plan_on(card, device)
    batch = plan.rows if plan else 1  # what ours takes together, so that nobody has a smaller one
    engine = Engine(alone(card), str(device))
    engine.warm(card.name)
    plain = load_pipe(card, device, dtype)
    contenders: dict[str, tuple[Contender, int]] = {
        "ours": (Ours(engine, card), loads.ours),
        "one by one": (ByHand(plain, card), loads.plain),
        "in batches": (ByHand(plain, card, batch), batch),
        "by guide": (ByHand(by_guide(load_pipe(card, device, dtype), compiler), card, batch), batch),
    }
    warm_s: dict[str, float] = {}
    first: dict[str, list[Image]] = {}
    for name, (one, count) in contenders.items():
        began = time.perf_counter()
        first[name] = one.draw(range(count))
        warm_s[name] = time.perf_counter() - began
    rates: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in clock.rounds(ROUNDS):
        for name, (one, count) in contenders.items():
            rates[name].append(_rate_hz(one, count))
    pairs = zip(first["ours"], first["one by one"], strict=False)
    return Race(
        card.name,
        min(alike(ours, theirs) for ours, theirs in pairs),
        alike(first["one by one"][0], first["one by one"][1]),
        rates,
        warm_s,
        graphs(),
    )


def alike(one: Image, other: Image) -> float:
    """Tell the share of values of two pictures that lie within the tolerance."""
    apart = np.abs(np.asarray(one, np.int16) - np.asarray(other, np.int16))
    return float((apart <= TOLERANCE).mean())


def report(races: Sequence[Race]) -> Report:
    """Say who drew how fast; the goals are those of the first model."""
    plain, guide = races[0].over("one by one"), races[0].over("by guide")
    equal = all(race.equal for race in races)
    shares = ", ".join(f"{race.name} {race.alike:.2%} (strangers {race.strangers:.0%})" for race in races)
    ratios = [
        f"{race.name}: ours {race.over('one by one'):.2f} times one by one, "
        f"{race.over('in batches'):.2f} times in batches, {race.over('by guide'):.2f} times by guide "
        f"({race.graphs} graphs compiled)"
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


def _rate_hz(one: Contender, count: int) -> float:
    began = time.perf_counter()
    one.draw(range(count))
    return count / (time.perf_counter() - began)
