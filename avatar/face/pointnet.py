"""Finds 98 points of a face with a stack of four hourglasses (`alignment_WFLW_4HG.pth`).

Source: Wang et al. (2019), "Adaptive wing loss for robust face alignment via heatmap regression".
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import ClassVar

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from avatar.animator import Box, Pixels
from avatar.face.errors import FaceTooSmall
from avatar.face.landmarks import SIDE, Points, decode, to_68
from avatar.folding import device_of, load_folded

STACKS = 4
DEPTH = 4
CHANNELS = 256
POINTS = 98
MAPS = POINTS + 1  # the last is of the face's edges
EDGE = 0.05  # of the edge map; above it a cell is told where it lies
INPUT_PX = 256


@cache
def coordinates(side: int, device: torch.device) -> Tensor:
    """Tell every cell where it is: [1, 3, side, side], row and column -1..1, distance from the middle 0..1.

    The row comes first, as in the original.
    """
    line = torch.arange(side, device=device, dtype=torch.float32) * 2 / (side - 1) - 1
    row, column = torch.meshgrid(line, line, indexing="ij")
    distance = (row**2 + column**2).sqrt()
    return torch.stack([row, column, distance / distance.max()])[None]


class CoordConv(nn.Module):
    """A convolution that also sees where it is; with edges, where the face's edges are."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, *, edges: bool = False) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs + (5 if edges else 3), outputs, kernel, stride, kernel // 2)

    def forward(self, x: Tensor, edges: Tensor | None = None) -> Tensor:
        """Map [b, inputs, n, n], and the previous stack's edge map [b, 1, n, n] if any."""
        place = coordinates(x.shape[-1], x.device).expand(len(x), -1, -1, -1)
        seen = [x, place]
        if edges is not None:
            seen.append(torch.where(edges.clamp(0, 1) > EDGE, place[:, :2], 0))
        out: Tensor = self.conv(torch.cat(seen, dim=1))
        return out


