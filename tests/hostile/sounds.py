"""Recordings that are broken, endless or not recordings at all. Every function gives the bytes of a file."""

import io
import struct
from fractions import Fraction

import av
import numpy as np
from numpy.typing import NDArray

from avatar.sound import Samples
from tests.hostile.pictures import plain, saved

RATE_HZ = 48_000
TITLE = "Recorded at Elm Street 5"  # stands in metadata that must not survive


def speech(duration_s: float = 3.0, rate_hz: int = RATE_HZ, loud: float = 0.2) -> Samples:
    """Make something with the rhythm of speech: a buzz of 140 Hz in four syllables a second."""
    t = np.arange(round(duration_s * rate_hz)) / rate_hz
    buzz = sum(np.sin(2 * np.pi * 140 * k * t) / k for k in range(1, 12))
    return np.asarray(loud * buzz * np.sin(np.pi * 4 * t) ** 2, np.float32)


def quiet(duration_s: float, rate_hz: int = RATE_HZ) -> Samples:
    """Make silence."""
    return np.zeros(round(duration_s * rate_hz), np.float32)


def wav(
    samples: NDArray[np.generic], rate_hz: int = RATE_HZ, *, tag: int = 3, claimed: int | None = None
) -> bytes:
    """Write a WAV, [n] or [n, channels]; ``tag`` is 3 for floats and 1 for whole numbers."""
    channels = 1 if samples.ndim == 1 else samples.shape[1]
    width, content = samples.dtype.itemsize, samples.tobytes()
    frame = channels * width
    form = struct.pack("<HHIIHH", tag, channels, rate_hz, rate_hz * frame, frame, width * 8)
    size = len(content) if claimed is None else claimed
    body = b"WAVEfmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", size) + content
    return b"RIFF" + struct.pack("<I", min(2**32 - 1, 36 + size)) + body


def coded(samples: Samples, container: str, codec: str, options: dict[str, str] | None = None) -> bytes:
    """Encode with FFmpeg: ("ogg", "libopus"), ("mp3", "libmp3lame"), ("ipod", "aac"), ("webm", "libopus")."""
    file = io.BytesIO()
    with av.open(file, "w", format=container, options=options or {}) as out:
        out.metadata["title"] = TITLE
        send(out, sound_stream(out, codec), samples)
    return file.getvalue()


def sound_stream(out: av.container.OutputContainer, codec: str) -> av.AudioStream:
    """Add a stream of sound to a container, before anything is sent to any stream."""
    stream = out.add_stream(codec, rate=RATE_HZ, layout="mono")
    assert isinstance(stream, av.AudioStream)
    return stream


def send(out: av.container.OutputContainer, stream: av.AudioStream, samples: Samples) -> None:
    """Encode samples into a stream."""
    resampler = av.AudioResampler(stream.codec_context.format, "mono", RATE_HZ, stream.frame_size or 1024)
    frame = av.AudioFrame.from_ndarray(samples[None], format="flt", layout="mono")
    frame.sample_rate = RATE_HZ
    for piece in (*resampler.resample(frame), *resampler.resample(None)):
        out.mux(stream.encode(piece))
    out.mux(stream.encode(None))


def voice_note(duration_s: float = 3.0) -> bytes:
    """Record what Telegram sends: Opus in Ogg, half a second of silence at both ends."""
    return coded(np.concatenate([quiet(0.5), speech(duration_s), quiet(0.5)]), "ogg", "libopus")


