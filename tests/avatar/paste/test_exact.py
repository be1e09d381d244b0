"""The exact way of pasting: OpenCV's own result, and what OpenCV cannot do."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from avatar.animator import Pixels
from avatar.face.crop import Rectangle
from avatar.paste.exact import ExactPaster
from tests.avatar.paste.scenes import astronaut, brighter, patchy, squares
from tests.sadtalker import golden

PHOTO = (70, 90)  # height, width


@st.composite
def regions(draw: st.DrawFn, beyond_px: int) -> Rectangle:
    """Give rectangles that may reach so far beyond the photo."""
    height, width = PHOTO
    left = draw(st.integers(-beyond_px, width - 8))
    top = draw(st.integers(-beyond_px, height - 8))
    right = draw(st.integers(max(left, 0) + 8, width + beyond_px))
    bottom = draw(st.integers(max(top, 0) + 8, height + beyond_px))
    return Rectangle(left, top, right, bottom)


def cloned(photo: Pixels, region: Rectangle, square: Pixels) -> Pixels:
    """Paste as the original does."""
    fitted = cv2.resize(square, (region.width, region.height), interpolation=cv2.INTER_LINEAR)
    middle = ((region.left + region.right) // 2, (region.top + region.bottom) // 2)
    full = np.full(fitted.shape, 255, np.uint8)
    return np.asarray(cv2.seamlessClone(fitted, photo, full, middle, cv2.NORMAL_CLONE), np.uint8)


def inside(photo: Pixels, region: Rectangle) -> NDArray[np.bool_]:
    """Mark a region."""
    marked = np.zeros(photo.shape[:2], bool)
    marked[max(region.top, 0) : region.bottom, max(region.left, 0) : region.right] = True
    return marked


def test_paste_equals_the_original() -> None:
    """The golden: at most 1 of 255 on average inside, and the photo outside. It is 1 at most anywhere."""
    held = golden("paste")
    photo, square, result = (
        held[name].astype(np.uint8) for name in ("picture_bgr", "frame_bgr", "result_bgr")
    )
    (left, top, *_), inner = held["outer"], held["inner"]
    region = Rectangle(*(int(edge) for edge in inner + np.array([left, top, left, top])))

    pasted = ExactPaster(photo, region).paste(square[None])[0]

    apart, within = np.abs(pasted.astype(int) - result), inside(photo, region)
    assert apart[within].mean() <= 0.01
    assert apart.max() <= 1
    assert np.array_equal(photo[~within], pasted[~within])


@settings(max_examples=40, deadline=None)
@given(region=regions(0), side_px=st.integers(4, 80), seed=st.integers(0, 99))
def test_any_region_equals_the_original(region: Rectangle, side_px: int, seed: int) -> None:
    """Whatever the sizes: as OpenCV, where OpenCV can."""
    rng = np.random.default_rng(seed)
    photo, square = patchy(rng, *PHOTO), patchy(rng, side_px, side_px)
    # OpenCV needs room around the region, and fails without it; so has the photo for this test.
    photo = cv2.copyMakeBorder(photo, 4, 4, 4, 4, cv2.BORDER_REFLECT).astype(np.uint8)
    shifted = Rectangle(region.left + 4, region.top + 4, region.right + 4, region.bottom + 4)

    pasted = ExactPaster(photo, shifted).paste(square[None])[0]

    assert np.abs(pasted.astype(int) - cloned(photo, shifted, square)).max() <= 1


def test_photograph_equals_the_original() -> None:
    """A large region, where waves are left out that do not reach far."""
    photo, _ = astronaut()
    region = Rectangle(60, 20, 441, 420)
    frames = brighter(squares(photo, region, 128, 2), (30, -20, 10))[:, ::-1]

    pasted = ExactPaster(photo, region).paste(frames)

    for frame, whole in zip(frames, pasted, strict=True):
        apart = np.abs(whole.astype(int) - cloned(photo, region, frame))
        assert apart.max() <= 1
        assert apart.mean() < 0.05


@settings(max_examples=60, deadline=None)
@given(region=regions(40), seed=st.integers(0, 99))
def test_region_over_the_edge_is_pasted(region: Rectangle, seed: int) -> None:
    """Beyond the edge nothing is lost but what lies there, and nothing outside of the region changes."""
    rng = np.random.default_rng(seed)
    photo, square = patchy(rng, *PHOTO), patchy(rng, 32, 32)

    pasted = ExactPaster(photo, region).paste(square[None])[0]

    within = inside(photo, region)
    assert photo.shape == pasted.shape
    assert np.array_equal(photo[~within], pasted[~within])


@pytest.mark.parametrize(
    "region",
    [
        Rectangle(20, 20, 60, 70),
        Rectangle(0, 20, 60, 60),
        Rectangle(-9, -5, 60, 60),
        Rectangle(30, 20, 99, 80),
        Rectangle(0, 20, 90, 50),
        Rectangle(20, 0, 50, 70),
    ],
)
def test_edge_of_the_photo_shows_no_rim(region: Rectangle) -> None:
    """A brighter picture of one colour takes the photo's colour, up to the photo's very edge."""
    photo = np.full((*PHOTO, 3), (90, 120, 150), np.uint8)
    square = np.full((1, 16, 16, 3), (140, 110, 170), np.uint8)

    pasted = ExactPaster(photo, region).paste(square)[0]

    assert np.abs(pasted.astype(int) - photo).max() <= 1


def test_edge_of_the_photo_shows_what_is_pasted() -> None:
    """The outermost pixels are no rim of the old photo."""
    photo = np.full((*PHOTO, 3), 100, np.uint8)
    square = np.full((1, 60, 60, 3), 100, np.uint8)
    square[:, 20:40] = 200

    pasted = ExactPaster(photo, Rectangle(0, 5, 60, 65)).paste(square)[0]

    assert np.abs(pasted[35, 0].astype(int) - pasted[35, 3]).max() <= 3
    assert (pasted[35, 0] > 120).all()


def test_region_of_the_whole_photo_shows_the_frame() -> None:
    """Nothing of the photo is left that a frame could be made continuous with."""
    photo, square = np.zeros((*PHOTO, 3), np.uint8), np.full((1, 8, 8, 3), 77, np.uint8)

    pasted = ExactPaster(photo, Rectangle(-3, -3, 90, 70)).paste(square)[0]

    assert (pasted == 77).all()


@pytest.mark.parametrize("region", [Rectangle(5, 5, 6, 6), Rectangle(5, 5, 13, 60), Rectangle(-3, 5, 1, 60)])
def test_sliver_leaves_the_photo(region: Rectangle) -> None:
    """A region that is all rim holds no gradient of the frame's."""
    photo = patchy(np.random.default_rng(1), *PHOTO)

    pasted = ExactPaster(photo, region).paste(np.zeros((1, 8, 8, 3), np.uint8))[0]

    assert np.array_equal(photo, pasted)


@pytest.mark.parametrize("region", [Rectangle(90, 0, 99, 9), Rectangle(-9, 3, 0, 9), Rectangle(5, 5, 5, 9)])
def test_region_without_photo_is_an_error(region: Rectangle) -> None:
    """There is nothing to paste into."""
    with pytest.raises(ValueError, match="nothing of a photo"):
        ExactPaster(np.zeros((*PHOTO, 3), np.uint8), region)


def test_batch_changes_nothing() -> None:
    """A frame is the same whatever frames are pasted with it."""
    photo, _ = astronaut()
    region = Rectangle(100, 30, 300, 230)
    frames = squares(photo, region, 64, 4)
    paster = ExactPaster(photo, region)

    together = paster.paste(frames)

    assert np.array_equal(together, np.concatenate([paster.paste(frame[None]) for frame in frames]))
