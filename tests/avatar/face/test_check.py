"""Each photo that cannot speak is refused for its own reason."""

from io import BytesIO

import cv2
import numpy as np
import pytest
from PIL import Image
from skimage.data import astronaut

from avatar.animator import Box, Pixels
from avatar.face.check import check_face, check_one_face, number_faces, turned_aside
from avatar.face.errors import (
    FaceTooSmall,
    NoFaceFound,
    PhotoBlurred,
    PhotoTooBright,
    PhotoTooDark,
    SeveralFaces,
    SideFace,
)
from avatar.face.face import Face
from avatar.face.finder import find_faces
from generation.errors import Refusal
from training.drawing import example

HERS = Face(Box(166, 65, 115, 115), 1.0)


@pytest.fixture(scope="module")
def photo() -> Pixels:
    """Give the astronaut."""
    return np.asarray(astronaut(), np.uint8)  # type: ignore[no-untyped-call]  # of scikit-image


def test_good_photo_passes(photo: Pixels) -> None:
    """The astronaut looks into the camera in even light."""
    faces = find_faces(photo)

    assert check_face(photo, faces) == faces[0]


def test_no_face_is_refused(photo: Pixels) -> None:
    """A picture without a face cannot speak."""
    with pytest.raises(NoFaceFound):
        check_face(photo, ())


def test_several_faces_are_counted(photo: Pixels) -> None:
    """Whoever chooses must know how many there are."""
    with pytest.raises(SeveralFaces) as refusal:
        check_face(photo, (HERS, HERS, HERS))

    assert refusal.value.count == 3


def test_small_face_is_refused(photo: Pixels) -> None:
    """The width found and the width needed are told."""
    with pytest.raises(FaceTooSmall) as refusal:
        check_one_face(photo, Face(Box(166, 65, 95.9, 95.9), 1.0))

    assert (refusal.value.width_px, refusal.value.limit_px) == (95, 96)


@pytest.mark.parametrize(
    ("gain", "lift", "refusal"), [(0.2, 0, PhotoTooDark), (0.05, 0, PhotoTooDark), (4.0, 40, PhotoTooBright)]
)
def test_bad_light_is_refused(photo: Pixels, gain: float, lift: float, refusal: type[Refusal]) -> None:
    """What is too dark or too bright says so."""
    lit = np.clip(photo * gain + lift, 0, 255).astype(np.uint8)

    with pytest.raises(refusal):
        check_one_face(lit, HERS)


@pytest.mark.parametrize(("gain", "refusal"), [(0.15, PhotoTooDark), (2.5, PhotoTooBright)])
def test_light_is_judged_before_faces_are_counted(photo: Pixels, gain: float, refusal: type[Refusal]) -> None:
    """Bad light invents faces: to ask which one is meant would help nobody."""
    lit = np.clip(photo * gain, 0, 255).astype(np.uint8)

    with pytest.raises(refusal):
        check_face(lit, (HERS, Face(Box(402, 424, 60, 60), 0.9)))


@pytest.mark.parametrize("gain", [1.6, 1.8, 2.5])
def test_face_lost_in_light_is_explained(photo: Pixels, gain: float) -> None:
    """Where light has burnt the face away, that is said, not that there is none."""
    with pytest.raises(PhotoTooBright):
        check_face(np.clip(photo * gain, 0, 255).astype(np.uint8), ())


def test_white_ground_is_no_bad_light() -> None:
    """A cup on a white ground simply has no face."""
    cup = np.full((200, 200, 3), 255, np.uint8)
    cup[45:155, 45:155] = (150, 120, 90)
    cup[:40] = (220, 225, 230)
    cup[160:] = (210, 205, 200)

    with pytest.raises(NoFaceFound):
        check_face(cup, ())


def test_dark_face_is_found_before_it_is_refused(photo: Pixels) -> None:
    """A dark photo does not read as one without faces."""
    dark = (photo * 0.1).astype(np.uint8)

    with pytest.raises(PhotoTooDark):
        check_face(dark, find_faces(dark))


def test_blurred_face_is_refused(photo: Pixels) -> None:
    """Three pixels of blur on a face of 115 are too much, half a pixel is not."""
    blurred = cv2.GaussianBlur(photo, (0, 0), 3).astype(np.uint8)
    check_one_face(cv2.GaussianBlur(photo, (0, 0), 0.5).astype(np.uint8), HERS)

    with pytest.raises(PhotoBlurred):
        check_one_face(blurred, HERS)


def test_half_hidden_face_counts_as_turned(photo: Pixels) -> None:
    """Of a face that looks to the side one cheek is not seen."""
    turned = photo.copy()
    turned[60:200, 236:300] = (70, 110, 160)

    assert not turned_aside(photo, HERS.box)
    with pytest.raises(SideFace):
        check_one_face(turned, HERS)


def test_drawing_of_the_pocket_models_passes() -> None:
    """Their pictures have 128 pixels a side, and flat colours bear enlarging."""
    drawn = example(13)[1].picture

    assert check_face(drawn, find_faces(drawn)).drawn


def test_thumbnail_frames_every_face(photo: Pixels) -> None:
    """The numbers lie on the faces, in a picture that a chat shows at once."""
    two = np.hstack([photo, photo])
    faces = (HERS, Face(Box(166 + 512, 65, 115, 115), 1.0))

    shown = Image.open(BytesIO(number_faces(two, faces)))

    assert (shown.format, shown.size) == ("JPEG", (512, 256))
    pixels = np.asarray(shown.convert("RGB")).astype(int)
    yellow = (pixels[..., 0] > 200) & (pixels[..., 1] > 170) & (pixels[..., 2] < 110)
    assert yellow[:, 80:145].sum() > 300
    assert yellow[:, 336:401].sum() > 300
