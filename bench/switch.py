"""Time to the first step after a change of model, ControlNet or LoRA: anew from the disk, and by ours.

Counted in processor time, which other work on the machine does not stretch.
"""

import time
from statistics import median

from bench.drawings import drawing, pocket_catalogue, sources
from bench.parity import difference
from bench.report import Report
from generation.engine import Engine, Step
from generation.requests import Adapter, AdapterKind, Control, ControlKind, PictureRequest
from generation.sources import Sources

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
    return Report(
        name="switch",
        check=f"pictures after a change as by an engine of their own, at most {worst} of 255 apart",
        lines=tuple(lines),
        headline=f"switch {min(ratios):.1f} times as soon at least (floor: {FLOOR})",
        passed=worst <= 1 and min(ratios) >= FLOOR,
    )


def first_step_s(engine: Engine, request: PictureRequest, given: Sources) -> float:
    """Time a request to its first step; it has no other, which would be counted with the next request."""
    started, taken = time.process_time(), list[float]()

    def further(step: Step) -> None:
        taken.append(time.process_time() - started)

    engine.draw(request, further, sources=given)
    return taken[0]


def _line(name: str, cold_s: list[float], warm_s: list[float]) -> str:
    return f"{name:10} {median(cold_s) * 1000:7.0f} ms from the disk, {median(warm_s) * 1000:6.1f} ms by ours"
