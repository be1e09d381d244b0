"""The renderer as a plain loop: what SadTalker's own loop computes, in the order in which it computes it.

Two frames at once, float32, the photo encoded for each of them, kernels divided by their norm at each call,
the loop's maps contiguous, nothing kept from one batch to the next.
"""

from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from avatar.folding import load_plain
from avatar.render.appearance import PlainAppearance
from avatar.render.dense_motion import PlainDenseMotion
from avatar.render.generator import APPEARANCE, DECODER, ENTRY, MOTION
from avatar.render.grid import corner_grid
from avatar.render.keypoints import PlainKeypointNet
from avatar.render.layers import below, part
from avatar.render.mapping import Mapping
from avatar.render.renderer import Pixels, RenderWeights, Window
from avatar.render.spade import Entry, SpadeDecoder
from avatar.render.transform import transform

BATCH = 2
SPREAD, LEAST = 0.01, 1e-3  # variance of a heat map; a motion that counts less does not count


class PlainRenderer:
    """Draws frames the plain way."""

    def __init__(self, weights: RenderWeights, device: str = "cpu") -> None:
        generator, self.device = weights.generator, torch.device(device)
        self.keypoints = load_plain(PlainKeypointNet, weights.kp_extractor).to(self.device)
        self.mapping = Mapping(weights.mapping)
        self.mapping.net.to(self.device)
        self.appearance = load_plain(PlainAppearance, part(generator, *APPEARANCE)).to(self.device)
        self.motion = load_plain(PlainDenseMotion, below(generator, MOTION)).to(self.device)
        self.entry = load_plain(Entry, part(generator, *ENTRY)).to(self.device)
        self.decoder = load_plain(SpadeDecoder, below(generator, DECODER)).to(self.device)

    @torch.inference_mode()
    def frames(self, image: Pixels, source: Window, windows: NDArray[np.float32]) -> Iterator[Tensor]:
        """Draw two frames at once, float32 [2, 3, s, s], 0 .. 1, from windows [n, c, 27]; n is even."""
        picture = torch.from_numpy(image.copy()).to(self.device).permute(2, 0, 1)[None].float() / 255
        canonical = self.keypoints(picture.expand(BATCH, -1, -1, -1))
        posed = transform(canonical, self.mapping(self._tensor(np.stack([source] * BATCH))))
        for at in range(0, len(windows), BATCH):
            driving = transform(canonical, self.mapping(self._tensor(windows[at : at + BATCH])))
            yield self.draw(picture.expand(BATCH, -1, -1, -1).contiguous(), posed, driving)

    def draw(self, pictures: Tensor, source: Tensor, driving: Tensor) -> Tensor:
        """Draw one batch from the photo [b, 3, s, s] and key points [b, 15, 3]."""
        features = self.appearance(pictures)  # [b, 32, 16, f, f]
        grid = corner_grid(features.shape[2:], features)  # [16, f, f, 3]
        still = grid.expand(len(driving), 1, -1, -1, -1, -1)
        shifts = (source - driving)[:, :, None, None, None]  # [b, 15, 1, 1, 1, 3]
        motions = torch.cat((still, grid + shifts), dim=1)  # [b, 16, 16, f, f, 3]
        change = _heat(grid, driving) - _heat(grid, source)
        change = torch.cat((torch.zeros_like(change[:, :1]), change), dim=1)  # [b, 16, 16, f, f]
        net = self.motion
        compressed = functional.relu(net.norm(net.compress(features))).repeat_interleave(
            len(motions[0]), dim=0
        )
        moved = functional.grid_sample(compressed, motions.flatten(0, 1), align_corners=False)
        entry = torch.cat((change[:, :, None], moved.view(*change.shape[:2], -1, *grid.shape[:3])), dim=2)
        p = net.hourglass(entry.flatten(1, 2))
        mask, occlusion = net.mask(p).softmax(dim=1), torch.sigmoid(net.occlusion(p.flatten(1, 2)))
        field = ((mask * (mask >= LEAST))[..., None] * motions).sum(dim=1)
        seen = functional.grid_sample(features, field, align_corners=False).flatten(1, 2)
        frames: Tensor = self.decoder(self.entry(seen) * occlusion)
        return frames

    def _tensor(self, values: NDArray[np.float32]) -> Tensor:
        return torch.from_numpy(values).to(self.device)


def _heat(grid: Tensor, points: Tensor) -> Tensor:
    """Give how near each cell of a grid [d, h, w, 3] is to points [b, 15, 3]: [b, 15, d, h, w]."""
    away = grid - points[:, :, None, None, None]
    return torch.exp(-0.5 * away.square().sum(dim=5) / SPREAD)
