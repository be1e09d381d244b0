"""What is heard: the mel spectrogram, its windows, and how long a clip is."""

import wave
from pathlib import Path

import numpy as np
import pytest

from avatar.motion.errors import VoiceTooBrief
from avatar.motion.hearing import BLOCK, FRAME_SAMPLES, HOP, Heard, hear, idle, mel_spectrogram
from avatar.motion.resampling import RATE_HZ, resample
from avatar.sound import Samples, Sound
from tests.avatar.motion.goldens import assert_near, numbers
from tests.sadtalker import DATA, golden


def _read(file: Path) -> Sound:
    with wave.open(str(file)) as opened:
        shape = (-1, opened.getnchannels())
        whole = np.frombuffer(opened.readframes(opened.getnframes()), "<i2").reshape(shape)
        return Sound((whole / 32768).mean(1).astype(np.float32), opened.getframerate())


def test_sound_of_the_right_rate_stays() -> None:
    """Sample by sample, as the original reads it."""
    sound = _read(DATA / "voice_16k_mono.wav")

    assert np.array_equal(numbers("mel_16k", "waveform_16k"), resample(sound))


def test_mel_is_the_originals() -> None:
    """Frames, mel and windows of the 16 kHz voice."""
    expected = golden("mel_16k")

    heard = hear(numbers("mel_16k", "waveform_16k"))

    assert expected["num_frames"] == heard.count
    assert expected["used_samples"] == heard.count * FRAME_SAMPLES
    assert_near(numbers("mel_16k", "mel"), heard.mel, 1e-5)
    windows = heard.windows(range(heard.count))[:, 0]
    assert_near(numbers("mel_16k", "windows"), windows, 1e-5)


def test_resampled_voice_is_the_originals() -> None:
    """Of another rate the samples differ a little, as those of any good resampler do."""
    samples = resample(_read(DATA / "voice_44k1_stereo.wav"))
    heard = hear(samples)

    assert_near(numbers("mel_44k1", "waveform_16k"), samples, 1e-2)
    assert golden("mel_44k1")["num_frames"] == heard.count
    assert np.abs(numbers("mel_44k1", "mel") - heard.mel).mean() < 0.01


@pytest.mark.parametrize("rate_hz", [8000, 11025, 22050, 24000, 48000])
def test_resampling_keeps_a_tone(rate_hz: int) -> None:
    """A tone of 440 Hz stays one, as loud as before, away from the ends."""
    times = np.arange(rate_hz // 2 + 1) / rate_hz
    tone = Sound(np.sin(2 * np.pi * 440 * times).astype(np.float32), rate_hz)

    samples = resample(tone)

    assert -(-len(times) * RATE_HZ // rate_hz) == len(samples)
    expected = np.sin(2 * np.pi * 440 * np.arange(len(samples)) / RATE_HZ)
    assert_near(expected[400:-400], samples[400:-400], 1e-4)


@pytest.mark.parametrize("length", [0, 1, FRAME_SAMPLES - 1])
def test_voice_shorter_than_a_frame_is_refused(length: int) -> None:
    """With its length."""
    with pytest.raises(VoiceTooBrief) as refused:
        hear(np.zeros(length, np.float32))

    assert {"length_ms": round(length / 16), "frame_ms": 40} == refused.value.facts


def test_what_is_left_after_the_last_frame_changes_nothing(voice: Samples) -> None:
    """A clip has whole frames only."""
    whole, longer = hear(voice[: 3 * FRAME_SAMPLES]), hear(voice[: 4 * FRAME_SAMPLES - 1])

    assert 3 == whole.count == longer.count
    assert np.array_equal(whole.mel, longer.mel)


def test_silence_is_the_floor() -> None:
    """Every band of every row."""
    heard = hear(np.zeros(FRAME_SAMPLES, np.float32))

    assert np.array_equal(np.full((4, 80), -4, np.float32), heard.mel)


def test_windows_begin_two_frames_early() -> None:
    """Begins truncate towards zero, rows beyond the ends are those at the ends."""
    heard = Heard(np.arange(40, dtype=np.float32)[:, None].repeat(80, 1), 10)

    windows = heard.windows(range(10))

    begins = [-6, -3, 0, 3, 6, 9, 12, 16, 19, 22]
    expected = np.clip(np.add.outer(begins, np.arange(16)), 0, 39)
    assert (10, 1, 80, 16) == windows.shape
    assert np.array_equal(expected, windows[:, 0, 5])


def test_part_of_the_windows_are_those_of_the_whole(voice: Samples) -> None:
    """A batch of frames is cut out alone."""
    heard = hear(voice)

    assert np.array_equal(heard.windows(range(45))[20:30], heard.windows(range(20, 30)))


def test_long_voice_is_heard_without_seams() -> None:
    """A tone sounds the same in every row of mel, also where one block ends and the next begins."""
    tone = np.sin(2 * np.pi * 240 * np.arange(HOP * (BLOCK + 10)) / RATE_HZ).astype(np.float32)

    mel = mel_spectrogram(tone)

    assert BLOCK + 11 == len(mel)
    assert np.abs(np.diff(mel[4:-4], axis=0)).max() < 1e-2


def test_idle_face_hears_nothing() -> None:
    """Zero, the middle of the scale, for 25 frames a second."""
    heard = idle(2.5)

    assert 62 == heard.count
    assert not heard.windows(range(62)).any()


@pytest.mark.parametrize("duration_s", [-1.0, 0.0, 0.03])
def test_idle_time_shorter_than_a_frame_is_refused(duration_s: float) -> None:
    """As a voice is."""
    with pytest.raises(VoiceTooBrief):
        idle(duration_s)
