"""Tests of the ways to convolve with fewer multiplications: each equals the plain convolution."""

import math

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from avatar.render.doubling import DoublingConv
from avatar.render.fourier import FourierConv
from avatar.render.winograd import WinogradConv

ROUNDING = 5e-5  # against sums of variance 1


def _drawn(*shape: int) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(sum(shape)))


def _kernel(*shape: int) -> Tensor:
    return _drawn(*shape) / math.sqrt(math.prod(shape[1:]))


def _as_planes(rows: Tensor) -> Tensor:
    return rows.permute(3, 0, 1, 2)[None]


def _off_by(expected: Tensor, rows: Tensor) -> float:
    assert expected.shape == _as_planes(rows).shape
    return float((expected - _as_planes(rows)).abs().max())


@pytest.mark.parametrize(("tile", "height", "width"), [(4, 8, 12), (2, 6, 4), (4, 4, 4)])
def test_winograd_in_a_space(tile: int, height: int, width: int) -> None:
    """A convolution by 3 by 3 by 3, borders and all."""
    rows, weight, bias = _drawn(5, height, width, 7), _kernel(6, 7, 3, 3, 3), _drawn(6)

    expected = functional.conv3d(_as_planes(rows), weight, bias, padding=1)

    assert _off_by(expected, WinogradConv(weight, bias, tile)(rows)) < ROUNDING


def test_winograd_of_pictures() -> None:
    """With one depth tap the pictures of a batch do not see each other."""
    rows, weight = _drawn(3, 8, 8, 7), _kernel(6, 7, 3, 3)

    expected = functional.conv2d(rows.permute(0, 3, 1, 2), weight, padding=1)

    assert _off_by(expected.transpose(0, 1)[None], WinogradConv(weight, None)(rows)) < ROUNDING


def test_winograd_takes_channels_in_pieces() -> None:
    """Channels side by side give what they give in one piece."""
    rows, conv = _drawn(5, 8, 8, 7), WinogradConv(_kernel(6, 7, 3, 3, 3), _drawn(6))

    assert torch.equal(conv(rows), conv(rows[..., :3], rows[..., 3:]))


def test_winograd_in_bands(monkeypatch: pytest.MonkeyPatch) -> None:
    """How much is drawn in one go does not change what is drawn."""
    rows, conv = _drawn(5, 16, 8, 7), WinogradConv(_kernel(6, 7, 3, 3, 3), _drawn(6))
    whole = conv(rows)

    monkeypatch.setattr(conv, "_band", lambda _: 3)

    assert (whole - conv(rows)).abs().max() < 1e-5


def test_doubling_and_convolving() -> None:
    """Nearest doubling of height and width, then 3 by 3 by 3."""
    rows, weight, bias = _drawn(5, 4, 6, 7), _kernel(6, 7, 3, 3, 3), _drawn(6)

    doubled = functional.interpolate(_as_planes(rows), scale_factor=(1, 2, 2))
    expected = functional.conv3d(doubled, weight, bias, padding=1)

    assert _off_by(expected, DoublingConv(weight, bias)(rows)) < ROUNDING


@pytest.mark.parametrize("sides", [(16, 16), (32, 16), (5, 20)])
def test_fourier(sides: tuple[int, int]) -> None:
    """A wide kernel on one tile, on two, and on what fills no tile."""
    rows, weight, bias = _drawn(8, *sides, 5), _kernel(3, 5, 7, 7, 7), _drawn(3)

    expected = functional.conv3d(_as_planes(rows), weight, bias, padding=3)

    assert _off_by(expected, FourierConv(weight, bias, tile=16)(rows)) < ROUNDING
