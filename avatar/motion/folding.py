"""Puts batch normalisation into the convolution before it."""

from torch import nn
from torch.nn.utils import fuse_conv_bn_eval


def fold_batch_norms(net: nn.Module) -> None:
    """Fold each batch norm that follows a convolution in a sequence; the results stay, but for rounding.

    A norm that stands before a ReLU and a convolution cannot be folded and stays.
    """
    for sequence in net.modules():
        if isinstance(sequence, nn.Sequential):
            for place in range(len(sequence) - 1):
                conv, norm = sequence[place], sequence[place + 1]
                if isinstance(conv, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d):
                    sequence[place] = fuse_conv_bn_eval(conv, norm)
                    sequence[place + 1] = nn.Identity()
