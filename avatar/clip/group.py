"""Two seconds of H.264 that depend on no other two seconds."""

from fractions import Fraction
from io import BytesIO

import av
import cv2
import numpy as np
from av.video.reformatter import ColorRange

from avatar.animator import Pixels
from avatar.clip.bitrate import BUFFER_S, Rates
from avatar.clip.framing import Framing
from avatar.pace import FPS, KEY_FRAMES

# x264's constant rate factor; limits of bytes bind only where these are scarce. On a talking face this pair
# looks as good as veryfast at 21 (41 dB), takes 0.7 of its time, and 150 instead of 105 kb/s at 256 pixels.
QUALITY = 24
PRESET = "superfast"
BT_709, BT_601 = 1, 6  # ITU-T H.273: sRGB's primaries; the matrix that OpenCV has
# One fragment, at the time that its pictures have in the clip, and nothing behind it.
FLAGS = "+cmaf+frag_custom+frag_discont+skip_trailer"


class Group:
    """Encodes up to KEY_FRAMES pictures by an encoder of its own: what came before leaves no trace."""

    def __init__(self, index: int, shape: Framing, limits: Rates) -> None:
        self._written = BytesIO()
        options = {"movflags": FLAGS, "use_editlist": "0", "fragment_index": str(index + 1)}
        self._file = av.open(self._written, "w", format="mp4", options=options)
        self._video = self._file.add_stream("libx264", rate=FPS, options=_options(limits))
        self._video.width, self._video.height = shape.width_px, shape.height_px
        self._video.pix_fmt = "yuv420p"
        self._video.gop_size = KEY_FRAMES
        context = self._video.codec_context
        # Frames of several threads would lie in memory, and the cores are busy with the rendering.
        context.thread_count = 1
        context.color_range = ColorRange.MPEG
        context.colorspace, context.color_primaries, context.color_trc = BT_601, BT_709, BT_709

    def write(self, pixels: Pixels, index: int) -> None:
        """Write a picture (uint8 [h, w, 3]); ``index`` counts from the clip's first one."""
        # OpenCV takes a third of the time that FFmpeg's scaler does.
        planes = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2YUV_I420), np.uint8)  # [1.5 h, w]
        frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        frame.pts, frame.time_base = index, Fraction(1, FPS)
        self._file.mux(self._video.encode(frame))

    def finish(self) -> bytes:
        """Give head and segment; see `avatar.clip.fragments`."""
        self._file.mux(self._video.encode(None))
        self._file.close()
        return self._written.getvalue()

    def drop(self) -> None:
        """Let the encoder go."""
        self._file.close()


def _options(limits: Rates) -> dict[str, str]:
    return {
        "preset": PRESET,
        "crf": str(QUALITY),
        "maxrate": str(limits.video_bps),
        "bufsize": str(int(BUFFER_S * limits.video_bps)),
    }
