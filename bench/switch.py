"""Time to the first step after a change of model, ControlNet or LoRA: anew from the disk, and by ours.

Counted in processor time, which other work on the machine does not stretch.
"""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

from bench.drawings import drawing, pocket_catalogue, sources
from bench.parity import difference
from bench.report import Report
from generation.catalogue import Catalogue
from generation.engine import Engine, Step
from generation.requests import Control, ControlKind, PictureRequest
from generation.sources import Sources

SIDE_PX = 64
ROUNDS = 7
FLOOR = 5.0
DEPTH = (Control(kind=ControlKind.DEPTH, map="map"),)
CHANGES = {  # there, and back
    "model": (drawing("text", SIDE_PX, steps=1), drawing("text", SIDE_PX, steps=1, model="pocket-v2")),
    "ControlNet": (
        drawing("control", SIDE_PX, steps=1),
        drawing("control", SIDE_PX, steps=1, controls=DEPTH),
    ),
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
    cold_s, warm_s = _lora(catalogue)
    lines.append(_line("LoRA", cold_s, warm_s))
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


def _lora(catalogue: Catalogue) -> tuple[list[float], list[float]]:
    """Work a LoRA into a loaded UNet, against loading the UNet anew for it. Returns: seconds of both."""
    from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel  # noqa: PLC0415 - heavy

    from generation.lora import merge  # noqa: PLC0415 - torch

    unet = Path(catalogue.card("pocket").source) / "unet"
    folder = next(Path(one.source) for one in catalogue.extras if one.name == "pocket-lora-sepia")

    def load() -> UNet2DConditionModel:
        return UNet2DConditionModel.from_pretrained(unet, local_files_only=True)

    net = load()
    cold_s = [_timed(lambda: merge(load(), folder)) for _ in range(ROUNDS)]
    warm_s = [_timed(partial(merge, net, folder, scale)) for scale in (1.0, -1.0) * ROUNDS]
    return cold_s, warm_s


def _timed(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _line(name: str, cold_s: list[float], warm_s: list[float]) -> str:
    return f"{name:10} {median(cold_s) * 1000:7.0f} ms from the disk, {median(warm_s) * 1000:6.1f} ms by ours"
