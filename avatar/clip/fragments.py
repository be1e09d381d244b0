"""An MP4 in fragments: a head, then segments of two seconds, each of which plays as soon as it is there.

A page feeds head and segments to Media Source Extensions, players of HLS find them in a playlist.
Source: ISO/IEC 14496-12, 8.8; ISO/IEC 23000-19 (CMAF), 7.3.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO, NamedTuple

import av
from av.packet import Packet
from av.stream import Stream

from avatar.clip.boxes import boxes

LIMIT = 100_000  # boxes, a day of segments
SOUND_CODEC = "mp4a.40.2"  # AAC, low complexity (RFC 6381, 3.3)
_AVC = b"avcC"  # the box with the parameters of H.264 (ISO/IEC 14496-15, 5.3.3)


class Part(NamedTuple):
    """Where something lies in a file (bytes)."""

    start: int
    size: int

    def of(self, file: BinaryIO) -> bytes:
        """Read it."""
        file.seek(self.start)
        return file.read(self.size)


class Fragments(NamedTuple):
    """Where head and segments lie in a file."""

    head: Part
    segments: tuple[Part, ...]


def fragments_of(file: BinaryIO) -> Fragments:
    """Find head and segments of an MP4; what is neither is left out."""
    starts, head, end = [], 0, 0
    for box in boxes(file, LIMIT):
        if box.kind in {b"ftyp", b"moov"}:
            head = box.end
        elif box.kind == b"moof":
            starts.append(box.start)
        if box.kind == b"mdat":
            end = box.end
    return Fragments(
        Part(0, head),
        tuple(Part(start, until - start) for start, until in zip(starts, [*starts[1:], end], strict=True)),
    )


def packets_of(head: bytes, segment: bytes) -> Iterator["Packet[Stream]"]:
    """Read the packets of one segment, in the order of decoding; their times count from where they like.

    Raises av.FFmpegError if it is no segment.
    """
    with av.open(BytesIO(head + segment), "r", format="mp4") as file:
        for packet in file.demux():
            if packet.size:  # the last one only says that there are no more
                yield packet


def duration_s(head: bytes, segment: bytes) -> float:
    """Tell how long a segment is (seconds). Raises av.FFmpegError if it is none."""
    return float(sum((packet.duration or 0) * packet.time_base for packet in packets_of(head, segment)))


def video_codec(head: bytes) -> str:
    """Name the codec of a head as browsers ask for it, such as "avc1.64000d" (RFC 6381, 3.3).

    Raises ValueError if it has no H.264.
    """
    profile = head.index(_AVC) + len(_AVC) + 1
    return f"avc1.{head[profile : profile + 3].hex()}"
