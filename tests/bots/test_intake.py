"""The studio's own intake, on real files."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from skimage import data

from avatar.intake.errors import NotAPicture, NotASound
from avatar.intake.flac import encode
from avatar.sound import Sound
from bots.intake import StudioIntake
from tests.bots.giving import JPEG, PNG

RATE_HZ = 16_000


def hum(seconds: float = 2.0) -> bytes:
    """Make a recording: FLAC of a tone that swells as speech does."""
    at = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    swell = 0.3 * (1 + np.sin(2 * np.pi * 3 * at)) / 2
    return encode(Sound((swell * np.sin(2 * np.pi * 220 * at)).astype(np.float32), RATE_HZ))


def test_recording_is_made_anew() -> None:
    """What is stored is encoded by us."""
    assert StudioIntake().sound(hum()).startswith(b"fLaC")


def test_faces_of_a_photo_are_numbered() -> None:
    """Two people side by side, both fit to speak."""
    face = data.astronaut()  # type: ignore[no-untyped-call]  # scikit-image has no types for it
    file = BytesIO()
    Image.fromarray(np.hstack([face, face])).save(file, "JPEG")
    seen = StudioIntake().photo(file.getvalue())
    seen.insist(2)

    assert 2 == seen.faces
    assert seen.png.startswith(PNG)
    assert seen.numbered.startswith(JPEG)


@pytest.mark.parametrize("content", [b"a line of text", b"%PDF-1.7"])
def test_what_is_neither_is_refused(content: bytes) -> None:
    """By its content, before anything is decoded."""
    with pytest.raises(NotAPicture):
        StudioIntake().photo(content)
    with pytest.raises(NotASound):
        StudioIntake().sound(content)


def test_file_from_elsewhere_proves_nothing() -> None:
    """It says nothing of us."""
    file = BytesIO()
    Image.radial_gradient("L").convert("RGB").save(file, "JPEG")
    proof = StudioIntake().verify(file.getvalue())

    assert (False, False, "") == (proof.ours, proof.claimed, proof.signer)
    assert proof.fingerprint
