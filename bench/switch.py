"""Time to the first step after a change of model, ControlNet or LoRA: anew from the disk, and by ours.

Counted in processor time, which other work on the machine does not stretch.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from bench.drawings import drawing, pocket_catalogue, sources
from bench.parity import difference
from bench.real_size import SD_15, write_model
from bench.report import Report
from generation.engine import Engine, Step
from generation.requests import Adapter, AdapterKind, Control, ControlKind, PictureRequest
from generation.sources import Sources

if TYPE_CHECKING:
    import torch

    from generation.catalogue import Card

SIDE_PX = 64
ROUNDS = 7
FLOOR = 5.0
DEPTH = (Control(kind=ControlKind.DEPTH, map="map"),)
SEPIA = (Adapter(kind=AdapterKind.LORA, name="pocket-lora-sepia"),)
CHANGES = {  # there, and back
    "model": (drawing("text", SIDE_PX, steps=1), drawing("text", SIDE_PX, steps=1, model="pocket-v2")),
    "ControlNet": (
        drawing("control", SIDE_PX, steps=1),
        drawing("control", SIDE_PX, steps=1, controls=DEPTH),
    ),
    "LoRA": (drawing("text", SIDE_PX, steps=1), drawing("text", SIDE_PX, steps=1, adapters=SEPIA)),
}


def run() -> Report:
    """Change to and fro, and compare the medians."""
    catalogue = pocket_catalogue()
    engine = Engine(catalogue, "cpu")
    lines, ratios, worst = [], [], 0
    for name, requests in CHANGES.items():
        asked = [(one, sources("control" if name == "ControlNet" else "text", SIDE_PX)) for one in requests]
        for request, given in asked:
            [ours], [anew] = (one.draw(request, sources=given) for one in (engine, Engine(catalogue, "cpu")))
            worst = max(worst, difference(ours.image, anew.image))
        warm_s, cold_s = [], []
        for number in range(ROUNDS):
            request, given = asked[number % 2]
            warm_s.append(first_step_s(engine, request, given))
            cold_s.append(first_step_s(Engine(catalogue, "cpu"), request, given))
        lines.append(_line(name, cold_s, warm_s))
        ratios.append(median(cold_s) / median(warm_s))
    lines += resting()
    return Report(
        name="switch",
        check=f"pictures after a change as by an engine of their own, at most {worst} of 255 apart",
        lines=tuple(lines),
        headline=f"switch {min(ratios):.1f} times as soon at least (floor: {FLOOR})",
        passed=worst <= 1 and min(ratios) >= FLOOR,
    )


def resting() -> list[str]:
    """On a GPU, time how a model of full size gets there from RAM: pinned, and as torch does it by itself."""
    import torch  # noqa: PLC0415 - heavy

    if not torch.cuda.is_available():
        return []
    with tempfile.TemporaryDirectory(prefix="limner-bench-") as room:
        device = torch.device("cuda", 0)
        card = write_model(SD_15, Path(room) / "sd-1.5", device, torch.float16)
        return [f"{card.name}: {waking(card, device)}"]


def waking(card: Card, device: torch.device) -> str:
    """Say how long a model takes to the device and from it, by ours and by torch, in the median."""
    from bench.device import finish  # noqa: PLC0415 - torch
    from generation.pipelines.load import load_pipeline  # noqa: PLC0415 - as above
    from generation.resting import Berth, Quay, quay  # noqa: PLC0415 - as above

    pipeline = load_pipeline(card, device)
    nets = pipeline.networks
    told = []
    for name, place in (("pinned", quay()), ("not pinned", Quay(0, quay().allocate))):
        berth, there_s, away_s = Berth(nets, device, place), list[float](), list[float]()
        for _ in range(ROUNDS):
            for move, taken_s in ((berth.rest, away_s), (berth.wake, there_s)):
                began = time.perf_counter()
                move()
                finish(device)
                taken_s.append(time.perf_counter() - began)
        told.append(f"{name} {_ms(there_s)} from RAM, {_ms(away_s)} into it")
    return "; ".join(told)


def _ms(taken_s: list[float]) -> str:
    return f"{median(taken_s) * 1000:.1f} ms"


def first_step_s(engine: Engine, request: PictureRequest, given: Sources) -> float:
    """Time a request to its first step; it has no other, which would be counted with the next request."""
    started, taken = time.process_time(), list[float]()

    def further(step: Step) -> None:
        taken.append(time.process_time() - started)

    engine.draw(request, further, sources=given)
    return taken[0]


def _line(name: str, cold_s: list[float], warm_s: list[float]) -> str:
    return f"{name:10} {median(cold_s) * 1000:7.0f} ms from the disk, {median(warm_s) * 1000:6.1f} ms by ours"
