"""Pictures of any shape lie whole in the middle of a clip of another."""

from pathlib import Path

import numpy as np
import pytest

from avatar.animator import Frames
from avatar.clip.encode import encode
from avatar.clip.framing import framing
from avatar.clip.options import ClipOptions
from avatar.pace import FPS
from avatar.requests import Aspect
from tests.avatar.clip.footage import never, nothing, picture, pictures_of, tone


@pytest.mark.parametrize(
    ("size", "aspect", "expected"),
    [
        ((256, 256), Aspect.SQUARE, (256, 256)),
        ((256, 256), Aspect.TALL, (256, 456)),
        ((256, 256), Aspect.WIDE, (456, 256)),
        ((300, 400), Aspect.SQUARE, (400, 400)),
        ((300, 400), Aspect.TALL, (300, 534)),
        ((300, 400), Aspect.WIDE, (712, 400)),
        ((90, 320), Aspect.TALL, (180, 320)),
        ((99, 151), Aspect.SQUARE, (152, 152)),
        ((300, 400), Aspect.PHOTO, (300, 400)),
        ((256, 256), Aspect.PHOTO, (256, 256)),
        ((99, 151), Aspect.PHOTO, (100, 152)),
    ],
)
def test_clip_is_the_smallest_that_holds_the_picture(
    size: tuple[int, int], aspect: Aspect, expected: tuple[int, int]
) -> None:
    """Of its shape, with even sides."""
    found = framing(*size, aspect)

    assert expected == (found.width_px, found.height_px)


@pytest.mark.parametrize("size", [(99, 151), (151, 99), (120, 121)])
@pytest.mark.parametrize("aspect", list(Aspect))
def test_picture_is_whole_and_in_the_middle(size: tuple[int, int], aspect: Aspect) -> None:
    """Whatever its sides are; around it is something darker."""
    width_px, height_px = size
    shape = framing(width_px, height_px, aspect)
    pixels = np.full((height_px, width_px, 3), 200, np.uint8)
    framed = shape.frame(pixels)

    left, top = (shape.width_px - width_px) // 2, (shape.height_px - height_px) // 2
    assert (shape.height_px, shape.width_px, 3) == framed.shape
    assert np.array_equal(pixels, framed[top : top + height_px, left : left + width_px])
    around = framed.astype(int).sum() - pixels.astype(int).sum()
    assert 150 > around / (framed.size - pixels.size) > 50


def test_pictures_that_are_not_square_become_a_clip(tmp_path: Path) -> None:
    """As those are of an animator that shows the whole photo."""
    pixels = picture(side_px=160)[:, :101]
    frames = Frames(FPS, 101, 160, (pixels for _ in range(FPS)))
    clip = encode(frames, tone(1), ClipOptions(), tmp_path / "clip.mp4", nothing, never)

    assert (160, 160) == (clip.width_px, clip.height_px)
    shown = pictures_of(clip.path)[0][40:120, 29:130]
    assert 8 > np.abs(shown.astype(float) - pixels[40:120]).mean()
