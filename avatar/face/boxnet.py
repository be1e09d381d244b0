"""Finds faces' boxes with RetinaFace on a ResNet-50 (`detection_Resnet50_Final.pth`).

Source: Deng et al. (2020), "RetinaFace: Single-shot multi-level face localisation in the wild".
"""

from collections.abc import Mapping

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from avatar.animator import Pixels
from avatar.face.resnet import ResNet50
from avatar.folding import device_of, load_folded

Boxes = NDArray[np.float32]  # [n, 5]: left, top, right, bottom (pixels), score (0..1); the surest first

SURE = 0.97  # score
SAME = 0.4  # intersection over union of two boxes of one face
MEANS = (104.0, 117.0, 123.0)  # of the channels, in the order in which they come
STRIDES = (8, 16, 32)  # pixels
ANCHORS_PX = ((16, 32), (64, 128), (256, 512))  # at each stride
CENTRE_SHARE, SIZE_SHARE = 0.1, 0.2  # of an anchor, that one unit of the net's answer means
CHANNELS = 256
CLASSES, EDGES, LANDMARKS = 2, 4, 10  # numbers an anchor


def _norm_conv(inputs: int, outputs: int, kernel: int, *, bent: bool = True) -> nn.Sequential:
    conv = nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2, bias=False)
    bend = [nn.ReLU(inplace=True)] if bent else []
    return nn.Sequential(conv, nn.BatchNorm2d(outputs), *bend)


class Pyramid(nn.Module):
    """Brings what the coarse levels know to the finer ones."""

    def __init__(self) -> None:
        super().__init__()
        self.output1 = _norm_conv(512, CHANNELS, 1)
        self.output2 = _norm_conv(1024, CHANNELS, 1)
        self.output3 = _norm_conv(2048, CHANNELS, 1)
        self.merge1 = _norm_conv(CHANNELS, CHANNELS, 3)
        self.merge2 = _norm_conv(CHANNELS, CHANNELS, 3)

    def forward(self, given: tuple[Tensor, ...]) -> tuple[Tensor, Tensor, Tensor]:
        """Map the body's three levels to three of 256 channels, the finest first."""
        fine, middle, coarse = self.output1(given[0]), self.output2(given[1]), self.output3(given[2])
        middle = self.merge2(middle + functional.interpolate(coarse, size=middle.shape[2:]))
        fine = self.merge1(fine + functional.interpolate(middle, size=fine.shape[2:]))
        return fine, middle, coarse


class Context(nn.Module):
    """Looks 3, 5 and 7 cells wide around every cell."""

    def __init__(self) -> None:
        super().__init__()
        half, quarter = CHANNELS // 2, CHANNELS // 4
        self.conv3X3 = _norm_conv(CHANNELS, half, 3, bent=False)
        self.conv5X5_1 = _norm_conv(CHANNELS, quarter, 3)
        self.conv5X5_2 = _norm_conv(quarter, quarter, 3, bent=False)
        self.conv7X7_2 = _norm_conv(quarter, quarter, 3)
        self.conv7x7_3 = _norm_conv(quarter, quarter, 3, bent=False)

    def forward(self, x: Tensor) -> Tensor:
        """Map [b, 256, h, w] to the same shape."""
        near = self.conv5X5_1(x)
        seen = [self.conv3X3(x), self.conv5X5_2(near), self.conv7x7_3(self.conv7X7_2(near))]
        return functional.relu(torch.cat(seen, dim=1), inplace=True)


class Head(nn.Module):
    """Answers ``width`` numbers for each of a cell's anchors."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.width = width
        self.conv1x1 = nn.Conv2d(CHANNELS, len(ANCHORS_PX[0]) * width, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Map [b, 256, h, w] to [b, h w 2, width]."""
        answers: Tensor = self.conv1x1(x)
        return answers.permute(0, 2, 3, 1).reshape(len(x), -1, self.width)


