"""Faces are found in photographs and in drawings, each once, and nowhere else."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from skimage.data import astronaut, chelsea, coffee

from avatar.animator import Pixels
from avatar.face.finder import find_faces
from training.drawing import example
from training.subjects import Portrait

PORTRAITS = (0, 4, 5, 7, 9, 13, 14, 17)  # seeds: glasses, beards, all skins, all hair
SCENES = (1, 2, 3, 6)


@pytest.fixture(scope="module")
def photo() -> Pixels:
    """Give the astronaut."""
    return np.asarray(astronaut(), np.uint8)  # type: ignore[no-untyped-call]  # of scikit-image


def test_astronaut_has_one_face(photo: Pixels) -> None:
    """Folds and flags behind her are no faces."""
    (face,) = find_faces(photo)

    assert face.box.left_px == pytest.approx(165, abs=8)
    assert face.box.top_px == pytest.approx(66, abs=8)
    assert face.box.width_px == pytest.approx(115, abs=10)
    assert not face.drawn
    assert 0.7 < face.score <= 1


def test_faces_come_from_the_left(photo: Pixels) -> None:
    """Number one is the leftmost."""
    faces = find_faces(np.hstack([photo, photo[:, ::-1]]))

    assert len(faces) == 2
    assert faces[0].box.left_px < 512 < faces[1].box.left_px


@pytest.mark.parametrize(("scale", "quality"), [(1.0, 95), (1.4, 98), (1.4, 85)])
def test_patch_on_her_suit_is_no_second_face(photo: Pixels, scale: float, quality: int) -> None:
    """Some compressions of the photograph make the cascade see one there."""
    side, file = round(512 * scale), BytesIO()
    Image.fromarray(photo).resize((side, side), Image.Resampling.LANCZOS).save(file, "JPEG", quality=quality)

    (face,) = find_faces(np.asarray(Image.open(file).convert("RGB")))

    assert face.box.width_px == pytest.approx(116 * scale, rel=0.08)


def test_somebody_beside_her_is_a_second_face(photo: Pixels) -> None:
    """Two thirds as large, because farther away, and still somebody who may be meant."""
    far = np.asarray(Image.fromarray(photo[:340, 60:400]).resize((227, 227)))
    both = np.full((340, 600, 3), 120, np.uint8)
    both[:, :340] = photo[:340, 60:400]
    both[60:287, 360:587] = far

    assert len(find_faces(both)) == 2


def test_cat_and_cup_are_no_faces() -> None:
    """An animal's face is not a human one."""
    cat, cup = chelsea(), coffee()  # type: ignore[no-untyped-call]  # of scikit-image

    assert find_faces(np.asarray(cat, np.uint8)) == ()
    assert find_faces(np.asarray(cup, np.uint8)) == ()


@pytest.mark.parametrize("seed", PORTRAITS)
def test_drawn_portrait_has_one_face(seed: int) -> None:
    """Whoever is drawn, the face is where the drawing has it (128 pixels a side)."""
    subject, drawing = example(seed)

    (face,) = find_faces(drawing.picture)

    assert isinstance(subject, Portrait)
    assert face.drawn
    assert face.box.left_px + face.box.width_px / 2 == pytest.approx(64, abs=6)
    assert face.box.top_px + face.box.height_px / 2 == pytest.approx(73, abs=7)
    assert face.box.width_px == pytest.approx(68, abs=11)


@pytest.mark.parametrize("seed", SCENES)
def test_drawn_landscape_has_no_face(seed: int) -> None:
    """Suns and wheels are no faces."""
    subject, drawing = example(seed)

    assert not isinstance(subject, Portrait)
    assert find_faces(drawing.picture) == ()
