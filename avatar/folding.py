"""Loads networks as they were published, and folds their batch norms into the convolutions before them."""

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import TypeVar

import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

Net = TypeVar("Net", bound=nn.Module)

WRAPPED = "module."  # what a network trained on several devices has before its keys


def load_plain(make: Callable[[], Net], weights: Mapping[str, Tensor]) -> Net:
    """Make a network that holds these very weights, as published, in eval mode and without gradients.

    Raises RuntimeError, naming the keys, where a key is missing, unknown or of another shape.
    """
    with torch.device("meta"):
        net = make()
    state = {key.removeprefix(WRAPPED): weight for key, weight in weights.items()}
    net.load_state_dict(state, strict=True, assign=True)
    return net.eval().requires_grad_(requires_grad=False)


def load_folded(make: Callable[[], Net], weights: Mapping[str, Tensor]) -> Net:
    """Make the same network with fewer steps; see `load_plain` and `fold_norms`."""
    net = load_plain(make, weights)
    fold_norms(net)
    return net


def fold_norms(net: nn.Module) -> None:
    """Fold each batch norm that directly follows a convolution into it.

    Pairs are neighbours in a Sequential, and those that a module's class names in ``FOLDS``.
    """
    for parent in list(net.modules()):
        for conv_name, norm_name in _pairs(parent):
            conv, norm = parent.get_submodule(conv_name), parent.get_submodule(norm_name)
            if isinstance(conv, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d):
                parent.set_submodule(conv_name, fuse_conv_bn_eval(conv, norm))
                parent.set_submodule(norm_name, nn.Identity())


def device_of(net: nn.Module) -> torch.device:
    """Tell where a network's weights lie."""
    return next(net.parameters()).device


def _pairs(parent: nn.Module) -> Iterator[tuple[str, str]]:
    yield from getattr(parent, "FOLDS", ())
    if isinstance(parent, nn.Sequential):
        yield from pairwise(name for name, _ in parent.named_children())
