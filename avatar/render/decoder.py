"""The decoder made fast: folded once from the trained form, and equal to it up to rounding.

Everything here keeps its maps channels last. What the trained form does and this one does not:

- divide kernels by their spectral norm at each call;
- run a convolution for each norm at the map's own size: they all see the same map, and run as one;
- run gamma and beta apart;
- enlarge the map, and the features, before the convolutions that see them (`avatar.render.enlarged`);
- bring beta of a learnt shortcut through the shortcut's 1 x 1 convolution: the two are one linear step.
"""

from itertools import product
from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional

from avatar.render.enlarged import FOUR_TIMES, SECOND, TWICE, Bordered, EnlargedConv, Kind
from avatar.render.layers import scale_and_shift
from avatar.render.spade import EPSILON, LEAK, SHARED, SHORTCUT, Entry, Spade, SpadeBlock, SpadeDecoder
from avatar.render.spade import SpectralConv as Spectral
from avatar.render.winograd import WinogradConv

ENOUGH = 128  # channels in and out from which on saving products pays for what it costs


class FastEntry(nn.Module):
    """Flattens the warped features into the map that the decoder sees."""

    def __init__(self, plain: Entry) -> None:
        super().__init__()
        conv, norm = plain.third.conv, plain.third.norm
        self.third = _conv(*_fold_norm(conv, norm), padding=1)
        self.fourth = _conv(plain.fourth.weight, plain.fourth.bias)

    def forward(self, warped: Tensor, occlusion: Tensor) -> Tensor:
        """Take [n, 512, f, f] and the occlusion [n, 1, f, f], give [n, 256, f, f]."""
        seen: Tensor = self.fourth(functional.leaky_relu_(self.third(warped), 0.01))
        return seen.mul_(occlusion)


class FastDecoder(nn.Module):
    """Draws a picture four times as large as the map that it sees."""

    def __init__(self, plain: SpadeDecoder) -> None:
        super().__init__()
        middles = plain.middles
        shared = [norm.mlp_shared[0] for block in middles for norm in (block.norm_0, block.norm_1)]
        self.first = _joined(*(conv for conv in (plain.fc, *shared)))
        self.wide = plain.fc.out_channels
        self.middles = nn.ModuleList(_Middle(block) for block in middles)
        self.twice = _Twice(plain.up_0)
        self.four_times = _FourTimes(plain.up_1)
        self.conv_img = _conv(plain.conv_img.weight, plain.conv_img.bias, padding=1)

    def forward(self, seen: Tensor) -> Tensor:
        """Take the map [n, 256, f, f], give pictures [n, 3, 4f, 4f], 0 .. 1."""
        seen = seen.contiguous(memory_format=torch.channels_last)
        first = self.first(seen)
        x, shared = first[:, : self.wide], functional.relu(first[:, self.wide :])
        for block, part in zip(self.middles, torch.split(shared, 2 * SHARED, dim=1), strict=True):
            x = block(x, *torch.split(part, SHARED, dim=1))
        bordered = Bordered(seen, seen.shape[1], seen.shape[2])
        bordered.inside.copy_(seen)
        x = self.four_times(self.twice(x, bordered), bordered)
        return torch.sigmoid(self.conv_img(functional.leaky_relu_(x, LEAK)))


class _Middle(nn.Module):
    """A block at the map's own size; what its norms see of the map is worked out already."""

    def __init__(self, plain: SpadeBlock) -> None:
        super().__init__()
        self.change_0, self.change_1 = _change(plain.norm_0), _change(plain.norm_1)
        self.conv_0, self.conv_1 = _spectral(plain.conv_0), _spectral(plain.conv_1)

    def forward(self, x: Tensor, shared_0: Tensor, shared_1: Tensor) -> Tensor:
        y: Tensor = self.conv_0(_activated(normed(x), self.change_0(shared_0)))
        y = self.conv_1(_activated(normed(y), self.change_1(shared_1)))
        return y.add_(x)


class _Up(nn.Module):
    """A block on features that are enlarged twice, with a shortcut of its own."""

    kinds: ClassVar[tuple[Kind, ...]]  # of rows that the enlarged map has

    def __init__(self, plain: SpadeBlock) -> None:
        super().__init__()
        self.conv_0, self.conv_1 = _spectral(plain.conv_0), _spectral(plain.conv_1)
        shortcut = plain.get_submodule(SHORTCUT)
        assert isinstance(shortcut, Spectral)  # noqa: S101 - the up blocks have one
        self.shortcut = _conv(shortcut.kernel(), None)
        shared = _joined(*(norm.mlp_shared[0] for norm in (plain.norm_0, plain.norm_s, plain.norm_1)))
        self.shared = EnlargedConv(shared.weight, _bias(shared), self.kinds)


