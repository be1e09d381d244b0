"""What is cut out of a photo is what the original cuts out, and always something."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar.animator import Box
from avatar.face.crop import (
    Framing,
    Rectangle,
    face_boxes,
    frame,
    into_cut,
    out_of_cut,
    take,
    whole,
)
from avatar.face.errors import FeaturesUnclear
from avatar.face.landmarks import Points
from avatar.requests import PhotoMode
from tests.avatar.face.held import floats, numbers, picture
from tests.avatar.face.mean_face import lean, points_in
from tests.sadtalker import golden

CASES = range(6)
NARROW = 5  # the case in which the photo's width limits the original's inner box
MODES = [mode for mode in PhotoMode if mode is not PhotoMode.AUTO]


def case(number: int) -> tuple[Points, tuple[int, int]]:
    """Give a golden's 68 points and its photo's width and height."""
    width, height = golden("crop")[f"case{number}_size_wh"].tolist()
    return floats("crop", f"case{number}_landmarks"), (width, height)


@pytest.mark.parametrize("number", CASES)
def test_boxes_are_the_originals(number: int) -> None:
    """To the pixel; but where the original limits a chin by the photo's width, ours goes on."""
    boxes = face_boxes(*case(number))

    held = golden("crop")
    assert tuple(held[f"case{number}_resized_wh"]) == boxes.resized_wh
    assert Rectangle(*held[f"case{number}_outer"].tolist()) == boxes.outer
    expected = Rectangle(*held[f"case{number}_inner"].tolist())
    if number == NARROW:
        expected = Rectangle(expected.left, expected.top, expected.right, 505)
    assert expected == boxes.inner


@pytest.mark.parametrize("mode", [PhotoMode.CROP, PhotoMode.EXTCROP])
def test_cut_is_the_originals(mode: PhotoMode) -> None:
    """Up to two levels, in every sample."""
    points, size_wh = case(0)

    cut = take(picture("crop", "cut_image"), frame(points, size_wh, mode), 256)

    off = np.abs(numbers("crop", f"cut_{mode}") - cut[::2, ::2])
    assert off.max() <= 2
    np.testing.assert_allclose(numbers("crop", f"cut_{mode}_mean_rgb"), cut.mean((0, 1)), atol=0.5)


@pytest.mark.parametrize("number", CASES)
@pytest.mark.parametrize("mode", MODES)
def test_full_modes_cut_as_the_others_do(number: int, mode: PhotoMode) -> None:
    """Pasting back changes nothing of what is animated."""
    points, size_wh = case(number)
    plain = {PhotoMode.FULL: PhotoMode.CROP, PhotoMode.EXTFULL: PhotoMode.EXTCROP}.get(mode, mode)

    framing = frame(points, size_wh, mode)

    assert frame(points, size_wh, plain).window == framing.window
    assert mode == framing.mode


def test_region_of_a_shrunk_photo_is_at_its_own_size() -> None:
    """A face so large that the photo is halved is pasted where it was."""
    points, size_wh = case(3)

    region = frame(points, size_wh, PhotoMode.EXTFULL).region

    assert Rectangle(2 * 53, 0, 2 * 1450, 2 * 1295) == region


def test_wider_box_has_its_own_proportions() -> None:
    """They are those of what is shown, not those of the inner box."""
    points, size_wh = case(5)

    framing = frame(points, size_wh, PhotoMode.EXTCROP)

    assert (300, 552) == (framing.window.width, framing.window.height)


def test_mode_must_have_been_chosen() -> None:
    """Geometry alone cannot look at the photo."""
    with pytest.raises(ValueError, match="chosen"):
        frame(*case(0), PhotoMode.AUTO)


@pytest.mark.parametrize("points", [np.zeros((68, 2)), np.full((68, 2), np.nan), np.full((68, 2), -900.0)])
def test_points_of_no_face_are_refused(points: Points) -> None:
    """All on one spot, or none at all."""
    with pytest.raises(FeaturesUnclear):
        frame(points.astype(np.float32), (300, 300), PhotoMode.CROP)


def test_face_wholly_beside_the_photo_is_refused() -> None:
    """There is nothing to cut out."""
    points = points_in(Box(900, 50, 100, 100))

    with pytest.raises(FeaturesUnclear):
        frame(points, (300, 300), PhotoMode.EXTCROP)


@settings(max_examples=300, deadline=None)
@given(
    width=st.integers(1, 9000),
    height=st.integers(1, 9000),
    share=st.floats(0.01, 3),
    middle=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    degrees=st.floats(-180, 180),
)
def test_region_is_in_the_photo_and_never_empty(
    width: int, height: int, share: float, middle: tuple[float, float], degrees: float
) -> None:
    """Wherever the face is, however large, and however it leans: half of it may be missing."""
    side = max(12.0, share * max(width, height))
    corner = (middle[0] * width - side / 2, middle[1] * height - side / 2)
    points = lean(points_in(Box(*corner, side, side)), degrees)

    for mode in MODES:
        try:
            framing = frame(points, (width, height), mode)
        except FeaturesUnclear:
            assert not _seen(points, (width, height))
            continue
        inside(framing.region, (width, height))
        inside(framing.window, framing.resized_wh)


def inside(part: Rectangle, size_wh: tuple[int, int]) -> None:
    """Check that a part is neither empty nor beyond the picture."""
    assert 0 <= part.left < part.right <= size_wh[0]
    assert 0 <= part.top < part.bottom <= size_wh[1]


def _seen(points: Points, size_wh: tuple[int, int]) -> bool:
    """Tell whether the middle between eyes and mouth is in the photo, a pixel away from its edge."""
    middle = points[36:48].mean(axis=0) * 0.9 + points[[48, 54]].mean(axis=0) * 0.1
    return bool((middle >= 1).all() and (middle <= np.array(size_wh) - 1).all())


@pytest.mark.parametrize(("size", "size_px"), list(product([(1, 1), (2000, 3), (640, 480)], [256, 512])))
def test_any_photo_is_squeezed_to_a_square(size: tuple[int, int], size_px: int) -> None:
    """However long it is."""
    width, height = size

    image = take(np.full((height, width, 3), 77, np.uint8), whole(size), size_px)

    assert (size_px, size_px, 3) == image.shape
    assert (image == 77).all()


def test_point_of_the_photo_comes_back_from_the_cut() -> None:
    """The middle of the region's first pixel is a little inside the cut."""
    region = Rectangle(40, 60, 168, 316)
    points = np.array([[40.0, 60.0], [103.5, 187.5]])

    placed = into_cut(points, region, 256)

    np.testing.assert_allclose([[0.5, 0.0], [127.5, 127.5]], placed)
    np.testing.assert_allclose(points, out_of_cut(placed, region, 256))


def test_shrunk_photo_is_cut_where_the_face_is() -> None:
    """Shrinking before the cut moves nothing."""
    photo = np.zeros((400, 600, 3), np.uint8)
    photo[100:300, 200:500] = 255
    framing = Framing(PhotoMode.CROP, (600, 400), (300, 200), Rectangle(100, 50, 250, 150))

    assert (take(photo, framing, 256)[2:-2, 2:-2] == 255).all()
    assert Rectangle(200, 100, 500, 300) == framing.region
