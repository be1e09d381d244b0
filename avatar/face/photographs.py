"""Finds faces in photographs with the LBP cascade that ships with scikit-image.

One pass of the cascade also finds faces in folds and foliage. So the picture is searched at several scales
and mirrored, and a face counts only where most passes agree and where it is the colour of skin.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage.data import lbp_frontal_face_cascade_filename
from skimage.feature import Cascade

from avatar.animator import Box, Pixels
from avatar.face.face import Face, overlap

Window = NDArray[np.float64]  # [3]: left, top, side
Vote = tuple[int, Window]  # the number of a pass, and what it found

SIDE_PX = 640  # of the picture that is searched
SMALLEST_SHARE, SMALLEST_PX = 12, 24  # of the picture's short side, and the cascade's own window
SCALE_STEP, NEIGHBOURS = 1.12, 5
LIT = 200  # what a hundredth of a picture's values should exceed
SOFT = 1.2  # blur of the last pass
NEEDED = 6  # of the passes; faces get 7 or 8, anything else 4 at most but for 1 in 25
WHOLE = 3  # passes over the whole picture: whatever 6 of 8 find, one of any 3 finds
AROUND, ALIKE = 0.6, 1.5  # of a window's side: where and how large the other passes look
SAME = 0.5  # overlap
FAR_SMALLER, DOUBTED = 0.58, 0.7  # of another face's width
GROWN, LIFTED = 1.2, 0.02  # from the cascade's window to a face's box
GREY_CHROMA = 4.0  # below it, on average, a picture has no colours that could tell
SKIN_HUE_DEGREES = (5.0, 95.0)  # of Lab; every human skin in white light lies well within
SKIN_CHROMA = 46.0  # more is paint or cloth
DARKER = 0.93  # an eye against a cheek
SKIN_SHARE = 0.4  # of a face's middle


@dataclass(frozen=True)
class Pass:
    """One way of looking at the picture."""

    zoom: float
    mirrored: bool = False
    soft: bool = False


PASSES = (
    Pass(0.87),  # the first few look at the whole picture, and these are the quickest
    Pass(0.87, mirrored=True),
    Pass(1.0),
    Pass(1.0, mirrored=True),
    Pass(0.75),
    Pass(0.75, mirrored=True),
    Pass(1.12, mirrored=True),
    Pass(1.0, soft=True),
)


@dataclass(frozen=True)
class Group:
    """Windows that show the same face, each with the number of its pass."""

    votes: list[Vote]

    @property
    def passes(self) -> int:
        """Count the passes that found it."""
        return len({number for number, _ in self.votes})

    @property
    def window(self) -> Window:
        """Give the median of its windows."""
        return np.asarray(np.median([window for _, window in self.votes], axis=0), float)


@dataclass(frozen=True)
class CascadeFinder:
    """Finds frontal faces in photographs.

    Source: Liao et al. (2007), Learning Multi-scale Block Local Binary Patterns for Face Recognition.
    """

    needed: int = NEEDED

    def find(self, pixels: Pixels) -> tuple[Face, ...]:
        """Find every frontal face, each once."""
        scale = min(1.0, SIDE_PX / max(pixels.shape[:2]))
        small = _lit(_resized(pixels, scale))
        votes = list(_seen_anywhere(small))
        votes += [vote for group in _grouped(votes) for vote in _seen_near(small, group.window)]
        agreed = [group for group in _grouped(votes) if group.passes >= self.needed]
        faces = [
            Face(_box(group.window / scale), group.passes / len(PASSES))
            for group in agreed
            if _like_skin(small, group.window) and _with_eyes(small, group.window)
        ]
        return tuple(face for face in faces if not _beside(face, faces))


def _beside(face: Face, faces: list[Face]) -> bool:
    """Tell whether a find counts for nothing beside a far larger face, or beside a larger and surer one.

    It is a patch on its clothes, or somebody behind who is not meant.
    """
    return any(
        face.box.width_px < (DOUBTED if face.score < other.score else FAR_SMALLER) * other.box.width_px
        for other in faces
    )


@cache
def _cascade() -> Cascade:
    return Cascade(lbp_frontal_face_cascade_filename())  # type: ignore[no-untyped-call]  # of scikit-image


def _resized(pixels: Pixels, scale: float) -> Pixels:
    if scale == 1.0:
        return np.ascontiguousarray(pixels)
    height, width = (max(1, round(side * scale)) for side in pixels.shape[:2])
    return cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA).astype(np.uint8)


def _lit(pixels: Pixels) -> Pixels:
    """Brighten a dark picture, so that its face is found and its darkness can be told."""
    brightest = float(np.percentile(pixels, 99))
    if brightest > LIT:
        return pixels
    return np.asarray(np.clip(pixels * (LIT / max(brightest, 1.0)), 0, 255), np.uint8)


def _seen_anywhere(pixels: Pixels) -> Iterator[Vote]:
    """Give every window that one of the first passes finds in the whole picture."""
    short = min(pixels.shape[:2])
    for number, way in enumerate(PASSES[:WHOLE]):
        for window in _windows(pixels, way, (short / SMALLEST_SHARE, short)):
            yield number, window


def _seen_near(pixels: Pixels, window: Window) -> Iterator[Vote]:
    """Give the windows that the other passes find around one: much less to search than the whole picture."""
    left, top, side = map(float, window)
    rows, columns = (
        slice(max(0, int(at - AROUND * side)), int(at + (1 + AROUND) * side)) for at in (top, left)
    )
    part = np.ascontiguousarray(pixels[rows, columns])
    moved = np.array([columns.start, rows.start, 0], float)
    for number, way in enumerate(PASSES[WHOLE:], start=WHOLE):
        for found in _windows(part, way, (side / ALIKE, side * ALIKE)):
            yield number, found + moved


def _windows(pixels: Pixels, way: Pass, sides: tuple[float, float]) -> list[Window]:
    """Look in one way for faces whose windows' sides lie between two."""
    seen = _resized(pixels, way.zoom)
    if way.soft:
        seen = cv2.GaussianBlur(seen, (0, 0), SOFT).astype(np.uint8)
    if way.mirrored:
        seen = np.ascontiguousarray(seen[:, ::-1])
    least, most = (int(side * way.zoom) for side in sides)
    return [
        np.array([seen.shape[1] - left - side if way.mirrored else left, top, side], float) / way.zoom
        for left, top, side in _search(seen, least, most)
    ]


