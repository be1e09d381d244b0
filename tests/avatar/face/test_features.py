"""Eyes and mouth are placed where the picture shows them."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from skimage.data import astronaut

from avatar.animator import Box
from avatar.face.face import Face
from avatar.face.features import place_features
from avatar.face.finder import find_faces
from training.drawing import example


def test_astronauts_features_are_placed() -> None:
    """Her eyes, her mouth and the gap of her smile, measured by hand in the photograph."""
    features = place_features(
        np.asarray(astronaut(), np.uint8),  # type: ignore[no-untyped-call]  # of scikit-image
        Box(165, 65, 115, 115),
    )

    assert (features.left.x, features.left.y) == pytest.approx((203, 101), abs=3)
    assert (features.right.x, features.right.y) == pytest.approx((246, 103), abs=3)
    assert features.upper[8] == pytest.approx((224, 143), abs=2)
    assert features.lower[8] == pytest.approx((224, 149), abs=2)
    for corner, (x, y) in ((0, (203, 139)), (-1, (245, 140))):
        assert features.upper[corner] == pytest.approx((x, y), abs=2.5)
        assert features.upper[corner] == pytest.approx(features.lower[corner])
    assert not features.left.covered


@pytest.mark.parametrize(("seed", "covered"), [(0, True), (13, False), (51, True), (57, False)])
def test_dark_glasses_cover_the_eyes(seed: int, covered: bool) -> None:
    """Behind them nobody sees a blink."""
    pixels = example(seed)[1].picture
    face: Face = find_faces(pixels)[0]

    features = place_features(pixels, face.box)

    assert covered == (features.left.covered or features.right.covered)


@pytest.mark.parametrize(("left", "top", "side"), [(162.8, 64.4, 116.8), (162, 64, 120), (166, 65, 114)])
def test_compressed_smile_is_fitted_to_its_corners(left: float, top: float, side: float) -> None:
    """A JPEG blurs the edge between a tooth and the shadow beside it; the box may lie a little aside."""
    file = BytesIO()
    Image.fromarray(astronaut()).save(file, "JPEG", quality=92)  # type: ignore[no-untyped-call]  # of scikit-image

    upper = place_features(np.asarray(Image.open(file)), Box(left, top, side, side)).upper

    assert upper[0] == pytest.approx((202, 139), abs=3)
    assert upper[-1] == pytest.approx((246, 139), abs=3)


@pytest.mark.parametrize("seed", [7, 17, 50, 98, 379])  # the last two with black beards
def test_smiles_are_fitted_to_their_corners(seed: int) -> None:
    """The white and the dark of a drawn smile are about 24 of 128 pixels wide and 8 high."""
    pixels = example(seed)[1].picture

    features = place_features(pixels, find_faces(pixels)[0].box)

    assert 21 < features.upper[-1, 0] - features.upper[0, 0] < 29
    assert features.upper[[0, -1], 0].mean() == pytest.approx(64, abs=1.5)
    assert 5 < features.lower[8, 1] - features.upper[8, 1] < 10


def test_shut_lips_are_one_line() -> None:
    """Where no teeth show, both lips have one edge, and it is where the drawing has its mouth."""
    pixels = example(13)[1].picture

    features = place_features(pixels, find_faces(pixels)[0].box)

    assert features.upper == pytest.approx(features.lower)
    assert features.upper[8, 1] == pytest.approx(85, abs=4)


@pytest.mark.parametrize(("seed", "middle"), [(108, 85), (229, 85), (498, 85), (105, 83)])
def test_mouth_in_a_black_beard_is_found(seed: int, middle: int) -> None:
    """The edge of the beard is no mouth, though it is the darkest line."""
    pixels = example(seed)[1].picture

    features = place_features(pixels, find_faces(pixels)[0].box)

    assert features.upper[8] == pytest.approx((64, middle), abs=2.5)
