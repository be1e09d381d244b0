"""Finds a text in a PNG without decoding it: strangers' files are only looked through."""

import struct
import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEAD, CHECK = 8, 4  # bytes before and behind the data of a chunk: length and kind, and the sum
TEXT_BYTES = 64_000  # a recipe has a few hundred


def text_in(png: bytes, keyword: str) -> str:
    """Give the text of a tEXt chunk; nothing where there is none, or it is damaged.

    Source: PNG Specification, third edition, sections 5.3 and 11.3.3.2.
    """
    wanted = keyword.encode("latin-1") + b"\0"
    for kind, data in _chunks(png):
        if kind == b"tEXt" and data.startswith(wanted) and len(data) <= TEXT_BYTES:
            return data[len(wanted) :].decode("latin-1")
    return ""


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Walk through the chunks (kind, data) that are whole, up to the first that is not."""
    if not png.startswith(SIGNATURE):
        return
    at = len(SIGNATURE)
    while at + HEAD + CHECK <= len(png):
        length, kind = struct.unpack_from(">I4s", png, at)
        end = at + HEAD + length
        if end + CHECK > len(png):
            return
        (told,) = struct.unpack_from(">I", png, end)
        if zlib.crc32(memoryview(png)[at + 4 : end]) != told:
            return
        yield kind, png[at + HEAD : end] if kind == b"tEXt" else b""
        at = end + CHECK
