"""Eyes and mouth are placed where the picture shows them."""

import numpy as np
import pytest
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
    assert features.upper[8] == pytest.approx((222, 142), abs=5)
    assert 3 < features.lower[8, 1] - features.upper[8, 1] < 10
    assert not features.left.covered


@pytest.mark.parametrize(("seed", "covered"), [(0, True), (13, False), (51, True), (57, False)])
def test_dark_glasses_cover_the_eyes(seed: int, covered: bool) -> None:
    """Behind them nobody sees a blink."""
    pixels = example(seed)[1].picture
    face: Face = find_faces(pixels)[0]

    features = place_features(pixels, face.box)

    assert covered == (features.left.covered or features.right.covered)


def test_shut_lips_are_one_line() -> None:
    """Where no teeth show, both lips have one edge, and it is where the drawing has its mouth."""
    pixels = example(13)[1].picture

    features = place_features(pixels, find_faces(pixels)[0].box)

    assert features.upper == pytest.approx(features.lower)
    assert features.upper[8, 1] == pytest.approx(85, abs=4)
