"""The layers that the renderer's networks share, and how a norm is folded into the convolution before it."""

from collections.abc import Mapping
from typing import TypeVar

from torch import Tensor, nn
from torch.nn import functional

Weights = Mapping[str, Tensor]
Conv = nn.Conv2d | nn.Conv3d
Norm = nn.BatchNorm2d | nn.BatchNorm3d
Net = TypeVar("Net", bound=nn.Module)

FLAT = (1, 2, 2)  # height and width are halved and doubled, the depth stays


class ConvNorm(nn.Module):
    """A convolution that keeps the size, batch normalisation and a ReLU."""

    conv: Conv
    norm: nn.Module

    def forward(self, x: Tensor) -> Tensor:
        """Take [n, in, ...], give [n, out, ...] of the same size."""
        return functional.relu_(self.norm(self.conv(x)))

    def fold(self) -> None:
        """Let the convolution do what the norm does, in place."""
        if isinstance(self.norm, nn.BatchNorm2d | nn.BatchNorm3d):
            self.conv.weight, self.conv.bias = _folded(self.conv, self.norm)
            self.norm = nn.Identity()


class FlatConvNorm(ConvNorm):
    """The kind for pictures."""

    def __init__(self, wide_in: int, wide_out: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(wide_in, wide_out, 3, padding=1)
        self.norm = nn.BatchNorm2d(wide_out)


class SolidConvNorm(ConvNorm):
    """The kind for spaces."""

    def __init__(self, wide_in: int, wide_out: int) -> None:
        super().__init__()
        self.conv = nn.Conv3d(wide_in, wide_out, 3, padding=1)
        self.norm = nn.BatchNorm3d(wide_out)


class FlatDown(FlatConvNorm):
    """Halves a picture's sides."""

    def forward(self, x: Tensor) -> Tensor:
        """Take [n, in, h, w], give [n, out, h/2, w/2]."""
        return functional.avg_pool2d(super().forward(x), 2)


class SolidDown(SolidConvNorm):
    """Halves a space's height and width."""

    def forward(self, x: Tensor) -> Tensor:
        """Take [n, in, d, h, w], give [n, out, d, h/2, w/2]."""
        return functional.avg_pool3d(super().forward(x), FLAT)


class SolidUp(SolidConvNorm):
    """Doubles a space's height and width."""

    def forward(self, x: Tensor) -> Tensor:
        """Take [n, in, d, h, w], give [n, out, d, 2h, 2w]."""
        return super().forward(functional.interpolate(x, scale_factor=FLAT))


def part(state: Weights, *names: str) -> dict[str, Tensor]:
    """Give the weights of some children, under the names that they have."""
    return {key: weight for key, weight in state.items() if key.split(".", 1)[0] in names}


def below(state: Weights, name: str) -> dict[str, Tensor]:
    """Give the weights of one child, under the names that they have within it."""
    return {
        key.removeprefix(f"{name}."): weight for key, weight in state.items() if key.startswith(f"{name}.")
    }


def fold_norms(net: Net) -> Net:
    """Fold every norm of a network that follows its convolution, and give the network back."""
    for layer in net.modules():
        if isinstance(layer, ConvNorm):
            layer.fold()
    return net


def scale_and_shift(norm: Norm) -> tuple[Tensor, Tensor]:
    """Give what batch normalisation multiplies by and adds: [c] each, worked out in float64."""
    mean, variance = norm.running_mean, norm.running_var
    assert mean is not None  # noqa: S101 - ours track both
    assert variance is not None  # noqa: S101
    scale = norm.weight.double() / (variance.double() + norm.eps).sqrt()
    return scale, norm.bias.double() - mean.double() * scale


def _folded(conv: Conv, norm: Norm) -> tuple[nn.Parameter, nn.Parameter]:
    scale, shift = scale_and_shift(norm)
    shape = (-1, *[1] * (conv.weight.ndim - 1))
    weight = conv.weight.double() * scale.view(shape)
    assert conv.bias is not None  # noqa: S101 - ours all have one
    bias = conv.bias.double() * scale + shift
    like = conv.weight.dtype
    return nn.Parameter(weight.to(like), requires_grad=False), nn.Parameter(
        bias.to(like), requires_grad=False
    )
