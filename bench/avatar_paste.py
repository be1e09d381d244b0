"""How fast and how well a face is put back into its photo, against seamless cloning frame by frame."""

import multiprocessing
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np

from avatar.animator import Pixels
from avatar.face.crop import Rectangle
from avatar.face.landmarks import Points
from avatar.paste.exact import ExactPaster
from avatar.paste.paster import Paster
from avatar.paste.place import Photos, Squares
from avatar.paste.seam import insets, levels, seam
from bench.footage import shipped, swaying
from bench.report import Report

PHOTO_PX, SQUARE_PX = 1536, 256
REGION = Rectangle(370, 70, 970, 670)  # of the astronaut enlarged to PHOTO_PX: her head
FRAMES, BATCH, ROUNDS = 50, 10, 3
LOOKED_AT = 10  # every so many frames, for seams
TINGE = (12, 4, -8)  # the renderer's colours are off a little, as networks' are
FLOOR = 10.0
MEAN_OFF, MOST_OFF = 1.0, 2  # the golden's tolerance is the first
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

Paste = Callable[[Squares], Photos]


@dataclass(frozen=True)
class _Cost:
    """Milliseconds of one frame, on one processor: threads gain nobody anything."""

    cpu_ms: float
    wall_ms: float


@dataclass(frozen=True)
class _Contest:
    """The ways of pasting, in the order in which they take their turns."""

    cloning: Paste
    exact: Paste
    soft: Paste


@dataclass(frozen=True)
class _Found:
    """What was measured; cloning, the exact way and the soft mask, in this order."""

    mean: float  # how far the exact way is from cloning, 0..255
    most: int
    seams: list[float]
    costs: list[list[_Cost]]  # a round each

    @property
    def same(self) -> bool:
        """Whether the exact way is equal."""
        return self.mean <= MEAN_OFF and self.most <= MOST_OFF

    def ratio(self, way: int) -> float:
        """Tell how many times as fast as cloning a way is: the middle of the rounds."""
        return median(each[0].cpu_ms / each[way].cpu_ms for each in self.costs)

    def line(self, way: int, name: str) -> str:
        """Write what a way costs and how well it does."""
        cpu_ms, wall_ms = (
            median(getattr(each[way], field) for each in self.costs) for field in ("cpu_ms", "wall_ms")
        )
        return (
            f"{name}: {cpu_ms:.1f} ms of processor a frame, {wall_ms:.1f} ms of wall, "
            f"{self.ratio(way):.1f}x; seam {self.seams[way]:.2f} of 255"
        )


def run() -> Report:
    """Check that the exact way equals OpenCV's, compare the seams, then time all three in turns."""
    found = _in_one_thread()
    cloned, _, soft = found.seams
    ratio = found.ratio(2)
    return Report(
        name="avatar-paste",
        check=f"exact against cloning inside the region: mean {found.mean:.4f} of 255, at most {found.most} "
        f"(tolerance: {MEAN_OFF:.0f}, {MOST_OFF}): {found.same}",
        lines=tuple(
            found.line(way, name) for way, name in enumerate(("seamless cloning", "exact", "soft mask"))
        ),
        headline=f"avatar-paste {ratio:.1f}x (floor: {FLOOR:.0f}x), seam {soft:.2f} against {cloned:.2f}",
        passed=found.same and ratio >= FLOOR and soft <= cloned,
    )


def _in_one_thread() -> _Found:
    """Measure in a process of its own: how many threads multiply matrices is settled when it starts."""
    before = {name: os.environ.get(name) for name in THREADS}
    os.environ.update(dict.fromkeys(THREADS, "1"))
    try:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            return pool.apply(measure)
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


