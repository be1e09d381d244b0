"""A photo is made ready to be animated, whichever mode is asked for."""

import numpy as np
import pytest
from skimage.data import astronaut

from avatar.animator import Box, Pixels
from avatar.face.align import align, five_points
from avatar.face.boxnet import find_boxes
from avatar.face.errors import FaceTooSmall, NoFaceFound
from avatar.face.recon import coefficient_rows
from avatar.face.source import LEAST_PX, FaceNets, Source, alike, check_size, locate, pick, prepare_source
from avatar.requests import PhotoMode

HERS = Box(74, 66, 116, 116)
BOXES = np.array([(0, 0, 50, 50, 0.999), (100, 0, 160, 50, 0.99), (90, 0, 150, 60, 0.98)], np.float32)


@pytest.fixture(scope="module")
def photo() -> Pixels:
    """Give the astronaut's head and shoulders."""
    whole = np.asarray(astronaut(), np.uint8)  # type: ignore[no-untyped-call]  # of scikit-image
    return whole[:224, 90:330]


@pytest.fixture(scope="module")
def source(nets: FaceNets, photo: Pixels) -> Source:
    """Prepare her as the photo decides."""
    return prepare_source(nets, photo, HERS, PhotoMode.AUTO, 256)


def test_box_most_like_the_portraits_is_taken() -> None:
    """Of two that overlap, the one that fits; not the surest."""
    assert Box(100, 0, 60, 50) == pick(BOXES, Box(102, 0, 60, 50))


def test_face_that_no_net_sees_is_where_the_portrait_has_it() -> None:
    """Drawn faces are animated as well."""
    near = Box(300, 300, 60, 60)

    assert near == pick(BOXES, near)
    assert near == pick(BOXES[:0], near)


def test_surest_face_is_taken_where_none_was_chosen() -> None:
    """As the original does."""
    assert Box(0, 0, 50, 50) == pick(BOXES, None)


def test_nobody_anywhere_is_no_face(nets: FaceNets) -> None:
    """Without a box there is nothing to fall back on."""
    with pytest.raises(NoFaceFound):
        locate(nets.boxes, np.full((96, 96, 3), 128, np.uint8), None)


def test_likeness_is_the_shared_part_of_both() -> None:
    """Intersection over union: a small box inside a large one is not like it."""
    assert alike(Box(0, 0, 10, 10), Box(5, 0, 10, 10)) == pytest.approx(1 / 3)
    assert alike(Box(0, 0, 10, 10), Box(4, 4, 2, 2)) == pytest.approx(0.04)
    assert alike(Box(0, 0, 10, 10), Box(20, 20, 10, 10)) == 0


@pytest.mark.parametrize("mode", [PhotoMode.CROP, PhotoMode.RESIZE])
def test_face_too_small_to_animate_is_refused(nets: FaceNets, mode: PhotoMode) -> None:
    """Of a face that the edge cuts off, what can be seen counts."""
    with pytest.raises(FaceTooSmall) as told:
        prepare_source(nets, np.full((128, 128, 3), 128, np.uint8), Box(-80, 20, 100, 100), mode, 256)

    assert {"width_px": 20, "limit_px": LEAST_PX} == told.value.facts


def test_face_that_squeezing_makes_too_small_is_refused(nets: FaceNets) -> None:
    """The limit is told in pixels of the photo."""
    with pytest.raises(FaceTooSmall) as told:
        prepare_source(
            nets, np.full((500, 1024, 3), 128, np.uint8), Box(80, 20, 90, 90), PhotoMode.RESIZE, 256
        )

    assert {"width_px": 90, "limit_px": 4 * LEAST_PX} == told.value.facts


def test_face_of_the_least_size_is_taken() -> None:
    """The limit itself is enough."""
    box = Box(-76, 0, 100, 24)

    assert box == check_size(box, (200, 200))


def test_source_lies_in_the_photo(source: Source, photo: Pixels) -> None:
    """Its mode was chosen, its region is in the photo, its points are at the same place in cut and photo."""
    region = source.cut.region

    assert source.mode is not PhotoMode.AUTO
    assert (256, 256, 3) == source.cut.image.shape
    assert 0 <= region.left < region.right <= photo.shape[1]
    assert 0 <= region.top < region.bottom <= photo.shape[0]
    assert (source.cut.points >= 0).all()
    assert (source.cut.points <= 256).all()
    zoom = np.array([region.width, region.height]) / 256
    np.testing.assert_allclose(
        (source.cut.points + 0.5) * zoom, source.points + 0.5 - (region.left, region.top), atol=1e-3
    )


def test_row_is_that_of_the_cut(nets: FaceNets, source: Source) -> None:
    """Nothing else of the photo goes into it."""
    aligned = align(source.cut.image, five_points(source.cut.points, 256))

    (row,) = coefficient_rows(nets.coefficients, [aligned])

    assert (73,) == source.coefficients.shape
    np.testing.assert_allclose(row, source.coefficients, atol=1e-5)


def test_whole_photo_is_squeezed(nets: FaceNets, photo: Pixels) -> None:
    """RESIZE shows everything, and remembers its proportions."""
    source = prepare_source(nets, photo, HERS, PhotoMode.RESIZE, 256)

    assert (240, 224) == source.cut.proportions
    assert (0, 0, 240, 224) == (
        source.cut.region.left,
        source.cut.region.top,
        source.cut.region.right,
        source.cut.region.bottom,
    )
    assert PhotoMode.RESIZE is source.mode


def test_drawn_face_that_no_net_sees_is_prepared(nets: FaceNets) -> None:
    """The portrait's own box serves, in the photo and in its cut."""
    grey = np.full((128, 128, 3), 128, np.uint8)

    source = prepare_source(nets, grey, Box(30, 30, 68, 68), PhotoMode.RESIZE, 256)

    assert len(find_boxes(nets.boxes, source.cut.image)) == 0
    assert (source.points >= 29).all()
    assert (source.points <= 99).all()
