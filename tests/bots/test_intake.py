"""The studio's own intake, on real files."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from avatar.intake.errors import NotAPicture, NotASound
from avatar.intake.flac import encode
from avatar.sound import Sound
from bots.intake import StudioIntake

RATE_HZ = 16_000


def hum(seconds: float = 2.0) -> bytes:
    """Make a recording: FLAC of a tone that swells as speech does."""
    at = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    swell = 0.3 * (1 + np.sin(2 * np.pi * 3 * at)) / 2
    return encode(Sound((swell * np.sin(2 * np.pi * 220 * at)).astype(np.float32), RATE_HZ))


def test_recording_is_made_anew() -> None:
    """What is stored is encoded by us."""
    assert StudioIntake().sound(hum()).startswith(b"fLaC")


@pytest.mark.parametrize("data", [b"a line of text", b"%PDF-1.7"])
def test_what_is_neither_is_refused(data: bytes) -> None:
    """By its content, before anything is decoded."""
    with pytest.raises(NotAPicture):
        StudioIntake().photo(data)
    with pytest.raises(NotASound):
        StudioIntake().sound(data)


def test_file_from_elsewhere_proves_nothing(tmp_path: Path) -> None:
    """It says nothing of us."""
    file = BytesIO()
    Image.radial_gradient("L").convert("RGB").save(file, "JPEG")
    proof = StudioIntake().verify(file.getvalue())

    assert (False, False, "") == (proof.ours, proof.claimed, proof.signer)
    assert proof.fingerprint
