"""The mapping net's inputs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.motion.windows import SPAN, Coefficients, windows27
from tests.avatar.motion.goldens import assert_near, numbers

SOURCE = np.arange(73, dtype=np.float32) + 1000


def _rows(count: int) -> Coefficients:
    """Rows that tell their own number."""
    return np.arange(count, dtype=np.float32)[:, None].repeat(70, 1)


@pytest.mark.parametrize(
    ("name", "whole", "still", "expression"),
    [
        ("crop", False, False, 1.0),
        ("crop_still_x1.4", False, True, 1.4),
        ("full", True, False, 0.8),
        ("full_still", True, True, 1.0),
    ],
)
def test_windows_are_the_originals(name: str, whole: bool, still: bool, expression: float) -> None:
    """For the face alone and for whole photos, with the head still, with more and less expression."""
    rows, source = (numbers("semantics", key) for key in ("generated_coeff", "source_coeff"))

    target, window = windows27(rows, source[0], whole, still, expression)

    assert_near(numbers("semantics", f"target_{name}"), target, 1e-6)
    assert_near(numbers("semantics", f"source_{name}"), window, 1e-6)


@pytest.mark.parametrize("count", [1, 2, 13, 14, 27, 40])
def test_windows_repeat_the_ends(count: int) -> None:
    """However short the clip."""
    target, _ = windows27(_rows(count), SOURCE, whole=True)

    around = np.add.outer(np.arange(count), np.arange(-13, 14)).clip(0, count - 1)
    assert (count, 73, SPAN) == target.shape
    assert np.array_equal(around, target[:, 0])
    assert np.array_equal(np.broadcast_to(SOURCE[70:, None], (count, 3, SPAN)), target[:, 70:])


@given(count=st.integers(1, 60), data=st.data())
def test_windows_of_a_range_are_those_of_the_whole(count: int, data: st.DataObject) -> None:
    """So a machine that draws a part of a clip sees the frames around it."""
    first = data.draw(st.integers(0, count))
    frames = range(first, data.draw(st.integers(first, count)))
    whole, still = data.draw(st.booleans()), data.draw(st.booleans())

    part, _ = windows27(_rows(count), SOURCE, whole, still, 1.5, frames)

    everything, _ = windows27(_rows(count), SOURCE, whole, still, 1.5)
    assert np.array_equal(everything[frames.start : frames.stop], part)


def test_rows_stay_as_they_were() -> None:
    """The same rows are asked for many ranges."""
    rows = _rows(5)

    windows27(rows, SOURCE, whole=True, still=True, expression=2.0)

    assert np.array_equal(_rows(5), rows)