class Unit(nn.Module):
    """Three convolutions, each fed by the one before; their outputs side by side are added to the input."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        half, quarter = outputs // 2, outputs // 4
        self.bn1, self.conv1 = nn.BatchNorm2d(inputs), nn.Conv2d(inputs, half, 3, padding=1, bias=False)
        self.bn2, self.conv2 = nn.BatchNorm2d(half), nn.Conv2d(half, quarter, 3, padding=1, bias=False)
        self.bn3, self.conv3 = nn.BatchNorm2d(quarter), nn.Conv2d(quarter, quarter, 3, padding=1, bias=False)
        self.downsample: nn.Module | None = None
        if inputs != outputs:
            shortcut = nn.Conv2d(inputs, outputs, 1, bias=False)
            self.downsample = nn.Sequential(nn.BatchNorm2d(inputs), nn.ReLU(), shortcut)

    def forward(self, x: Tensor) -> Tensor:
        """Map [b, inputs, n, n] to [b, outputs, n, n]."""
        one = self.conv1(functional.relu(self.bn1(x)))
        two = self.conv2(functional.relu(self.bn2(one)))
        three = self.conv3(functional.relu(self.bn3(two)))
        return torch.cat([one, two, three], dim=1) + (x if self.downsample is None else self.downsample(x))


class Hourglass(nn.Module):
    """Looks at the face in five sizes."""

    def __init__(self, *, edges: bool) -> None:
        super().__init__()
        self.coordconv = CoordConv(CHANNELS, CHANNELS, 1, 1, edges=edges)
        for level in range(1, DEPTH + 1):
            for branch in ("b1", "b2", "b3"):
                self.add_module(f"{branch}_{level}", Unit(CHANNELS, CHANNELS))
        self.b2_plus_1 = Unit(CHANNELS, CHANNELS)

    def forward(self, x: Tensor, edges: Tensor | None) -> Tensor:
        """Map [b, 256, 64, 64] to the same shape."""
        return self._level(DEPTH, self.coordconv(x, edges))

    def _level(self, level: int, x: Tensor) -> Tensor:
        up: Tensor = self.get_submodule(f"b1_{level}")(x)
        low: Tensor = self.get_submodule(f"b2_{level}")(functional.avg_pool2d(x, 2))
        low = self._level(level - 1, low) if level > 1 else self.b2_plus_1(low)
        low = self.get_submodule(f"b3_{level}")(low)
        return up + functional.interpolate(low, scale_factor=2.0)


class PointNet(nn.Module):
    """Draws a heat map of every point, each stack improving on the one before."""

    FOLDS: ClassVar = (
        ("conv1.conv", "bn1"),
        *((f"conv_last{stack}", f"bn_end{stack}") for stack in range(STACKS)),
    )

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.bn1 = CoordConv(3, 64, 7, 2), nn.BatchNorm2d(64)
        self.conv2, self.conv3, self.conv4 = Unit(64, 128), Unit(128, 128), Unit(128, CHANNELS)
        for stack in range(STACKS):
            self.add_module(f"m{stack}", Hourglass(edges=stack > 0))
            self.add_module(f"top_m_{stack}", Unit(CHANNELS, CHANNELS))
            self.add_module(f"conv_last{stack}", nn.Conv2d(CHANNELS, CHANNELS, 1))
            self.add_module(f"bn_end{stack}", nn.BatchNorm2d(CHANNELS))
            self.add_module(f"l{stack}", nn.Conv2d(CHANNELS, MAPS, 1))
        for stack in range(STACKS - 1):
            self.add_module(f"bl{stack}", nn.Conv2d(CHANNELS, CHANNELS, 1))
            self.add_module(f"al{stack}", nn.Conv2d(MAPS, CHANNELS, 1))

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        """Map [b, 3, 256, 256], BGR, 0..1, to the heat maps of each stack, [b, 99, 64, 64]."""
        x = functional.relu(self.bn1(self.conv1(x)))  # [b, 64, 128, 128]
        x = self.conv3(functional.avg_pool2d(self.conv2(x), 2))
        running: Tensor = self.conv4(x)  # [b, 256, 64, 64]
        maps: list[Tensor] = []
        for stack in range(STACKS):
            features = self._features(stack, running, maps[-1][:, POINTS:] if maps else None)
            maps.append(self.get_submodule(f"l{stack}")(features))
            if stack < STACKS - 1:
                kept = self.get_submodule(f"bl{stack}")(features)
                running = running + kept + self.get_submodule(f"al{stack}")(maps[-1])
        return tuple(maps)

    def _features(self, stack: int, running: Tensor, edges: Tensor | None) -> Tensor:
        seen = self.get_submodule(f"top_m_{stack}")(self.get_submodule(f"m{stack}")(running, edges))
        ended = self.get_submodule(f"bn_end{stack}")(self.get_submodule(f"conv_last{stack}")(seen))
        return functional.relu(ended)


def load_point_net(weights: Mapping[str, Tensor]) -> PointNet:
    """Load the point net from what the file holds under ``state_dict``.

    Raises RuntimeError where a key is not as it should be.
    """
    return load_folded(PointNet, weights)


def heat_maps(net: PointNet, faces: Sequence[Pixels]) -> tuple[NDArray[np.float32], ...]:
    """Draw the heat maps of cut-out RGB faces of any size: of each stack float32 [b, 99, 64, 64].

    The net sees BGR, though it was trained on RGB: so does the original's.
    """
    x = torch.from_numpy(np.stack([_squared(face)[..., ::-1] for face in faces])).to(device_of(net))
    x = x.permute(0, 3, 1, 2).float() / 255  # [b, 3, 256, 256]
    with torch.inference_mode():
        return tuple(maps.cpu().numpy() for maps in net(x))


def points98(net: PointNet, faces: Sequence[Pixels]) -> list[Points]:
    """Find the 98 points of cut-out RGB faces, each [98, 2] in pixels of its face."""
    last = heat_maps(net, faces)[-1][:, :POINTS]
    zooms = [np.array([face.shape[1] / SIDE, face.shape[0] / SIDE], np.float32) for face in faces]
    return [decode(maps) * zoom for maps, zoom in zip(last, zooms, strict=True)]


def points68(net: PointNet, pixels: Pixels, box: Box) -> Points:
    """Find the 68 points of the face in a box of an RGB picture: float32 [68, 2], in pixels of the picture.

    Raises FaceTooSmall where the box shows no pixel of the picture.
    """
    return points68_of_each(net, [(pixels, box)])[0]


def points68_of_each(net: PointNet, faces: Sequence[tuple[Pixels, Box]]) -> list[Points]:
    """Find the points of several faces in one go; see `points68`."""
    cut = [_cut(pixels, box) for pixels, box in faces]
    found = points98(net, [face for face, _ in cut])
    return [to_68(points) + corner for points, (_, corner) in zip(found, cut, strict=True)]


def _cut(pixels: Pixels, box: Box) -> tuple[Pixels, NDArray[np.float32]]:
    """Cut out what the box shows of the picture, its corners truncated to whole pixels; give its corner."""
    height, width = pixels.shape[:2]
    left, top = max(0, int(box.left_px)), max(0, int(box.top_px))
    right = min(width, int(box.left_px + box.width_px))
    bottom = min(height, int(box.top_px + box.height_px))
    if right <= left or bottom <= top:
        raise FaceTooSmall(0, 1)
    return pixels[top:bottom, left:right], np.array([left, top], np.float32)


def _squared(face: Pixels) -> Pixels:
    resized = cv2.resize(face, (INPUT_PX, INPUT_PX), interpolation=cv2.INTER_LINEAR)
    return resized.astype(np.uint8)
