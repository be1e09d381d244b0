"""Clips to measure with: still photographs that sway, and sounds that rise and fall like speech."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import skimage
from PIL import Image

from avatar.animator import Frames, Pixels
from avatar.sound import Sound

SHIPPED = Path(skimage.__file__).parent / "data"
RATE_HZ = 24_000
SYLLABLES_HZ = 4.5  # syllables a second; pauses between words come on top


def photographs() -> list[Pixels]:
    """Give 16 square photographs: twelve faces that lie alike, and four that do not."""
    faces = np.load(SHIPPED / "lfw_subset.npy")[:12]  # [12, 25, 25], 0..1
    small = [np.repeat((255 * face)[..., None], 3, axis=2).astype(np.uint8) for face in faces]
    others = [shipped(name) for name in ("chelsea.png", "coffee.png", "rocket.jpg")]
    return [square(each, 256) for each in (*small, astronaut(), *others)]


def astronaut() -> Pixels:
    """Give the photograph of Eileen Collins (NASA, public domain), her face in the middle."""
    return shipped("astronaut.png")[:256, 100:356]


def shipped(name: str) -> Pixels:
    """Read a picture that comes with scikit-image."""
    with Image.open(SHIPPED / name) as image:
        return np.asarray(image.convert("RGB"))


def square(pixels: Pixels, side_px: int) -> Pixels:
    """Cut the middle out of a picture (uint8 [h, w, 3]) and bring it to a size."""
    height, width = pixels.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    cut = pixels[top : top + side, left : left + side]
    return np.asarray(cv2.resize(cut, (side_px, side_px), interpolation=cv2.INTER_CUBIC), np.uint8)


def swaying(pixels: Pixels, count: int) -> Frames:
    """Move a square picture about as a head does (uint8 [side, side, 3])."""
    side = pixels.shape[0]
    return Frames(count, side, side, _sway(pixels, count))


def _sway(pixels: Pixels, count: int) -> Iterator[Pixels]:
    side = pixels.shape[0]
    for index in range(count):
        across, down = 0.012 * side * np.sin(index / 9), 0.008 * side * np.cos(index / 7)
        turn = cv2.getRotationMatrix2D((side / 2, side / 2), 2 * np.sin(index / 13), 1.03)
        turn[:, 2] += (across, down)
        moved = cv2.warpAffine(pixels, turn, (side, side), borderMode=cv2.BORDER_REFLECT)
        yield np.asarray(moved, np.uint8)


def babble(duration_s: float, seed: int) -> Sound:
    """Make a sound with the rhythm of speech: syllables of random loudness, pitch and colour, and pauses."""
    rng = np.random.default_rng(seed)
    count = round(duration_s * RATE_HZ)
    sound = np.zeros(count, np.float32)
    start_s = 0.0
    while start_s < duration_s:
        length_s = rng.uniform(0.5, 1.5) / SYLLABLES_HZ
        here = sound[round(start_s * RATE_HZ) : round((start_s + length_s) * RATE_HZ)]
        here += _syllable(len(here), rng)
        start_s += length_s + (rng.uniform(0.1, 0.5) if rng.random() < 0.25 else 0.0)
    noise = 0.001 * rng.standard_normal(count)
    return Sound((sound + noise).astype(np.float32), RATE_HZ)


def _syllable(count: int, rng: np.random.Generator) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    times_s = np.arange(count) / RATE_HZ
    pitch_hz = rng.uniform(100, 240)
    tones = range(1, int(5000 / pitch_hz))
    falls = rng.uniform(0.2, 1.2)  # how fast the overtones get weaker
    voiced = sum(np.sin(2 * np.pi * pitch_hz * tone * times_s) / tone**falls for tone in tones)
    rough = rng.standard_normal(count) * rng.uniform(0, 1.5) * (rng.random() < 0.3)
    shape = np.hanning(count) * rng.uniform(0.02, 0.12)
    return np.asarray(shape * (voiced + rough), np.float32)