def measure() -> _Found:
    """Measure everything in this process."""
    cv2.setNumThreads(1)
    photo = _photo()
    frames = _frames(photo)
    paster = Paster(photo, REGION, _points())
    contest = _Contest(_cloning(photo), ExactPaster(photo, REGION).paste, paster.paste)
    mean, most = _apart(contest, frames[::LOOKED_AT])
    seams = _seams(contest, photo, paster, frames[::LOOKED_AT])
    costs = [[_cost(paste, frames) for paste in _ways(contest)] for _ in range(ROUNDS)]
    return _Found(mean, most, seams, costs)


def _photo() -> Pixels:
    enlarged = cv2.resize(shipped("astronaut.png"), (PHOTO_PX, PHOTO_PX), interpolation=cv2.INTER_CUBIC)
    return np.asarray(enlarged, np.uint8)


def _frames(photo: Pixels) -> Squares:
    """Move the head about, as a renderer would give it."""
    cut = photo[REGION.top : REGION.bottom, REGION.left : REGION.right]
    small = cv2.resize(cut, (SQUARE_PX, SQUARE_PX), interpolation=cv2.INTER_AREA).astype(np.uint8)
    frames = np.stack(list(swaying(small, FRAMES).pictures))
    return np.asarray(np.clip(frames.astype(np.int16) + TINGE, 0, 255), np.uint8)


def _points() -> Points:
    """Give about the points of the astronaut's face that an outline is made of."""
    points = np.full((68, 2), (668, 370), np.float32)
    angle = np.linspace(np.pi, 0, 17)
    points[:17] = np.stack([668 + 135 * np.cos(angle), 330 + 185 * np.sin(angle)], axis=1)
    points[17:27, 0] = np.concatenate([np.linspace(560, 640, 5), np.linspace(700, 780, 5)])
    points[17:27, 1] = 265
    points[[48, 54]] = (610, 435), (730, 435)
    points[[31, 35]] = (640, 390), (696, 390)
    points[28:30] = (668, 330), (668, 350)
    return points


def _cloning(photo: Pixels) -> Paste:
    """Paste as the original does: each frame for itself."""
    size = (REGION.width, REGION.height)
    middle = ((REGION.left + REGION.right) // 2, (REGION.top + REGION.bottom) // 2)
    full = np.full((REGION.height, REGION.width, 3), 255, np.uint8)

    def paste(frames: Squares) -> Photos:
        fitted = (cv2.resize(frame, size, interpolation=cv2.INTER_LINEAR) for frame in frames)
        cloned = [cv2.seamlessClone(each, photo, full, middle, cv2.NORMAL_CLONE) for each in fitted]
        return np.asarray(np.stack(cloned), np.uint8)

    return paste


def _ways(contest: _Contest) -> tuple[Paste, Paste, Paste]:
    return contest.cloning, contest.exact, contest.soft


def _apart(contest: _Contest, frames: Squares) -> tuple[float, int]:
    """Tell how far the exact way is from cloning inside the region, on average and at most.

    Raises AssertionError where anything outside differs.
    """
    apart = np.abs(contest.exact(frames).astype(np.int16) - contest.cloning(frames))
    inside = apart[:, REGION.top : REGION.bottom, REGION.left : REGION.right]
    assert apart.sum() == inside.sum()
    return float(inside.mean()), int(inside.max())


def _seams(contest: _Contest, photo: Pixels, paster: Paster, frames: Squares) -> list[float]:
    """Give the mean seam of each way; its worst line counts."""
    hard, soft = insets(photo, REGION), levels(paster.mask)
    lines = (hard, hard, soft)
    return [
        float(np.mean([seam(photo, whole, areas) for whole in paste(frames)]))
        for paste, areas in zip(_ways(contest), lines, strict=True)
    ]


def _cost(paste: Paste, frames: Squares) -> _Cost:
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    for first in range(0, len(frames), BATCH):
        paste(frames[first : first + BATCH])
    wall_s, cpu_s = time.perf_counter() - wall_s, time.process_time() - cpu_s
    return _Cost(1000 * cpu_s / len(frames), 1000 * wall_s / len(frames))