class BoxNet(nn.Module):
    """Tells of every anchor whether it holds a face, and where in it the face is."""

    def __init__(self) -> None:
        super().__init__()
        self.body = ResNet50()
        self.fpn = Pyramid()
        self.ssh1, self.ssh2, self.ssh3 = Context(), Context(), Context()
        self.ClassHead = nn.ModuleList(Head(CLASSES) for _ in STRIDES)
        self.BboxHead = nn.ModuleList(Head(EDGES) for _ in STRIDES)
        self.LandmarkHead = nn.ModuleList(Head(LANDMARKS) for _ in STRIDES)  # in the file, not needed

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Map [b, 3, h, w], 0..255 without `MEANS`, to offsets [b, anchors, 4] and scores [b, anchors]."""
        contexts = (self.ssh1, self.ssh2, self.ssh3)
        levels = [look(level) for look, level in zip(contexts, self.fpn(self.body(x)), strict=True)]
        offsets = [head(level) for head, level in zip(self.BboxHead, levels, strict=True)]
        classes = [head(level) for head, level in zip(self.ClassHead, levels, strict=True)]
        return torch.cat(offsets, dim=1), functional.softmax(torch.cat(classes, dim=1), dim=-1)[..., 1]


def load_box_net(weights: Mapping[str, Tensor]) -> BoxNet:
    """Load the box net from the file's state dict. Raises RuntimeError where a key is not as it should be."""
    return load_folded(BoxNet, weights)


def find_boxes(net: BoxNet, pixels: Pixels, longest_px: int | None = None) -> Boxes:
    """Find the faces of a picture that the net is `SURE` of.

    The channels' order is the caller's affair: the net was trained on BGR, and the original hands it the
    photo as RGB and the cut as BGR. With ``longest_px`` a larger picture is shrunk first, which is faster
    and gives other boxes.
    """
    zoom = 1.0 if longest_px is None else min(1.0, longest_px / max(pixels.shape[:2]))
    if zoom < 1:
        pixels = cv2.resize(pixels, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA).astype(np.uint8)
    (boxes,) = find_boxes_in_each(net, pixels[None])
    boxes[:, :4] /= zoom
    return boxes


def find_boxes_in_each(net: BoxNet, pictures: Pixels) -> list[Boxes]:
    """Find the faces of pictures of one size, [b, h, w, 3]; see `find_boxes`."""
    x = torch.from_numpy(np.array(pictures)).to(device_of(net))
    x = (x.float() - x.new_tensor(MEANS, dtype=torch.float32)).permute(0, 3, 1, 2)  # [b, 3, h, w]
    with torch.inference_mode():
        offsets, scores = net(x)
    height, width = pictures.shape[1:3]
    anchors = _anchors(height, width)
    tables = zip(offsets.cpu().numpy(), scores.cpu().numpy(), strict=True)
    return [_decode(*table, anchors, (width, height)) for table in tables]


def _decode(offsets: Boxes, scores: Boxes, anchors: Boxes, size: tuple[int, int]) -> Boxes:
    sure = scores > SURE
    offsets, scores, anchors = offsets[sure], scores[sure], anchors[sure]
    centres = anchors[:, :2] + CENTRE_SHARE * offsets[:, :2] * anchors[:, 2:]
    sizes = anchors[:, 2:] * np.exp(SIZE_SHARE * offsets[:, 2:])
    starts = centres - sizes / 2
    table = np.hstack([np.hstack([starts, starts + sizes]) * (size * 2), scores[:, None]])
    spans = np.hstack([table[:, :2], table[:, 2:4] - table[:, :2]])
    kept = cv2.dnn.NMSBoxes(spans.tolist(), scores.tolist(), SURE, SAME)
    return table[np.asarray(kept, np.int64).ravel()].astype(np.float32)


def _anchors(height: int, width: int) -> Boxes:
    """List all anchors, [anchors, 4]: middle x, y, width, height, as shares of the picture."""
    levels = (_level(height, width, *level) for level in zip(STRIDES, ANCHORS_PX, strict=True))
    return np.concatenate(list(levels)).astype(np.float32)


def _level(height: int, width: int, stride: int, sides: tuple[int, int]) -> NDArray[np.float64]:
    rows, columns = -(-height // stride), -(-width // stride)
    y, x = np.mgrid[:rows, :columns] + 0.5  # [rows, columns]
    cells = np.stack([x * stride / width, y * stride / height], axis=-1).reshape(-1, 2)
    spans = [np.broadcast_to([side / width, side / height], cells.shape) for side in sides]
    return np.stack([np.hstack([cells, span]) for span in spans], axis=1).reshape(-1, 4)
