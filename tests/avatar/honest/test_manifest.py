"""A signed clip says that a machine made it, and nobody changes that unseen."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from avatar.clip.options import Clip
from avatar.honest.errors import SigningFailed
from avatar.honest.manifest import MANIFEST_BYTES, Credentials, Statement, sign, statement
from avatar.honest.marks import SOURCE_TYPE
from tests.avatar.clip.footage import pictures_of
from tests.avatar.honest.certificates import write_credentials


def read(path: Path, certificate: Path | None = None) -> Statement | None:
    """Read a file's manifest, trusting a certificate."""
    with path.open("rb") as file:
        return statement(file, trusted=certificate.read_text("ascii") if certificate else "")


def test_signed_clip_says_that_a_machine_made_it(signed: Path, credentials: Credentials) -> None:
    """In IPTC's words, and by our certificate."""
    said = Statement("Studio for Tests", SOURCE_TYPE, whole=True, ours=True)

    assert said == read(signed, credentials.certificate)


def test_unknown_certificate_is_not_ours(signed: Path, tmp_path: Path) -> None:
    """Anybody can make one that bears our name."""
    stranger = write_credentials(tmp_path)

    said = read(signed, stranger.certificate)
    assert said is not None
    assert (True, False) == (said.whole, said.ours)


def test_changed_clip_is_not_whole(signed: Path, credentials: Credentials) -> None:
    """One byte of the pictures is enough."""
    content = bytearray(signed.read_bytes())
    content[content.index(b"mdat") + 2000] ^= 1

    said = statement(BytesIO(bytes(content)), trusted=credentials.certificate.read_text("ascii"))
    assert said is not None
    assert (False, False) == (said.whole, said.ours)


def test_signing_changes_no_picture(clip: Clip, signed: Path) -> None:
    """The manifest stands beside them, and takes no more than was set aside for it."""
    assert all((a == b).all() for a, b in zip(pictures_of(clip.path), pictures_of(signed), strict=True))
    assert MANIFEST_BYTES > signed.stat().st_size - clip.bytes


def test_unsigned_clip_says_nothing(clip: Clip) -> None:
    """No manifest is no error."""
    assert read(clip.path) is None


@pytest.mark.parametrize("wrong", ["key of another", "no key", "no file"])
def test_wrong_credentials_are_our_fault(
    clip: Clip, credentials: Credentials, tmp_path: Path, wrong: str
) -> None:
    """And leave the clip as it was, with nothing beside it."""
    path = tmp_path / "clip.mp4"
    path.write_bytes(clip.path.read_bytes())
    other = tmp_path / "other"
    other.mkdir()
    key = write_credentials(other).key
    if wrong == "no key":
        key.write_text("none")
    if wrong == "no file":
        key.unlink()

    with pytest.raises(SigningFailed):
        sign(path, replace(credentials, key=key))

    assert clip.path.read_bytes() == path.read_bytes()
    assert {path, other} == set(tmp_path.iterdir())
