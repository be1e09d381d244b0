"""Finds faces in drawings like those the pocket models make: outlines, eyes and a mouth seen from the front.

A cascade learnt from photographs does not know drawings. Their lines, though, run where a schematic head's
lines run; what agrees with it in direction at most places is a face.
"""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from avatar.animator import Box, Pixels
from avatar.face.face import Face, overlap

Lines = NDArray[np.float32]  # [h, w, 2], direction of lines, doubled so that both ways are one
Point = tuple[float, float]

FINE = 4  # times finer than 128 is the schema drawn
GRID = 2  # pixels of the schema's 128 for one of the pixels compared
SCALES = np.geomspace(0.34, 1.3, 25)  # of the picture's short side against the schema's 128
WEAK = 24.0  # a gradient that counts half (grey levels)
ENOUGH = 0.42  # agreement; drawn portraits reach 0.46 to 0.65, other pictures 0.37 at most
MIRRORED = 0.1  # what symmetry adds to agreement
SURE = 1.0
AREA = (22, 16, 106, 112)  # of the schema: left, top, right, bottom
FACE = Box(30.0, 39.0, 68.0, 68.0)  # the box of the schema's face
HEAD: tuple[Point, ...] = (
    (64, 26), (86, 33), (94, 53), (91, 71), (86, 86), (75, 96), (64, 100), (53, 96), (42, 86), (37, 71),
    (34, 53), (42, 33), (64, 26),
)  # fmt: skip


@dataclass(frozen=True)
class DrawingFinder:
    """Finds frontal faces in flat drawings."""

    enough: float = ENOUGH

    def find(self, pixels: Pixels) -> tuple[Face, ...]:
        """Find every drawn face, each once, the surest first."""
        found = [face for scale in SCALES for face in self._at(pixels, float(scale))]
        found.sort(key=lambda face: face.score, reverse=True)
        kept: list[Face] = []
        for face in found:
            if all(overlap(face.box, other.box) < 0.3 for other in kept):
                kept.append(face)
        return tuple(kept)

    def _at(self, pixels: Pixels, scale: float) -> list[Face]:
        """Find faces of one size: those of a schema that is ``1 / scale`` of the short side."""
        high, wide = (AREA[3] - AREA[1]) // GRID, (AREA[2] - AREA[0]) // GRID
        zoom = 128 / GRID * scale / min(pixels.shape[:2])
        height, width = (round(side * zoom) for side in pixels.shape[:2])
        if height < high or width < wide:
            return []
        seen = directions(_shrunk(pixels, (width, height)))
        agreements = [cv2.matchTemplate(seen, schema, cv2.TM_CCORR_NORMED) for schema in _schemas()]
        agreement = np.max(agreements, axis=0)
        peaks = (agreement == cv2.dilate(agreement, np.ones((9, 9)))) & (agreement > 0.5 * self.enough)
        found = [
            (x, y, float(agreement[y, x]) + MIRRORED * _symmetry(seen[y : y + high, x : x + wide]))
            for y, x in np.argwhere(peaks).tolist()
        ]
        return [
            Face(_placed(x, y, zoom), min(1.0, agreed / SURE), drawn=True)
            for x, y, agreed in found
            if agreed > self.enough
        ]


def directions(pixels: Pixels) -> Lines:
    """Tell where lines are and how they run. Gradients far above ``WEAK`` all count alike."""
    smooth = cv2.GaussianBlur(pixels, (0, 0), 0.8).astype(np.float32)
    across = [cv2.Sobel(smooth, cv2.CV_32F, *order, ksize=3) / 4 for order in ((1, 0), (0, 1))]
    strongest = np.argmax(np.hypot(*across), axis=2)[..., None]
    x, y = (np.take_along_axis(each, strongest, 2)[..., 0] for each in across)
    size = np.hypot(x, y)
    weight = size / (size + WEAK) / np.maximum(size, 1e-6) ** 2
    return np.stack([(x * x - y * y) * weight, 2 * x * y * weight], 2).astype(np.float32)


def _shrunk(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8)


def _symmetry(lines: Lines) -> float:
    """Tell how much lines resemble their mirror image, -1..1."""
    mirrored = lines[:, ::-1] * np.array([1, -1], np.float32)
    return float(np.sum(lines * mirrored) / max(float(np.sum(lines * lines)), 1e-6))


def _placed(x: int, y: int, zoom: float) -> Box:
    left, top = (FACE.left_px - AREA[0]) / GRID + x, (FACE.top_px - AREA[1]) / GRID + y
    side = FACE.width_px / GRID
    return Box(left / zoom, top / zoom, side / zoom, side / zoom)


@cache
def _schemas() -> tuple[Lines, ...]:
    """Draw the schematic head, with bare eyes and with dark glasses, and tell its lines."""
    left, top, right, bottom = (edge // GRID for edge in AREA)
    pages = [_head(), _head()]
    for page, wears in zip(pages, (_eyes, _glasses), strict=True):
        for side in (-1, 1):
            wears(page, side)
    small = [_shrunk(page, (128 // GRID, 128 // GRID)) for page in pages]
    return tuple(directions(page)[top:bottom, left:right] for page in small)


def _line(page: Pixels, points: tuple[Point, ...], shade: int, width: int) -> None:
    placed = np.rint(np.array(points) * FINE).astype(np.int32)
    cv2.polylines(page, [placed], points[0] == points[-1], (shade,) * 3, width * FINE)


def _head() -> Pixels:
    page = np.full((128 * FINE, 128 * FINE, 3), 200, np.uint8)
    cv2.fillPoly(page, [np.rint(np.array(HEAD) * FINE).astype(np.int32)], (225, 225, 225))
    _line(page, HEAD, 60, 2)
    for side in (-1, 1):
        _line(page, ((64 + side * 5, 48), (64 + side * 13, 46), (64 + side * 21, 48)), 80, 3)
        _line(page, ((64 + side * 34, 56), (64 + side * 35, 64), (64 + side * 32, 70)), 90, 1)
        _line(page, ((64 + side * 12, 100), (64 + side * 12, 106)), 90, 1)
    _line(page, ((60, 70), (60, 74), (64, 76), (68, 74)), 120, 2)
    _line(page, ((52, 84), (76, 84)), 80, 3)
    return page


def _eyes(page: Pixels, side: int) -> None:
    middle = (round(FINE * (64 + side * 13)), FINE * 60)
    cv2.ellipse(page, middle, (31, 23), 0, 0, 360, (250, 250, 250), -1)
    cv2.ellipse(page, middle, (18, 20), 0, 0, 360, (60, 60, 60), -1)
    cv2.ellipse(page, middle, (33, 25), 0, 180, 360, (40, 40, 40), 8)


def _glasses(page: Pixels, side: int) -> None:
    middle = (round(FINE * (64 + side * 13.5)), FINE * 60)
    cv2.ellipse(page, middle, (48, 42), 0, 0, 360, (50, 50, 50), -1)
    _line(page, ((64 + side * 26, 57), (64 + side * 33, 57)), 50, 3)
    _line(page, ((60, 58), (68, 58)), 50, 3)
