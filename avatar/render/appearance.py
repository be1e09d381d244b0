"""The network that tells what a face looks like, as features in space. It depends on the photo alone."""

from torch import Tensor, nn
from torch.nn import functional

from avatar.folding import load_plain
from avatar.render.layers import FlatConvNorm, FlatDown, Weights, fold_norms, part

DEPTH, WIDE = 16, 32
RESIDUALS = 6
PARTS = ("first", "down_blocks", "second", "resblocks_3d")


class Appearance:
    """Tells what a face looks like.

    Source: Wang et al. (2021), One-shot free-view neural talking-head synthesis, section 3.1.
    """

    def __init__(self, state: Weights) -> None:
        """Take the weights under ``generator``; those of other parts are passed over."""
        self.net = fold_norms(load_plain(PlainAppearance, part(state, *PARTS)))

    def __call__(self, image: Tensor) -> Tensor:
        """Give the features V [n, 32, 16, s/4, s/4] of pictures [n, 3, s, s], 0 .. 1."""
        features: Tensor = self.net(image)
        return features


class PlainAppearance(nn.Module):
    """The network itself, its children named as in the checkpoint."""

    def __init__(self) -> None:
        super().__init__()
        self.first = FlatConvNorm(3, 64)
        self.down_blocks = nn.Sequential(FlatDown(64, 128), FlatDown(128, 256))
        self.second = nn.Conv2d(256, WIDE * DEPTH, 1)
        self.resblocks_3d = nn.Sequential()
        for number in range(RESIDUALS):
            self.resblocks_3d.add_module(f"3dr{number}", _Residual())

    def forward(self, image: Tensor) -> Tensor:
        """Give the features V [n, 32, 16, s/4, s/4] of pictures [n, 3, s, s]."""
        flat = self.second(self.down_blocks(self.first(image)))
        solid: Tensor = self.resblocks_3d(flat.unflatten(1, (WIDE, DEPTH)))
        return solid


class _Residual(nn.Module):
    """Adds what two convolutions see. Each norm stands before a ReLU and a convolution: nothing to fold."""

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm3d(WIDE)
        self.conv1 = nn.Conv3d(WIDE, WIDE, 3, padding=1)
        self.norm2 = nn.BatchNorm3d(WIDE)
        self.conv2 = nn.Conv3d(WIDE, WIDE, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.conv1(functional.relu_(self.norm1(x)))
        y = self.conv2(functional.relu_(self.norm2(y)))
        return x + y
