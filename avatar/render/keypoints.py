"""The network that finds the key points of a face: 15 places in space that it learnt to follow."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from avatar.folding import load_plain
from avatar.render.grid import ticks
from avatar.render.layers import FlatDown, SolidUp, Weights, fold_norms

DEPTH = 16
POINTS = 15
WIDE = 1024
TEMPERATURE = 0.1
SHRINK = 4
TAPS = 13  # of the blur before shrinking


class KeypointNet:
    """Finds the canonical key points of faces. Always in float32.

    Source: Wang et al. (2021), One-shot free-view neural talking-head synthesis, section 3.1.
    """

    def __init__(self, state: Weights) -> None:
        """Take the weights under ``kp_extractor``."""
        self.net = fold_norms(load_plain(PlainKeypointNet, state))

    def __call__(self, image: Tensor) -> Tensor:
        """Give the key points [n, 15, 3], x y z in -1 .. 1, of pictures [n, 3, s, s], 0 .. 1."""
        found: Tensor = self.net(image)
        return found


class PlainKeypointNet(nn.Module):
    """The network itself, its children named as in the checkpoint."""

    def __init__(self) -> None:
        super().__init__()
        self.down = nn.Conv2d(3, 3, TAPS, stride=SHRINK, padding=TAPS // 2, groups=3, bias=False)
        self.predictor = _Predictor()
        self.kp = nn.Conv3d(32, POINTS, 3, padding=1)

    def forward(self, image: Tensor) -> Tensor:
        """Give the key points [n, 15, 3] of pictures [n, 3, s, s]."""
        return expected_place(self.kp(self.predictor(self.down(image))))


class _Predictor(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        down, up = (3, 64, 128, 256, 512, WIDE), (WIDE, 512, 256, 128, 64, 32)
        self.down_blocks = nn.Sequential()
        self.conv = nn.Conv2d(WIDE, WIDE * DEPTH, 1)
        self.up_blocks = nn.Sequential()
        for number in range(5):
            self.down_blocks.add_module(f"down{number}", FlatDown(down[number], down[number + 1]))
            self.up_blocks.add_module(f"up{number}", SolidUp(up[number], up[number + 1]))

    def forward(self, image: Tensor) -> Tensor:
        flat = self.conv(self.down_blocks(image))
        solid: Tensor = self.up_blocks(flat.unflatten(1, (WIDE, DEPTH)))
        return solid


def expected_place(votes: Tensor) -> Tensor:
    """Give the expected coordinates [n, 15, 3] of votes for places [n, 15, d, h, w]."""
    likely = functional.softmax(votes.flatten(2) / TEMPERATURE, dim=2).view_as(votes)
    sums = (likely.sum(dim=(2, 3)), likely.sum(dim=(2, 4)), likely.sum(dim=(3, 4)))
    return torch.stack([(axis * ticks(axis.shape[2], axis)).sum(dim=2) for axis in sums], dim=2)
