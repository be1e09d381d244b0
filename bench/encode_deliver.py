"""What encoding and storing pictures takes away from drawing them: nothing, as it happens beside the loop.

The same requests in flight, once with their PNGs written and stored as a worker does it, once thrown away.
"""

import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from uuid import UUID

from bench.drawings import drawing, pocket_catalogue
from bench.report import Report
from generation.engine import Engine
from generation.picture import encode_png, read_recipe
from generation.requests import PictureRequest
from tasks.store import FolderStore

PICTURES = 12
IN_FLIGHT = 8
SIDE_PX = 256  # drawn at 64 and enlarged, as people get them
STEPS = 8
ROUNDS = 3
FLOOR = 0.95


def run() -> Report:
    """Take turns with and without, and compare the median rates."""
    engine = Engine(pocket_catalogue(), "cpu")
    asked = [drawing("text", SIDE_PX, steps=STEPS, seed=seed, upscale=True) for seed in range(PICTURES)]
    with tempfile.TemporaryDirectory(prefix="limner-bench-") as room:
        store = FolderStore(Path(room))
        _seconds(engine, asked[:4], store)  # warm up
        bare_s, stored_s = list[float](), list[float]()
        for number in range(ROUNDS):
            turns = [(bare_s, None), (stored_s, store)]
            for times, where in turns if number % 2 else reversed(turns):
                times.append(_seconds(engine, asked, where))
        recipes = [read_recipe(store.get(_key(request))) for request in asked]
    whole = recipes == asked
    ratio = median(bare / stored for bare, stored in zip(bare_s, stored_s, strict=True))
    return Report(
        name="encode-deliver",
        check=f"{PICTURES} files stored, their recipes {'whole' if whole else 'DAMAGED'}",
        lines=(
            f"drawn only:         {PICTURES / median(bare_s):.2f} pictures/s",
            f"encoded and stored: {PICTURES / median(stored_s):.2f} pictures/s",
        ),
        headline=f"encode-deliver {ratio:.2f} of the rate without (floor: {FLOOR})",
        passed=whole and ratio >= FLOOR,
    )


def _seconds(engine: Engine, asked: list[PictureRequest], store: FolderStore | None) -> float:
    """Draw all, IN_FLIGHT at a time; with a store, write each in the thread that a worker has for that."""
    started = time.perf_counter()
    with ThreadPoolExecutor(1) as encoder, ThreadPoolExecutor(IN_FLIGHT) as pool:

        def keep(request: PictureRequest) -> None:
            [picture] = engine.draw(request)
            if store is not None:
                encoder.submit(lambda: store.put(_key(request), encode_png(picture, request)))

        list(pool.map(keep, asked))
        encoder.shutdown()
    return time.perf_counter() - started


def _key(request: PictureRequest) -> str:
    return f"{UUID(int=request.seed)}/1/0.png"
