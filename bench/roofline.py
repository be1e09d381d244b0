"""How much of what a GPU can multiply a step of ours uses.

Counted are the operations of the unchanged UNet; the most that the device does is measured in the same run,
by the product of two large matrices in half precision.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from bench.contenders import asked
from bench.device import Clock, cuda, finish
from bench.real_size import SD_15, SDXL, write_model
from bench.report import Report

if TYPE_CHECKING:
    import torch

    from generation.catalogue import Card
    from generation.pipelines.pipeline import Conditions

BUDGET_S = 110.0  # most of it for compiling
COMPILING_S = 100.0  # at most for one model; then it is measured as it is
TOGETHER = 4  # steps a timing: a lane hands the GPU the next one before it is done with this, too
SIDE = 8192  # of the matrices: large enough that nothing but multiplying counts
PRODUCTS = 20  # a timing
PICTURES = 16  # in one forward, all guided
WARM, ROUNDS = 3, 7
GOAL = 0.55
TERA = 1e12


@dataclass(frozen=True)
class Share:
    """What steps of a model come to."""

    name: str
    step_flops: float  # of all pictures together
    step_s: Sequence[float]
    compiled: Sequence[int] = ()  # for how many rows of a forward

    @property
    def rate(self) -> float:
        """Tell the operations a second."""
        return self.step_flops / median(self.step_s)


def run() -> Report:
    """Measure the device, and steps of both models. Raises NotHere without CUDA."""
    import torch  # noqa: PLC0415 - heavy

    device, clock = cuda(), Clock(BUDGET_S)
    peak = matmul_rate(device, torch.float16, SIDE)
    shares = []
    with tempfile.TemporaryDirectory(prefix="limner-bench-") as room:
        for name, anatomy in (("sd-1.5", SD_15), ("sdxl", SDXL)):
            card = write_model(anatomy, Path(room) / name, device, torch.float16)
            shares.append(measure(card, device, PICTURES, clock))
    return report(peak, shares)


def matmul_rate(device: torch.device, dtype: torch.dtype, side: int) -> float:
    """Measure the operations a second of the product of two large matrices, at best."""
    import torch  # noqa: PLC0415 - heavy

    one, other = (torch.randn(side, side, device=device, dtype=dtype) for _ in range(2))
    taken_s = []
    for _ in range(WARM + ROUNDS):
        finish(device)
        began = time.perf_counter()
        for _ in range(PRODUCTS):
            torch.mm(one, other)
        finish(device)
        taken_s.append(time.perf_counter() - began)
    return 2 * side**3 * PRODUCTS / min(taken_s)


def measure(card: Card, device: torch.device, pictures: int, clock: Clock) -> Share:
    """Time steps of the engine's own: one forward for all pictures, and each picture's sampler."""
    from generation.batching.begin import begin  # noqa: PLC0415 - torch
    from generation.batching.forward import predict_together  # noqa: PLC0415 - as above
    from generation.compiling.workshop import workshop  # noqa: PLC0415 - as above
    from generation.pipelines.load import load_pipeline  # noqa: PLC0415 - as above
    from generation.sources import NOTHING  # noqa: PLC0415 - as above

    pipeline = load_pipeline(card, device, compiling="on" if device.type == "cuda" else "off")

    def enter() -> list[Any]:
        return [row for seed in range(pictures) for row in begin(pipeline, asked(card, seed), NOTHING)]

    rows, taken_s = enter(), list[float]()
    together = min(TOGETHER, rows[0].total)
    unet = _blank(card)
    flops = sum(count_flops(unet, row.conditions, row.latents.shape) for row in rows)
    predict_together(rows)
    workshop(device).rest(min(COMPILING_S, max(clock.left_s, 0.0)))
    for _ in clock.rounds(WARM + ROUNDS):
        rows = rows if rows[0].total - rows[0].done >= together else enter()
        finish(device)
        began = time.perf_counter()
        for _ in range(together):
            for row, move in zip(rows, predict_together(rows), strict=True):
                row.advance(*move)
        finish(device)
        taken_s.append((time.perf_counter() - began) / together)
    return Share(card.name, flops, taken_s[WARM:] or taken_s, pipeline.recorded)


def count_flops(unet: Any, told: Conditions, latents: Sequence[int]) -> float:  # noqa: ANN401 - untyped
    """Count the operations of a step of one picture, by a UNet on the device "meta": nothing is computed."""
    import torch  # noqa: PLC0415 - heavy
    from torch.utils.flop_counter import FlopCounterMode  # noqa: PLC0415 - as above

    rows = len(told.text)
    with torch.device("meta"):
        seen, times = torch.empty(rows, *latents[1:]), torch.empty(rows)
    counter = FlopCounterMode(display=False)
    with torch.no_grad(), counter:
        unet(
            seen,
            times,
            told.text.to("meta", seen.dtype),
            added_cond_kwargs={name: one.to("meta", seen.dtype) for name, one in told.added.items()},
        )
    return float(counter.get_total_flops())


def _blank(card: Card) -> Any:  # noqa: ANN401 - diffusers carries no types
    import torch  # noqa: PLC0415 - heavy
    from diffusers import UNet2DConditionModel  # noqa: PLC0415 - as above

    with torch.device("meta"):
        return UNet2DConditionModel.from_config(UNet2DConditionModel.load_config(f"{card.source}/unet"))


def report(peak: float, shares: Sequence[Share]) -> Report:
    """Say what was reached; the goal holds for every model."""
    least = min(share.rate for share in shares) / peak
    whole = all(0 < share.rate < peak for share in shares)
    return Report(
        name="roofline",
        check=f"no step multiplies faster than the matrices do: {whole}",
        lines=(
            f"two matrices: {peak / TERA:.1f} TFLOP/s",
            *(
                f"{share.name}: {share.step_flops / TERA:.1f} TFLOP in "
                f"{median(share.step_s) * 1000:.0f} ms a step, "
                f"{share.rate / TERA:.1f} TFLOP/s, {share.rate / peak:.1%}, "
                f"{'compiled' if share.compiled else 'not compiled'}"
                for share in shares
            ),
        ),
        headline=f"roofline {least:.1%} of the measured peak at least (goal: {GOAL:.0%})",
        passed=whole and least >= GOAL,
    )
