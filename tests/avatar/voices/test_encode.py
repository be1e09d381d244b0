"""Voice messages as chats take them."""

import io

import av
import numpy as np

from avatar.sound import Sound
from avatar.voices.encode import encode_voice, waveform


def tone(duration_s: float, rate_hz: int = 22_050) -> Sound:
    """Make a tone that begins in the middle."""
    count = round(duration_s * rate_hz)
    samples = 0.5 * np.sin(2 * np.pi * 440 * np.arange(count) / rate_hz)
    samples[: count // 2] = 0
    return Sound(samples.astype(np.float32), rate_hz)


def test_it_is_opus_in_ogg() -> None:
    """Mono, 48 kHz, as long as the sound, of the bit rate that was set."""
    sound = tone(10)

    data = encode_voice(sound)

    assert b"OggS" == data[:4]
    with av.open(io.BytesIO(data), "r", format="ogg") as container:
        stream = container.streams.audio[0]
        assert ("opus", 1, 48_000) == (stream.codec_context.name, stream.channels, stream.rate)
        decoded = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])
    assert abs(len(decoded) / 48_000 - 10) < 0.05
    loud = np.abs(decoded) > 0.2
    assert abs(np.argmax(loud) / 48_000 - 5) < 0.03
    assert 8 * len(data) / 10 < 48_000


def test_odd_samples_are_encoded() -> None:
    """What is no number or too loud harms nothing."""
    samples = np.full(2400, np.nan, np.float32)
    samples[::2] = np.inf

    assert b"OggS" == encode_voice(Sound(samples, 24_000))[:4]


def test_waveform_shows_the_loudness() -> None:
    """Silence is 0, the loudest 255."""
    points = waveform(tone(4))

    assert 40 == len(points)
    assert {0} == set(points[:19])
    assert 250 < min(points[21:])
    assert 255 == max(points)


def test_waveform_has_its_limits() -> None:
    """256 points at most, one at least, and silence is flat."""
    assert 256 == len(waveform(tone(100, 8000)))
    assert b"\0" == waveform(Sound(np.zeros(10, np.float32), 8000))
