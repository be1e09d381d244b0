"""The compact network of Real-ESRGAN: plain convolutions at the size of the input.

Source: Wang et al. (2021), Real-ESRGAN; the network itself came with the models realesr-animevideov3 and
realesr-general-x4v3 that its authors published later. Modules bear the names that those weights use.
"""

from dataclasses import dataclass

from torch import Tensor, nn
from torch.nn import functional

COLOURS = 3


@dataclass(frozen=True)
class CompactShape:
    """What tells one network of this kind from another."""

    features: int = 64
    layers: int = 16  # convolutions between the first and the last
    scale: int = 4


class CompactNet(nn.Module):
    """Makes pictures [n, 3, height, width], 0 .. 1, ``scale`` times larger.

    It computes what to add to the picture whose pixels were only repeated.
    """

    def __init__(self, shape: CompactShape) -> None:
        super().__init__()
        self.shape = shape
        features = shape.features
        body: list[nn.Module] = [_conv(COLOURS, features), nn.PReLU(features)]
        for _ in range(shape.layers):
            body += [_conv(features, features), nn.PReLU(features)]
        self.body = nn.Sequential(*body, _conv(features, COLOURS * shape.scale**2))

    @property
    def scale(self) -> int:
        """How many times larger the result is."""
        return self.shape.scale

    @property
    def grid(self) -> int:
        """What the sides of a picture must be multiples of (px)."""
        return 1

    @property
    def reach(self) -> int:
        """How far away (px) a pixel can still change another: one step a layer."""
        return self.shape.layers + 2

    @property
    def floats_per_pixel(self) -> int:
        """How many numbers are held at once for each pixel of the input, at most and roughly."""
        return 3 * max(self.shape.features, COLOURS * self.scale**2)

    def forward(self, pictures: Tensor) -> Tensor:
        """Give the pictures, ``scale`` times larger."""
        added = functional.pixel_shuffle(self.body(pictures), self.scale)
        repeated = functional.interpolate(pictures, scale_factor=float(self.scale), mode="nearest")
        return repeated + added


def _conv(channels: int, out: int) -> nn.Conv2d:
    return nn.Conv2d(channels, out, 3, padding=1)
