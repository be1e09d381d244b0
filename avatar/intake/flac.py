"""Write and read the recordings that we keep.

FLAC: without loss, so that the clip's own sound stays the only lossy step after the sender's; 2 minutes of
speech take about 5 MB.
"""

import io

import av
import numpy as np

from avatar.sound import Sound

BLOCK = 4096  # samples, as FLAC's reference encoder
FULL = 32767  # of 16 bits
NETWORK_HZ = 16_000  # what networks that listen to speech take


def encode(sound: Sound) -> bytes:
    """Write FLAC of 16 bits, without metadata."""
    whole = np.round(np.clip(sound.samples, -1, 1) * FULL).astype(np.int16)
    file = io.BytesIO()
    with av.open(file, "w", format="flac", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("flac", rate=sound.rate_hz, layout="mono", format="s16")
        stream.codec_context.flags |= av.codec.context.Flags.bitexact
        for at in range(0, len(whole), BLOCK):
            frame = av.AudioFrame.from_ndarray(whole[None, at : at + BLOCK], format="s16", layout="mono")
            frame.sample_rate, frame.pts = sound.rate_hz, at
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def sound_of(flac: bytes, rate_hz: int | None = None) -> Sound:
    """Read a recording of ours, as it is or at another rate (NETWORK_HZ for networks).

    Raises ValueError if it is not FLAC: strangers' files go through avatar.intake.sound.
    """
    with av.open(io.BytesIO(flac), "r", format="flac") as container:
        stream = container.streams.audio[0]
        resampler = av.AudioResampler("flt", "mono", rate_hz or stream.rate)
        frames = [piece for frame in container.decode(stream) for piece in resampler.resample(frame)]
        frames += resampler.resample(None)
    return Sound(np.concatenate([frame.to_ndarray()[0] for frame in frames]), rate_hz or stream.rate)
