"""The generator of ESRGAN and Real-ESRGAN: residual-in-residual dense blocks.

Sources: Wang et al. (2018), ESRGAN, section 3.1 and figure 4; for the input whose pixels are folded into
channels, Wang et al. (2021), Real-ESRGAN, section 3.2. Modules bear the names that published weights use.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

SLOPE = 0.2  # of a leaky rectifier below zero
RESIDUE = 0.2  # share of a block's result that is added to its input
COLOURS = 3
LAYERS = 5  # convolutions of one dense block


@dataclass(frozen=True)
class RRDBShape:
    """What tells one network of this kind from another."""

    features: int = 64
    blocks: int = 23
    growth: int = 32  # channels that each layer of a dense block adds
    unshuffle: int = 1  # side of the pixel squares that are folded into channels before the first layer
    doublings: int = 2  # times the features are doubled in size

    @property
    def scale(self) -> int:
        """How many times larger the result is."""
        return (1 << self.doublings) // self.unshuffle


class RRDBNet(nn.Module):
    """Makes pictures [n, 3, height, width], 0 .. 1, ``scale`` times larger.

    Height and width must be multiples of ``grid``.
    """

    def __init__(self, shape: RRDBShape) -> None:
        super().__init__()
        features = shape.features
        self.shape = shape
        self.conv_first = _conv(COLOURS * shape.unshuffle**2, features)
        self.body = nn.Sequential(*(_Block(features, shape.growth) for _ in range(shape.blocks)))
        self.conv_body = _conv(features, features)
        for number in range(1, shape.doublings + 1):
            self.add_module(f"conv_up{number}", _conv(features, features))
        self.conv_hr = _conv(features, features)
        self.conv_last = _conv(features, COLOURS)

    @property
    def scale(self) -> int:
        """How many times larger the result is."""
        return self.shape.scale

    @property
    def grid(self) -> int:
        """What the sides of a picture must be multiples of (px)."""
        return self.shape.unshuffle

    @property
    def reach(self) -> int:
        """How far away (px) a pixel can still change another: one step a layer."""
        layers = 1 + 3 * LAYERS * self.shape.blocks + 1
        return (layers + 3) * self.shape.unshuffle

    @property
    def floats_per_pixel(self) -> int:
        """How many numbers are held at once for each pixel of the input, at most and roughly."""
        dense = (self.shape.features + LAYERS * self.shape.growth) * 2 // self.shape.unshuffle**2
        return max(dense, 3 * self.shape.features * self.scale**2)

    def forward(self, pictures: Tensor) -> Tensor:
        """Give the pictures, ``scale`` times larger."""
        first = self.conv_first(functional.pixel_unshuffle(pictures, self.shape.unshuffle))
        features = first + self.conv_body(self.body(first))
        for number in range(1, self.shape.doublings + 1):
            doubled = functional.interpolate(features, scale_factor=2.0, mode="nearest")
            features = _bend(self.get_submodule(f"conv_up{number}")(doubled))
        enlarged: Tensor = self.conv_last(_bend(self.conv_hr(features)))
        return enlarged


class _Dense(nn.Module):
    """Five convolutions, each of which reads the input and all that came before it."""

    def __init__(self, features: int, growth: int) -> None:
        super().__init__()
        for number in range(1, LAYERS + 1):
            out = features if number == LAYERS else growth
            self.add_module(f"conv{number}", _conv(features + (number - 1) * growth, out))

    def forward(self, x: Tensor) -> Tensor:
        known = x
        for number in range(1, LAYERS):
            known = torch.cat([known, _bend(self.get_submodule(f"conv{number}")(known))], dim=1)
        added: Tensor = self.get_submodule(f"conv{LAYERS}")(known)
        return x + RESIDUE * added


class _Block(nn.Module):
    """Three dense blocks in a row, and a way around them."""

    def __init__(self, features: int, growth: int) -> None:
        super().__init__()
        self.rdb1 = _Dense(features, growth)
        self.rdb2 = _Dense(features, growth)
        self.rdb3 = _Dense(features, growth)

    def forward(self, x: Tensor) -> Tensor:
        added: Tensor = self.rdb3(self.rdb2(self.rdb1(x)))
        return x + RESIDUE * added


def _conv(channels: int, out: int) -> nn.Conv2d:
    return nn.Conv2d(channels, out, 3, padding=1)


def _bend(x: Tensor) -> Tensor:
    return functional.leaky_relu(x, SLOPE)
