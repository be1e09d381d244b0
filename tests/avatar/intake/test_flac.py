"""What is stored is what was heard."""

import numpy as np
import pytest

from avatar.intake.flac import NETWORK_HZ, encode, sound_of
from avatar.sound import Sound
from tests.hostile.sounds import speech, voice_note


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("duration_s", [0.05, 1.3])
def test_nothing_is_lost(rate_hz: int, duration_s: float) -> None:
    """But for the rounding to 16 bits."""
    samples = speech(duration_s, rate_hz)

    back = sound_of(encode(Sound(samples, rate_hz)))

    assert rate_hz == back.rate_hz
    assert len(samples) == len(back.samples)
    assert np.abs(samples - back.samples).max() < 1 / 32767


def test_networks_hear_the_same() -> None:
    """At their rate: a tone stays where it is in time and in pitch."""
    t = np.arange(48_000) / 48_000
    tone = np.asarray(0.5 * np.sin(2 * np.pi * 440 * t), np.float32)

    narrow = sound_of(encode(Sound(tone, 48_000)), NETWORK_HZ)

    assert NETWORK_HZ == narrow.rate_hz
    assert np.abs(tone[4800:-4800:3] - narrow.samples[1600:-1600]).max() < 0.01


def test_what_is_loud_beyond_full_scale_is_held() -> None:
    """And does not come out upside down."""
    back = sound_of(encode(Sound(np.full(4800, 1.5, np.float32), 48_000)))

    assert 1 == pytest.approx(float(back.samples.min()), abs=1e-4)


def test_strangers_files_are_not_taken() -> None:
    """They have to go through the cell."""
    with pytest.raises(ValueError, match=r"array|Invalid"):
        sound_of(voice_note(0.2))
