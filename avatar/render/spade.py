"""The decoder as it was trained: children named as in the checkpoint, nothing folded, nothing shared."""

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDE, SEEN = 512, 256  # channels at the decoder's entry, and of the map that conditions it
SHARED = 128
MIDDLES = 6
LEAK = 0.2
EPSILON = 1e-5  # of the instance norm
SHORTCUT = "conv_s"


class SpectralConv(nn.Module):
    """A convolution whose kernel is divided by an estimate of its greatest singular value.

    The estimate takes the two vectors as they were stored when training ended; iterating on would give
    another network. Source: Miyato et al. (2018), Spectral normalization for GANs, eq. 8.
    """

    bias: nn.Parameter | None

    def __init__(self, wide_in: int, wide_out: int, side: int, bias: bool = True) -> None:
        super().__init__()
        self.side = side
        self.weight_orig = nn.Parameter(torch.empty(wide_out, wide_in, side, side))
        self.register_buffer("weight_u", torch.empty(wide_out))
        self.register_buffer("weight_v", torch.empty(wide_in * side * side))
        self.register_parameter("bias", nn.Parameter(torch.empty(wide_out)) if bias else None)

    def kernel(self) -> Tensor:
        """Give the kernel to use, [out, in, side, side]."""
        u, v = self.get_buffer("weight_u"), self.get_buffer("weight_v")
        return self.weight_orig / torch.dot(u, self.weight_orig.flatten(1) @ v)

    def forward(self, x: Tensor) -> Tensor:
        """Take [n, in, h, w], give [n, out, h, w]."""
        return functional.conv2d(x, self.kernel(), self.bias, padding=self.side // 2)


class Spade(nn.Module):
    """Normalises each channel of each picture, then scales and shifts every place as a map says.

    Source: Park et al. (2019), Semantic image synthesis with spatially-adaptive normalization, eq. 1.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.mlp_shared = nn.Sequential(nn.Conv2d(SEEN, SHARED, 3, padding=1), nn.ReLU())
        self.mlp_gamma = nn.Conv2d(SHARED, channels, 3, padding=1)
        self.mlp_beta = nn.Conv2d(SHARED, channels, 3, padding=1)

    def forward(self, x: Tensor, seen: Tensor) -> Tensor:
        """Take [n, c, h, w] and the map [n, 256, f, f], which is enlarged to h and w; give [n, c, h, w]."""
        h = self.mlp_shared(functional.interpolate(seen, size=x.shape[2:]))
        normed = functional.instance_norm(x, eps=EPSILON)
        changed: Tensor = normed * (1 + self.mlp_gamma(h)) + self.mlp_beta(h)
        return changed


class SpadeBlock(nn.Module):
    """Two convolutions with a shortcut around them, each after its norm."""

    def __init__(self, wide_in: int, wide_out: int) -> None:
        super().__init__()
        between = min(wide_in, wide_out)
        self.conv_0 = SpectralConv(wide_in, between, 3)
        self.conv_1 = SpectralConv(between, wide_out, 3)
        self.norm_0 = Spade(wide_in)
        self.norm_1 = Spade(between)
        if wide_in != wide_out:
            self.norm_s = Spade(wide_in)
            self.add_module(SHORTCUT, SpectralConv(wide_in, wide_out, 1, bias=False))

    @property
    def learned(self) -> bool:
        """Tell whether the shortcut has weights of its own."""
        return hasattr(self, SHORTCUT)

    def forward(self, x: Tensor, seen: Tensor) -> Tensor:
        """Take [n, in, h, w] and the map [n, 256, f, f], give [n, out, h, w]."""
        y: Tensor = self.conv_0(functional.leaky_relu(self.norm_0(x, seen), LEAK))
        y = self.conv_1(functional.leaky_relu(self.norm_1(y, seen), LEAK))
        return y + (self.get_submodule(SHORTCUT)(self.norm_s(x, seen)) if self.learned else x)


class SpadeDecoder(nn.Module):
    """Draws a picture four times as large as the map that it sees."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Conv2d(SEEN, WIDE, 3, padding=1)
        for number in range(MIDDLES):
            self.add_module(f"G_middle_{number}", SpadeBlock(WIDE, WIDE))
        self.up_0 = SpadeBlock(WIDE, 256)
        self.up_1 = SpadeBlock(256, 64)
        self.conv_img = nn.Conv2d(64, 3, 3, padding=1)

    def forward(self, seen: Tensor) -> Tensor:
        """Take the map [n, 256, f, f], give pictures [n, 3, 4f, 4f], 0 .. 1."""
        x: Tensor = self.fc(seen)
        for middle in self.middles:
            x = middle(x, seen)
        x = self.up_0(functional.interpolate(x, scale_factor=2), seen)
        x = self.up_1(functional.interpolate(x, scale_factor=2), seen)
        return torch.sigmoid(self.conv_img(functional.leaky_relu(x, LEAK)))

    @property
    def middles(self) -> list[SpadeBlock]:
        """List the blocks that work at the map's own size, first to last."""
        found = (self.get_submodule(f"G_middle_{number}") for number in range(MIDDLES))
        return [block for block in found if isinstance(block, SpadeBlock)]


class Entry(nn.Module):
    """Flattens the warped features into the map that the decoder sees."""

    def __init__(self) -> None:
        super().__init__()
        self.third = _ConvNorm(WIDE, SEEN)
        self.fourth = nn.Conv2d(SEEN, SEEN, 1)

    def forward(self, warped: Tensor) -> Tensor:
        """Take [n, 512, f, f], give [n, 256, f, f] before the occlusion."""
        seen: Tensor = self.fourth(functional.leaky_relu(self.third(warped), 0.01))
        return seen


class _ConvNorm(nn.Module):
    def __init__(self, wide_in: int, wide_out: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(wide_in, wide_out, 3, padding=1)
        self.norm = nn.BatchNorm2d(wide_out)

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.norm(self.conv(x))
        return y
