"""An MP4 that is written while its pictures and its sound are made."""

from fractions import Fraction
from pathlib import Path
from types import TracebackType

import av
import cv2
import numpy as np
from av.video.reformatter import ColorRange

from avatar.animator import FPS, Pixels
from avatar.clip.bitrate import BUFFER_S, Rates
from avatar.clip.framing import Framing
from avatar.honest.marks import TAGS
from avatar.sound import Sound

# x264's constant rate factor; limits of bytes bind only where these are scarce. On a talking face this pair
# looks as good as veryfast at 21 (41 dB), takes 0.7 of its time, and 150 instead of 105 kb/s at 256 pixels.
QUALITY = 24
PRESET = "superfast"
KEY_EVERY_S = 2  # a player can jump there
BT_709, BT_601 = 1, 6  # ITU-T H.273: sRGB's primaries; the matrix that OpenCV has
RATES_HZ = (22_050, 24_000, 32_000, 44_100)  # of sounds that stay as they are; others get 48 kHz
PIECE = 4096  # samples that are taken from the sound at a time


class Writer:
    """H.264 and AAC, side by side as they come; the table of contents moves to the front at the end."""

    def __init__(self, to: Path, framing: Framing, limits: Rates, sound: Sound) -> None:
        self._file = av.open(str(to), "w", format="mp4", options={"movflags": "+faststart"})
        self._file.metadata.update(TAGS)
        rate_hz = sound.rate_hz if sound.rate_hz in RATES_HZ else 48_000
        self._resampler = av.AudioResampler(format="fltp", layout="mono", rate=rate_hz)
        self._sound, self._heard = sound, 0  # samples that were taken
        self._open_video(framing, limits)
        self._audio = self._file.add_stream("aac", rate=rate_hz, layout="mono", options={"aac_coder": "fast"})
        self._audio.bit_rate = limits.audio_bps

    def _open_video(self, framing: Framing, limits: Rates) -> None:
        options = {
            "preset": PRESET,
            "crf": str(QUALITY),
            "maxrate": str(limits.video_bps),
            "bufsize": str(int(BUFFER_S * limits.video_bps)),
        }
        self._video = self._file.add_stream("libx264", rate=FPS, options=options)
        self._video.width, self._video.height = framing.width_px, framing.height_px
        self._video.pix_fmt = "yuv420p"
        self._video.gop_size = KEY_EVERY_S * FPS
        context = self._video.codec_context
        # Frames of several threads would lie in memory, and the cores are busy with the rendering.
        context.thread_count = 1
        context.color_range = ColorRange.MPEG
        context.colorspace, context.color_primaries, context.color_trc = BT_601, BT_709, BT_709

    def write(self, pixels: Pixels, index: int) -> None:
        """Write a picture (uint8 [h, w, 3]) and the sound up to it."""
        # OpenCV takes a third of the time that FFmpeg's scaler does.
        planes = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2YUV_I420), np.uint8)  # [1.5 h, w]
        frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        frame.pts, frame.time_base = index, Fraction(1, FPS)
        self._file.mux(self._video.encode(frame))
        self._write_sound((index + 1) / FPS)

    def _write_sound(self, until_s: float) -> None:
        last = min(len(self._sound.samples), round(until_s * self._sound.rate_hz))
        while self._heard < last:
            part = self._sound.samples[self._heard : min(last, self._heard + PIECE)]
            frame = av.AudioFrame.from_ndarray(np.clip(part, -1, 1)[None], format="fltp", layout="mono")
            frame.sample_rate = self._sound.rate_hz
            frame.pts, frame.time_base = self._heard, Fraction(1, self._sound.rate_hz)
            self._encode_sound(frame)
            self._heard += len(part)

    def _encode_sound(self, frame: av.AudioFrame | None) -> None:
        for resampled in self._resampler.resample(frame):
            self._file.mux(self._audio.encode(resampled))

    def finish(self) -> None:
        """Write what the encoders still hold."""
        self._file.mux(self._video.encode(None))
        self._encode_sound(None)
        self._file.mux(self._audio.encode(None))

    def __enter__(self) -> "Writer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
