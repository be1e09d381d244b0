"""The sound of a clip, encoded once."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO

import av
import numpy as np

from avatar.clip.bitrate import rates
from avatar.clip.errors import ClipNotWritten
from avatar.clip.fragments import Fragments, duration_s, fragments_of
from avatar.honest.fingerprint import listen
from avatar.pace import FPS, KEY_FRAMES
from avatar.sound import Samples, Sound

RATES_HZ = (22_050, 24_000, 32_000, 44_100)  # of sounds that stay as they are; others get 48 kHz
AT_ONCE = 4096  # samples that are taken from the sound
SEGMENT_US = 1_000_000 * KEY_FRAMES // FPS  # at least; a segment ends where a packet ends
# The head tells how much silence the encoder put before the sound, and so waits for the first packet.
FLAGS = "+delay_moov+default_base_moof+skip_trailer"


@dataclass(frozen=True)
class Soundtrack:
    """AAC in an MP4 of fragments, and what of a fingerprint was heard in it."""

    fragments: bytes  # see `avatar.clip.fragments`
    heard: bytes

    @property
    def head(self) -> bytes:
        """Give what a player needs before the first segment."""
        return self._parts.head.of(BytesIO(self.fragments))

    @property
    def segments(self) -> tuple[bytes, ...]:
        """Give all segments: at least as long as those of the pictures, and so not more of them."""
        return tuple(part.of(BytesIO(self.fragments)) for part in self._parts.segments)

    @property
    def durations_s(self) -> tuple[float, ...]:
        """Tell how long each segment is (seconds)."""
        return tuple(duration_s(self.head, segment) for segment in self.segments)

    @property
    def _parts(self) -> Fragments:
        return fragments_of(BytesIO(self.fragments))


def encode_sound(sound: Sound, total: int, max_bytes: int | None = None) -> Soundtrack:
    """Encode the sound of a clip of ``total`` frames; what is longer is cut off.

    Raises ClipTooLarge if no clip of that length meets the limit, ClipNotWritten.
    """
    bits_a_second = rates(total / FPS, max_bytes).audio_bps
    rate_hz = sound.rate_hz if sound.rate_hz in RATES_HZ else 48_000
    written = BytesIO()
    options = {"movflags": FLAGS, "frag_duration": str(SEGMENT_US)}
    try:
        with av.open(written, "w", format="mp4", options=options) as file:
            stream = file.add_stream("aac", rate=rate_hz, layout="mono", options={"aac_coder": "fast"})
            stream.bit_rate = bits_a_second
            for frame in _resampled(sound, total, rate_hz):
                file.mux(stream.encode(frame))
            file.mux(stream.encode(None))
    except av.FFmpegError as error:
        raise ClipNotWritten(str(error)) from error
    return Soundtrack(written.getvalue(), listen(sound))


def _resampled(sound: Sound, total: int, rate_hz: int) -> Iterator[av.AudioFrame]:
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=rate_hz)
    for start, part in _parts(sound.samples[: round(total / FPS * sound.rate_hz)]):
        frame = av.AudioFrame.from_ndarray(np.clip(part, -1, 1)[None], format="fltp", layout="mono")
        frame.sample_rate = sound.rate_hz
        frame.pts, frame.time_base = start, Fraction(1, sound.rate_hz)
        yield from resampler.resample(frame)
    yield from resampler.resample(None)


def _parts(samples: Samples) -> Iterator[tuple[int, Samples]]:
    heard = samples if samples.size else np.zeros(1, np.float32)  # a track without a sample has no head
    return ((start, heard[start : start + AT_ONCE]) for start in range(0, len(heard), AT_ONCE))
