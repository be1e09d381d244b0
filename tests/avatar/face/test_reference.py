"""A reference video is read frame by frame, however long it is."""

import weakref
from collections.abc import Iterator
from itertools import chain

import numpy as np
import pytest
from skimage.data import astronaut

from avatar.animator import Pixels
from avatar.face.errors import NoFaceInVideo
from avatar.face.reference import read_reference
from avatar.face.source import FaceNets, prepare_source
from avatar.requests import PhotoMode


@pytest.fixture(scope="module")
def frame() -> Pixels:
    """Give a frame in which the nets see a face."""
    photo = np.asarray(astronaut(), np.uint8)  # type: ignore[no-untyped-call]  # of scikit-image
    return photo[40:200, 140:300]


@pytest.fixture(scope="module")
def empty(frame: Pixels) -> Pixels:
    """Give a frame in which the nets see none."""
    return np.full_like(frame, 128)


def test_frames_are_read_alike_however_many_together(nets: FaceNets, frame: Pixels, empty: Pixels) -> None:
    """And one without a face takes the points of the last one that had one, across batches."""
    frames = [frame, frame[:, ::-1], empty]

    one = read_reference(nets, iter(frames), PhotoMode.RESIZE, together=1)
    two = read_reference(nets, frames, PhotoMode.RESIZE, together=2)

    assert (3, 73) == one.shape
    np.testing.assert_allclose(one, two, atol=1e-4)
    np.testing.assert_array_equal(one[1, 70:], one[2, 70:])
    assert not np.allclose(one[0, 70:], one[1, 70:])


def test_frame_is_read_as_a_photo_is(nets: FaceNets, frame: Pixels) -> None:
    """Its cut, the surest box in that, its points and its row, at 256 pixels."""
    source = prepare_source(nets, frame, None, PhotoMode.RESIZE, 256)

    (row,) = read_reference(nets, [frame], PhotoMode.RESIZE)

    np.testing.assert_allclose(source.coefficients, row, atol=1e-4)


def test_first_frame_decides_what_is_cut_out(nets: FaceNets, frame: Pixels) -> None:
    """The face's square, as in a photo in which nobody was chosen."""
    cut = prepare_source(nets, frame, None, PhotoMode.CROP, 256).cut
    (expected,) = read_reference(nets, [cut.image], PhotoMode.RESIZE)

    (row,) = read_reference(nets, [frame], PhotoMode.CROP)

    np.testing.assert_allclose(expected, row, atol=1e-4)


def test_only_few_frames_are_in_memory(nets: FaceNets, frame: Pixels, empty: Pixels) -> None:
    """As many as are read together, and the one that is being made."""
    made: list[weakref.ref[Pixels]] = []
    most = 0

    def film() -> Iterator[Pixels]:
        nonlocal most
        for _ in range(4):
            picture = empty.copy()
            made.append(weakref.ref(picture))
            most = max(most, sum(each() is not None for each in made))
            yield picture

    read_reference(nets, chain([frame], film()), PhotoMode.RESIZE, together=1)

    assert most <= 3


@pytest.mark.parametrize("mode", [PhotoMode.CROP, PhotoMode.RESIZE])
def test_video_that_begins_without_a_face_is_refused(nets: FaceNets, empty: Pixels, mode: PhotoMode) -> None:
    """There is nothing to lay the cut around."""
    with pytest.raises(NoFaceInVideo):
        read_reference(nets, [empty], mode)


def test_video_without_frames_is_refused(nets: FaceNets) -> None:
    """Nothing shows no face."""
    with pytest.raises(NoFaceInVideo):
        read_reference(nets, [])
