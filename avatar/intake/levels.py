"""Make recordings alike: no silence at the ends, and as loud as one another."""

from collections.abc import Iterator

import av
import numpy as np
from av.filter import Graph

from avatar.sound import Samples, Sound

WINDOW_S = 0.02
FLOOR_DB = -55.0  # below full scale: nothing that is meant to be heard is quieter
BELOW_LOUD_DB = 36.0  # speech spans some 30 dB; what is further below its loud parts is the room
LOUD_SHARE = 95  # percentile of the windows that counts as loud
KEPT_S = 0.1  # of silence, at each end

LOUDNESS_LUFS = -16.0  # what AES TD1008 (2021) recommends for streamed speech in mono and stereo
PEAK_DBTP = -1.0  # so that the clip's AAC does not clip (EBU R 128 s2, 2023)
MOST_GAIN_DB = 40.0
OVERSAMPLING = 4  # the true peak lies between samples (ITU-R BS.1770-5, annex 2)
HEADROOM_DB = 0.2  # what resampling after the limiter may add
LIMITER = "alimiter=limit={limit:.4f}:attack=5:release=80:level=disabled:latency=1"


def trim(sound: Sound) -> Sound:
    """Cut the silence from both ends, but for KEPT_S; nothing is left of a sound without anything loud."""
    window = max(1, round(WINDOW_S * sound.rate_hz))
    count = len(sound.samples) // window
    blocks = sound.samples[: count * window].reshape(count, window).astype(np.float64)
    energy = np.mean(blocks**2, axis=1) if count else np.zeros(0)
    heard_db = 10 * np.log10(energy + 1e-20)  # [count]
    if not count or np.max(heard_db) < FLOOR_DB:
        return Sound(sound.samples[:0], sound.rate_hz)
    quiet_db = max(FLOOR_DB, float(np.percentile(heard_db, LOUD_SHARE)) - BELOW_LOUD_DB)
    loud = np.flatnonzero(heard_db >= quiet_db)
    kept = round(KEPT_S * sound.rate_hz)
    start, end = int(loud[0]) * window - kept, (int(loud[-1]) + 1) * window + kept
    return Sound(sound.samples[max(0, start) : end], sound.rate_hz)


def level(sound: Sound) -> Sound:
    """Bring a sound to LOUDNESS_LUFS, its true peak to PEAK_DBTP at most; its length stays.

    Loudness is gated as ITU-R BS.1770-5 has it, measured by FFmpeg's ebur128.
    """
    loudness = measure(sound)[0]
    gain_db = min(MOST_GAIN_DB, LOUDNESS_LUFS - loudness)
    limit = 10 ** ((PEAK_DBTP - HEADROOM_DB) / 20)
    chain = (
        f"volume={gain_db:.3f}dB:precision=float",
        f"aresample={OVERSAMPLING * sound.rate_hz}",
        LIMITER.format(limit=limit),
        f"aresample={sound.rate_hz}",
        "aformat=sample_fmts=flt:channel_layouts=mono",
    )
    parts = [frame.to_ndarray()[0] for frame in _filtered(sound, chain)]
    return Sound(_fitted(np.concatenate(parts), len(sound.samples)), sound.rate_hz)


def measure(sound: Sound) -> tuple[float, float]:
    """Measure the loudness (LUFS) and the true peak (dBTP) of a sound of at least 0.4 s."""
    facts: dict[str, str] = {}
    for frame in _filtered(sound, ("ebur128=metadata=1:peak=true:framelog=quiet",)):
        facts = frame.metadata or facts
    peak = float(facts["lavfi.r128.true_peak"])
    return float(facts["lavfi.r128.I"]), float(20 * np.log10(max(peak, 1e-10)))


def _filtered(sound: Sound, chain: tuple[str, ...]) -> Iterator[av.AudioFrame]:
    """Send a sound through filters of FFmpeg, each ``name=options``."""
    graph = Graph()
    at = graph.add_abuffer(sample_rate=sound.rate_hz, format="flt", layout="mono")
    for name, _, options in (step.partition("=") for step in (*chain, "abuffersink")):
        following = graph.add(name, options)
        at.link_to(following)
        at = following
    graph.configure()
    frame = av.AudioFrame.from_ndarray(sound.samples[None, :], format="flt", layout="mono")
    frame.sample_rate = sound.rate_hz
    graph.push(frame)
    graph.push(None)
    while True:
        try:
            yield graph.pull()  # type: ignore[misc]  # a graph of sound gives frames of sound
        except (av.BlockingIOError, av.EOFError):
            return


def _fitted(samples: Samples, count: int) -> Samples:
    """Give exactly ``count`` samples: the resamplers round."""
    return np.pad(samples[:count], (0, max(0, count - len(samples))))
