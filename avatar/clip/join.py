"""Pieces and a sound become one file, the same however it was divided; nothing is encoded again."""

import heapq
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import av
from av.packet import Packet
from av.stream import Stream

from avatar.clip.bitrate import too_large
from avatar.clip.errors import PieceBroken, PieceMissing
from avatar.clip.fragments import packets_of
from avatar.clip.options import Clip, ClipOptions
from avatar.clip.piece import Facts, Piece
from avatar.clip.soundtrack import Soundtrack
from avatar.clip.whole import removed_on_error
from avatar.honest.fingerprint import Fingerprint
from avatar.honest.marks import TAGS, write_xmp
from avatar.pace import FPS, KEY_FRAMES
from generation.notes import Note

FRAME = Fraction(1, FPS)  # seconds
REORDERED = 2  # frames that x264 sends before those that are shown first, at most


def join(
    pieces: Sequence[Piece], sound: Soundtrack, wanted: ClipOptions, to: Path, tell: Callable[[float], None]
) -> Clip:
    """Join all pieces of a clip, in their order, into the file ``to``, which must lie in a private folder.

    The file is the same, byte for byte, however the clip was divided. ``tell`` hears the share that is done
    (0..1).

    Raises PieceMissing, PieceBroken, ClipTooLarge or ClipNotWritten; no file is left then.
    """
    total = _total(pieces)
    with removed_on_error(to):
        _mux(pieces, sound, to, tell)
        write_xmp(to)
        size = to.stat().st_size
        if wanted.max_bytes is not None and size > wanted.max_bytes:
            raise too_large(total / FPS, wanted.max_bytes)
    facts = [piece.facts for piece in pieces]
    return Clip(
        to,
        facts[0].width_px,
        facts[0].height_px,
        total / FPS,
        size,
        b"".join(piece.thumbnail for piece in pieces),  # only one has it
        Fingerprint(b"".join(bytes.fromhex(each.looks) for each in facts), sound.heard),
        _notes(facts),
    )


def _notes(facts: Sequence[Facts]) -> tuple[Note, ...]:
    """Say once what every range has to say."""
    notes: list[Note] = []
    for each in facts:
        notes += [note for note in each.notes if note not in notes]
    return tuple(notes)


def _total(pieces: Sequence[Piece]) -> int:
    """Tell how many frames the clip has. Raises PieceMissing."""
    total, reached = pieces[0].facts.total if pieces else 1, 0
    for piece in pieces:
        if (piece.facts.first, piece.facts.total) != (reached, total):
            raise PieceMissing(reached, piece.facts.first)
        reached += piece.facts.count
    if reached != total:
        raise PieceMissing(reached, total)
    return total


def _mux(pieces: Sequence[Piece], sound: Soundtrack, to: Path, tell: Callable[[float], None]) -> None:
    head = pieces[0].head()
    with (
        av.open(str(to), "w", format="mp4", options={"movflags": "+faststart"}) as file,
        av.open(BytesIO(head + pieces[0].segment(0)), "r", format="mp4") as first,
        av.open(BytesIO(sound.fragments), "r", format="mp4") as heard,
    ):
        file.metadata.update(TAGS)
        video = file.add_stream_from_template(first.streams.video[0], opaque=True)
        audio = file.add_stream_from_template(heard.streams.audio[0], opaque=True)
        spoken = _of(audio, (packet for packet in heard.demux() if packet.size))
        for packet in heapq.merge(_of(video, _pictures(pieces, head, tell)), spoken, key=_time):
            file.mux_one(packet)


def _of(stream: Stream, packets: Iterator["Packet[Stream]"]) -> Iterator["Packet[Stream]"]:
    for packet in packets:
        packet.stream = stream
        yield packet


def _time(packet: "Packet[Stream]") -> Fraction:
    return (packet.dts or 0) * packet.time_base


def _pictures(
    pieces: Sequence[Piece], head: bytes, tell: Callable[[float], None]
) -> Iterator["Packet[Stream]"]:
    """Read the pictures of all pieces, at their times in the clip."""
    for piece in pieces:
        if piece.head() != head:
            raise PieceBroken(piece.path.name, "another encoder wrote it")
        last = piece.facts.first + piece.facts.count
        for index in range(len(piece.parts.segments)):
            start = piece.facts.first + index * KEY_FRAMES
            yield from _group(piece, index, start, min(last, start + KEY_FRAMES))
        tell(last / piece.facts.total)


def _group(piece: Piece, index: int, start: int, end: int) -> Iterator["Packet[Stream]"]:
    """Read one segment, whose first picture is the clip's frame ``start``."""
    packets = list(packets_of(piece.head(), piece.segment(index)))
    if len(packets) != end - start:
        raise PieceBroken(piece.path.name, f"{len(packets)} of {end - start} pictures are there")
    # A reader shifts times so that none is below zero: the first picture tells how far.
    shift = (packets[0].pts or 0) - round(start * FRAME / packets[0].time_base)
    for number, packet in enumerate(packets, start - REORDERED):
        packet.pts = (packet.pts or 0) - shift
        packet.dts = round(number * FRAME / packet.time_base)
        yield packet
