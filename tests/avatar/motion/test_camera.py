"""Angles that are wished for, frame by frame."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.motion.camera import angle_track
from tests.avatar.motion.goldens import assert_near, numbers

DEGREES = st.integers(-90, 90).map(float)


@pytest.mark.parametrize("number", range(4))
def test_angles_are_the_originals(number: int) -> None:
    """At an even speed through all keyframes."""
    degrees = numbers("semantics", f"camera{number}_degrees")

    angles = angle_track(numbers("semantics", f"camera{number}_list").tolist(), len(degrees))

    assert_near(degrees, angles, 1e-3)


@pytest.mark.parametrize(
    ("keyframes", "count", "expected"),
    [
        ((), 3, []),
        ((7.0,), 3, [7, 7, 7]),
        ((7.0, 7.0), 3, [7, 7, 7]),
        ((7.0, 9.0), 1, [7]),
        ((0.0, 0.0, 4.0, 4.0), 5, [0, 1, 2, 3, 3]),
        ((0.0, 4.0), 2, [0, 0]),
        ((-2.0, 2.0, -2.0), 3, [-2, 2, 2]),
    ],
)
def test_angles_hold_where_the_original_divides_by_zero(
    keyframes: tuple[float, ...], count: int, expected: list[float]
) -> None:
    """Equal neighbours take no time, and the last key itself is not reached, as in the original."""
    assert expected == angle_track(keyframes, count).tolist()


@given(keyframes=st.lists(DEGREES, min_size=1, max_size=8), count=st.integers(1, 200))
def test_angles_stay_between_the_keyframes(keyframes: list[float], count: int) -> None:
    """There is one for every frame, the first is the first key's."""
    angles = angle_track(keyframes, count)

    assert count == len(angles)
    assert keyframes[0] == angles[0]
    assert min(keyframes) - 1e-3 <= angles.min() <= angles.max() <= max(keyframes) + 1e-3
