"""What a file says about itself is read in a cell, and damaged files are refused."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from avatar.clip.options import Clip
from avatar.honest.errors import ClipTooHeavy, ClipUnreadable, NothingToVerify
from avatar.honest.fingerprint import SAME, distance
from avatar.honest.manifest import Credentials
from avatar.honest.marks import read_xmp, write_xmp
from avatar.honest.verify import MEGABYTES, read_marks
from bench.avatar_verify import ABUSES, abused
from generation.errors import Refusal
from tests.avatar.clip.footage import first_of


def test_our_clip_says_so(clip: Clip) -> None:
    """In its tags and in its XMP; it is not signed."""
    marks = read_marks(clip.path.read_bytes())

    assert (True, True, "", False, False) == (
        marks.tagged,
        marks.declared,
        marks.signer,
        marks.signed,
        marks.ours,
    )
    assert SAME >= distance(clip.fingerprint, marks.fingerprint)


def test_signed_clip_is_proven(signed: Path, credentials: Credentials) -> None:
    """By the certificate that the studio has."""
    marks = read_marks(signed.read_bytes(), credentials.certificate)

    assert (True, "Studio for Tests", True, True) == (marks.tagged, marks.signer, marks.signed, marks.ours)


def test_stripped_clip_is_known_by_its_fingerprint(clip: Clip, tmp_path: Path) -> None:
    """A platform leaves no tag."""
    abused(clip.path, ABUSES[0], tmp_path / "sent.mp4")
    marks = read_marks((tmp_path / "sent.mp4").read_bytes())

    assert (False, False, False) == (marks.tagged, marks.declared, marks.signed)
    assert SAME >= distance(clip.fingerprint, marks.fingerprint)


def test_still_picture_is_looked_at(clip: Clip) -> None:
    """A screenshot has a fingerprint too."""
    file = BytesIO()
    Image.fromarray(first_of(clip.path)).save(file, "PNG")

    assert SAME >= distance(clip.fingerprint, read_marks(file.getvalue()).fingerprint)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", NothingToVerify),
        (b"hello", NothingToVerify),
        (b"%PDF-1.7", NothingToVerify),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), ClipUnreadable),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp42", ClipUnreadable),
        (b"\x1a\x45\xdf\xa3" + bytes(99), ClipUnreadable),
    ],
)
def test_what_is_no_clip_is_refused(content: bytes, expected: type[Refusal]) -> None:
    """With a sentence of its own."""
    with pytest.raises(expected):
        read_marks(content)


def test_huge_file_is_not_looked_at() -> None:
    """Before anything is decoded."""
    with pytest.raises(ClipTooHeavy):
        read_marks(bytes(MEGABYTES * 1_000_000 + 1))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_incomplete_clip_is_refused(clip: Clip, share: float) -> None:
    """An upload that was interrupted: never our fault."""
    content = clip.path.read_bytes()

    with pytest.raises(ClipUnreadable):
        read_marks(content[: int(share * len(content))])


@pytest.mark.parametrize("size", [0, 1, 7, 2**31])
def test_boxes_of_nonsense_end(tmp_path: Path, size: int) -> None:
    """A size that leads nowhere ends the walk."""
    content = size.to_bytes(4, "big") + b"uuid" + np.zeros(64, np.uint8).tobytes()

    assert "" == read_xmp(BytesIO(content))


def test_xmp_is_found_at_the_end(tmp_path: Path) -> None:
    """It is appended; nothing before it moves."""
    path = tmp_path / "a.mp4"
    path.write_bytes(b"\0\0\0\x08free")
    write_xmp(path)

    with path.open("rb") as file:
        assert "trainedAlgorithmicMedia" in read_xmp(file)
    assert path.read_bytes().startswith(b"\0\0\0\x08free")
