"""Windows over large latents: together they give the whole, and no edge of one can be seen."""

import pytest
import torch
from torch import Tensor

from generation.upscalers.windows import OVERLAP, SEEN, Windows


@pytest.mark.parametrize("size", [(64, 64), (128, 96), (136, 128), (278, 480), (280, 130)])
def test_windows_give_the_whole(size: tuple[int, int]) -> None:
    """Whatever is seen through them comes out, rounding apart; none sees more than it may."""
    whole = torch.randn(1, 2, *size)

    def see(down: slice, across: slice) -> Tensor:
        assert max(down.stop - down.start, across.stop - across.start) <= SEEN
        return whole[..., down, across]

    assert torch.allclose(whole, Windows(*size, 2).average(see), atol=1e-5)


def test_single_window_changes_no_bit() -> None:
    """It is not even weighed."""
    whole = torch.randn(1, 2, 128, 96)
    windows = Windows(128, 96, 8)

    assert 1 == len(windows)
    assert whole is windows.average(lambda down, across: whole)


def test_edges_of_windows_cannot_be_seen() -> None:
    """Where each window has a tone of its own, which is the worst, neighbours differ by a part of it."""
    tones = iter([0.0, 1.0, 0.0, 1.0])
    windows = Windows(96, 384, 8)

    found = windows.average(
        lambda down, across: torch.full((1, 1, 96, across.stop - across.start), next(tones))
    )
    steps = found.diff(dim=-1).abs()

    assert 4 == len(windows)
    assert (0.0, 1.0) == (float(found.amin()), float(found.amax()))
    assert float(steps.amax()) <= 1 / (2 * OVERLAP) + 1e-6
