"""A fingerprint by which a clip is known again after a platform encoded it anew and stripped its tags.

What is seen and what is heard are compared apart, and both must agree: the same photo with other words is
another clip, and so is another face with the same words.
"""

import itertools
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from avatar.animator import Pixels
from avatar.sound import Samples, Sound

PICTURE_EVERY_S = 1.0
SIDE = 32  # of the picture that is looked at
EDGE = SIDE // 8  # rows above and below that are not: labels and captions stand there
LOW = 8  # frequencies a direction
PICTURE_BYTES = LOW * LOW // 8

LISTENS = 16  # a second
WINDOW_S = 0.15
# Up to where the poorest voice codec reaches.
BANDS_HZ = (100, 250, 450, 700, 1000, 1400, 2000, 2800, 4000)  # the edges
BANDS = len(BANDS_HZ) - 1
FLOOR_DB = 40  # below the loudest; what is softer counts as silence
STEPS = 15  # of loudness, from silent to the loudest

SHIFT_S = 2  # of beginning that may have been cut off
OVERLAP = 0.8  # of the shorter sound that must lie within the longer one
BITS = LOW * LOW
# The limits lie between what copies and what other clips show: `limner bench avatar-verify`.
PICTURE_LIMIT = 0.2  # share of bits that differ
SOUND_LIMIT = 0.18  # one minus the correlation of loudness over time
SAME = 1.0  # the largest distance of two fingerprints of the same clip

_MAGIC = b"LF1"
_Values = NDArray[np.float32]


