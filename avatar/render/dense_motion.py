"""The network that tells for every place of a frame where in the photo to look, and what is hidden there."""

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

from avatar.render.grid import corner_grid
from avatar.render.layers import SolidDown, SolidUp, Weights, load

POINTS = 15
MOTIONS = POINTS + 1  # one for each key point, and none at all
COMPRESSED = 4
DEPTH = 16
ENTRY = MOTIONS * (
    1 + COMPRESSED
)  # channels that enter the hourglass: a heat map and features for each motion
EXIT = 32 + ENTRY
SPREAD = 0.01  # variance of a key point's heat map
LEAST = 1e-3  # a motion that counts less than this does not count


@dataclass(frozen=True)
class PreparedMotion:
    """What depends on the photo alone."""

    compressed: Tensor  # [1, 4, 16, f, f], features to be moved
    source: Tensor  # [1, 15, 3], key points
    grid: Tensor  # [16, f, f, 3]
    heat: Tensor  # [1, 15, 16, f, f], of the key points


class DenseMotion:
    """Tells where in the photo to look.

    Source: Wang et al. (2021), One-shot free-view neural talking-head synthesis, section 3.2.
    """

    def __init__(self, state: Weights) -> None:
        """Take the weights under ``generator.dense_motion_network``."""
        self.net = load(PlainDenseMotion, state)

    def prepare(self, features: Tensor, source: Tensor) -> PreparedMotion:
        """Work out what depends on the photo alone: V [1, 32, 16, f, f] and its key points [1, 15, 3]."""
        return self.net.prepare(features, source)

    def __call__(self, prepared: PreparedMotion, driving: Tensor) -> tuple[Tensor, Tensor]:
        """Give the deformation [b, 16, f, f, 3] and the occlusion [b, 1, f, f] for key points [b, 15, 3]."""
        mask, occlusion = self.net(prepared, driving)
        return deformation(mask, motions(prepared, driving)), occlusion


class PlainDenseMotion(nn.Module):
    """The network itself, its children named as in the checkpoint."""

    def __init__(self) -> None:
        super().__init__()
        self.compress = nn.Conv3d(32, COMPRESSED, 1)
        self.norm = nn.BatchNorm3d(COMPRESSED)
        self.hourglass = _Hourglass()
        self.mask = nn.Conv3d(EXIT, MOTIONS, 7, padding=3)
        self.occlusion = nn.Conv2d(EXIT * DEPTH, 1, 7, padding=3)

    def prepare(self, features: Tensor, source: Tensor) -> PreparedMotion:
        """Work out what depends on the photo alone."""
        compressed = functional.relu(self.norm(self.compress(features)))
        grid = corner_grid(features.shape[2:], features)
        return PreparedMotion(compressed, source, grid, heat(grid, source))

    def forward(self, prepared: PreparedMotion, driving: Tensor) -> tuple[Tensor, Tensor]:
        """Give the mask [b, 16, 16, f, f] and the occlusion [b, 1, f, f] for key points [b, 15, 3]."""
        p = self.hourglass(self.entry(prepared, driving))
        mask = functional.softmax(self.mask(p), dim=1)
        return mask, torch.sigmoid(self.occlusion(p.flatten(1, 2)))

    def entry(self, prepared: PreparedMotion, driving: Tensor) -> Tensor:
        """Give what enters the hourglass [b, 80, 16, f, f]: for each motion a heat map and moved features."""
        frames = len(driving)
        size = prepared.grid.shape[:3]
        change = heat(prepared.grid, driving) - prepared.heat
        change = torch.cat((torch.zeros_like(change[:, :1]), change), dim=1)[
            :, :, None
        ]  # [b, 16, 1, 16, f, f]
        places = motions(prepared, driving).flatten(0, 1)
        still = prepared.compressed.expand(len(places), -1, -1, -1, -1)
        moved = functional.grid_sample(still, places, align_corners=False).view(frames, MOTIONS, -1, *size)
        return torch.cat((change, moved), dim=2).flatten(1, 2)


class _Hourglass(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encoder = _Encoder()
        self.decoder = _Decoder()

    def forward(self, x: Tensor) -> Tensor:
        p: Tensor = self.decoder(self.encoder(x))
        return p


class _Encoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        wide = (ENTRY, 64, 128, 256, 512, 1024)
        self.down_blocks = nn.ModuleList(SolidDown(*pair) for pair in pairwise(wide))

    def forward(self, x: Tensor) -> list[Tensor]:
        kept = [x]
        for block in self.down_blocks:
            kept.append(block(kept[-1]))
        return kept


class _Decoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        pairs = ((1024, 512), (1024, 256), (512, 128), (256, 64), (128, 32))
        self.up_blocks = nn.ModuleList(SolidUp(*pair) for pair in pairs)
        self.conv = nn.Conv3d(EXIT, EXIT, 3, padding=1)
        self.norm = nn.BatchNorm3d(EXIT)

    def forward(self, kept: list[Tensor]) -> Tensor:
        x = kept.pop()
        for block in self.up_blocks:
            x = torch.cat((block(x), kept.pop()), dim=1)
        return functional.relu_(self.norm(self.conv(x)))


def heat(grid: Tensor, points: Tensor) -> Tensor:
    """Give how near each cell of a grid [d, h, w, 3] is to points [n, 15, 3]: [n, 15, d, h, w], 1 .. 0."""
    away = grid - points[:, :, None, None, None]
    return torch.exp(-0.5 * away.square().sum(dim=5) / SPREAD)


def motions(prepared: PreparedMotion, driving: Tensor) -> Tensor:
    """Give where each motion looks, [b, 16, 16, f, f, 3]; the first one looks where it stands."""
    back = functional.pad(prepared.source - driving, (0, 0, 1, 0))  # [b, 16, 3]
    return prepared.grid + back[:, :, None, None, None]


def deformation(mask: Tensor, places: Tensor) -> Tensor:
    """Mix the motions [b, 16, d, h, w, 3] by a mask [b, 16, d, h, w]: [b, d, h, w, 3].

    What a cut motion counted is not shared out among the others: the generator was trained so.
    """
    counted = mask * (mask >= LEAST)
    return (counted[..., None] * places).sum(dim=1)
