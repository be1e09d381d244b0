"""Videos that lend their motion."""

import numpy as np
import pytest

from avatar.motion.errors import ReferenceEmpty
from avatar.motion.references import fit


@pytest.mark.parametrize(("count", "expected"), [(2, [0, 1]), (3, [0, 1, 2]), (7, [0, 1, 2, 0, 1, 2, 0])])
def test_video_is_repeated_or_cut(count: int, expected: list[int]) -> None:
    """To the length of the clip."""
    rows = np.arange(3, dtype=np.float32)[:, None].repeat(73, 1)

    assert expected == fit(rows, count)[:, 0].tolist()


def test_video_without_frames_is_refused() -> None:
    """There is nothing to lend."""
    with pytest.raises(ReferenceEmpty):
        fit(np.zeros((0, 73), np.float32), 5)
