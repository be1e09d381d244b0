"""Every mode and sampler of our loop against diffusers' own pipelines, on the pocket models."""

import tempfile
from pathlib import Path

import numpy as np
from PIL.Image import Image

from bench.drawings import MODES, drawing, pocket_catalogue, sources
from bench.plain_diffusers import PlainDiffusers
from bench.report import Report
from generation.catalogue import Scheduler
from generation.engine import Engine

SIDE_PX = 64
STEPS = 6
CEILING = 1  # of 255


def run() -> Report:
    """Draw each picture twice, and compare them."""
    catalogue = pocket_catalogue()
    engine = Engine(catalogue, "cpu")
    lines, worst, count = [], 0, 0
    with tempfile.TemporaryDirectory(prefix="limner-bench-") as room:
        plain = PlainDiffusers(catalogue, Path(room))
        for mode in MODES:
            apart = []
            for scheduler in Scheduler:
                request, given = (
                    drawing(mode, SIDE_PX, steps=STEPS, scheduler=scheduler),
                    sources(mode, SIDE_PX),
                )
                [picture] = engine.draw(request, sources=given)
                apart.append(difference(picture.image, plain.draw(request, given)))
            lines.append(f"{mode:10} {len(apart)} samplers, at most {max(apart)} of 255 apart")
            worst, count = max(worst, *apart), count + len(apart)
    return Report(
        name="parity",
        check=f"{count} pictures of {len(MODES)} modes and {len(Scheduler)} samplers, each drawn by both",
        lines=tuple(lines),
        headline=f"parity {worst} of 255 at most (ceiling: {CEILING})",
        passed=worst <= CEILING,
    )


def difference(one: Image, other: Image) -> int:
    """Give the largest difference between two pictures of the same size, 0..255."""
    return int(np.abs(np.asarray(one, np.int16) - np.asarray(other, np.int16)).max())
