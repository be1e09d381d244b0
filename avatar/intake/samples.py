"""Decode a recording; this runs in a cell.

The demuxer is the one that our own look at the content chose: FFmpeg's own guess would open the files and
addresses that a playlist or a script names. The clock is the samples that were decoded, never a header.
"""

import io
from collections.abc import Iterator

import av
import numpy as np
from av.audio import AudioStream
from av.audio.resampler import AudioResampler
from av.container import InputContainer

from avatar.intake.errors import (
    CodecUnknown,
    FileDamaged,
    NoSpeechHeard,
    SoundProtected,
    SoundTooLong,
    SoundTooShort,
    VideoSent,
)
from avatar.intake.flac import encode
from avatar.intake.levels import level, trim
from avatar.intake.limits import SoundLimits
from avatar.intake.sniff import UNKNOWN
from avatar.sound import Samples, Sound

CODECS = frozenset({"opus", "vorbis", "flac", "mp3", "mp3float", "mp2", "aac", "aac_latm", "alac", "speex"})
PCM = ("pcm_", "adpcm_ima_wav", "adpcm_ms")  # what a WAV holds, by the start of the name
LOCKED = (
    "drms",
    "enca",
    "aavd",
)  # how a sample entry calls encrypted sound (ISO/IEC 23001-7; iTunes; Audible)
RATES_HZ = range(4_000, 768_001)  # outside of them a header lies
OVERTIME_S = 1.0  # is decoded beyond the limit, to know that it is passed
PLAUSIBLE_S = 1e6  # a header that claims more is not repeated

Damage = (av.FFmpegError, OSError, ValueError, EOFError, OverflowError)  # what PyAV raises at damaged files


def decode(content: bytes, options: dict[str, object]) -> tuple[dict[str, object], bytes]:
    """Decode a recording to FLAC: mono, without the silence at its ends, as loud as others.

    ``options``: ``opener`` (FFmpeg's name of the demuxer), ``limits`` (fields of SoundLimits).
    Answers the facts of avatar.intake.sound.Told, and the FLAC.
    """
    limits = SoundLimits(**options["limits"])  # type: ignore[arg-type]  # JSON of our own SoundLimits
    opener = str(options["opener"])
    if opener == "wav":
        _check_wav(content)
    heard = _heard(content, opener, limits)
    spoken = trim(heard)
    if spoken.duration_s == 0:
        raise NoSpeechHeard
    if spoken.duration_s < limits.shortest_s:
        raise SoundTooShort(round(spoken.duration_s, 1), limits.shortest_s)
    levelled = level(spoken)
    return {"duration_s": levelled.duration_s, "rate_hz": levelled.rate_hz}, encode(levelled)


def _check_wav(content: bytes) -> None:
    """Raise FileDamaged where the sound chunk claims more bytes than there are.

    FFmpeg would read on to the end and be content. Source: RIFF, Multimedia Programming Interface 1.0.
    """
    at = 12
    while at + 8 <= len(content):
        size = int.from_bytes(content[at + 4 : at + 8], "little")
        if at + 8 + size > len(content):
            raise FileDamaged("sound")
        at += 8 + size + size % 2


def _heard(content: bytes, opener: str, limits: SoundLimits) -> Sound:
    try:
        with av.open(io.BytesIO(content), "r", format=opener, metadata_errors="ignore") as container:
            stream = _stream(container)
            rate_hz = min(stream.rate, limits.kept_hz)
            samples = _decoded(container, stream, rate_hz, limits)
    except Damage as error:
        raise FileDamaged("sound") from error
    peak = float(np.max(np.abs(samples), initial=0))
    if not np.isfinite(peak):
        raise FileDamaged("sound")
    return Sound(samples / max(1.0, peak), rate_hz)


def _stream(container: InputContainer) -> AudioStream:
    """Find the first sound. A picture that is attached, as on a record's cover, is no video."""
    if any(not stream.disposition & stream.disposition.attached_pic for stream in container.streams.video):
        raise VideoSent
    if not container.streams.audio:
        raise FileDamaged("sound")
    stream = container.streams.audio[0]
    codec = stream.codec_context
    if codec is None:  # what PyAV gives for a codec that FFmpeg has no decoder for
        raise CodecUnknown(UNKNOWN.name)
    if codec.codec_tag.rstrip("\0") in LOCKED:
        raise SoundProtected
    if codec.name not in CODECS and not codec.name.startswith(PCM):
        raise CodecUnknown(codec.name)
    if stream.rate not in RATES_HZ:
        raise FileDamaged("sound")
    return stream


def _decoded(container: InputContainer, stream: AudioStream, rate_hz: int, limits: SoundLimits) -> Samples:
    """Decode to mono; raise SoundTooLong as soon as the limit is passed by more than OVERTIME_S."""
    parts: list[Samples] = []
    count, most = 0, int((limits.longest_s + OVERTIME_S) * rate_hz)
    for part in _parts(container, stream, AudioResampler("flt", "mono", rate_hz)):
        parts.append(part)
        count += len(part)
        if count > most:
            raise SoundTooLong(_claimed(container, limits), _clock(limits.longest_s))
    if count > limits.longest_s * rate_hz:
        raise SoundTooLong(_clock(count / rate_hz), _clock(limits.longest_s))
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def _parts(container: InputContainer, stream: AudioStream, resampler: AudioResampler) -> Iterator[Samples]:
    """Decode packet by packet. Single bad ones are passed over, as players do: tags, tails, lost bytes."""
    good = bad = 0
    for packet in container.demux(stream):
        try:
            frames = packet.decode()
        except av.InvalidDataError:
            bad += 1
            continue
        good += 1
        yield from (piece.to_ndarray()[0] for frame in frames for piece in resampler.resample(frame))
    if bad > good:
        raise FileDamaged("sound")
    yield from (piece.to_ndarray()[0] for piece in resampler.resample(None))


def _claimed(container: InputContainer, limits: SoundLimits) -> str:
    """Tell the length that a header claims, where it may be true."""
    length_s = (container.duration or 0) / av.time_base
    return _clock(length_s) if limits.longest_s < length_s < PLAUSIBLE_S else UNKNOWN.name


def _clock(length_s: float) -> str:
    minutes, seconds = divmod(round(length_s), 60)
    return f"{minutes}:{seconds:02}"
