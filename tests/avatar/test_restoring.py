"""The faces of a photo are found and restored, however bad it is."""

import sys
from io import BytesIO
from pathlib import Path
from subprocess import run

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from avatar.face.errors import NoFaceFound
from avatar.restoring import PhotoRestorer, insist_on_weights, landmarks_in
from avatar.settings import AvatarSettings
from avatar.weights.errors import WeightsMissing
from tests.factories import photograph
from tests.gfpgan import stand_in

Pixels = NDArray[np.uint8]


@pytest.fixture(scope="module")
def portrait() -> Image.Image:
    """Show the astronaut."""
    return Image.open(BytesIO(photograph())).convert("RGB")


def settings(folder: Path) -> AvatarSettings:
    """Say where the weights are."""
    return AvatarSettings(gfpgan=folder)


@pytest.mark.parametrize("blur", [0.0, 3.0])
def test_features_are_found_however_blurred(portrait: Image.Image, blur: float) -> None:
    """What is too blurred to speak is what restoring is for."""
    pixels = np.asarray(portrait)
    seen = cv2.GaussianBlur(pixels, (0, 0), blur).astype(np.uint8) if blur else pixels

    (face,) = landmarks_in(seen)

    assert face.left_eye == pytest.approx((105, 101), abs=4)
    assert face.right_eye == pytest.approx((149, 102), abs=4)
    assert face.left_mouth == pytest.approx((107, 140), abs=5)
    assert face.right_mouth == pytest.approx((147, 140), abs=5)


def test_photo_is_restored(portrait: Image.Image) -> None:
    """The face changes, and nothing else does."""
    told: list[tuple[int, int]] = []
    restorer = PhotoRestorer(settings(stand_in().parent), "cpu")

    restored = restorer.restore(portrait, 1.0, 1, lambda *done: told.append(done))

    changed = np.abs(np.asarray(restored).astype(int) - np.asarray(portrait)).max(-1) > 0
    assert [(1, 1)] == told
    assert changed[85:150, 105:150].mean() > 0.9
    assert not changed[:20].any()
    assert not changed[:, -40:].any()


def test_picture_without_a_face_is_refused(tmp_path: Path) -> None:
    """Nothing is loaded for it."""
    with pytest.raises(NoFaceFound):
        PhotoRestorer(settings(tmp_path), "cpu").restore(
            Image.new("RGB", (300, 200), "green"), 1.0, 1, lambda *_: None
        )


def test_missing_weights_are_named_with_how_to_get_them(tmp_path: Path, portrait: Image.Image) -> None:
    """Before anything is asked of them, and when they are gone by then."""
    with pytest.raises(WeightsMissing) as missing:
        insist_on_weights(settings(tmp_path))
    with pytest.raises(WeightsMissing):
        PhotoRestorer(settings(tmp_path), "cpu").restore(portrait, 1.0, 1, lambda *_: None)

    assert "limner models pull gfpgan" in missing.value.reason


def test_importing_it_imports_no_torch() -> None:
    """Bots ask whether the weights are there."""
    code = "import sys, avatar.restoring; print('torch' in sys.modules)"
    answer = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == "False"
