"""A clip is known again after it was encoded anew; another is not taken for it."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from avatar.clip.encode import encode
from avatar.clip.options import Clip, ClipOptions
from avatar.honest.fingerprint import SAME, Fingerprint, distance, fingerprint_of_picture, listen
from avatar.honest.reading import fingerprint_of_clip
from avatar.pace import FPS
from avatar.sound import Sound
from bench.avatar_verify import ABUSES, Abuse, abused
from tests.avatar.clip.footage import first_of, never, nothing, picture, swaying, tone


def other_clip(tmp_path: Path, picture_seed: int, sound_seed: int) -> Fingerprint:
    """Encode a clip of another picture or another sound."""
    to = tmp_path / "other.mp4"
    frames = swaying(4 * FPS, seed=picture_seed)
    return encode(frames, tone(4, sound_seed), ClipOptions(), to, nothing, never).fingerprint


@pytest.mark.parametrize("abuse", ABUSES, ids=lambda abuse: str(abuse.name))
def test_abused_clip_is_known_again(clip: Clip, tmp_path: Path, abuse: Abuse) -> None:
    """After what platforms and people do to clips."""
    assert SAME >= distance(clip.fingerprint, abused(clip.path, abuse, tmp_path / "abused.mp4"))


def test_file_has_the_fingerprint_of_its_making(clip: Clip) -> None:
    """What was taken while encoding is found in the file."""
    with clip.path.open("rb") as file:
        assert 0.5 > distance(clip.fingerprint, fingerprint_of_clip(file))


@pytest.mark.parametrize(("picture_seed", "sound_seed"), [(1, 0), (0, 1), (1, 1)])
def test_other_clip_is_another(clip: Clip, tmp_path: Path, picture_seed: int, sound_seed: int) -> None:
    """Also the same picture with other words, and another picture with the same words."""
    assert SAME < distance(clip.fingerprint, other_clip(tmp_path, picture_seed, sound_seed))


def test_silenced_clip_is_known_by_its_pictures(clip: Clip, tmp_path: Path) -> None:
    """What one of them lacks is not compared."""
    mute = Fingerprint(clip.fingerprint.pictures)

    assert SAME >= distance(mute, clip.fingerprint)
    assert SAME < distance(mute, other_clip(tmp_path, 1, 0))


def test_still_of_a_clip_is_known(clip: Clip) -> None:
    """A picture has one look; any moment of a clip may match it."""
    assert SAME >= distance(fingerprint_of_picture(first_of(clip.path)), clip.fingerprint)
    assert SAME < distance(fingerprint_of_picture(picture(5)), clip.fingerprint)


def test_nothing_is_not_like_anything() -> None:
    """Two empty fingerprints are no match."""
    assert SAME < distance(Fingerprint(b""), Fingerprint(b""))


def test_loudness_of_a_tone_is_in_its_band() -> None:
    """Half a second of 500 Hz : full steps in the third band, silence elsewhere."""
    buzz = np.sin(2 * np.pi * 500 * np.arange(8000) / 16_000).astype(np.float32)

    assert bytes([0x00, 0xF0, 0x00, 0x00]) == listen(Sound(buzz, 16_000))[:4]


def test_louder_sound_is_the_same() -> None:
    """A platform that levels sounds changes nothing."""
    sound = tone(2)

    assert listen(sound) == listen(Sound(sound.samples * np.float32(0.25), sound.rate_hz))


def test_fingerprint_is_short_and_comes_back(clip: Clip) -> None:
    """About 72 bytes a second."""
    written = clip.fingerprint.to_bytes()

    assert clip.fingerprint == Fingerprint.from_bytes(written)
    assert 80 * clip.duration_s > len(written)


@pytest.mark.parametrize(
    "written",
    [b"", b"LF1", b"LF1\0\0\0\x09" + bytes(9), b"LF1\0\0\0\x10abc", b"LF2\0\0\0\0", b"LF1\0\0\0\0a"],
)
def test_what_is_no_fingerprint_is_not_read(written: bytes) -> None:
    """A row of a damaged table is found out."""
    with pytest.raises(ValueError, match="not a fingerprint"):
        Fingerprint.from_bytes(written)


def test_short_sound_has_no_loudness() -> None:
    """Shorter than one look at it."""
    assert b"" == listen(Sound(np.ones(100, np.float32), 16_000))
    assert b"" == listen(Sound(np.zeros(0, np.float32), 16_000))


def test_clip_in_memory_is_read_like_a_file(clip: Clip) -> None:
    """The cell has no files."""
    with clip.path.open("rb") as file:
        assert fingerprint_of_clip(file) == fingerprint_of_clip(BytesIO(clip.path.read_bytes()))
