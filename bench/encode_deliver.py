"""What encoding and storing pictures takes away from drawing them: nothing, as it happens beside the loop.

The same requests in flight, once with their PNGs written and stored as a worker does it, once thrown away.
Many short rounds in turn: other work on the machine changes from one second to the next, and a ratio is of
two neighbours. What it costs the processor is told beside, which other work stretches least.
"""

import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import NamedTuple
from uuid import UUID

from bench.drawings import drawing, pocket_catalogue
from bench.report import Report
from generation.engine import Engine
from generation.picture import encode_png, read_recipe
from generation.requests import PictureRequest
from tasks.store import FolderStore

PICTURES = 8
IN_FLIGHT = 8
SIDE_PX = 256  # drawn at 64 and enlarged, as people get them
STEPS = 8
ROUNDS = 15
FLOOR = 0.95


def run() -> Report:
    """Take turns with and without, and compare the median rates."""
    engine = Engine(pocket_catalogue(), "cpu")
    asked = [drawing("text", SIDE_PX, steps=STEPS, seed=seed, upscale=True) for seed in range(PICTURES)]
    with tempfile.TemporaryDirectory(prefix="limner-bench-") as room:
        store = FolderStore(Path(room))
        _taken(engine, asked[:4], store)  # warm up
        bare, stored = list[Taken](), list[Taken]()
        for number in range(ROUNDS):
            turns = [(bare, None), (stored, store)]
            for times, where in turns if number % 2 else reversed(turns):
                times.append(_taken(engine, asked, where))
        recipes = [read_recipe(store.get(_key(request))) for request in asked]
    whole = recipes == asked
    ratio = median(one.wall_s / other.wall_s for one, other in zip(bare, stored, strict=True))
    cores = median(one.cpu_s / other.cpu_s for one, other in zip(bare, stored, strict=True))
    return Report(
        name="encode-deliver",
        check=f"{PICTURES} files stored, their recipes {'whole' if whole else 'DAMAGED'}",
        lines=(
            f"drawn only:         {PICTURES / median(one.wall_s for one in bare):.2f} pictures/s",
            f"encoded and stored: {PICTURES / median(one.wall_s for one in stored):.2f} pictures/s",
            f"for the processor:  {cores:.3f} of the rate without",
        ),
        headline=f"encode-deliver {ratio:.2f} of the rate without (floor: {FLOOR})",
        passed=whole and ratio >= FLOOR,
    )


class Taken(NamedTuple):
    """What a round took: seconds of the clock, and of all cores together."""

    wall_s: float
    cpu_s: float


def _taken(engine: Engine, asked: list[PictureRequest], store: FolderStore | None) -> Taken:
    """Draw all, IN_FLIGHT at a time; with a store, write each in the thread that a worker has for that."""
    started, used = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(1) as encoder, ThreadPoolExecutor(IN_FLIGHT) as pool:

        def keep(request: PictureRequest) -> None:
            [picture] = engine.draw(request)
            if store is not None:
                encoder.submit(lambda: store.put(_key(request), encode_png(picture, request)))

        list(pool.map(keep, asked))
        encoder.shutdown()
    return Taken(time.perf_counter() - started, time.process_time() - used)


def _key(request: PictureRequest) -> str:
    return f"{UUID(int=request.seed)}/1/0.png"
