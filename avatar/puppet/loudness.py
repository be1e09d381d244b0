"""What can be heard in every 25th of a second: how loud it is, and where its weight lies."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avatar.pace import FPS
from avatar.sound import Sound

Track = NDArray[np.float32]  # [frames]

WINDOW_S = 0.05  # heard around the middle of a frame
FLOOR = 3e-4  # amplitude that is silence in any recording
QUIET_DB = -34.0  # against the loudest; what is below is silence
FULL_DB = -4.0
LOUDEST_PERCENT = 97
TINY = 1e-12


@dataclass(frozen=True)
class Heard:
    """A sound at the pace of the frames, each [frames]."""

    level: Track  # 0 silence .. 1 as loud as it gets
    bright: Track  # -1 rounded vowels .. 1 spread vowels and hisses
    hiss: Track  # 0 voice .. 1 breath


def frame_count(sound: Sound) -> int:
    """Tell how many frames a sound lasts; the last may be begun only."""
    return max(1, int(np.ceil(len(sound.samples) * FPS / sound.rate_hz - 1e-6)))


def listen(sound: Sound) -> Heard:
    """Measure a sound once a frame, in the window around the frame's middle."""
    spectra, rms = _spectra(sound)
    loudest = max(float(np.percentile(rms, LOUDEST_PERCENT)), FLOOR)
    decibels = 20 * np.log10(np.maximum(rms, TINY) / loudest)
    level = np.clip((decibels - QUIET_DB) / (FULL_DB - QUIET_DB), 0, 1)
    level[rms < FLOOR] = 0
    hertz = np.linspace(0, sound.rate_hz / 2, spectra.shape[1])
    low, high = _band(spectra, hertz, 300, 1100), _band(spectra, hertz, 1400, 3200)
    breath = _band(spectra, hertz, 3800, 8000)
    whole = low + high + breath + TINY
    bright = np.tanh(1.2 * np.log10((high + 0.5 * breath + TINY) / (low + TINY)) + 0.9)
    hiss = np.clip(2.0 * breath / whole - 0.5, 0, 1)
    return Heard(level.astype(np.float32), bright.astype(np.float32), hiss.astype(np.float32))


def _spectra(sound: Sound) -> tuple[NDArray[np.float32], Track]:
    """Give power spectra [frames, bins] and root mean squares [frames]."""
    size = max(8, round(WINDOW_S * sound.rate_hz))
    middles = (np.arange(frame_count(sound)) + 0.5) * sound.rate_hz / FPS
    starts = np.rint(middles).astype(int)
    padded = np.pad(sound.samples.astype(np.float32), (size // 2, 2 * size))
    window = np.hanning(size).astype(np.float32)
    spectra = np.empty((len(starts), size // 2 + 1), np.float32)
    rms = np.empty(len(starts), np.float32)
    for frame, start in enumerate(starts):
        heard = padded[start : start + size]
        spectra[frame] = np.abs(np.fft.rfft(heard * window)) ** 2
        rms[frame] = np.sqrt(np.mean(heard * heard))
    return spectra, rms


def _band(spectra: NDArray[np.float32], hertz: NDArray[np.float64], low: float, high: float) -> Track:
    chosen = (hertz >= low) & (hertz < high)
    return spectra[:, chosen].sum(1) if chosen.any() else np.zeros(len(spectra), np.float32)
