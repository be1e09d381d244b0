"""A glance at a clip sees its key frames and no others."""

import numpy as np
import pytest

from avatar.clip.glance import glance
from avatar.intake.mp4 import frames_of
from avatar.pace import KEY_FRAMES
from tests.bots.web.growing import footage


@pytest.mark.parametrize(("most", "numbers"), [(8, [0, 1, 2, 3, 4]), (3, [0, 2, 4]), (1, [0])])
def test_key_frames_are_spread_over_the_clip(most: int, numbers: list[int]) -> None:
    """Each as a player shows it."""
    clip = footage().clip
    shown = list(frames_of(clip))
    seen = glance(clip, most)

    assert len(numbers) == len(seen)
    for number, pixels in zip(numbers, seen, strict=True):
        assert np.array_equal(shown[number * KEY_FRAMES], pixels)


def test_piece_of_a_clip_is_seen_as_well() -> None:
    """The box that ends it is in nobody's way."""
    second = footage().pieces[1]
    (seen,) = glance(second, 8)

    assert np.abs(seen.astype(int) - list(frames_of(footage().clip))[KEY_FRAMES]).mean() < 1