def _search(pixels: Pixels, least: int, most: int) -> list[tuple[int, int, int]]:
    """Run the cascade once; give left, top and side of what it finds."""
    least, most = max(SMALLEST_PX, least), min(most, *pixels.shape[:2])
    if most <= least:
        return []
    found = _cascade().detect_multi_scale(
        pixels, SCALE_STEP, 1, (least, least), (most, most), min_neighbor_number=NEIGHBOURS
    )
    return [(each["c"], each["r"], each["width"]) for each in found]


def _grouped(votes: list[Vote]) -> list[Group]:
    """Put windows together that show the same face."""
    groups: list[Group] = []
    for vote in votes:
        near = (group for group in groups if overlap(_square(group.window), _square(vote[1])) > SAME)
        group = next(near, None)
        if group is None:
            groups.append(Group([vote]))
        else:
            group.votes.append(vote)
    return groups


def _square(window: Window) -> Box:
    left, top, side = map(float, window)
    return Box(left, top, side, side)


def _box(window: Window) -> Box:
    left, top, side = map(float, window)
    wide = side * GROWN
    return Box(left - (wide - side) / 2, top - LIFTED * side, wide, wide)


def _like_skin(pixels: Pixels, window: Window) -> bool:
    """Tell whether the middle of a window may be skin; what is without colour may be."""
    left, top, side = map(float, window)
    rows = slice(max(0, int(top + side * 0.3)), int(top + side * 0.85))
    columns = slice(max(0, int(left + side * 0.2)), int(left + side * 0.8))
    lab = cv2.cvtColor(np.ascontiguousarray(pixels[rows, columns]), cv2.COLOR_RGB2LAB).astype(np.float32)
    a, b = lab[..., 1] - 128, lab[..., 2] - 128
    if float(np.hypot(a, b).mean()) < GREY_CHROMA:
        return True
    hue = np.degrees(np.arctan2(b, a))
    low, high = SKIN_HUE_DEGREES
    chroma = np.hypot(a, b)
    share = np.mean((hue > low) & (hue < high) & (chroma < SKIN_CHROMA) & (lab[..., 0] > 40))
    return bool(share > SKIN_SHARE)


def _with_eyes(pixels: Pixels, window: Window) -> bool:
    """Tell whether both eyes are darker than the cheeks below them and the bridge between them."""
    left, top, side = map(float, window)
    grey = cv2.GaussianBlur(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), (0, 0), max(0.6, side * 0.04))

    def light(across: float, down: float) -> float:
        row = min(max(0, round(top + down * side)), grey.shape[0] - 1)
        column = min(max(0, round(left + across * side)), grey.shape[1] - 1)
        return float(grey[row, column])

    return all(
        min(light(eye + off, 0.36) for off in (-0.08, 0, 0.08))
        < DARKER * min(light(eye, 0.62), light(0.5, 0.5))
        for eye in (0.29, 0.73)
    )
