"""Reads the coefficients of a 3D face model off an aligned face (``face_3drecon`` in SadTalker's file).

Source: Deng et al. (2019), "Accurate 3D face reconstruction with weakly-supervised learning".
"""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from avatar.animator import Pixels
from avatar.face.align import Alignment
from avatar.face.resnet import ResNet50
from avatar.folding import device_of, load_folded

Coefficients = NDArray[np.float32]

PARTS = (
    80,
    64,
    80,
    3,
    27,
    2,
    1,
)  # identity, expression, texture, angles, light, shift across, shift in depth
FEATURES = 2048
EXPRESSION, ANGLES, SHIFT = slice(80, 144), slice(224, 227), slice(254, 257)
ROW = 73


class CoefficientNet(nn.Module):
    """Maps an aligned face to 257 coefficients."""

    def __init__(self) -> None:
        super().__init__()
        self.backbone = ResNet50()
        self.final_layers = nn.ModuleList(nn.Conv2d(FEATURES, width, 1) for width in PARTS)

    def forward(self, x: Tensor) -> Tensor:
        """Map [b, 3, 224, 224], RGB, 0..1, to [b, 257]."""
        features = self.backbone(x)[-1].mean(dim=(2, 3), keepdim=True)  # [b, 2048, 1, 1]
        return torch.cat([layer(features) for layer in self.final_layers], dim=1).flatten(1)


def load_coefficient_net(weights: Mapping[str, Tensor]) -> CoefficientNet:
    """Load the net from a state dict whose keys no longer have the prefix ``face_3drecon.``.

    Raises RuntimeError where a key is not as it should be.
    """
    return load_folded(CoefficientNet, weights)


def read_coefficients(net: CoefficientNet, images: Sequence[Pixels]) -> Coefficients:
    """Read the coefficients of aligned RGB faces, each [224, 224, 3]: float32 [b, 257]."""
    x = torch.from_numpy(np.stack(images)).to(device_of(net)).permute(0, 3, 1, 2).float() / 255
    with torch.inference_mode():
        read: Coefficients = net(x).cpu().numpy()
    return read


def coefficient_rows(net: CoefficientNet, faces: Sequence[Alignment]) -> Coefficients:
    """Give what SadTalker keeps of aligned faces: float32 [b, 73].

    0..63 expression, 64..66 angles (radians), 67..69 shift (units of the model), 70 the alignment's scale,
    71 and 72 its shift.
    """
    read = read_coefficients(net, [face.image for face in faces])
    cameras = np.array([(face.scale, *face.shift) for face in faces], np.float32)
    return np.hstack([read[:, EXPRESSION], read[:, ANGLES], read[:, SHIFT], cameras])
