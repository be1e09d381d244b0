"""Pasting through a soft mask."""

import tracemalloc

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar.face.crop import Rectangle
from avatar.paste.paster import Paster
from tests.avatar.paste.scenes import REGION, astronaut, brighter, patchy, squares

INSIDE = (slice(REGION.top, REGION.bottom), slice(REGION.left, REGION.right))


def test_photo_pasted_into_itself_is_the_photo() -> None:
    """Bit for bit, in the mask, too."""
    photo, points = astronaut()

    pasted = Paster(photo, REGION, points).paste(photo[INSIDE][None])

    assert np.array_equal(photo, pasted[0])


def test_photo_outside_of_the_mask_stays() -> None:
    """Bit for bit, whatever is pasted; the mask is 0 outside of the region."""
    photo, points = astronaut()
    paster = Paster(photo, REGION, points)

    pasted = paster.paste(255 - squares(photo, REGION, 256, 2))

    outside = np.ones(photo.shape[:2], bool)
    outside[INSIDE] = False
    assert not paster.mask[outside].any()
    assert np.array_equal(photo[paster.mask == 0], pasted[0][paster.mask == 0])


@pytest.mark.parametrize("light", [(35, 20, -10), (-30, -30, -30)])
def test_colours_become_the_photos(light: tuple[int, int, int]) -> None:
    """A renderer that makes faces too red or too dark is made up for, but for what its frames cut off."""
    photo, points = astronaut()
    face = slice(90, 160), slice(190, 250)
    frame = cv2.resize(photo[INSIDE], (256, 256), interpolation=cv2.INTER_AREA).astype(np.uint8)

    pasted = Paster(photo, REGION, points).paste(brighter(frame[None], light))[0]

    apart = pasted[face].astype(float).mean(axis=(0, 1)) - photo[face].mean(axis=(0, 1))
    assert np.abs(apart).max() < 0.25 * np.abs(light).max()


def test_face_is_the_frames_own() -> None:
    """Inside, what the frame shows is shown, not what the photo did."""
    photo, points = astronaut()
    frame = squares(photo, REGION, 232, 1)
    frame[:, 130:140, 100:140] = (90, 10, 20)  # on the mouth

    pasted = Paster(photo, REGION, points).paste(frame)[0]

    mouth = pasted[REGION.top + 130 : REGION.top + 140, REGION.left + 100 : REGION.left + 140]
    assert np.abs(mouth.astype(int) - (90, 10, 20)).max() <= 8


def test_fine_patterns_do_not_glitter() -> None:
    """A frame that is larger than the region is averaged, not sampled."""
    photo = np.full((120, 120, 3), 100, np.uint8)
    stripes = np.zeros((1, 512, 512, 3), np.uint8)
    stripes[:, :, ::2] = 200

    pasted = Paster(photo, Rectangle(10, 10, 110, 110)).paste(stripes)[0]

    assert np.abs(pasted.astype(int) - 100).max() <= 25


def test_still_frames_give_a_still_clip() -> None:
    """No flicker of our own making; and a frame is the same whatever is pasted with it."""
    photo, points = astronaut()
    frames = np.repeat(squares(photo, REGION, 256, 1), 3, axis=0)
    paster = Paster(photo, REGION, points)

    pasted = paster.paste(frames)

    assert np.array_equal(pasted[0], pasted[2])
    assert np.array_equal(pasted[0], paster.paste(frames[:1])[0])


def test_rim_follows_the_frames_smoothly() -> None:
    """Where the face fades, the clip never jumps farther than the frames do."""
    photo, points = astronaut()
    light = 12 * np.sin(np.arange(12) / 3)
    frames = squares(photo, REGION, 256, 12).astype(float) + light[:, None, None, None]
    frames = np.clip(frames, 0, 255).astype(np.uint8)
    paster = Paster(photo, REGION, points)

    pasted = paster.paste(frames).astype(float)

    rim = ((paster.mask > 0.01) & (paster.mask < 0.5))[INSIDE]
    sizes = (REGION.width, REGION.height)
    given_frames = np.stack([cv2.resize(frame, sizes) for frame in frames]).astype(float)
    moved = np.abs(np.diff(pasted[:, *INSIDE][:, rim], axis=0)).mean(axis=(1, 2))
    asked = np.abs(np.diff(given_frames[:, rim], axis=0)).mean(axis=(1, 2))
    assert (moved < asked).all()
    assert np.abs(np.diff(moved)).max() < 2


@st.composite
def rectangles(draw: st.DrawFn) -> Rectangle:
    """Give regions that share at least a pixel with a photo of 80 x 60."""
    left, top = draw(st.integers(-50, 79)), draw(st.integers(-50, 59))
    right = draw(st.integers(max(left, 0) + 1, 130))
    return Rectangle(left, top, right, draw(st.integers(max(top, 0) + 1, 110)))


@settings(max_examples=60, deadline=None)
@given(region=rectangles(), side_px=st.integers(1, 64), with_points=st.booleans(), seed=st.integers(0, 99))
def test_any_region_is_pasted(region: Rectangle, side_px: int, with_points: bool, seed: int) -> None:
    """Whatever the sizes, and however far beyond the photo: a photo that is unchanged outside."""
    rng = np.random.default_rng(seed)
    photo = patchy(rng, 60, 80)
    frames = rng.integers(0, 256, (2, side_px, side_px, 3), dtype=np.uint8)
    points = rng.uniform(-20, 100, (68, 2)).astype(np.float32) if with_points else None
    paster = Paster(photo, region, points)

    pasted = paster.paste(frames)

    assert (2, 60, 80, 3) == pasted.shape
    assert pasted.dtype == np.uint8
    assert (pasted[:, paster.mask == 0] == photo[paster.mask == 0]).all()


@pytest.mark.parametrize(
    "region", [Rectangle(0, 10, 60, 60), Rectangle(-20, -9, 50, 60), Rectangle(20, 0, 80, 60)]
)
def test_face_at_the_photos_edge_shows_no_rim(region: Rectangle) -> None:
    """Where the photo ends there is nothing to fade to: a face of the photo's colour goes on to the end."""
    photo = np.full((60, 80, 3), (90, 120, 150), np.uint8)

    pasted = Paster(photo, region).paste(np.full((1, 32, 32, 3), (130, 100, 160), np.uint8))[0]

    assert np.abs(pasted.astype(int) - photo).max() <= 1


def test_region_without_photo_is_an_error() -> None:
    """There is nothing to paste into."""
    with pytest.raises(ValueError, match="nothing of a photo"):
        Paster(np.zeros((20, 20, 3), np.uint8), Rectangle(20, 0, 40, 20))


def test_memory_is_the_clips_own() -> None:
    """Beside the pictures that are given back, a batch takes as much as one frame."""
    photo, points = astronaut()
    paster = Paster(photo, REGION, points)
    frames = squares(photo, REGION, 128, 12)

    def beside(count: int) -> int:
        tracemalloc.start()
        pasted = paster.paste(frames[:count])
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak - pasted.nbytes

    assert beside(12) <= beside(1) + 100_000
