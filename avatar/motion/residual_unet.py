"""The U-Net that shapes a chunk of head motion, seen as a picture of 32 frames by 6 coefficients."""

import torch
from torch import Tensor, nn

HALVE = (2, 1)  # time is halved, the coefficients stay


class ResidualUnit(nn.Module):
    """Two convolutions with norm and ReLU before each, and a convolution around them."""

    def __init__(self, before: int, after: int, stride: int | tuple[int, int] = 1) -> None:
        super().__init__()
        self.conv_block = nn.Sequential(
            nn.BatchNorm2d(before),
            nn.ReLU(),
            nn.Conv2d(before, after, 3, stride, 1),
            nn.BatchNorm2d(after),
            nn.ReLU(),
            nn.Conv2d(after, after, 3, 1, 1),
        )
        self.conv_skip = nn.Sequential(nn.Conv2d(before, after, 3, stride, 1), nn.BatchNorm2d(after))

    def forward(self, x: Tensor) -> Tensor:
        """Map [n, before, h, w] to [n, after, h / stride, w]."""
        out: Tensor = self.conv_block(x) + self.conv_skip(x)
        return out


class Upsample(nn.Module):
    """Doubles the time."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.upsample = nn.ConvTranspose2d(channels, channels, HALVE, HALVE)

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        """Map [n, channels, h, w] to [n, channels + c, 2 h, w], the skip [n, c, 2 h, w] after it."""
        return torch.cat([self.upsample(x), skip], 1)


class ResidualUnet(nn.Module):
    """Maps [n, 1, 32, 6] to the same shape, 0..1.

    Source: Zhang et al., Road Extraction by Deep Residual U-Net (2018), with time alone halved.
    """

    def __init__(self) -> None:
        super().__init__()
        self.input_layer = nn.Sequential(
            nn.Conv2d(1, 32, 3, 1, 1), nn.BatchNorm2d(32), nn.ReLU(), nn.Conv2d(32, 32, 3, 1, 1)
        )
        self.input_skip = nn.Sequential(nn.Conv2d(1, 32, 3, 1, 1))
        self.residual_conv_1 = ResidualUnit(32, 64, HALVE)
        self.residual_conv_2 = ResidualUnit(64, 128, HALVE)
        self.bridge = ResidualUnit(128, 256, HALVE)
        self.upsample_1 = Upsample(256)
        self.up_residual_conv1 = ResidualUnit(256 + 128, 128)
        self.upsample_2 = Upsample(128)
        self.up_residual_conv2 = ResidualUnit(128 + 64, 64)
        self.upsample_3 = Upsample(64)
        self.up_residual_conv3 = ResidualUnit(64 + 32, 32)
        self.output_layer = nn.Sequential(nn.Conv2d(32, 1, 1), nn.Sigmoid())

    def forward(self, x: Tensor) -> Tensor:
        """Map [n, 1, 32, 6] to [n, 1, 32, 6]."""
        full = self.input_layer(x) + self.input_skip(x)  # [n, 32, 32, 6]
        half = self.residual_conv_1(full)  # [n, 64, 16, 6]
        quarter = self.residual_conv_2(half)  # [n, 128, 8, 6]
        deep = self.bridge(quarter)  # [n, 256, 4, 6]
        deep = self.up_residual_conv1(self.upsample_1(deep, quarter))
        deep = self.up_residual_conv2(self.upsample_2(deep, half))
        out: Tensor = self.output_layer(self.up_residual_conv3(self.upsample_3(deep, full)))
        return out
