"""Unpack a ZIP of pictures; this runs in a cell.

Nothing is written anywhere, no name is trusted, and no more is unpacked of a file than it may have,
whatever it declares. What is no picture is left in: captions, previews of macOS, archives in the archive.
"""

import io
import struct
import zipfile
import zlib
from pathlib import PurePosixPath

from avatar.intake.errors import (
    ArchiveLocked,
    ArchiveTooFull,
    ArchiveTooLarge,
    FileDamaged,
    FileTooLarge,
    NoPicturesInArchive,
)
from avatar.intake.limits import MEGABYTE, ArchiveLimits
from avatar.intake.sniff import Family, sniff

ENCRYPTED = 0x1  # the bit of a file's flags (APPNOTE 6.3.10, section 4.4.4)
PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # what ordinary programs write
ASIDE = "__MACOSX"  # the folder where macOS keeps previews
NAME_LIMIT = 60  # characters
TAKEN = frozenset({Family.PICTURE, Family.FOREIGN_PICTURE, Family.VECTOR})  # which it is, is told later

# What zipfile raises at damaged archives.
DAMAGE = (
    zipfile.BadZipFile,
    NotImplementedError,
    OSError,
    EOFError,
    ValueError,
    LookupError,
    struct.error,
    zlib.error,
    RuntimeError,
)


def unpack(content: bytes, options: dict[str, object]) -> tuple[dict[str, object], bytes]:
    """Unpack the pictures of an archive, in its order.

    ``options``: ``limits`` (fields of ArchiveLimits). Answers the facts of avatar.intake.archive.Told, and
    the pictures one behind the other.
    """
    limits = ArchiveLimits(**options["limits"])  # type: ignore[arg-type]  # JSON of our own ArchiveLimits
    found: list[tuple[str, bytes]] = []
    unpacked = 0  # bytes, of whatever it was
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for info in _wanted(archive, limits):
                data = _read(archive, info, limits)
                unpacked += len(data)
                _check_total(unpacked, limits)
                if sniff(data).family in TAKEN:
                    found.append((_name(info.filename), data))
    except DAMAGE as error:
        raise FileDamaged("archive") from error
    if not found:
        raise NoPicturesInArchive
    if len(found) > limits.pictures:
        raise ArchiveTooFull(len(found), limits.pictures)
    facts = {"names": [name for name, _ in found], "sizes": [len(data) for _, data in found]}
    return facts, b"".join(data for _, data in found)


def _wanted(archive: zipfile.ZipFile, limits: ArchiveLimits) -> list[zipfile.ZipInfo]:
    """List the files that could be pictures, before any of them is unpacked."""
    listed = [info for info in archive.infolist() if not info.is_dir() and not _hidden(info.filename)]
    if len(listed) > limits.files:
        raise ArchiveTooFull(len(listed), limits.files)
    _check_total(sum(info.file_size for info in listed), limits)
    return listed


def _hidden(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return ASIDE in parts or not parts or parts[-1].startswith(".")


def _check_total(size: int, limits: ArchiveLimits) -> None:
    if size > limits.unpacked_megabytes * MEGABYTE:
        raise ArchiveTooLarge(round(size / MEGABYTE, 1), limits.unpacked_megabytes)


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: ArchiveLimits) -> bytes:
    """Unpack one file, and never more of it than it may have: what it declares may be a lie."""
    if info.flag_bits & ENCRYPTED:
        raise ArchiveLocked
    if info.compress_type not in PLAIN:
        raise FileDamaged("archive")
    most = limits.megabytes * MEGABYTE
    with archive.open(info) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise FileTooLarge(round(max(info.file_size, len(data)) / MEGABYTE, 1), limits.megabytes)
    return data


def _name(path: str) -> str:
    """Take of a path its last part, as far as it can be printed."""
    last = path.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if letter.isprintable())[:NAME_LIMIT]
