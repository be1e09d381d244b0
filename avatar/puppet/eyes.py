"""Shuts an eye: the upper lid comes down over it, lashes first, and unrolls skin of its own colour."""

import cv2
import numpy as np
from numpy.typing import NDArray

from avatar.animator import Pixels
from avatar.face.features import Eye

LASHES = 0.3  # of the way from the lid's edge to the middle: it moves as one piece with them
STRIP = 0.45  # of the eye's upper half: lashes and skin that move as they are
SKIN_FROM, SKIN_TO = 1.0, 1.7  # of the eye's upper half: where the lid's colour is looked for
WIDER = 1.15  # the lids reach a little beyond the corners that were measured
LOWER = 1.1  # and below the lower lid
ABOVE, BESIDE = (
    0.7,
    0.2,
)  # of the upper half, of the half width: over which the lid becomes the skin around it
LINE, LINE_DEPTH = 0.13, 0.45  # of the eye's upper half: the lashes of a shut lid, and how dark they are
SHADE = 0.14  # how much darker a shut lid gets towards its lashes
CHEEK = 0.56  # of the eyes' distance below them is skin for certain

Plane = NDArray[np.float32]
Row = NDArray[np.float32]


class EyeLid:
    """The upper lid of one eye."""

    def __init__(self, pixels: Pixels, eye: Eye, apart: float) -> None:
        side = pixels.shape[0]
        half = WIDER * eye.half_width
        first = max(0, int(eye.y - (SKIN_TO + 0.1) * eye.up - 2))
        self._rows = slice(first, min(side, int(eye.y + LOWER * eye.down + 4)))
        self._columns = slice(max(0, int(eye.x - half - 2)), min(side, int(eye.x + half + 3)))
        xs = np.arange(self._columns.start, self._columns.stop, dtype=np.float32)
        ys = np.arange(self._rows.start, self._rows.stop, dtype=np.float32)
        self._x, self._y = (np.ascontiguousarray(plane) for plane in np.meshgrid(xs, ys))
        across = np.clip((xs - eye.x) / half, -1, 1)
        self._arch = np.sqrt(1 - across**2).astype(np.float32)
        self._open = (eye.y - (1 - LASHES) * eye.up * self._arch).astype(np.float32)
        self._shut = (eye.y + LOWER * eye.down * self._arch**1.3).astype(np.float32)
        self._strip = STRIP * eye.up * self._arch
        self._soft, self._fade = max(1.0, 0.12 * eye.up), max(1.0, ABOVE * eye.up)
        self._line = max(0.7, LINE * eye.up)
        self._beside = np.clip((1 - np.abs(across)) / BESIDE, 0, 1)
        self._skin = self._lid_colours(pixels, eye, apart)
        self._covered = eye.covered

    def shut(self, pixels: Pixels, share: float) -> None:
        """Draw the lid down by a share of its way, 0..1, into ``pixels``."""
        if self._covered or share <= 0:
            return
        edge = self._open + share * (self._shut - self._open)
        drop = edge - self._open
        region = pixels[self._rows, self._columns]
        from_y = (self._y - drop - self._rows.start).astype(np.float32)
        moved = cv2.remap(
            region, self._x - self._columns.start, from_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        ).astype(np.float32)
        above = edge - self._y  # how far a pixel lies above the lid's edge
        shade = SHADE * np.clip(1 - above / (drop + 1), 0, 1) * np.minimum(1, drop / 3)
        skin = self._skin * (1 - shade[..., None])
        moved = np.minimum(moved, skin)  # lashes, but no light skin from below the brow
        bare = np.clip((above - self._strip) / self._soft, 0, 1)[..., None]
        lid = moved + bare * (skin - moved)
        lashes = np.exp(-(((above - self._line) / self._line) ** 2)) * self._beside
        lid *= 1 - LINE_DEPTH * (lashes * np.minimum(1, drop / 3))[..., None]
        under_top = np.clip((self._y - (self._open - self._strip)) / self._fade + 1, 0, 1)
        over = np.clip(above + 0.5, 0, 1) * under_top**2 * np.minimum(1, drop) * self._beside
        region[:] = np.rint(region + over[..., None] * (lid - region)).astype(np.uint8)

    def _lid_colours(self, pixels: Pixels, eye: Eye, apart: float) -> NDArray[np.float32]:
        """Give the colour that the lid unrolls in each column, float32 [1, w, 3].

        Of what lies above the eye it is what resembles the cheek most: neither brow, lashes nor glasses.
        """
        region = cv2.GaussianBlur(pixels[self._rows, self._columns], (0, 0), 0.8).astype(np.float32)
        below = min(pixels.shape[0] - 1, round(eye.y + CHEEK * apart))
        cheek = np.median(pixels[below, self._columns].astype(np.float32), axis=0)
        strangeness = np.linalg.norm(region - cheek, axis=2)
        far_y, near_y = eye.y - SKIN_TO * eye.up, eye.y - SKIN_FROM * eye.up * self._arch
        strangeness[(self._y < far_y) | (self._y > near_y)] = np.inf
        best = np.argmin(strangeness, axis=0)
        chosen = region[best, np.arange(region.shape[1])][None]
        smooth = cv2.GaussianBlur(chosen, (0, 0), 0.35 * eye.half_width, sigmaY=0.1)
        return np.asarray(smooth, np.float32)
