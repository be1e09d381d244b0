"""The training pictures, drawn once and kept on disk as one array."""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.drawing import example
from training.subjects import Subject, imagine

CHUNK = 250  # pictures drawn by one call of a helper process


def subject_of(seed: int, *, for_evaluation: bool = False) -> Subject:
    """Tell what the drawing of a seed shows, without drawing it."""
    return imagine(np.random.default_rng(seed), for_evaluation=for_evaluation)


def _draw_chunk(first_seed: int) -> NDArray[np.uint8]:
    return np.stack([example(seed)[1] for seed in range(first_seed, first_seed + CHUNK)])


def draw_pictures(
    path: Path, count: int, *, processes: int = 2, report: Callable[[str], None] = print
) -> NDArray[np.uint8]:
    """Draw the pictures of seeds 0 .. ``count`` - 1, or open them if they are already there.

    ``count`` is rounded up to whole chunks.

    Returns: uint8 [count, 128, 128, 3], memory-mapped.
    """
    chunks = -(-count // CHUNK)
    if not path.exists():
        unfinished = path.with_suffix(".part")
        shape = (chunks * CHUNK, 128, 128, 3)
        pictures = np.lib.format.open_memmap(unfinished, "w+", np.uint8, shape)
        with get_context("spawn").Pool(processes) as pool:
            starts = [chunk * CHUNK for chunk in range(chunks)]
            for done, drawn in enumerate(pool.imap(_draw_chunk, starts)):
                pictures[done * CHUNK : (done + 1) * CHUNK] = drawn
                if done % 16 == 15:
                    report(f"drawing: {(done + 1) * CHUNK} of {shape[0]} pictures")
        pictures.flush()
        unfinished.replace(path)
    stored: NDArray[np.uint8] = np.load(path, mmap_mode="r")
    if len(stored) < count:
        raise ValueError(f"{path} holds {len(stored)} pictures, {count} are needed; remove it")
    return stored
