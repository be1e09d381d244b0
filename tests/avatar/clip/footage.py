"""Small moving pictures and sounds."""

from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import numpy as np

from avatar.animator import Frames, Pixels
from avatar.pace import FPS
from avatar.sound import Sound

SIDE_PX = 128
RATE_HZ = 24_000


def picture(seed: int = 0, side_px: int = SIDE_PX) -> Pixels:
    """Draw a picture of soft blobs."""
    coarse = np.random.default_rng(seed).integers(0, 256, (6, 6, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(coarse, (side_px, side_px), interpolation=cv2.INTER_CUBIC), np.uint8)


def swaying(count: int, seed: int = 0, side_px: int = SIDE_PX) -> Frames:
    """Move a picture from side to side."""
    return Frames(count, side_px, side_px, _sway(picture(seed, side_px), count))


def _sway(pixels: Pixels, count: int) -> Iterator[Pixels]:
    for index in range(count):
        yield np.roll(pixels, round(3 * np.sin(index / 5)), axis=1)


def noise(count: int, side_px: int) -> Frames:
    """Make pictures that no encoder can make small."""
    rng = np.random.default_rng(7)
    pictures = (rng.integers(0, 256, (side_px, side_px, 3), dtype=np.uint8) for _ in range(count))
    return Frames(count, side_px, side_px, pictures)


def tone(duration_s: float, seed: int = 0) -> Sound:
    """Make bursts of sound of random length and loudness, as words are."""
    rng = np.random.default_rng(seed)
    parts, left = [], round(duration_s * RATE_HZ)
    while left > 0:
        count = min(left, round(rng.uniform(0.08, 0.35) * RATE_HZ))
        buzz = np.sin(2 * np.pi * rng.uniform(150, 900) * np.arange(count) / RATE_HZ)
        loud = rng.uniform(0.1, 0.4) if rng.random() < 0.7 else 0.0
        parts.append(loud * (buzz + 0.3 * rng.standard_normal(count)) * np.hanning(count))
        left -= count
    return Sound(np.concatenate(parts).astype(np.float32), RATE_HZ)


def silence(duration_s: float) -> Sound:
    """Make a sound that nobody hears."""
    return Sound(np.zeros(round(duration_s * RATE_HZ), np.float32), RATE_HZ)


def pictures_of(path: Path) -> list[Pixels]:
    """Decode every picture of a clip."""
    with av.open(str(path), "r") as file:
        return [np.asarray(frame.to_ndarray(format="rgb24"), np.uint8) for frame in file.decode(video=0)]


def first_of(path: Path) -> Pixels:
    """Decode the picture half a second into a clip."""
    return pictures_of(path)[FPS // 2]


def nothing(_share: float) -> None:
    """Hear of progress."""


def never() -> bool:
    """Cancel nothing."""
    return False