class _Twice(_Up):
    """Enlarges features from the map's size to twice that."""

    kinds = TWICE

    def __init__(self, plain: SpadeBlock) -> None:
        super().__init__(plain)
        self.change_0, self.change_1 = _change(plain.norm_0), _change(plain.norm_1)
        self.change_s = _shortcut_change(plain.norm_s, self.shortcut.weight)

    def forward(self, x: Tensor, bordered: Bordered) -> Tensor:
        """Take [n, 512, f, f], give [n, 256, 2f, 2f]."""
        shared_0, shared_s, shared_1 = self._shared(bordered)
        small = normed(x)
        y: Tensor = self.conv_0(_activated_twice(small, self.change_0(shared_0)))
        gamma, beta = self.change_s(shared_s).split((small.shape[1], y.shape[1]), dim=1)
        around = self.shortcut(_times_twice(small, gamma)).add_(beta)
        del gamma, beta
        y = self.conv_1(_activated(normed(y), self.change_1(shared_1)))
        return y.add_(around)

    def _shared(self, bordered: Bordered) -> list[Tensor]:
        """Work out what the three norms see of the enlarged map, [n, 128, 2f, 2f] each."""
        side = 2 * bordered.side
        like = bordered.inside
        maps = [_empty(like, SHARED, side) for _ in range(3)]
        for row, column in product(range(2), repeat=2):
            part = self.shared.part(bordered, row, column)
            for whole, third in zip(maps, torch.split(part, SHARED, dim=1), strict=True):
                torch.clamp(third, min=0, out=whole[:, :, row::2, column::2])
        return maps


