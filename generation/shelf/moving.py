"""Bytes on their way to the shelf: copied or moved a block at a time, counted and summed up."""

import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from generation.shelf.errors import ShelfFull

Report = Callable[[str, int, int], None]  # file, bytes that are done, and of how many

BLOCK = 1 << 20  # bytes that are copied at once
SPARE = 64 << 20  # bytes that are left free on the disk
MEGABYTE = 1_000_000


def silent(_file: str, _here: int, _total: int) -> None:
    """Report to nobody."""


def make_room(folder: Path, bytes_: int) -> None:
    """Make sure that so much finds room. Raises ShelfFull."""
    free = shutil.disk_usage(folder).free
    if free < bytes_ + SPARE:
        raise ShelfFull(-(-(bytes_ + SPARE) // MEGABYTE), free // MEGABYTE)


def copy(file: Path, target: Path, report: Report) -> str:
    """Copy a file. Returns: its SHA-256 in hex."""
    digest, total = sha256(), file.stat().st_size
    with file.open("rb") as source, target.open("xb") as sink:
        while block := source.read(BLOCK):
            sink.write(block)
            digest.update(block)
            report(file.name, sink.tell(), total)
    return digest.hexdigest()


def move(file: Path, target: Path, report: Report) -> str:
    """Move a file, and read it once. Returns: its SHA-256 in hex."""
    file.rename(target)
    digest, total = sha256(), target.stat().st_size
    with target.open("rb") as source:
        while block := source.read(BLOCK):
            digest.update(block)
            report(file.name, source.tell(), total)
    return digest.hexdigest()
