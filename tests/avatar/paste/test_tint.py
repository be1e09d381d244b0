"""The field of colours that brings a pasted face to the photo's."""

from itertools import pairwise

import numpy as np
import pytest

from avatar.paste.mask import face_mask
from avatar.paste.place import Sides
from avatar.paste.tint import Tint
from tests.avatar.paste.scenes import patchy

HELD = Sides(left=False, top=False, right=False, bottom=False)


@pytest.fixture
def tint() -> Tint:
    """Set up for a grey photo, and an oval on it."""
    ground = np.full((200, 160, 3), 120, np.uint8)
    return Tint(ground, face_mask(ground, None, HELD))


def grey(light: float) -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    """Draw a frame of one grey."""
    return np.full((200, 160, 3), light, np.uint8)


def test_even_difference_is_made_up_for(tint: Tint) -> None:
    """However large it is, the whole face gets it."""
    np.testing.assert_allclose(tint.field(grey(120)), 0, atol=1e-3)
    np.testing.assert_allclose(tint.field(grey(50)), 70, atol=1e-2)


def test_slope_is_made_up_for(tint: Tint) -> None:
    """Light that comes from the left in the frame is taken back, across the face's inside, too."""
    slope = np.linspace(-20, 20, 160)
    frame = np.rint(np.repeat(np.tile(120 + slope, (200, 1))[..., None], 3, axis=2)).astype(np.uint8)

    row = tint.field(frame)[16, :, 0]

    assert row[6] - row[25] > 0.4 * (slope[130] - slope[30])
    assert (np.diff(row) < 0.5).all()
    assert abs(row[16]) < 2


def test_hair_that_moves_through_the_edge_colours_nothing(tint: Tint) -> None:
    """A dark lock at the mask's edge is no difference of colours."""
    frame = grey(120)
    frame[:60, 70:90] = 10

    field = tint.field(frame)

    assert np.abs(field[12:24]).max() < 2


def test_face_itself_changes_nothing(tint: Tint) -> None:
    """A mouth that opens lies inside: the mask's edge does not see it."""
    frame = grey(120)
    frame[110:140, 60:100] = 20

    np.testing.assert_allclose(tint.field(frame), 0, atol=1e-3)


def test_small_change_of_the_frame_changes_little(tint: Tint) -> None:
    """Nothing is decided by a threshold, which a clip would show as flicker."""
    frame = patchy(np.random.default_rng(4), 200, 160)
    fields = [tint.field(np.clip(frame.astype(int) + step, 0, 255).astype(np.uint8)) for step in range(8)]

    assert max(np.abs(one - other).max() for one, other in pairwise(fields)) < 2.5


@pytest.mark.parametrize("size", [(1, 1), (2, 50), (9, 9), (40, 7)])
def test_small_region_has_a_field(size: tuple[int, int]) -> None:
    """A region may be smaller than the grid."""
    ground = np.full((*size, 3), 100, np.uint8)

    field = Tint(ground, face_mask(ground, None, HELD)).field(np.full((*size, 3), 90, np.uint8))

    assert np.isfinite(field).all()
    assert np.abs(field).max() < 11
