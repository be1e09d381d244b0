"""Tracks without their shaking."""

import numpy as np
import pytest

from avatar.motion.smoothing import smooth
from tests.avatar.motion.goldens import assert_near


@pytest.mark.parametrize("count", [3, 4, 5, 12, 13, 14, 40])
def test_parabola_stays(count: int) -> None:
    """Also at the ends."""
    times = np.linspace(-1, 1, count)
    parabola = np.stack([times**2, 1 - times], 1).astype(np.float32)

    assert_near(parabola, smooth(parabola), 1e-6)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_track_of_two_frames_stays(count: int) -> None:
    """There is nothing to fit a parabola to."""
    track = np.ones((count, 6), np.float32)

    assert np.array_equal(track, smooth(track))


def test_shaking_goes() -> None:
    """What changes its sign in every frame shrinks to less than a fifth."""
    shaking = np.tile(np.array([[1], [-1]], np.float32), (20, 1))

    assert np.abs(smooth(shaking)[6:-6]).max() < 0.2
