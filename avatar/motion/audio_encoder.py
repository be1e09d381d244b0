"""The network that hears: a window of mel becomes 512 numbers."""

from torch import Tensor, nn
from torch.nn.functional import relu

EMBEDDING = 512


class ConvBlock(nn.Module):
    """A convolution, its norm, the input once more if asked, ReLU."""

    def __init__(
        self,
        channels: tuple[int, int],
        kernel: int,
        stride: int | tuple[int, int],
        padding: int,
        residual: bool,
    ) -> None:
        super().__init__()
        conv = nn.Conv2d(*channels, kernel, stride, padding)
        self.conv_block = nn.Sequential(conv, nn.BatchNorm2d(channels[1]))
        self.residual = residual

    def forward(self, x: Tensor) -> Tensor:
        """Map [n, in, h, w] to [n, out, h', w']."""
        out: Tensor = self.conv_block(x)
        return relu(out + x if self.residual else out)


class AudioEncoder(nn.Sequential):
    """Encodes windows of mel, [n, 1, 80, 16] to [n, EMBEDDING, 1, 1].

    Source: Prajwal et al., Wav2Lip (2020), the speech encoder.
    """

    def __init__(self) -> None:
        super().__init__(
            ConvBlock((1, 32), 3, 1, 1, residual=False),
            *_residual(32, 2),
            ConvBlock((32, 64), 3, (3, 1), 1, residual=False),
            *_residual(64, 2),
            ConvBlock((64, 128), 3, 3, 1, residual=False),
            *_residual(128, 2),
            ConvBlock((128, 256), 3, (3, 2), 1, residual=False),
            *_residual(256, 1),
            ConvBlock((256, EMBEDDING), 3, 1, 0, residual=False),
            ConvBlock((EMBEDDING, EMBEDDING), 1, 1, 0, residual=False),
        )


def _residual(channels: int, count: int) -> list[ConvBlock]:
    return [ConvBlock((channels, channels), 3, 1, 1, residual=True) for _ in range(count)]
