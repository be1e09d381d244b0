"""Finds what somebody drew on a photo: the difference of the two, although both came as JPEG, and resized.

A pixel counts as changed where it lies outside of all the colours that the photo has nearby. So neither the
noise of JPEG, nor an edge that moved by a pixel when the photo was made smaller, looks like a scribble.
"""

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from generation.modes.errors import NothingScribbled, ScribbleUnclear
from generation.modes.mask import fit_mask, insist_on_shape, is_mask

WORK_PX = 1024  # the longer side while the two are compared
NEAR_SHARE = 0.004  # of the longer side: how far an edge may have moved
CHANGED = 40  # steps of 255 beyond the colours nearby
SMALLEST_SHARE = 0.0004  # of the area: what is smaller is no scribble
GROWN_SHARE = 0.006  # of the longer side: the seam of a stroke is half changed
CLOSED_SHARE = 0.05  # of the longer side: the gap that a hand, or the colours below, leave in a circle
SHIFT_MOST = 24  # steps of 255 by which an editor may shift all colours
MOST_SHARE = 0.85  # of the area: what differs more is another photo

Bytes = NDArray[np.uint8]


def mask_of(photo: Image.Image, other: Image.Image, *, invert: bool = False) -> Image.Image:
    """Find what another picture marks on a photo: it is a mask, or the photo with something drawn on it.

    Returns: L, as large as the photo, 255 where it is to be drawn anew.
    Raises what ``fit_mask`` and ``scribbled`` raise.
    """
    return fit_mask(other if is_mask(other) else scribbled(photo, other), photo.size, invert=invert)


def scribbled(photo: Image.Image, marked: Image.Image) -> Image.Image:
    """Find what was drawn on a photo; what a line encloses belongs to it.

    Returns: L, as large as the photo, 255 where something was drawn or enclosed.
    Raises NothingScribbled, ScribbleUnclear, and MaskMisshapen where the two have other shapes.
    """
    insist_on_shape(marked.size, photo.size)
    size = _work_size(photo.size)
    small = (one.convert("RGB").resize(size, Image.Resampling.BOX) for one in (photo, marked))
    before, after = map(_smooth, small)
    changed = _beyond(before, _evened(before, after), round(max(size) * NEAR_SHARE)) > CHANGED
    strokes = _without_specks(changed.astype(np.uint8))
    if not strokes.any():
        raise NothingScribbled
    region = _grown(_enclosed(strokes), round(max(size) * GROWN_SHARE))
    if region.mean() > MOST_SHARE:
        raise ScribbleUnclear
    return Image.fromarray(region * np.uint8(255)).resize(photo.size, Image.Resampling.NEAREST)


def _work_size(size: tuple[int, int]) -> tuple[int, int]:
    scale = min(1.0, WORK_PX / max(size))
    return max(round(size[0] * scale), 1), max(round(size[1] * scale), 1)


def _smooth(picture: Image.Image) -> Bytes:
    """Take away the grain of JPEG."""
    return np.asarray(cv2.GaussianBlur(np.asarray(picture, np.uint8), (5, 5), 0), np.uint8)


def _evened(before: Bytes, after: Bytes) -> Bytes:
    """Take back a shift of all colours, which some editors make."""
    shift = np.median(before.astype(np.int16) - after, axis=(0, 1))
    evened: Bytes = np.clip(after + shift.clip(-SHIFT_MOST, SHIFT_MOST), 0, 255).astype(np.uint8)
    return evened


def _beyond(before: Bytes, after: Bytes, near_px: int) -> NDArray[np.int16]:
    """Tell how far each pixel lies outside of the colours that were nearby: int16 [rows, columns]."""
    side = 2 * max(near_px, 1) + 1
    near = np.ones((side, side), np.uint8)
    most, least = cv2.dilate(before, near), cv2.erode(before, near)
    over = after.astype(np.int16) - most
    under = np.asarray(least, np.int16) - after
    beyond: NDArray[np.int16] = np.maximum(np.maximum(over, under), 0).max(2)
    return beyond


def _without_specks(changed: Bytes) -> Bytes:
    """Drop what is too small to have been drawn."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(changed, connectivity=8)
    least = max(changed.size * SMALLEST_SHARE, 4)
    kept = [number for number in range(1, count) if stats[number, cv2.CC_STAT_AREA] >= least]
    return np.isin(labels, kept).astype(np.uint8)


def _enclosed(strokes: Bytes) -> Bytes:
    """Fill what a line goes around, also where its ends nearly meet."""
    side = 2 * round(max(strokes.shape) * CLOSED_SHARE / 2) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    broad = np.asarray(cv2.dilate(np.pad(strokes, side), kernel), np.uint8)
    outlines, _ = cv2.findContours(broad, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(broad, outlines, -1, 1, cv2.FILLED)
    region: Bytes = np.asarray(cv2.erode(broad, kernel), np.uint8)[side:-side, side:-side]
    return region | strokes


def _grown(region: Bytes, by_px: int) -> Bytes:
    side = 2 * max(by_px, 1) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return np.asarray(cv2.dilate(region, kernel), np.uint8)
