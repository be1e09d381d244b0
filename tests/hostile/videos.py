"""Videos that are broken, odd or not videos at all. Every function gives the bytes of a file."""

import io
import struct
from collections.abc import Iterable, Sequence
from fractions import Fraction

import av
import numpy as np

from avatar.animator import Pixels
from tests.hostile import sounds

WIDTH_PX, HEIGHT_PX = 160, 96
TITLE = "Filmed at Elm Street 5"  # stands in metadata that must not survive
MATRIX = struct.pack(">9i", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)  # of a tkhd box: nothing is turned
QUARTER = struct.pack(">9i", 0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30)  # a phone held upright


def picture(number: int, width_px: int = WIDTH_PX, height_px: int = HEIGHT_PX) -> Pixels:
    """Draw the picture of a number: as bright as the number says (modulo 16), red at the top left."""
    pixels = np.full((height_px, width_px, 3), 16 + 12 * (number % 16), np.uint8)
    pixels[: height_px // 3, : width_px // 3] = (250, 20, 20)
    return pixels


def number_of(pixels: Pixels) -> int:
    """Tell the number of a picture (modulo 16) by its brightness at the right."""
    return round((float(pixels[:, -20:].mean()) - 16) / 12)


def film(
    count: int = 25,
    rate: int = 25,
    container: str = "mp4",
    codec: str = "libx264",
    options: dict[str, str] | None = None,
    **sides_px: int,
) -> bytes:
    """Film numbered pictures at an even rate."""
    return filmed(range(count), rate, container, codec, options, **sides_px)


def filmed(
    ticks: Iterable[int],
    rate: int,
    container: str = "mp4",
    codec: str = "libx264",
    options: dict[str, str] | None = None,
    **sides_px: int,
) -> bytes:
    """Film numbered pictures, each shown at its tick of 1 / ``rate`` s."""
    file = io.BytesIO()
    with av.open(file, "w", format=container) as out:
        out.metadata["title"] = TITLE
        stream = film_stream(out, codec, rate, options or {}, **sides_px)
        for number, tick in enumerate(ticks):
            frame = av.VideoFrame.from_ndarray(picture(number, **sides_px), format="rgb24")
            frame.pts, frame.time_base = tick, Fraction(1, rate)
            out.mux(stream.encode(frame.reformat(format=stream.pix_fmt)))
        out.mux(stream.encode(None))
    return file.getvalue()


def film_stream(
    out: av.container.OutputContainer,
    codec: str,
    rate: int,
    options: dict[str, str],
    width_px: int = WIDTH_PX,
    height_px: int = HEIGHT_PX,
) -> av.VideoStream:
    """Add a stream of pictures to a container."""
    stream = out.add_stream(codec, rate=rate, options={"preset": "ultrafast", "bf": "0", **options})
    assert isinstance(stream, av.VideoStream)
    stream.width, stream.height = width_px, height_px
    stream.pix_fmt = "rgb8" if codec == "gif" else "yuv420p"
    stream.codec_context.time_base = Fraction(1, rate)
    return stream


def upright() -> bytes:
    """Hold a phone upright: the pictures lie, and a matrix says so (ISO/IEC 14496-12, 8.3.2)."""
    lying = film()
    assert MATRIX in lying[lying.index(b"tkhd") :]
    at = lying.index(MATRIX, lying.index(b"tkhd"))
    return lying[:at] + QUARTER + lying[at + len(QUARTER) :]


def stretched() -> bytes:
    """Film with pixels that are twice as wide as high."""
    return film(options={"x264-params": "sar=2/1"})


def hdr() -> bytes:
    """Film for HDR screens (SMPTE ST 2084)."""
    return film(options={"x264-params": "colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc"})


def phone_hdr() -> bytes:
    """Film as phones do: HLG, which serves other screens as well."""
    return film(options={"x264-params": "colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc"})


def cut_off() -> bytes:
    """Interrupt the upload of a file whose index stands first."""
    return sounds.half(film(count=50, options={"movflags": "+faststart"}))


def giant_gif(width_px: int = 50_000, height_px: int = 50_000) -> bytes:
    """Claim a screen of 2.5 billion pixels."""
    whole = film(container="gif", codec="gif", rate=10)
    return whole[:6] + struct.pack("<HH", width_px, height_px) + whole[10:]


def growing() -> bytes:
    """Change the size in the middle: two films of different sides, joined as MJPEG in Matroska."""
    file = io.BytesIO()
    with av.open(file, "w", format="matroska") as out:
        stream = out.add_stream("mjpeg", rate=25)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = WIDTH_PX, HEIGHT_PX, "yuvj420p"
        for number, data in enumerate(_stills(((WIDTH_PX, HEIGHT_PX),) * 12 + ((6000, 96),) * 12)):
            packet = av.Packet(data)
            packet.pts = packet.dts = number
            packet.time_base, packet.stream = Fraction(1, 25), stream
            out.mux_one(packet)
    return file.getvalue()


def still() -> bytes:
    """Film one picture, as a GIF."""
    return film(count=1, container="gif", codec="gif", rate=10)


def sound_only() -> bytes:
    """Film nothing: a recording in an MP4."""
    return sounds.coded(sounds.speech(1), "mp4", "aac")


def locked() -> bytes:
    """Sell a film: MP4 whose pictures are encrypted."""
    return film().replace(b"avc1\0\0\0\0", b"encv\0\0\0\0", 1)


def _stills(sides: Sequence[tuple[int, int]]) -> Iterable[bytes]:
    for number, (width_px, height_px) in enumerate(sides):
        file = io.BytesIO()
        with av.open(file, "w", format="mjpeg") as out:
            stream = out.add_stream("mjpeg", rate=25)
            assert isinstance(stream, av.VideoStream)
            stream.width, stream.height, stream.pix_fmt = width_px, height_px, "yuvj420p"
            frame = av.VideoFrame.from_ndarray(picture(number, width_px, height_px), format="rgb24")
            out.mux(stream.encode(frame.reformat(format="yuvj420p")))
            out.mux(stream.encode(None))
        yield file.getvalue()
