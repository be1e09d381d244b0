"""A sound becomes a voice message: the file, and the picture of its loudness that chats draw."""

import io

import av
import numpy as np

from avatar.sound import Samples, Sound

OPUS_HZ = 48_000  # the rate that Telegram and Discord make themselves
OPUS_BITS_PER_S = 40_000
POINTS_MOST = 256  # of a waveform; Discord's limit
POINTS_PER_S = 10
POINT_MOST = 255
BLOCK = 960  # 20 ms: what an Opus frame holds


def encode_voice(sound: Sound) -> bytes:
    """Encode as Ogg/Opus, mono, 48 kHz, 40 kbit/s, as Telegram's and Discord's voice messages are."""
    file = io.BytesIO()
    with av.open(file, "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=OPUS_HZ, layout="mono")
        stream.bit_rate = OPUS_BITS_PER_S
        resampler = av.AudioResampler("flt", "mono", OPUS_HZ, frame_size=BLOCK)
        frame = av.AudioFrame.from_ndarray(_safe(sound.samples)[None, :], "flt", "mono")
        frame.sample_rate = sound.rate_hz
        frame.pts = 0
        for piece in (*resampler.resample(frame), *resampler.resample(None)):
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return file.getvalue()


def waveform(sound: Sound) -> bytes:
    """Draw the loudness over time: 1 to 256 points, ten a second, 0 silence .. 255 the loudest."""
    count = int(np.clip(sound.duration_s * POINTS_PER_S, 1, POINTS_MOST))
    parts = np.array_split(_safe(sound.samples).astype(np.float64), count)
    loudness = np.array([np.sqrt(np.mean(part**2)) if len(part) else 0.0 for part in parts])
    most = loudness.max()
    if most <= 0:
        return bytes(count)
    return bytes(np.round(loudness / most * POINT_MOST).astype(np.uint8))


def _safe(samples: Samples) -> Samples:
    """Bring samples into -1..1 without gaps."""
    return np.ascontiguousarray(np.clip(np.nan_to_num(samples), -1, 1), np.float32)
