"""The network within the dense motion that sees all motions at once, as it was trained."""

from itertools import pairwise

import torch
from torch import Tensor, nn

from avatar.render.layers import ConvNorm, SolidDown, SolidUp

POINTS = 15
MOTIONS = POINTS + 1  # one for each key point, and none at all
COMPRESSED = 4
DEPTH = 16
ENTRY = MOTIONS * (
    1 + COMPRESSED
)  # channels that enter the hourglass: a heat map and features for each motion
EXIT = 32 + ENTRY
DOWN = (ENTRY, 64, 128, 256, 512, 1024)
UP = ((1024, 512), (1024, 256), (512, 128), (256, 64), (128, 32))


class Hourglass(nn.Module):
    """Looks at ever smaller maps, and back."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.decoder = Decoder()

    def forward(self, x: Tensor) -> Tensor:
        """Take [b, 80, 16, f, f], give [b, 112, 16, f, f]."""
        p: Tensor = self.decoder(self.encoder(x))
        return p


class Encoder(nn.Module):
    """Halves height and width five times."""

    def __init__(self) -> None:
        super().__init__()
        self.down_blocks = nn.ModuleList(SolidDown(*pair) for pair in pairwise(DOWN))

    def forward(self, x: Tensor) -> list[Tensor]:
        """Give the input and every smaller map."""
        kept = [x]
        for block in self.down_blocks:
            kept.append(block(kept[-1]))
        return kept


class Decoder(ConvNorm):
    """Doubles height and width five times, and looks at the encoder's maps beside its own."""

    def __init__(self) -> None:
        super().__init__()
        self.up_blocks = nn.ModuleList(SolidUp(*pair) for pair in UP)
        self.conv = nn.Conv3d(EXIT, EXIT, 3, padding=1)
        self.norm = nn.BatchNorm3d(EXIT)

    def forward(self, kept: list[Tensor]) -> Tensor:  # type: ignore[override]  # it sees every map
        """Take the encoder's maps, the smallest last, and use them up."""
        x = kept.pop()
        for block in self.up_blocks:
            x = torch.cat((block(x), kept.pop()), dim=1)
        return super().forward(x)
