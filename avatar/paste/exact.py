"""Pastes a rectangle as OpenCV's seamless cloning does, with all that a clip's frames share done once.

OpenCV leaves out the outermost pixel of the mask, holds the next one to the photo, and inside makes gradients
equal the photo's in the first three pixels and those of what is pasted behind them. The difference of the
result and of what is pasted is then a membrane, and its sides are solved apart.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from avatar.animator import Pixels
from avatar.face.crop import Rectangle
from avatar.paste.membrane import Floats, Side, waves
from avatar.paste.place import Photos, Sides, Slices, Squares, copies, place

SKIPPED_PX = 1  # of a mask's rim, by OpenCV
RING_PX = 3  # in which gradients are the photo's
STRIP_PX = RING_PX + 2  # what the divergence in the ring is made of
LEAST_PX = 2 * RING_PX + 1  # a narrower rectangle is all ring: it stays as the photo is
# A gradient belongs to the pixel before it, so that the ring is a pixel wider at the left and top.
SOURCES_BEFORE, SOURCES_AFTER = RING_PX, RING_PX - 1


class ExactPaster:
    """Pastes frames into a region of a photo as cv2.seamlessClone does, mask full, normal mode.

    A side that lies on the photo's edge is free: no rim is kept there, and colours aren't held to it.
    """

    def __init__(self, photo: Pixels, region: Rectangle) -> None:
        """Set up for a photo, uint8 [H, W, 3]. Raises ValueError where the region has nothing of it."""
        self._photo = photo
        self._place = place(photo, region)
        seen, free = self._place.visible, self._place.on_edge
        rows = _span(seen.height, free.top, free.bottom)
        columns = _span(seen.width, free.left, free.right)
        self._held = (rows, columns)
        self._ground = _planes(photo[self._place.inside][self._held])
        height, width = self._ground.shape[1:]
        self._membrane = _Membrane(height, width, free) if min(height, width) >= LEAST_PX else None

    def paste(self, frames: Squares) -> Photos:
        """Paste frames, uint8 [b, h, w, 3]: uint8 [b, H, W, 3]; outside of the region nothing changes."""
        pasted = copies(self._photo, len(frames))
        for square, whole in zip(frames, pasted, strict=True):
            inside = whole[self._place.inside]
            if self._place.on_edge.all:
                inside[:] = self._place.fit(square)
            elif self._membrane:
                planes = _planes(self._place.fit(square)[self._held])
                inside[self._held][self._membrane.inner] = self._cloned(planes, self._membrane)
        return pasted

    def _cloned(self, planes: Floats, membrane: "_Membrane") -> NDArray[np.uint8]:
        inner = membrane.spread(self._ground - planes)
        inner += planes[:, *membrane.inner]
        np.clip(inner, 0, 255, out=inner)
        # OpenCV cuts fractions off; so do we.
        return np.asarray(cv2.merge(list(inner.astype(np.uint8))), np.uint8)


@dataclass(frozen=True)
class _Sides:
    top: Side | None
    bottom: Side | None
    left: Side | None
    right: Side | None


class _Membrane:
    """The membrane over a rectangle whose outermost pixels are held where a side isn't free."""

    def __init__(self, height: int, width: int, free: Sides) -> None:
        rows = slice(0 if free.top else 1, height if free.bottom else height - 1)
        columns = slice(0 if free.left else 1, width if free.right else width - 1)
        self.inner: Slices = (rows, columns)
        self._rows, self._columns = rows.stop - rows.start, columns.stop - columns.start
        self._ring = _ring(height, width, free)
        across = waves(self._columns, free.left, free.right)
        down = waves(self._rows, free.top, free.bottom)
        self._sides = _Sides(
            top=None if free.top else Side(across, self._rows, free.bottom),
            bottom=None if free.bottom else Side(across, self._rows, free.top),
            left=None if free.left else Side(down, self._columns, free.right),
            right=None if free.right else Side(down, self._columns, free.left),
        )

    def spread(self, difference: Floats) -> Floats:
        """Spread what the rim says of a difference, [c, height, width], over the inner part of it."""
        sides, (rows, columns) = self._sides, self.inner
        field = np.zeros((len(difference), self._rows, self._columns), np.float32)
        if sides.top:
            sides.top.spread(self._before(difference, self._ring)[..., columns], field)
        if sides.bottom:
            sides.bottom.spread(self._after(difference, self._ring)[..., columns], field[:, ::-1])
        turned, ring = difference.swapaxes(1, 2), self._ring.T
        aside = np.zeros((len(difference), self._columns, self._rows), np.float32)
        if sides.left:
            sides.left.spread(self._own(self._before(turned, ring))[..., rows], aside)
        if sides.right:
            sides.right.spread(self._own(self._after(turned, ring))[..., rows], aside[:, ::-1])
        field += aside.swapaxes(1, 2)
        return field

    def _before(self, difference: Floats, ring: Floats) -> Floats:
        """Give the first row of a difference and the divergence of those after it, from the rim inwards."""
        strip = difference[:, :STRIP_PX]
        sources = _divergence(strip, ring[:STRIP_PX])[:, 1 : 1 + SOURCES_BEFORE]
        return np.concatenate([strip[:, :1], sources], axis=1)

    def _after(self, difference: Floats, ring: Floats) -> Floats:
        strip = difference[:, -STRIP_PX:]
        sources = _divergence(strip, ring[-STRIP_PX:])[:, -1 - SOURCES_AFTER : -1]
        return np.concatenate([strip[:, -1:], sources[:, ::-1]], axis=1)

    def _own(self, values: Floats) -> Floats:
        """Leave out the sources at the ends of a column: those of the top and the bottom hold them, too."""
        if self._sides.top:
            values[:, 1:, : 1 + SOURCES_BEFORE] = 0
        if self._sides.bottom:
            values[:, 1:, -1 - SOURCES_AFTER :] = 0
        return values


def _span(length: int, first_free: bool, last_free: bool) -> slice:
    """Tell which pixels OpenCV's solver sees."""
    return slice(0 if first_free else SKIPPED_PX, length if last_free else length - SKIPPED_PX)


def _ring(height: int, width: int, free: Sides) -> Floats:
    """Mark the pixels whose gradients are the photo's, [height, width]."""
    ring = np.zeros((height, width), np.float32)
    ring[: 0 if free.top else RING_PX] = 1
    ring[height if free.bottom else height - RING_PX :] = 1
    ring[:, : 0 if free.left else RING_PX] = 1
    ring[:, width if free.right else width - RING_PX :] = 1
    return ring


def _divergence(values: Floats, weights: Floats) -> Floats:
    """Give the divergence of the weighted gradient: forward differences, then backward; none from outside."""
    across = np.diff(values, axis=2) * weights[:, :-1]
    down = np.diff(values, axis=1) * weights[:-1]
    flow = np.zeros_like(values)
    flow[..., :-1] += across
    flow[..., 1:] -= across
    flow[:, :-1] += down
    flow[:, 1:] -= down
    return flow


def _planes(pixels: Pixels) -> Floats:
    return np.ascontiguousarray(np.moveaxis(pixels, 2, 0), np.float32)
