"""ResNet-50, the body of the box net and of the coefficient net."""

from typing import ClassVar

from torch import Tensor, nn
from torch.nn import functional

EXPANSION = 4  # a bottleneck's outputs to its width
LAYERS = ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2))  # width, blocks, stride of the first


class Bottleneck(nn.Module):
    """Reduces to ``width`` channels, looks around, expands, and adds what came in.

    Source: He et al. (2016), "Deep residual learning", figure 5; the 3x3 convolution carries the stride.
    """

    FOLDS: ClassVar = (("conv1", "bn1"), ("conv2", "bn2"), ("conv3", "bn3"))

    def __init__(self, inputs: int, width: int, stride: int) -> None:
        super().__init__()
        outputs = EXPANSION * width
        self.conv1 = nn.Conv2d(inputs, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, outputs, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(outputs)
        self.downsample: nn.Module | None = None
        if stride != 1 or inputs != outputs:
            shortcut = nn.Conv2d(inputs, outputs, 1, stride, bias=False)
            self.downsample = nn.Sequential(shortcut, nn.BatchNorm2d(outputs))

    def forward(self, x: Tensor) -> Tensor:
        """Map [b, inputs, h, w] to [b, 4 width, h / stride, w / stride]."""
        kept = x if self.downsample is None else self.downsample(x)
        x = functional.relu(self.bn1(self.conv1(x)), inplace=True)
        x = functional.relu(self.bn2(self.conv2(x)), inplace=True)
        out: Tensor = self.bn3(self.conv3(x))
        return functional.relu(out.add_(kept), inplace=True)


class ResNet50(nn.Module):
    """The convolutional part of ResNet-50 v1.5."""

    FOLDS: ClassVar = (("conv1", "bn1"),)

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        inputs = 64
        for number, (width, blocks, stride) in enumerate(LAYERS, start=1):
            layer = [Bottleneck(inputs, width, stride)]
            inputs = EXPANSION * width
            layer += [Bottleneck(inputs, width, 1) for _ in range(blocks - 1)]
            self.add_module(f"layer{number}", nn.Sequential(*layer))

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        """Map [b, 3, h, w] to what the last three layers give.

        They have 512, 1024 and 2048 channels, and a cell for every 8, 16 and 32 pixels a side, rounded up.
        """
        x = functional.relu(self.bn1(self.conv1(x)), inplace=True)
        x = functional.max_pool2d(x, 3, 2, 1)
        given = []
        for number in range(1, len(LAYERS) + 1):
            x = self.get_submodule(f"layer{number}")(x)
            given.append(x)
        return tuple(given[1:])
