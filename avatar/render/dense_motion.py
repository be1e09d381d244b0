"""Tells for every place of a frame where in the photo to look, and what is hidden there."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from avatar.folding import load_plain
from avatar.render.grid import corner_grid
from avatar.render.hourglass import COMPRESSED, DEPTH, EXIT, MOTIONS, Hourglass
from avatar.render.layers import Weights, fold_norms
from avatar.render.row_motion import RowMotion
from avatar.render.shifts import SPREAD, heat_rows, mixed, shifted

LEAST = 1e-3  # a motion that counts less than this does not count


@dataclass(frozen=True)
class PreparedMotion:
    """What depends on the photo alone."""

    compressed: Tensor  # [1, 4, 16, f, f], features to be moved
    still: Tensor  # [1, 16, f, 4, f], the same, looked at without a motion
    source: Tensor  # [1, 15, 3], key points
    heat: Tensor  # [1, 15, 16, f, f], of the key points
    grid: Tensor  # [16, f, f, 3]


class DenseMotion:
    """Tells where in the photo to look.

    Source: Wang et al. (2021), One-shot free-view neural talking-head synthesis, section 3.2.
    """

    def __init__(self, state: Weights) -> None:
        """Take the weights under ``generator.dense_motion_network``."""
        self.net = fold_norms(load_plain(PlainDenseMotion, state))
        self._rows: RowMotion | None = None

    def prepare(self, features: Tensor, source: Tensor) -> PreparedMotion:
        """Work out what depends on the photo alone: V [1, 32, 16, f, f] and its key points [1, 15, 3]."""
        return self.net.prepare(features, source)

    def __call__(self, prepared: PreparedMotion, driving: Tensor) -> tuple[Tensor, Tensor]:
        """Give the deformation [b, 16, f, f, 3] and the occlusion [b, 1, f, f] for key points [b, 15, 3]."""
        mask, occlusion = self.look(prepared, driving)
        return mixed(cut(mask), prepared.grid, prepared.source - driving), occlusion

    def look(self, prepared: PreparedMotion, driving: Tensor) -> tuple[Tensor, Tensor]:
        """Give how much each motion counts, [b, 16, 16, f, f], and the occlusion [b, 1, f, f]."""
        if not self._in_rows(driving):
            both: tuple[Tensor, Tensor] = self.net(prepared, driving)
            return both
        # One by one: a frame cannot depend on what else is in its batch.
        rows = self._row_motion()
        frames = [rows(rows_in(prepared, points)) for points in driving]
        masks, occlusions = zip(*frames, strict=True)
        return torch.stack(masks), torch.stack(occlusions)

    def _in_rows(self, driving: Tensor) -> bool:
        """Tell whether to take the fast way, which is made for processors and float32."""
        whole = isinstance(self.net.hourglass, Hourglass) and self.net.mask.weight.dtype == torch.float32
        return driving.device.type == "cpu" and whole

    def _row_motion(self) -> RowMotion:
        if self._rows is None:
            self._rows = RowMotion(self.net.hourglass, self.net.mask, self.net.occlusion)
        return self._rows


class PlainDenseMotion(nn.Module):
    """The network itself, its children named as in the checkpoint."""

    def __init__(self) -> None:
        super().__init__()
        self.compress = nn.Conv3d(32, COMPRESSED, 1)
        self.norm = nn.BatchNorm3d(COMPRESSED)
        self.hourglass = Hourglass()
        self.mask = nn.Conv3d(EXIT, MOTIONS, 7, padding=3)
        self.occlusion = nn.Conv2d(EXIT * DEPTH, 1, 7, padding=3)

    def prepare(self, features: Tensor, source: Tensor) -> PreparedMotion:
        """Work out what depends on the photo alone."""
        compressed = functional.relu(self.norm(self.compress(features)))
        grid = corner_grid(features.shape[2:], features)
        still = shifted(compressed[0], compressed.new_zeros(1, 3))
        return PreparedMotion(compressed, still, source, heat(grid, source), grid)

    def forward(self, prepared: PreparedMotion, driving: Tensor) -> tuple[Tensor, Tensor]:
        """Give the mask [b, 16, 16, f, f] and the occlusion [b, 1, f, f] for key points [b, 15, 3]."""
        p = self.hourglass(entry(prepared, driving))
        mask = functional.softmax(self.mask(p), dim=1)
        return mask, torch.sigmoid(self.occlusion(p.flatten(1, 2)))


def entry(prepared: PreparedMotion, driving: Tensor) -> Tensor:
    """Give what enters the hourglass, [b, 80, 16, f, f]: for each motion a heat map and moved features."""
    size = prepared.grid.shape[:3]
    change = heat(prepared.grid, driving) - prepared.heat
    change = functional.pad(change, (*[0] * 6, 1, 0))[:, :, None]  # [b, 16, 1, 16, f, f]
    places = motions(prepared, driving).flatten(0, 1)
    still = prepared.compressed.expand(len(places), -1, -1, -1, -1)
    moved = functional.grid_sample(still, places, align_corners=False).view(len(driving), MOTIONS, -1, *size)
    return torch.cat((change, moved), dim=2).flatten(1, 2)


def rows_in(prepared: PreparedMotion, driving: Tensor) -> Tensor:
    """Give the same for key points [15, 3] of one frame as rows of channels, [16, f, f, 80]."""
    depth, height, width, _ = prepared.grid.shape
    size = (depth, height, width)
    rows = driving.new_zeros(*size, MOTIONS, 1 + COMPRESSED)
    torch.sub(heat_rows(driving, size), heat_rows(prepared.source[0], size), out=rows[..., 1:, 0])
    rows[..., :1, 1:] = prepared.still.permute(1, 2, 4, 0, 3)
    moved = shifted(prepared.compressed[0], prepared.source[0] - driving)
    rows[..., 1:, 1:] = moved.permute(1, 2, 4, 0, 3)
    return rows.flatten(3)


def heat(grid: Tensor, points: Tensor) -> Tensor:
    """Give how near each cell of a grid [d, h, w, 3] is to points [n, 15, 3]: [n, 15, d, h, w], 1 .. 0."""
    away = grid - points[:, :, None, None, None]
    return torch.exp(-0.5 * away.square().sum(dim=5) / SPREAD)


def motions(prepared: PreparedMotion, driving: Tensor) -> Tensor:
    """Give where each motion looks, [b, 16, 16, f, f, 3]; the first one looks where it stands."""
    back = functional.pad(prepared.source - driving, (0, 0, 1, 0))  # [b, 16, 3]
    return prepared.grid + back[:, :, None, None, None]


def cut(mask: Tensor) -> Tensor:
    """Leave out what counts too little.

    What it counted is not shared out among the others: the generator was trained so.
    """
    return mask * (mask >= LEAST)


def deformation(mask: Tensor, places: Tensor) -> Tensor:
    """Mix the motions [b, 16, d, h, w, 3] by a mask [b, 16, d, h, w]: [b, d, h, w, 3]."""
    return (cut(mask)[..., None] * places).sum(dim=1)
