"""Write and read the reference videos that we keep: H.264, no sound, FPS pictures a second."""

import io
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain

import av
import numpy as np
from av.codec.context import Flags

from avatar.animator import Pixels
from avatar.pace import FPS

OPTIONS = {
    "preset": "veryfast",
    "crf": "16",  # networks measure eyelids in it
    "maxrate": "4M",  # bits a second: noise would become a file of hundreds of megabytes
    "bufsize": "4M",
}


def encode(pictures: Iterable[Pixels]) -> bytes:
    """Write pictures of one size, uint8 [h, w, 3] with even sides, without metadata.

    Takes one thread and the memory of a few pictures. Raises ValueError if there are none.
    """
    held = iter(pictures)
    first = next(held, None)
    if first is None:
        raise ValueError("a video has at least one picture")
    file = io.BytesIO()
    with av.open(file, "w", format="mp4", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("libx264", rate=FPS, options=OPTIONS)
        stream.height, stream.width = first.shape[:2]
        stream.pix_fmt = "yuv420p"
        stream.codec_context.thread_count = 1
        stream.codec_context.flags |= Flags.bitexact
        for index, pixels in enumerate(chain([first], held)):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
            frame = frame.reformat(format="yuv420p", threads=1)
            frame.pts, frame.time_base = index, Fraction(1, FPS)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def frames_of(mp4: bytes) -> Iterator[Pixels]:
    """Read the pictures of a video of ours one by one, uint8 [h, w, 3]; a few are in memory at a time.

    Raises ValueError if it is no MP4: strangers' files go through avatar.intake.video.
    """
    with av.open(io.BytesIO(mp4), "r", format="mov") as container:
        for frame in container.decode(video=0):
            yield np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)
