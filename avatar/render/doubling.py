"""A convolution behind a doubling of height and width, by a quarter of the products: exact but for rounding.

Between two cells that are copies of one another a tap of the kernel changes nothing. Along one axis, with a
kernel (a, b, c), its sum s and the steps d[i] = x[i] - x[i-1], the outputs are y[2i] = s x[i] - a d[i] and
y[2i+1] = s x[i] + c d[i+1]: three products for two outputs instead of six; nine for four with two axes.
"""

import torch
from torch import Tensor
from torch.nn import functional

KINDS = ((1.0, 1.0, 1.0), (-1.0, 0.0, 0.0), (0.0, 0.0, 1.0))  # s, -a, c
SIDES = ((0, 0), (0, 1), (1, 0), (1, 1))


class DoublingConv:
    """Doubles height and width (nearest) and convolves by 3 by 3 by 3."""

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        """Take the weight [out, in, 3, 3, 3] and the bias [out]."""
        kinds = torch.tensor(KINDS, dtype=torch.float64)
        kernels = weight.permute(2, 3, 4, 1, 0)  # [3, 3, 3, in, out]
        both = torch.kron(kinds, kinds)
        spread = [(both @ tap.double().flatten(0, 1).flatten(1)).to(weight) for tap in kernels]
        k = torch.stack(spread).view(kernels.shape)
        self.bias = bias
        self.same = k[:, 0, 0].contiguous()  # [3, in, out], for the cells themselves
        self.right = torch.cat((k[:, 0, 1], k[:, 0, 2]), dim=2)  # [3, in, 2 out], for steps along the width
        self.down = torch.cat((k[:, 1, 0], k[:, 2, 0]), dim=2)
        self.both = torch.cat([k[:, 1 + y, 1 + x] for y, x in SIDES], dim=2)  # [3, in, 4 out]

    def __call__(self, x: Tensor) -> Tensor:
        """Take rows [d, h, w, in], give [d, 2h, 2w, out]."""
        depth, height, width, _ = x.shape
        padded = functional.pad(x, (0, 0, 1, 1, 1, 1, 1, 1))
        right = padded[:, :, 1:] - padded[:, :, :-1]  # [d+2, h+2, w+1, in]
        down = padded[:, 1:, 1:-1] - padded[:, :-1, 1:-1]
        same = _through_depth(padded[:, 1:-1, 1:-1], self.same).add_(self.bias)
        along = _through_depth(right[:, 1:-1], self.right).chunk(2, dim=3)
        below = _through_depth(down, self.down).chunk(2, dim=3)
        across = _through_depth(right[:, 1:] - right[:, :-1], self.both).chunk(4, dim=3)
        out = x.new_empty(depth, height, 2, width, 2, len(self.bias))
        for (low, far), corner in zip(SIDES, across, strict=True):
            y, x_ = slice(low, low + height), slice(far, far + width)
            place = out[:, :, low, :, far]
            torch.add(same, along[far][:, :, x_], out=place)
            place.add_(below[low][:, y]).add_(corner[:, y, x_])
        return out.view(depth, 2 * height, 2 * width, -1)


def _through_depth(x: Tensor, weight: Tensor) -> Tensor:
    """Multiply rows [d+2, h, w, in] by a weight [3, in, out] along the depth: [d, h, w, out]."""
    deep, height, width, channels = x.shape
    rows, cells = x.reshape(-1, channels), height * width
    count = (deep - 2) * cells
    out = rows[:count] @ weight[0]
    for tap in (1, 2):
        out.addmm_(rows[tap * cells : tap * cells + count], weight[tap])
    return out.view(deep - 2, height, width, -1)
