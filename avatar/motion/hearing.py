"""What the networks hear of a voice: a mel spectrogram, and the piece of it around every frame."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.signal.windows import hann
from transformers.audio_utils import mel_filter_bank

from avatar.motion.errors import VoiceTooBrief
from avatar.motion.resampling import RATE_HZ
from avatar.pace import FPS
from avatar.sound import Samples

FRAME_SAMPLES = RATE_HZ // FPS  # 640 samples a frame of video
HOP = RATE_HZ // 80  # 12.5 ms a row of mel
COLUMNS_A_SECOND = RATE_HZ // HOP
FFT = 800  # 50 ms
BANDS, LOWEST_HZ, HIGHEST_HZ = 80, 55.0, 7600.0
WINDOW = 16  # rows of mel that a frame is made from: 0.2 s
LEAD = 2  # frames of video that a window begins before its own
PREEMPHASIS = 0.97
FLOOR_DB, REFERENCE_DB, SPAN = -100.0, 20.0, 4.0  # mel is within -SPAN..SPAN
BLOCK = 2048  # rows of mel made at once

Mel = NDArray[np.float32]  # [rows, BANDS], -4..4
Windows = NDArray[np.float32]  # [n, 1, BANDS, WINDOW]


@dataclass(frozen=True)
class Heard:
    """A voice as the networks hear it."""

    mel: Mel
    count: int  # frames of video

    def windows(self, frames: range) -> Windows:
        """Cut what is heard around each frame, float32 [len(frames), 1, BANDS, WINDOW]."""
        # int() truncates towards zero, as the trained weights expect: -6, -3, 0, 3, 6, 9, 12, 16, ...
        starts = [int(COLUMNS_A_SECOND * (frame - LEAD) / FPS) for frame in frames]
        rows = np.add.outer(np.array(starts, np.int64), np.arange(WINDOW))
        cut = self.mel[rows.clip(0, len(self.mel) - 1)]  # [n, WINDOW, BANDS]
        return np.ascontiguousarray(cut.transpose(0, 2, 1)[:, None])


def hear(samples: Samples) -> Heard:
    """Listen to a voice of RATE_HZ, mono, -1..1; what is left after its last whole frame is not used.

    Raises VoiceTooBrief if there is no whole frame.
    """
    count = len(samples) // FRAME_SAMPLES
    if not count:
        raise VoiceTooBrief(round(1000 * len(samples) / RATE_HZ), 1000 // FPS)
    return Heard(mel_spectrogram(samples[: count * FRAME_SAMPLES]), count)


def idle(duration_s: float) -> Heard:
    """Hear no voice for a while: a face that only blinks and sways.

    Raises VoiceTooBrief if there is no whole frame.
    """
    count = int(FPS * duration_s)
    if count <= 0:
        raise VoiceTooBrief(max(0, round(1000 * duration_s)), 1000 // FPS)
    return Heard(np.zeros((WINDOW, BANDS), np.float32), count)  # the middle of the scale, and not its floor


def mel_spectrogram(samples: Samples) -> Mel:
    """Give the normalised mel spectrogram of a voice, float32 [1 + len(samples) // HOP, BANDS], -4..4.

    Source: Wang et al., Tacotron (2017), section 3, with Slaney's mel scale; in float64, a block at a time.
    """
    padded = np.zeros(len(samples) + FFT)  # half a window of silence on either side
    voice = padded[FFT // 2 : FFT // 2 + len(samples)]
    voice[:] = samples
    voice[1:] -= PREEMPHASIS * samples[:-1].astype(np.float64)
    pieces = sliding_window_view(padded, FFT)[::HOP]  # [rows, FFT]
    blocks = (pieces[first : first + BLOCK] for first in range(0, len(pieces), BLOCK))
    return np.concatenate([_normalised(block) for block in blocks])


def _normalised(pieces: NDArray[np.float64]) -> Mel:
    spectrum = np.abs(np.fft.rfft(pieces * hann(FFT, sym=False)))  # [rows, FFT/2 + 1]
    loudness_db = 20 * np.log10(np.maximum(1e-5, spectrum @ _filters())) - REFERENCE_DB
    scaled = 2 * SPAN * (loudness_db - FLOOR_DB) / -FLOOR_DB - SPAN
    return scaled.clip(-SPAN, SPAN).astype(np.float32)


@cache
def _filters() -> NDArray[np.float64]:
    """Give Slaney's mel filters, each of unit area, [FFT/2 + 1, BANDS]."""
    bank = mel_filter_bank(
        FFT // 2 + 1, BANDS, LOWEST_HZ, HIGHEST_HZ, RATE_HZ, norm="slaney", mel_scale="slaney"
    )
    return np.asarray(bank, np.float64)
