"""The boxes that an MP4 is made of.

Source: ISO/IEC 14496-12, 4.2.
"""

import struct
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

LIMIT = 1000  # boxes of a stranger's file that are looked at


class Box(NamedTuple):
    """A box and where it lies (bytes)."""

    kind: bytes
    start: int
    size: int

    @property
    def end(self) -> int:
        """Where the next one begins."""
        return self.start + self.size


def boxes(file: BinaryIO, limit: int = LIMIT) -> Iterator[Box]:
    """Walk over the outermost boxes of an MP4, the file placed behind each one's header."""
    start = 0
    for _ in range(limit):
        file.seek(start)
        head = file.read(8)
        if len(head) < 8:
            return
        size, kind = struct.unpack(">I4s", head)
        if size == 1:  # the size is a long one and follows
            size = int.from_bytes(file.read(8), "big")
        if size < 8:  # up to the end of the file, or nonsense
            return
        yield Box(kind, start, size)
        start += size
