"""When the eyes shut."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.motion.blinks import SHUTTING, draw_blinks
from tests.sadtalker import golden


def _chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - as the original draws


@pytest.mark.parametrize("name", ["n10_s0", "n20_s0", "n22_s0", "n40_s3", "n100_s1", "n250_s2"])
def test_blinks_are_the_originals(name: str) -> None:
    """For the same seed, exactly."""
    count, seed = (int(part[1:]) for part in name.split("_"))

    assert np.array_equal(golden("blink")[name], draw_blinks(count, _chance(seed)))


@pytest.mark.parametrize("name", ["mel_16k", "mel_44k1"])
def test_blinks_of_the_voices_are_the_originals(name: str) -> None:
    """For the same seed, exactly."""
    expected = golden(name)

    drawn = draw_blinks(int(expected["num_frames"]), _chance(int(expected["blink_seed"])))

    assert np.array_equal(expected["blink_ratio"], drawn)


def test_short_clip_has_no_blink() -> None:
    """Up to 21 frames, where the original dies of an empty range."""
    assert not any(draw_blinks(count, _chance(0)).any() for count in range(22))
    assert draw_blinks(22, _chance(0)).any()


@given(count=st.integers(0, 800), seed=st.integers(0, 2**32 - 1))
def test_blinks_are_whole_and_apart(count: int, seed: int) -> None:
    """A blink is never cut off, and between two of them the eyes are open for 10 to 69 frames."""
    ratios = draw_blinks(count, _chance(seed))

    shut = np.flatnonzero(ratios == 1) - 2
    pieces = [ratios[first : first + len(SHUTTING)] for first in shut]
    assert all(np.array_equal(np.array(SHUTTING, np.float32), piece) for piece in pieces)
    assert len(SHUTTING) * len(shut) == np.count_nonzero(ratios)
    gaps = np.diff(shut, prepend=-len(SHUTTING)) - len(SHUTTING)
    assert all(10 <= gap < 70 for gap in gaps)
