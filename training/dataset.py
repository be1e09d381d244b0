"""The training pictures, drawn once and kept on disk as arrays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.drawing import Drawing, example
from training.parts import SIZE_PX
from training.subjects import Subject, imagine

CHUNK = 250  # pictures drawn by one call of a helper process
SHAPES = {"pictures": (SIZE_PX, SIZE_PX, 3), "parts": (SIZE_PX, SIZE_PX), "near": (SIZE_PX, SIZE_PX)}

Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Gallery:
    """Drawings of seeds 0, 1, 2 … and what is known of them, memory-mapped."""

    pictures: Bytes  # [n, 128, 128, 3], sRGB
    parts: Bytes  # [n, 128, 128], of `training.parts.Part`
    near: Bytes  # [n, 128, 128], 0 far .. 255 near

    def __len__(self) -> int:
        return len(self.pictures)


def subject_of(seed: int, *, for_evaluation: bool = False) -> Subject:
    """Tell what the drawing of a seed shows, without drawing it."""
    return imagine(np.random.default_rng(seed), for_evaluation=for_evaluation)


def stack(drawings: list[Drawing]) -> tuple[Bytes, Bytes, Bytes]:
    """Lay drawings out as arrays: pictures, parts and nearness, in the shapes of a `Gallery`."""
    near = [np.rint(drawing.near * 255).astype(np.uint8) for drawing in drawings]
    parts = [drawing.parts for drawing in drawings]
    return np.stack([drawing.picture for drawing in drawings]), np.stack(parts), np.stack(near)


def _draw_chunk(first_seed: int) -> tuple[Bytes, Bytes, Bytes]:
    return stack([example(seed)[1] for seed in range(first_seed, first_seed + CHUNK)])


def open_gallery(
    folder: Path, count: int, *, processes: int = 2, report: Callable[[str], None] = print
) -> Gallery:
    """Draw the pictures of seeds 0 .. ``count`` - 1, or open them if they are already there.

    ``count`` is rounded up to whole chunks.
    """
    paths = {name: folder / f"{name}.npy" for name in SHAPES}
    if not all(path.exists() for path in paths.values()):
        _draw_all(paths, -(-count // CHUNK), processes, report)
    gallery = Gallery(**{name: np.load(path, mmap_mode="r") for name, path in paths.items()})
    if len(gallery) < count:
        raise ValueError(f"{folder} holds {len(gallery)} drawings, {count} are needed; remove it")
    return gallery


def _draw_all(paths: dict[str, Path], chunks: int, processes: int, report: Callable[[str], None]) -> None:
    unfinished = {name: path.with_suffix(".part") for name, path in paths.items()}
    arrays = [
        np.lib.format.open_memmap(unfinished[name], "w+", np.uint8, (chunks * CHUNK, *shape))
        for name, shape in SHAPES.items()
    ]
    with get_context("spawn").Pool(processes) as pool:
        starts = [chunk * CHUNK for chunk in range(chunks)]
        for done, drawn in enumerate(pool.imap(_draw_chunk, starts)):
            for array, part in zip(arrays, drawn, strict=True):
                array[done * CHUNK : (done + 1) * CHUNK] = part
            if done % 16 == 15:
                report(f"drawing: {(done + 1) * CHUNK} of {chunks * CHUNK} pictures")
    for name, array in zip(SHAPES, arrays, strict=True):
        array.flush()
        unfinished[name].replace(paths[name])
