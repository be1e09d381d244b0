"""Masks fit their picture, and what lies outside of one stays, to the pixel."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from generation.modes.canvas import Pads, check_canvas, extend, zoomed
from generation.modes.errors import CanvasTooLarge, MaskEmpty, MaskMisshapen
from generation.modes.mask import fit_mask, is_mask, lay_over, overlay
from generation.modes.window import window_of


def noise(width: int, height: int, seed: int = 0) -> Image.Image:
    """Draw a picture whose every pixel is its own."""
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(pixels)


def box_mask(size: tuple[int, int], box: tuple[int, int, int, int]) -> Image.Image:
    """Mark a box."""
    mask = Image.new("L", size)
    ImageDraw.Draw(mask).rectangle(box, fill=255)
    return mask


def test_outside_the_mask_every_pixel_stays() -> None:
    """And well inside, every pixel is the new one."""
    picture, drawn, mask = noise(200, 150), noise(200, 150, 1), box_mask((200, 150), (40, 30, 120, 100))

    laid = np.asarray(lay_over(picture, drawn, mask))

    outside = np.asarray(mask) == 0
    assert np.array_equal(np.asarray(picture)[outside], laid[outside])
    assert np.array_equal(np.asarray(drawn)[40:90, 50:110], laid[40:90, 50:110])


def test_mask_at_the_edge_of_the_picture_reaches_it() -> None:
    """A sky that is drawn anew begins at the first row."""
    picture, drawn, mask = noise(64, 64), noise(64, 64, 1), box_mask((64, 64), (0, 0, 63, 30))

    assert np.array_equal(np.asarray(drawn)[0], np.asarray(lay_over(picture, drawn, mask))[0])


def test_mask_of_another_size_is_scaled() -> None:
    """Of the same shape, or nearly."""
    mask = fit_mask(box_mask((50, 37), (0, 0, 24, 36)), (200, 150))

    assert ((200, 150), {0, 255}) == (mask.size, {value for _, value in mask.getcolors() or ()})
    assert mask.getpixel((50, 75)) == 255
    assert mask.getpixel((150, 75)) == 0


def test_inverted_mask_marks_the_rest() -> None:
    """What was black is drawn anew."""
    mask = box_mask((64, 64), (0, 0, 31, 63))

    assert (32, 0, 64, 64) == fit_mask(mask, (64, 64), invert=True).getbbox()


@pytest.mark.parametrize(("invert", "shade"), [(False, 0), (False, 90), (True, 255)])
def test_mask_that_marks_nothing_is_refused(invert: bool, shade: int) -> None:
    """There would be nothing to draw."""
    with pytest.raises(MaskEmpty):
        fit_mask(Image.new("L", (64, 64), shade), (64, 64), invert=invert)


def test_mask_of_another_shape_is_refused() -> None:
    """Nobody knows what it would mark."""
    with pytest.raises(MaskMisshapen) as refused:
        fit_mask(Image.new("L", (64, 64), 255), (96, 64))

    assert {"mask": "64×64", "picture": "96×64"} == refused.value.facts


def test_masks_and_photos_are_told_apart() -> None:
    """A mask is black and white, perhaps with soft edges; a photo is not."""
    soft = box_mask((200, 200), (50, 50, 150, 150)).resize((190, 190), Image.Resampling.BICUBIC)

    assert is_mask(soft)
    assert not is_mask(noise(200, 200))
    assert not is_mask(Image.new("RGB", (200, 200), "teal"))


def test_overlay_shows_only_what_is_marked() -> None:
    """The rest is the picture itself."""
    picture, mask = noise(64, 64), box_mask((64, 64), (0, 0, 31, 63))

    shown = np.asarray(overlay(picture, mask))

    assert np.array_equal(np.asarray(picture)[:, 32:], shown[:, 32:])
    assert not np.array_equal(np.asarray(picture)[:, :32], shown[:, :32])


def test_canvas_holds_the_picture_where_it_belongs() -> None:
    """The mask is the room around it."""
    picture = noise(60, 40)

    canvas, mask = extend(picture, Pads(left_px=10, top_px=5, right_px=20, bottom_px=0))

    box = (10, 5, 70, 45)
    assert ((90, 45), (90, 45)) == (canvas.size, mask.size)
    assert np.array_equal(np.asarray(picture), np.asarray(canvas.crop(box)))
    assert mask.crop(box).getbbox() is None
    assert 90 * 45 - 60 * 40 == int((np.asarray(mask) == 255).sum())


@pytest.mark.parametrize(("zoom", "size"), [(1.5, (150, 90)), (2, (200, 120)), (1.33, (133, 80))])
def test_zoom_adds_on_all_sides(zoom: float, size: tuple[int, int]) -> None:
    """The picture stays in the middle, to a pixel."""
    pads = zoomed(100, 60, zoom)

    assert size == pads.size(100, 60)
    assert abs(pads.left_px - pads.right_px) <= 1
    assert abs(pads.top_px - pads.bottom_px) <= 1


@pytest.mark.parametrize("size", [(8193, 100), (6100, 6100)])
def test_too_large_canvas_is_refused(size: tuple[int, int]) -> None:
    """Before anything is drawn."""
    check_canvas(3840, 2224)

    with pytest.raises(CanvasTooLarge):
        check_canvas(*size)


@pytest.mark.parametrize("box", [(0, 0, 20, 20), (900, 700, 1000, 760), (300, 200, 900, 500)])
def test_window_holds_the_mask_and_has_the_shape_that_is_drawn(box: tuple[int, int, int, int]) -> None:
    """It lies within the picture, and is no smaller than what the model draws."""
    left, top, right, bottom = window_of(box_mask((1024, 768), box), 256, 192)

    assert left <= box[0] < box[2] <= right
    assert top <= box[1] < box[3] <= bottom
    assert min(left, top) >= 0
    assert (right, bottom) <= (1024, 768)
    assert abs((right - left) / (bottom - top) - 256 / 192) < 0.02
    assert right - left >= 256
