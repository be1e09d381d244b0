"""Draws what is seen between parted lips: the dark, the upper teeth, a hint of the tongue."""

import cv2
import numpy as np
from numpy.typing import NDArray

from avatar.animator import Pixels
from avatar.puppet.framing import Stage

Plane = NDArray[np.float32]
Row = NDArray[np.floating]
Colour = NDArray[np.float32]  # [3], RGB 0..255

# All lengths are shares of the face's width.
GAP = 0.02  # lips farther apart than this in the picture show teeth of their own
TEETH = 0.034  # height of the upper teeth that a wide mouth shows below its resting line
TEETH_WIDE = 0.82  # of the mouth's half width
TONGUE = 0.055
SPARE = 0.011  # of a lip next to teeth: mixed with them
SHADOW = 0.022  # that the upper lip throws
SHADOW_DEPTH = 0.4
DARK = np.array([52, 18, 22], np.float32)  # of a face as bright as BRIGHT
FLESH = np.array([150, 66, 70], np.float32)
ENAMEL = np.array([226, 218, 206], np.float32)
BRIGHT = 170.0
EDGE_PX = 1.3  # over which a lip ends
CONTACT = 0.3  # how dark the line is where lips meet that do not meet in the picture


class Inside:
    """The inside of one mouth."""

    def __init__(self, stage: Stage, source: Pixels, corner: tuple[int, int]) -> None:
        upper, lower = stage.features.upper, stage.features.lower
        self._unit = stage.face_px
        self._shown = float((lower[:, 1] - upper[:, 1]).max()) > GAP * self._unit
        self.spare_px = SPARE * self._unit if self._shown else 0.0
        light = float(np.median(source.max(2))) / BRIGHT
        self._dark, self._flesh, self._enamel = (
            np.clip(colour * (0.4 + 0.6 * min(1.2, light)), 0, 255) for colour in (DARK, FLESH, ENAMEL)
        )
        self._upper, self._lower = upper, lower
        self._source, self._corner = source, corner

    def draw(self, pixels: Pixels, y: Plane, top: Row, low: Row, across: Row, from_x: Row) -> None:
        """Draw into the region's ``pixels`` whatever lies between ``top`` and ``low`` of each column."""
        parted = np.flatnonzero(low - top > 0.05)
        if len(parted) == 0:
            if self._shown:
                self._contact(pixels, y, top, across)
            return
        columns = slice(int(parted[0]), int(parted[-1]) + 1)
        first = float(y[0, 0])
        rows = slice(max(0, int(top[columns].min() - first) - 3), int(low[columns].max() - first) + 4)
        y, top, low = y[rows, columns], top[columns], low[columns]
        across, from_x = across[columns], from_x[columns]
        colours = self._colours(y, top, low, across, from_x)
        cover = np.clip((y - top) / EDGE_PX + 0.5, 0, 1) * np.clip((low - y) / EDGE_PX + 0.5, 0, 1)
        cover *= np.clip((low - top) / EDGE_PX, 0, 1)
        region = pixels[rows, columns]
        region[:] = np.rint(region + cover[..., None] * (colours - region)).astype(np.uint8)

    def _colours(self, y: Plane, top: Row, low: Row, across: Row, from_x: Row) -> NDArray[np.float32]:
        """Give what would be seen if there were no lips, float32 [h, w, 3]."""
        unit = self._unit
        meet = np.interp(from_x, self._upper[:, 0], (self._upper[:, 1] + self._lower[:, 1]) / 2)
        deep = np.clip((y - (low - TONGUE * unit)) / (TONGUE * unit), 0, 1)
        tongue = deep**2 * (1 - across**2) * np.clip((low - top) / (0.09 * unit), 0, 1) * 0.75
        colours = self._dark + tongue[..., None] * (self._flesh - self._dark)
        if self._shown:
            teeth, ends = self._own_teeth(y, from_x)
        else:
            edge = meet + TEETH * unit * (1 - 0.55 * across**2)
            sides = np.clip((TEETH_WIDE - np.abs(across)) / 0.2, 0, 1)
            teeth = self._enamel * (1 - 0.3 * across[:, None] ** 2)
            teeth = np.broadcast_to(teeth, (*y.shape, 3))
            ends = np.clip((edge - y) / (0.008 * unit) + 0.5, 0, 1) * sides
        colours = colours + ends[..., None] * (teeth - colours)
        shadow = SHADOW_DEPTH * np.exp(-np.maximum(y - top, 0) / (SHADOW * unit))
        return np.asarray(colours * (1 - shadow[..., None]), np.float32)

    def _own_teeth(self, y: Plane, from_x: Row) -> tuple[NDArray[np.float32], Plane]:
        """Take the teeth that the picture shows, and where they end."""
        upper = np.interp(from_x, self._upper[:, 0], self._upper[:, 1])
        lower = np.interp(from_x, self._lower[:, 0], self._lower[:, 1])
        inset = np.minimum(2.0, (lower - upper) / 2)
        rows = np.clip(y, upper + inset, lower - inset)
        x = np.broadcast_to(from_x - self._corner[0], y.shape).astype(np.float32)
        taken = cv2.remap(self._source, x, (rows - self._corner[1]).astype(np.float32), cv2.INTER_LINEAR)
        fade = 0.012 * self._unit
        return taken.astype(np.float32), np.clip((lower - fade - y) / fade + 0.5, 0, 1)

    def _contact(self, pixels: Pixels, y: Plane, line: Row, across: Row) -> None:
        """Darken the line where lips meet that show teeth in the picture."""
        depth = CONTACT * np.exp(-(((y - line) / 1.6) ** 2)) * (1 - across**2) ** 0.3
        pixels[:] = np.rint(pixels * (1 - depth[..., None])).astype(np.uint8)
