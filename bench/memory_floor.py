"""How little of a GPU's memory pictures need: one of 512 x 512, a batch of 32, and a poster of 3840 x 2224.

The poster is drawn by a process that may take 8 GiB and no more. Beside ours, diffusers by hand.
"""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.contenders import ByHand, Ours, alone, load_pipe
from bench.device import Clock, Peak, capped, cuda
from bench.real_size import SD_15, write_model
from bench.report import Report
from generation.engine import Engine
from generation.memory import GIB

if TYPE_CHECKING:
    import torch

    from generation.catalogue import Card

BUDGET_S = 60.0
STEPS = 4  # memory is the same at each


@dataclass(frozen=True)
class Case:
    """Pictures that are drawn, and the most memory that they may take."""

    name: str
    width_px: int
    height_px: int
    count: int
    cap_bytes: int
    needed: bool = False  # whether the benchmark fails where ours does not draw it


CASES = (
    Case("512x512", 512, 512, 1, 3 * GIB),
    Case("32 of 512x512", 512, 512, 32, 10 * GIB),
    Case("3840x2224", 3840, 2224, 1, 8 * GIB, needed=True),
)


@dataclass(frozen=True)
class Drawn:
    """What came of a case: how many pictures, and what they took; nothing where memory ran out."""

    case: Case
    size_px: tuple[int, int]  # of what ours drew
    ours_bytes: int | None
    plain_bytes: int | None
    ours_s: float

    @property
    def right(self) -> bool:
        """Whether what was drawn has the size that was asked for."""
        return self.ours_bytes is None or self.size_px == (self.case.width_px, self.case.height_px)

    @property
    def within(self) -> bool:
        """Whether ours drew it, and took no more than it may."""
        return self.ours_bytes is not None and self.ours_bytes <= self.case.cap_bytes

    def __str__(self) -> str:
        """Say it in a line."""
        return (
            f"{self.case.name:14} ours {_told(self.ours_bytes)} in {self.ours_s:.1f} s, "
            f"by hand {_told(self.plain_bytes)}, may take {self.case.cap_bytes / GIB:.1f} GiB"
        )


def run() -> Report:
    """Draw each case by ours and by hand. Raises NotHere without CUDA."""
    import torch  # noqa: PLC0415 - heavy

    from generation.compiling.workshop import workshop  # noqa: PLC0415 - torch

    device = cuda()
    workshop(device).rest(BUDGET_S)  # what others left would take memory
    clock = Clock(BUDGET_S)
    with tempfile.TemporaryDirectory(prefix="limner-bench-") as room:
        card = write_model(SD_15, Path(room) / "sd-1.5", device, torch.float16)
        drawn = [draw(case, card, device, torch.float16, clock) for case in CASES]
    return report(drawn)


def draw(case: Case, card: Card, device: torch.device, dtype: torch.dtype, clock: Clock) -> Drawn:
    """Draw a case by ours under its cap, and by hand as long as there is time, under the same."""
    size = {"width_px": case.width_px, "height_px": case.height_px}
    wanted = card.model_copy(update={**size, "steps": STEPS})
    seeds, sizes = range(case.count), list[tuple[int, int]]()

    def ours() -> None:
        engine = Engine(alone(wanted), str(device), compiling="off")  # it would take memory to be quick
        engine.warm(wanted.name)
        sizes.extend(one.size for one in Ours(engine, wanted).draw(seeds))

    def plainly() -> None:
        ByHand(load_pipe(wanted, device, dtype), wanted, case.count).draw(seeds)

    began = time.perf_counter()
    taken = peak_of(ours, device, case.cap_bytes)
    ours_s = time.perf_counter() - began
    by_hand = peak_of(plainly, device, case.cap_bytes) if clock.left_s > ours_s else None
    return Drawn(case, sizes[0] if sizes else (0, 0), taken, by_hand, ours_s)


def peak_of(work: Callable[[], None], device: torch.device, cap_bytes: int) -> int | None:
    """Tell the most memory that some work took under a cap; None where it did not do with that."""
    from generation.batching.trouble import is_full  # noqa: PLC0415 - torch
    from generation.errors import DeviceTooSmall  # noqa: PLC0415 - beside it

    with capped(device, cap_bytes), Peak(device).watch() as peak:
        try:
            work()
        except DeviceTooSmall:
            return None
        except (RuntimeError, MemoryError) as error:
            if not is_full(error):
                raise
            return None
        finally:
            gc.collect()
    return peak.taken_bytes


def report(drawn: Sequence[Drawn]) -> Report:
    """Say what each case took; those that are needed decide."""
    right = all(one.right for one in drawn)
    needed = [one for one in drawn if one.case.needed]
    told = ", ".join(f"{one.case.name} in {_told(one.ours_bytes)}" for one in needed)
    return Report(
        name="memory-floor",
        check=f"pictures as large as asked for: {right}; memory as torch reserves it",
        lines=tuple(map(str, drawn)),
        headline=f"memory-floor {told} (goal: {needed[0].case.cap_bytes / GIB:.0f} GiB)",
        passed=right and all(one.within for one in needed),
    )


def _told(taken_bytes: int | None) -> str:
    return "did not fit" if taken_bytes is None else f"{taken_bytes / GIB:.2f} GiB"
