"""An archive of pictures: what is taken out of it, and what is refused before it costs anything."""

import io
import struct
import zipfile
from dataclasses import asdict

import pytest

from avatar.intake.archive import read_archive
from avatar.intake.errors import (
    ArchiveLocked,
    ArchiveSent,
    ArchiveTooFull,
    ArchiveTooLarge,
    FileDamaged,
    FileTooLarge,
    NoPicturesInArchive,
)
from avatar.intake.limits import ArchiveLimits
from avatar.intake.unpack import unpack
from generation.errors import Refusal

JPEG = b"\xff\xd8\xff"
SMALL = ArchiveLimits(files=6, pictures=3, megabytes=1, unpacked_megabytes=2)


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Pack files."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


def opened(data: bytes, limits: ArchiveLimits = SMALL) -> list[str]:
    """Unpack an archive here and now. Returns: the names of its pictures."""
    facts, _ = unpack(data, {"limits": asdict(limits)})
    names = facts["names"]
    assert isinstance(names, list)
    return names


def lying(data: bytes, name: bytes) -> bytes:
    """Let the central directory say that a file of it has a single byte."""
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(name))
    return data[: at + 24] + struct.pack("<I", 1) + data[at + 28 :]


def locked(data: bytes) -> bytes:
    """Say of the first file that it wants a password, in both places."""
    at = data.index(b"PK\x01\x02")
    flagged = data[: at + 8] + struct.pack("<H", 1) + data[at + 10 :]
    return flagged[:6] + struct.pack("<H", 1) + flagged[8:]


def test_pictures_come_out_in_a_cell() -> None:
    """With the last part of their names; captions, hidden files and archives within are left in."""
    inner = packed({"c.jpg": JPEG})
    files = {
        "dogs/a.jpg": JPEG + b"a",
        "../../etc/b.jpg": JPEG + b"b",
        "a.txt": b"a photo of wuff",
        "__MACOSX/._a.jpg": JPEG,
        "dogs/.hidden.jpg": JPEG,
        "more.zip": inner,
    }

    assert [("a.jpg", JPEG + b"a"), ("b.jpg", JPEG + b"b")] == [
        (one.name, one.data) for one in read_archive(packed(files))
    ]


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        pytest.param(packed({f"{one}.jpg": JPEG for one in range(4)}), ArchiveTooFull, id="pictures"),
        pytest.param(packed({f"{one}.txt": b"x" for one in range(7)}), ArchiveTooFull, id="files"),
        pytest.param(packed({"a.txt": b"x"}), NoPicturesInArchive, id="captions"),
        pytest.param(packed({}), NoPicturesInArchive, id="empty"),
        pytest.param(packed({"a.jpg": JPEG + bytes(1_000_000)}), FileTooLarge, id="large"),
        pytest.param(
            packed({f"{one}.jpg": JPEG + bytes(900_000) for one in range(3)}), ArchiveTooLarge, id="bomb"
        ),
        pytest.param(
            lying(packed({"a.jpg": JPEG + bytes(5_000_000)}), b"a.jpg"),
            FileDamaged,
            id="lying about its size",
        ),
        pytest.param(locked(packed({"a.jpg": JPEG})), ArchiveLocked, id="locked"),
        pytest.param(packed({"a.jpg": JPEG}, zipfile.ZIP_LZMA), FileDamaged, id="packed oddly"),
        pytest.param(packed({"a.jpg": JPEG})[:-9], FileDamaged, id="cut"),
        pytest.param(b"PK\x03\x04" + bytes(99), FileDamaged, id="noise"),
    ],
)
def test_what_is_refused(data: bytes, refusal: type[Refusal]) -> None:
    """Before it fills the memory, whatever its directory says."""
    with pytest.raises(refusal):
        opened(data)


def test_other_archives_are_refused() -> None:
    """Without looking into them."""
    with pytest.raises(ArchiveSent):
        read_archive(b"Rar!\x1a\x07" + bytes(9))
