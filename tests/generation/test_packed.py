"""Packed convolutions compute what plain ones do."""

import copy

import pytest
import torch
from torch import nn

from generation.pipelines.packed import pack


def _model() -> nn.Sequential:
    torch.manual_seed(3)
    return nn.Sequential(
        nn.Conv2d(4, 32, 3, padding=1),
        nn.SiLU(),
        nn.Conv2d(32, 64, 3, stride=2, padding=1),
        nn.Conv2d(64, 4, 1),
    )


@pytest.mark.parametrize("shape", [(1, 4, 16, 16), (8, 4, 16, 16), (2, 4, 24, 40)])
def test_packed_convolutions_compute_the_same(shape: tuple[int, ...]) -> None:
    """Whatever size came first, every size comes out right."""
    plain = _model()
    fast = copy.deepcopy(plain)
    assert 3 == pack(fast)
    with torch.inference_mode():
        fast(torch.randn(2, 4, 16, 16))
        x = torch.randn(shape)

        torch.testing.assert_close(fast(x), plain(x), rtol=1e-5, atol=1e-5)


def test_grouped_and_half_precision_convolutions_stay() -> None:
    """What the packed kernel is not for keeps its own forward."""
    assert 0 == pack(nn.Conv2d(8, 8, 3, groups=2))
    assert 0 == pack(nn.Conv2d(8, 8, 3).half())
