"""Convolutions whose weights lie as the processor wants them.

oneDNN sorts the weights of a convolution into blocks before it computes, on every call. In a small model
that takes a good part of the time; here they are sorted once a size. Same arithmetic, same picture up to the
order of rounding.
"""

import copy
from typing import Any

import torch
from torch import Tensor, nn

_reorder: Any = torch._C._nn.mkldnn_reorder_conv2d_weight  # Any: its stub is out of date

SHAPES = 8  # sizes of pictures for which sorted weights are kept
ROWS = 2  # of pictures that they are sorted for; as they lie then, they suit every number


def pack(model: nn.Module) -> int:
    """Sort the weights of a float32 model on the CPU once a size, and keep both copies.

    Returns: how many convolutions it was.
    """
    if not hasattr(torch.ops.mkldnn, "_convolution_pointwise"):  # a build without oneDNN
        return 0
    convolutions = [part for part in model.modules() if type(part) is nn.Conv2d and _plain(part)]
    for convolution in convolutions:
        convolution.forward = _Packed(convolution)  # type: ignore[method-assign,assignment]  # a callable
    return len(convolutions)


def unpack(model: nn.Module) -> None:
    """Undo ``pack``."""
    for part in model.modules():
        if isinstance(vars(part).get("forward"), _Packed):
            del part.forward


def _plain(convolution: nn.Conv2d) -> bool:
    weight = convolution.weight
    on_cpu = weight.device.type == "cpu" and weight.dtype is torch.float32
    return on_cpu and convolution.groups == 1 and convolution.padding_mode == "zeros"


class _Packed:
    """The forward of one convolution. How it sorts its weights depends on the size alone: bits repeat."""

    def __init__(self, convolution: nn.Conv2d) -> None:
        self._convolution = convolution
        self._where = (
            list(convolution.padding),
            list(convolution.stride),
            list(convolution.dilation),
            convolution.groups,
        )
        self._sorted: dict[torch.Size, Tensor] = {}
        self._of = convolution.weight

    def __deepcopy__(self, memo: dict[int, Any]) -> "_Packed":
        """Copy for a copy of the convolution; what is sorted serves both while they share their weights."""
        other = memo[id(self)] = copy.copy(self)
        other._convolution = copy.deepcopy(self._convolution, memo)
        return other

    def __call__(self, x: Tensor) -> Tensor:
        if self._of is not self._convolution.weight:  # others were put in their place
            self._sorted, self._of = {}, self._convolution.weight
        size = x.shape[1:]
        weight = self._sorted.get(size)
        if weight is None:
            weight = self._sort(size)
        computed: Tensor = torch.ops.mkldnn._convolution_pointwise(
            x, weight, self._convolution.bias, *self._where, "none", [], ""
        )
        return computed

    def _sort(self, size: torch.Size) -> Tensor:
        # These are the operators that torch's own compiler packs with.
        weight: Tensor = _reorder(self._convolution.weight.to_mkldnn(), *self._where, [ROWS, *size])
        if len(self._sorted) >= SHAPES:
            self._sorted = {}  # anew, and not emptied: another thread may be looking
        self._sorted[size] = weight
        return weight
