"""The hourglass of the dense motion for processors: the same numbers with a quarter of the products."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from avatar.render.doubling import DoublingConv
from avatar.render.fourier import FourierConv
from avatar.render.hourglass import DEPTH, EXIT, Hourglass
from avatar.render.layers import Conv, ConvNorm
from avatar.render.winograd import WinogradConv

LARGE, SMALL = 4, 2  # Winograd's tiles; the maps of the last steps are 4 cells wide at 256
SHALLOW = 4  # encoder's steps with large tiles
WINDOW = 7  # of the occlusion's kernel


class RowMotion:
    """Looks at the motions of one frame, on rows of channels [d, h, w, c]."""

    def __init__(self, hourglass: Hourglass, mask: nn.Conv3d, occlusion: nn.Conv2d) -> None:
        """Take the networks, their norms folded."""
        encoder, decoder = hourglass.encoder, hourglass.decoder
        self.down = [
            WinogradConv(*_weights(conv, 0.25), LARGE if step < SHALLOW else SMALL)
            for step, conv in enumerate(_convs(encoder.down_blocks))
        ]
        self.up = [DoublingConv(*_weights(conv)) for conv in _convs(decoder.up_blocks)]
        self.last = WinogradConv(*_weights(decoder.conv), LARGE)
        self.mask = FourierConv(*_weights(mask))
        weight, self.hidden_bias = _weights(occlusion)
        self.hidden = weight.view(EXIT, DEPTH, WINDOW**2).transpose(0, 1).contiguous()  # [16, 112, 49]

    def __call__(self, entry: Tensor) -> tuple[Tensor, Tensor]:
        """Give mask [16, 16, f, f] and occlusion [1, f, f] for heat maps and features [16, f, f, 80]."""
        p = self._hourglass(entry)
        mask = functional.softmax(self.mask(p), dim=3).permute(3, 0, 1, 2)
        return mask, torch.sigmoid(self._occlusion(p))

    def _hourglass(self, x: Tensor) -> Tensor:
        kept = [x]
        for halve in self.down:
            kept.append(_pool(halve(kept[-1]).relu_()))
        pieces = [kept.pop()]
        for double in self.up:
            pieces = [double(torch.cat(pieces, dim=3)).relu_(), kept.pop()]
        return self.last(*pieces).relu_()

    def _occlusion(self, p: Tensor) -> Tensor:
        """Convolve all depths at once by 7 by 7: first what each place gives, then where it belongs."""
        depth, height, width, channels = p.shape
        given = p[0].view(-1, channels) @ self.hidden[0]  # [h w, 49]
        for level in range(1, depth):
            given.addmm_(p[level].view(-1, channels), self.hidden[level])
        given = given.view(height, width, WINDOW, WINDOW)
        side = WINDOW // 2
        sums = p.new_zeros(height + 2 * side, width + 2 * side)
        for y in range(WINDOW):
            for x in range(WINDOW):
                top, left = 2 * side - y, 2 * side - x
                sums[top : top + height, left : left + width] += given[:, :, y, x]
        return (sums[side:-side, side:-side] + self.hidden_bias)[None]


def _convs(blocks: nn.ModuleList) -> list[Conv]:
    return [block.conv for block in blocks if isinstance(block, ConvNorm)]


def _weights(conv: Conv, factor: float = 1.0) -> tuple[Tensor, Tensor]:
    assert conv.bias is not None  # noqa: S101 - ours all have one
    return conv.weight * factor, conv.bias * factor


def _pool(x: Tensor) -> Tensor:
    """Sum 2 by 2 cells: that they are to be averaged is in the weights already, exactly."""
    depth, height, width, channels = x.shape
    tall = x.view(depth, height // 2, 2, width, channels)
    wide = (tall[:, :, 0] + tall[:, :, 1]).view(depth, height // 2, width // 2, 2, channels)
    return wide[:, :, :, 0] + wide[:, :, :, 1]