def repeated(duration_s: int, packet_ms: int = 120) -> bytes:
    """Write hours of silence at once: one packet of Opus, over and over."""
    still = io.BytesIO(coded(quiet(1), "ogg", "libopus", options={"page_duration": "1"}))
    file, length = io.BytesIO(), packet_ms * RATE_HZ // 1000
    with av.open(still, "r", format="ogg") as source, av.open(file, "w", format="ogg") as out:
        packet = next(iter(source.demux(audio=0)))
        # The first byte tells the frame's length (RFC 6716, 3.1); a code of 3 then counts frames of 20 ms.
        content = bytes([bytes(packet)[0] & 0xFC | 3, packet_ms // 20]) + bytes(packet_ms // 20)
        stream = out.add_stream_from_template(source.streams.audio[0])
        for at in range(duration_s * 1000 // packet_ms):
            whole = av.Packet(content)
            whole.pts = whole.dts = at * length
            whole.duration, whole.time_base, whole.stream = length, Fraction(1, RATE_HZ), stream
            out.mux_one(whole)
    return file.getvalue()


# 22, 23: longer than it says


def lying_ogg(duration_s: int = 150, claimed_s: int = 5) -> bytes:
    """Write an Ogg whose last page says that it ends after ``claimed_s``."""
    whole = bytearray(repeated(duration_s))
    last = whole.rindex(b"OggS")
    whole[last + 6 : last + 14] = struct.pack("<q", claimed_s * RATE_HZ)
    whole[last + 22 : last + 26] = bytes(4)
    whole[last + 22 : last + 26] = struct.pack("<I", checksum(bytes(whole[last:])))
    return bytes(whole)


def checksum(page: bytes) -> int:
    """Compute the checksum of an Ogg page (RFC 3533, section 6)."""
    value = 0
    for byte in page:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1 ^ (0x04C11DB7 if value & 0x80000000 else 0)) & 0xFFFFFFFF
    return value


def live(duration_s: float = 3.0) -> bytes:
    """Record as a browser does: WebM without a duration."""
    return coded(speech(duration_s), "webm", "libopus", options={"live": "1"})


# 25, 26: numbers


def wide() -> bytes:
    """Record in a studio: 192 kHz, 8 channels, floats of 64 bits."""
    return wav(np.tile(speech(1.5, 192_000).astype(np.float64)[:, None], (1, 8)), 192_000)


def not_numbers(value: float) -> bytes:
    """Put NaN, an infinity or 1e300 among the samples."""
    samples = speech(2).astype(np.float64)
    samples[5000:5100] = value
    return wav(samples)


def deafening() -> bytes:
    """Write floats as if they were whole numbers: up to 32767."""
    return wav(speech(2) * 32767)


def boasting_wav() -> bytes:
    """Claim four gigabytes, and hold one second."""
    return wav(speech(1), claimed=2**32 - 16)


# 27, 28: scripts


def playlist(address: str) -> bytes:
    """Write a playlist (HLS) that asks for an address."""
    return f"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{address}\n#EXT-X-ENDLIST\n".encode()


def script(path: str) -> bytes:
    """Write a script (ffconcat) that opens a neighbour's file."""
    return f"ffconcat version 1.0\nfile '{path}'\n".encode()


def tagged(content: bytes) -> bytes:
    """Hide something behind the tag that MP3 files start with."""
    return b"ID3\x04\0\0\0\0\0\x0a" + bytes(10) + content


# 29, 30: other streams, other codecs


def video(container: str = "mp4") -> bytes:
    """Film somebody: pictures and sound."""
    file = io.BytesIO()
    with av.open(file, "w", format=container) as out:
        film = out.add_stream("mpeg4", rate=25, width=64, height=64, pix_fmt="yuv420p")
        assert isinstance(film, av.VideoStream)
        sound = sound_stream(out, "aac")
        for _ in range(25):
            out.mux(film.encode(av.VideoFrame.from_ndarray(np.asarray(plain(64, 64)), format="rgb24")))
        out.mux(film.encode(None))
        send(out, sound, speech(1.5))
    return file.getvalue()


def with_cover() -> bytes:
    """Press a record: MP3 with a picture on its cover (ID3v2.4, section 4.14)."""
    picture = saved(plain(), "JPEG")
    content = b"\0image/jpeg\0\x03\0" + picture
    frame = b"APIC" + _sevens(len(content)) + b"\0\0" + content
    return b"ID3\x04\0\0" + _sevens(len(frame)) + frame + coded(speech(3), "mp3", "libmp3lame")


def _sevens(size: int) -> bytes:
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))


def two_streams() -> bytes:
    """Write two sounds into a file: three seconds, and five."""
    file = io.BytesIO()
    with av.open(file, "w", format="matroska") as out:
        first, second = sound_stream(out, "libopus"), sound_stream(out, "libopus")
        send(out, first, speech(3))
        send(out, second, speech(5))
    return file.getvalue()


def locked() -> bytes:
    """Sell a song: M4A whose sound is encrypted."""
    return coded(speech(), "ipod", "aac").replace(b"mp4a", b"drms", 1)


def cinema() -> bytes:
    """Use a codec that we do not read."""
    return coded(speech(), "matroska", "ac3")


def half(content: bytes) -> bytes:
    """Interrupt an upload."""
    return content[: len(content) // 2]
