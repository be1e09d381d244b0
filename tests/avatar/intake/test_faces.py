"""A photo's faces are found where it was decoded, and travel back with what is wrong with each."""

import io

import numpy as np
import pytest
from PIL import Image
from skimage import data

from avatar.face.errors import FaceTooSmall, NoFaceFound
from avatar.intake.photo import Photo, read_photo
from generation.errors import Refusal
from tests.hostile.pictures import plain, saved


def head(side_px: int = 256) -> Image.Image:
    """Give the head of the portrait that ships with scikit-image, public domain."""
    portrait = data.astronaut()  # type: ignore[no-untyped-call]  # scikit-image tells no type here
    return Image.fromarray(portrait).crop((100, 0, 380, 280)).resize((side_px, side_px))


@pytest.fixture(scope="module")
def pair() -> Photo:
    """Read a picture of two people, the right one far away."""
    both = Image.new("RGB", (480, 256), (120, 130, 140))
    both.paste(head(), (0, 0))
    both.paste(head(160), (300, 50))
    return read_photo(saved(both), faces=True)


def test_one_face_is_ready_to_speak() -> None:
    """Eileen Collins looks out of the middle of her portrait."""
    photo = read_photo(saved(head()), faces=True)

    face = photo.face()
    assert (photo.faces, b"") == ((face,), photo.thumbnail)
    assert 114 == pytest.approx(face.box.left_px + face.box.width_px / 2, abs=20)
    assert 114 == pytest.approx(face.box.top_px + face.box.height_px / 2, abs=20)


def test_several_faces_are_numbered(pair: Photo) -> None:
    """From the left, on a thumbnail to choose from."""
    assert 2 == len(pair.faces)
    assert pair.faces[0].box.left_px < pair.faces[1].box.left_px
    assert "JPEG" == Image.open(io.BytesIO(pair.thumbnail)).format


def test_picture_comes_whole_beside_its_thumbnail(pair: Photo) -> None:
    """Neither runs into the other."""
    assert (480, 256) == Image.open(io.BytesIO(pair.png)).size
    assert pair.png.endswith(b"IEND\xaeB`\x82")


def test_each_face_has_its_own_answer(pair: Photo) -> None:
    """Whoever chooses the small one is told so, with the numbers."""
    assert pair.faces[0] == pair.face(0)
    with pytest.raises(FaceTooSmall) as caught:
        pair.face(1)

    assert 96 == caught.value.limit_px
    assert 96 > caught.value.width_px


@pytest.mark.parametrize("shade", [0, 255])
def test_empty_picture_has_no_face(shade: int) -> None:
    """All black or all white."""
    with pytest.raises(NoFaceFound):
        read_photo(saved(Image.fromarray(np.full((64, 64, 3), shade, np.uint8))), faces=True)


def test_only_face_is_refused_at_once() -> None:
    """With what is wrong with it."""
    far = plain(256, 256)
    far.paste(head(160), (40, 40))

    with pytest.raises(Refusal) as caught:
        read_photo(saved(far), faces=True)

    assert "face_too_small" == caught.value.code
