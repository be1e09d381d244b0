"""A range of a clip in a file of its own: an MP4 of fragments, and a last box that says what belongs to it.

The file is all there is of a piece: what reads it on another machine needs nothing else.
"""

import hashlib
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from pydantic import BaseModel, ValidationError

from avatar.clip.boxes import Box, boxes
from avatar.clip.errors import PieceBroken
from avatar.clip.fragments import LIMIT, Fragments, fragments_of
from avatar.pace import KEY_FRAMES
from generation.notes import Note

BOX = UUID("5f0a3c52-6f0e-4c5b-9a3e-2d1b6f1f7c11")  # ours alone
BLOCK = 1 << 16  # bytes that are read at a time
_HEAD = struct.Struct(">I4s16s32sI")  # box size and kind, whose it is, SHA-256 of all else, size of the facts


class Facts(BaseModel, frozen=True):
    """What a range is a part of, and what was seen in it."""

    first: int  # frame of the clip
    count: int  # frames
    total: int  # frames of the clip
    width_px: int
    height_px: int
    looks: str  # of the fingerprint, as hexadecimal digits
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Piece:
    """An encoded range."""

    path: Path
    facts: Facts
    thumbnail: bytes  # a JPEG where the clip's is in this range
    parts: Fragments

    @property
    def first_segment(self) -> int:
        """Tell the number that its first segment has in the clip."""
        return self.facts.first // KEY_FRAMES

    def head(self) -> bytes:
        """Read what comes before the first segment; it is the same for all pieces of a clip."""
        with self.path.open("rb") as file:
            return self.parts.head.of(file)

    def segment(self, index: int) -> bytes:
        """Read one segment of two seconds; ``index`` counts from the piece's first."""
        with self.path.open("rb") as file:
            return self.parts.segments[index].of(file)


def seal(path: Path, facts: Facts, thumbnail: bytes) -> Piece:
    """End the file of a piece, whose segments are written."""
    written = facts.model_dump_json().encode()
    with path.open("r+b") as file:
        digest = _digest(file, path.stat().st_size, written + thumbnail)
        file.seek(0, 2)
        size = _HEAD.size + len(written) + len(thumbnail)
        file.write(_HEAD.pack(size, b"uuid", BOX.bytes, digest, len(written)) + written + thumbnail)
    return open_piece(path)


def open_piece(path: Path) -> Piece:
    """Open the file of a piece and look whether it is whole. Raises PieceBroken, OSError."""
    with path.open("rb") as file:
        last = _last(file, path)
        file.seek(last.start)
        body = file.read(last.size)
        _, _, owner, digest, size = _HEAD.unpack_from(body)
        rest = body[_HEAD.size :]
        if owner != BOX.bytes or digest != _digest(file, last.start, rest):
            raise PieceBroken(path.name, "it was changed")
        parts = fragments_of(file)
    try:
        facts = Facts.model_validate_json(rest[:size])
    except ValidationError as error:
        raise PieceBroken(path.name, "another version wrote it") from error
    return Piece(path, facts, rest[size:], parts)


def _last(file: BinaryIO, path: Path) -> Box:
    """Find the box that ends a piece."""
    last = None
    for last in boxes(file, LIMIT):  # noqa: B007 - the last one is wanted
        pass
    if last is None or last.kind != b"uuid" or last.size < _HEAD.size or last.end != path.stat().st_size:
        raise PieceBroken(path.name, "its end is missing")
    return last


def _digest(file: BinaryIO, size: int, rest: bytes) -> bytes:
    digest, left = hashlib.sha256(), size
    file.seek(0)
    while left > 0 and (block := file.read(min(BLOCK, left))):
        digest.update(block)
        left -= len(block)
    digest.update(rest)
    return digest.digest()