@dataclass(frozen=True)
class Fingerprint:
    """What a clip looks and sounds like. A still picture has one look and no sound."""

    pictures: bytes  # PICTURE_BYTES a second
    sound: bytes = b""  # BANDS half bytes LISTENS times a second; 0 silent .. 15 the loudest

    def to_bytes(self) -> bytes:
        """Write it down, 72 bytes for a second."""
        return _MAGIC + len(self.pictures).to_bytes(4, "big") + self.pictures + self.sound

    @classmethod
    def from_bytes(cls, written: bytes) -> "Fingerprint":
        """Read what `to_bytes` wrote. Raises ValueError if it is something else."""
        start = len(_MAGIC) + 4
        split = start + int.from_bytes(written[len(_MAGIC) : start], "big")
        whole = len(written) >= split and not (split - start) % PICTURE_BYTES
        if not written.startswith(_MAGIC) or not whole or (len(written) - split) % (BANDS // 2):
            raise ValueError("not a fingerprint")
        return cls(written[start:split], written[split:])


class Looks:
    """Takes the look of a clip while its pictures pass by."""

    def __init__(self) -> None:
        self._taken: list[bytes] = []

    def due(self, at_s: float) -> bool:
        """Tell whether the picture at a time (seconds) is to be looked at."""
        return at_s >= len(self._taken) * PICTURE_EVERY_S

    def see(self, pixels: Pixels) -> None:
        """Look at a picture."""
        self._taken.append(look(pixels))

    @property
    def taken(self) -> bytes:
        """All looks so far."""
        return b"".join(self._taken)


def fingerprint_of_picture(pixels: Pixels) -> Fingerprint:
    """Take the fingerprint of a still picture (uint8 [h, w, 3])."""
    return Fingerprint(look(pixels))


def look(pixels: Pixels) -> bytes:
    """Tell which slow waves of a picture are stronger than their median.

    Source: Zauner (2010), Implementation and benchmarking of perceptual image hash functions, section 3.2.1.
    """
    # Shrunk before it turns grey: that is a tenth of the work.
    small = cv2.resize(pixels, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)[EDGE : SIDE - EDGE]
    waves = np.asarray(cv2.dct(np.asarray(grey, np.float32)), np.float32)[1 : LOW + 1, 1 : LOW + 1]
    return np.packbits(waves > np.median(waves)).tobytes()


def listen(sound: Sound) -> bytes:
    """Tell how loud a sound is over time in each band, against its own loudest moment."""
    loud = _loudness(sound.samples, sound.rate_hz)
    if not loud.size:
        return b""
    level = np.clip(1 + (loud - loud.max()) / FLOOR_DB, 0, 1)
    steps = np.asarray(np.round(STEPS * level), np.uint8)  # [n, bands]
    return bytes((steps[:, ::2] << 4 | steps[:, 1::2]).tobytes())


def _loudness(samples: Samples, rate_hz: int) -> _Values:
    """Measure the power of each band, LISTENS times a second. Returns: float32 [n, bands], decibels."""
    window = round(WINDOW_S * rate_hz)
    hop = rate_hz / LISTENS
    taper = np.hanning(window).astype(np.float32)
    hertz = np.fft.rfftfreq(window, 1 / rate_hz)
    bands = [(hertz >= low) & (hertz < high) for low, high in itertools.pairwise(BANDS_HZ)]
    rows = []
    for index in range(max(0, int((len(samples) - window) / hop) + 1)):
        start = round(index * hop)
        power = np.abs(np.fft.rfft(samples[start : start + window] * taper)) ** 2
        rows.append([float(power[band].sum()) for band in bands])
    return np.asarray(10 * np.log10(np.asarray(rows, np.float32) + 1e-7), np.float32)


def distance(one: Fingerprint, other: Fingerprint) -> float:
    """Tell how far apart two clips are: up to ``SAME`` they are the same, without a bound above.

    What only one of them has (a still picture and a silenced clip have no sound) is not compared.
    """
    parts = []
    if one.pictures and other.pictures:
        parts.append(picture_distance(one.pictures, other.pictures) / PICTURE_LIMIT)
    if _heard(one) and _heard(other):
        parts.append(sound_distance(one.sound, other.sound) / SOUND_LIMIT)
    return max(parts, default=float("inf"))


def picture_distance(one: bytes, other: bytes) -> float:
    """Give the share of bits that differ (0..1), at the best shift in time."""
    a, b = (np.frombuffer(each, np.uint8).reshape(-1, PICTURE_BYTES) for each in (one, other))
    still = min(len(a), len(b)) == 1
    shifts = range(-len(a) + 1, len(b)) if still else range(-SHIFT_S, SHIFT_S + 1)
    differing = []
    for shift in shifts:
        here, there = a[max(0, -shift) :], b[max(0, shift) :]
        both = min(len(here), len(there))
        if both:
            differing.append(float(np.bitwise_count(here[:both] ^ there[:both]).sum()) / both / BITS)
    return min(differing)


def sound_distance(one: bytes, other: bytes) -> float:
    """Give one minus the correlation of loudness over time (0..2), at the best shift in time."""
    a, b = _levels(one), _levels(other)
    between = np.asarray((b[1:] + b[:-1]) / 2, np.float32)  # half a step later
    return 1 - max(_alike(a, b), _alike(a, between))


def _alike(a: _Values, b: _Values) -> float:
    alike = [-1.0]
    for shift in range(-SHIFT_S * LISTENS, SHIFT_S * LISTENS + 1):
        here, there = a[max(0, -shift) :], b[max(0, shift) :]
        both = min(len(here), len(there))
        if both and both >= OVERLAP * min(len(a), len(b)):
            alike.append(_correlation(here[:both], there[:both]))
    return max(alike)


def _levels(sound: bytes) -> _Values:
    packed = np.frombuffer(sound, np.uint8).reshape(-1, BANDS // 2)  # [n, bands/2]
    return np.stack((packed >> 4, packed & STEPS), axis=2).reshape(-1, BANDS).astype(np.float32)


def _correlation(a: _Values, b: _Values) -> float:
    a, b = a - a.mean(axis=0), b - b.mean(axis=0)
    size = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum()) / size if size else 0.0


def _heard(mark: Fingerprint) -> bool:
    return len(set(mark.sound)) > 1
