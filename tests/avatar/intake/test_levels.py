"""Recordings leave as loud as one another, without silence at their ends."""

import numpy as np
import pytest

from avatar.intake.levels import KEPT_S, LOUDNESS_LUFS, level, measure, trim
from avatar.sound import Sound
from tests.hostile.sounds import quiet, speech

RATE_HZ = 16_000


def tone(decibels: float, duration_s: float = 3.0, rate_hz: int = 48_000) -> Sound:
    """Make a sine of 997 Hz with a peak of so many decibels below full scale."""
    t = np.arange(round(duration_s * rate_hz)) / rate_hz
    return Sound(np.asarray(10 ** (decibels / 20) * np.sin(2 * np.pi * 997 * t), np.float32), rate_hz)


def test_measure_agrees_with_the_standard() -> None:
    """A sine of 997 Hz at full scale is at -3.01 LUFS (ITU-R BS.1770-5, annex 1)."""
    loudness, peak = measure(tone(-20))

    assert -23.01 == pytest.approx(loudness, abs=0.1)
    assert -20 == pytest.approx(peak, abs=0.1)


@pytest.mark.parametrize("loud", [0.005, 0.02, 0.3])
@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 48_000])
def test_all_become_equally_loud(loud: float, rate_hz: int) -> None:
    """Whispered or shouted; the length stays as it was."""
    sound = Sound(speech(2, rate_hz, loud), rate_hz)

    levelled = level(sound)

    loudness, peak = measure(levelled)
    assert LOUDNESS_LUFS == pytest.approx(loudness, abs=0.7)
    assert peak < -0.9
    assert len(sound.samples) == len(levelled.samples)
    assert np.float32 == levelled.samples.dtype


def test_a_click_does_not_clip() -> None:
    """A peak far above the voice is held, not cut."""
    samples = speech(2, loud=0.02)
    samples[40_000:40_020] = 0.9

    levelled = level(Sound(samples, 48_000))

    assert measure(levelled)[1] < -0.9


def test_levelling_keeps_time() -> None:
    """What was heard at a moment is heard at that moment: lips depend on it."""
    samples = quiet(2)
    samples[48_000:72_000] = speech(0.5)

    levelled = level(Sound(samples, 48_000)).samples

    alike = np.fft.irfft(np.fft.rfft(levelled) * np.conj(np.fft.rfft(samples)))  # [n], by shift
    assert int(np.argmax(alike)) in range(48)  # within 1 ms


@pytest.mark.parametrize("before_s", [0.0, 0.05, 0.5, 3.0])
@pytest.mark.parametrize("after_s", [0.0, 1.0])
def test_silence_is_cut_from_both_ends(before_s: float, after_s: float) -> None:
    """All but a tenth of a second, and none is added."""
    middle = np.full(RATE_HZ, 0.1, np.float32)
    silent = [np.zeros(round(seconds * RATE_HZ), np.float32) for seconds in (before_s, after_s)]

    trimmed = trim(Sound(np.concatenate([silent[0], middle, silent[1]]), RATE_HZ))

    expected = 1 + min(before_s, KEPT_S) + min(after_s, KEPT_S)
    assert expected == pytest.approx(trimmed.duration_s, abs=0.041)


def test_pauses_stay() -> None:
    """Who thinks before going on is not cut short."""
    spoken = np.full(RATE_HZ, 0.1, np.float32)
    sound = Sound(np.concatenate([spoken, np.zeros(RATE_HZ * 2, np.float32), spoken]), RATE_HZ)

    assert 4 == pytest.approx(trim(sound).duration_s, abs=0.05)


@pytest.mark.parametrize("sound", [quiet(1), quiet(0), quiet(1) + np.float32(1e-4)])
def test_nothing_is_left_of_silence(sound: np.ndarray[tuple[int], np.dtype[np.float32]]) -> None:
    """Nor of a hum that nobody hears."""
    assert 0 == trim(Sound(sound, 48_000)).duration_s