class _FourTimes(_Up):
    """Enlarges features from twice the map's size to four times that, one kind of cell after the other."""

    kinds = FOUR_TIMES

    def __init__(self, plain: SpadeBlock) -> None:
        super().__init__(plain)
        changes = (
            _change(plain.norm_0),
            _shortcut_change(plain.norm_s, self.shortcut.weight),
            _change(plain.norm_1),
        )
        self.changes = nn.ModuleList(EnlargedConv(c.weight, _bias(c), SECOND, stride=3) for c in changes)

    def forward(self, x: Tensor, bordered: Bordered) -> Tensor:
        """Take [n, 256, 2f, 2f], give [n, 64, 4f, 4f]."""
        shared_0, shared_s, shared_1 = self._shared(bordered)
        small, side = normed(x), 4 * bordered.side
        entry, around = _empty(x, x.shape[1], side), _empty(x, self.shortcut.out_channels, side)
        for row, column in product(range(4), repeat=2):
            here = small[:, :, row // 2 :: 2, column // 2 :: 2]
            self._modulate(0, shared_0, (row, column), here, entry)
            gamma, beta = self._change(1, shared_s, (row, column), x.shape[1])
            around[:, :, row::4, column::4] = self.shortcut(here * gamma).add_(beta)
        y = normed(self.conv_0(entry))
        for row, column in product(range(4), repeat=2):
            self._modulate(2, shared_1, (row, column), y[:, :, row::4, column::4], y)
        return around.add_(self.conv_1(y))

    def _modulate(self, norm: int, seen: Bordered, place: tuple[int, int], here: Tensor, out: Tensor) -> None:
        """Write the activated change of some cells [n, c, f, f] to their places among all."""
        gamma, beta = self._change(norm, seen, place, here.shape[1])
        target = out[:, :, place[0] :: 4, place[1] :: 4]
        torch.ops.aten.leaky_relu.out(torch.addcmul(beta, here, gamma), LEAK, out=target)

    def _change(self, norm: int, seen: Bordered, place: tuple[int, int], wide: int) -> tuple[Tensor, Tensor]:
        conv = self.changes[norm]
        assert isinstance(conv, EnlargedConv)  # noqa: S101 - for the type checker
        change = conv.part(seen, *place)
        return change[:, :wide], change[:, wide:]

    def _shared(self, bordered: Bordered) -> list[Bordered]:
        """Work out what the three norms see of the enlarged map, each kind of row and column once."""
        maps = [Bordered(bordered.inside, SHARED, 3 * bordered.side) for _ in range(3)]
        for row, column in product(range(3), repeat=2):
            part = self.shared.part(bordered, row, column)
            for whole, third in zip(maps, torch.split(part, SHARED, dim=1), strict=True):
                torch.clamp(third, min=0, out=whole.inside[:, :, row::3, column::3])
        return maps


class _FewerProducts(nn.Module):
    """Does what a convolution of 3 by 3 does."""

    def __init__(self, conv: nn.Conv2d) -> None:
        super().__init__()
        self.conv = WinogradConv(conv.weight, conv.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Take [n, in, h, w], give [n, out, h, w]; h and w are multiples of 4."""
        return self.conv(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


def save_products(net: nn.Module) -> None:
    """Put convolutions with a quarter of the products in the place of those that gain by it.

    On a processor they take half the time; a card's own library knows better ways.
    """
    for parent in list(net.modules()):
        for name, child in list(parent.named_children()):
            if not isinstance(child, nn.Conv2d) or child.kernel_size != (3, 3):
                continue
            if min(child.in_channels, child.out_channels) >= ENOUGH:
                setattr(parent, name, _FewerProducts(child))


def normed(x: Tensor) -> Tensor:
    """Take each channel's mean from it and divide by its deviation; statistics in float32.

    In four passes over the memory, because torch's own variance takes ten times as long along this layout.
    """
    centred = x - x.mean(dim=(2, 3), keepdim=True, dtype=torch.float32)
    variance = centred.square().mean(dim=(2, 3), keepdim=True)
    return centred.mul_(torch.rsqrt(variance.add_(EPSILON))).to(x.dtype)


def _activated(x: Tensor, change: Tensor) -> Tensor:
    """Scale and shift normed features and let a leaky ReLU act on them; ``x`` is written over."""
    gamma, beta = change.chunk(2, dim=1)
    return functional.leaky_relu_(torch.addcmul(beta, x, gamma, out=x), LEAK)


def _activated_twice(small: Tensor, change: Tensor) -> Tensor:
    """Do the same with features that are to be enlarged twice."""
    gamma, beta = change.chunk(2, dim=1)
    large = _empty(small, small.shape[1], 2 * small.shape[2])
    torch.addcmul(_in_fours(beta), small[:, :, :, None, :, None], _in_fours(gamma), out=_in_fours(large))
    return functional.leaky_relu_(large, LEAK)


def _times_twice(small: Tensor, gamma: Tensor) -> Tensor:
    """Scale features that are to be enlarged twice."""
    large = _empty(small, small.shape[1], 2 * small.shape[2])
    torch.mul(small[:, :, :, None, :, None], _in_fours(gamma), out=_in_fours(large))
    return large


def _in_fours(x: Tensor) -> Tensor:
    """View [n, c, 2h, 2w] as [n, c, h, 2, w, 2]."""
    n, channels, height, width = x.shape
    return x.view(n, channels, height // 2, 2, width // 2, 2)


def _empty(like: Tensor, channels: int, side: int) -> Tensor:
    shape = (len(like), channels, side, side)
    return torch.empty(shape, dtype=like.dtype, device=like.device, memory_format=torch.channels_last)


def _change(norm: Spade) -> nn.Conv2d:
    """Join a norm's gamma, with the 1 that is added to it, and beta."""
    gamma, beta = norm.mlp_gamma, norm.mlp_beta
    return _conv(
        torch.cat((gamma.weight, beta.weight)), torch.cat((_bias(gamma) + 1, _bias(beta))), padding=1
    )


def _shortcut_change(norm: Spade, shortcut: Tensor) -> nn.Conv2d:
    """Join a norm's gamma and its beta as it is behind the shortcut's kernel [out, in, 1, 1]."""
    gamma, beta = norm.mlp_gamma, norm.mlp_beta
    through = shortcut[:, :, 0, 0].double()
    weight = torch.einsum("oc,cskl->oskl", through, beta.weight.double()).float()
    bias = (through @ _bias(beta).double()).float()
    return _conv(torch.cat((gamma.weight, weight)), torch.cat((_bias(gamma) + 1, bias)), padding=1)


def _joined(*convs: nn.Module) -> nn.Conv2d:
    """Make one convolution of several that see the same."""
    held = [conv for conv in convs if isinstance(conv, nn.Conv2d)]
    return _conv(
        torch.cat([conv.weight for conv in held]), torch.cat([_bias(conv) for conv in held]), padding=1
    )


def _spectral(plain: Spectral) -> nn.Conv2d:
    return _conv(plain.kernel(), plain.bias, padding=1)


def _fold_norm(conv: nn.Conv2d, norm: nn.BatchNorm2d) -> tuple[Tensor, Tensor]:
    scale, shift = scale_and_shift(norm)
    weight = (conv.weight.double() * scale[:, None, None, None]).float()
    return weight, (_bias(conv).double() * scale + shift).float()


def _bias(conv: nn.Conv2d) -> Tensor:
    assert conv.bias is not None  # noqa: S101 - for the type checker
    return conv.bias


def _conv(weight: Tensor, bias: Tensor | None, padding: int = 0) -> nn.Conv2d:
    """Hold a kernel [out, in, k, k] channels last."""
    out, wide_in, side, _ = weight.shape
    with torch.device("meta"):
        conv = nn.Conv2d(wide_in, out, side, padding=padding, bias=bias is not None)
    last = weight.contiguous(memory_format=torch.channels_last)
    conv.weight = nn.Parameter(last, requires_grad=False)
    conv.bias = None if bias is None else nn.Parameter(bias, requires_grad=False)
    return conv
