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
INSET = 0.012  # from a lip's edge to teeth that are not mixed with it
TOOTH_LIGHT = 0.5  # against the lightest teeth
SPARE = 0.011  # of a lip next to teeth: mixed with them
SHADOW = 0.022  # that the upper lip throws
SHADOW_DEPTH = 0.4
DARK = np.array([52, 18, 22], np.float32)  # of a face as bright as BRIGHT
FLESH = np.array([150, 66, 70], np.float32)
ENAMEL = np.array([226, 218, 206], np.float32)
BRIGHT, LIT_PERCENT = 190.0, 75  # most of what surrounds a mouth may be beard
EDGE_PX = 1.3  # over which a lip ends
CONTACT = 0.3  # how dark the line is where lips meet that do not meet in the picture


class Inside:
    """The inside of one mouth."""

    def __init__(self, stage: Stage, source: Pixels, corner: tuple[int, int]) -> None:
        upper, lower = stage.features.upper, stage.features.lower
        self._unit = stage.face_px
        self.shown = float((lower[:, 1] - upper[:, 1]).max()) > GAP * self._unit
        self.spare_px = SPARE * self._unit if self.shown else 0.0
        light = float(np.percentile(source.max(2), LIT_PERCENT)) / BRIGHT
        self._dark, self._flesh, self._enamel = (
            np.clip(colour * (0.4 + 0.6 * min(1.2, light)), 0, 255) for colour in (DARK, FLESH, ENAMEL)
        )
        self._upper, self._lower = upper, lower
        if self.shown:
            self._teeth, self._teeth_cover = self._own_teeth(source, corner)

    def draw(self, pixels: Pixels, y: Plane, top: Row, low: Row, across: Row, from_x: Row) -> None:
        """Draw into the region's ``pixels`` whatever lies between ``top`` and ``low`` of each column."""
        parted = np.flatnonzero(low - top > 0.05)
        if len(parted) == 0:
            if self.shown:
                self._contact(pixels, y, top, across)
            return
        columns = slice(int(parted[0]), int(parted[-1]) + 1)
        first = float(y[0, 0])
        rows = slice(max(0, int(top[columns].min() - first) - 3), int(low[columns].max() - first) + 4)
        y, top, low = y[rows, columns], top[columns], low[columns]
        across, from_x = across[columns], from_x[columns]
        colours = self._colours((rows, columns), y, top, low, across, from_x)
        cover = np.clip((y - top) / EDGE_PX + 0.5, 0, 1) * np.clip((low - y) / EDGE_PX + 0.5, 0, 1)
        cover *= np.clip((low - top) / EDGE_PX, 0, 1)
        region = pixels[rows, columns]
        region[:] = np.rint(region + cover[..., None] * (colours - region)).astype(np.uint8)

    def _colours(
        self, where: tuple[slice, slice], y: Plane, top: Row, low: Row, across: Row, from_x: Row
    ) -> NDArray[np.float32]:
        """Give what would be seen if there were no lips, float32 [h, w, 3]."""
        unit = self._unit
        meet = np.interp(from_x, self._upper[:, 0], (self._upper[:, 1] + self._lower[:, 1]) / 2)
        deep = np.clip((y - (low - TONGUE * unit)) / (TONGUE * unit), 0, 1)
        tongue = deep**2 * (1 - across**2) * np.clip((low - top) / (0.09 * unit), 0, 1) * 0.75
        colours = self._dark + tongue[..., None] * (self._flesh - self._dark)
        if self.shown:
            teeth, ends = self._teeth[where], self._teeth_cover[where]
        else:
            edge = meet + TEETH * unit * (1 - 0.55 * across**2)
            sides = np.clip((TEETH_WIDE - np.abs(across)) / 0.2, 0, 1)
            teeth = self._enamel * (1 - 0.3 * across[:, None] ** 2)
            teeth = np.broadcast_to(teeth, (*y.shape, 3))
            ends = np.clip((edge - y) / (0.008 * unit) + 0.5, 0, 1) * sides
        colours = colours + ends[..., None] * (teeth - colours)
        shadow = SHADOW_DEPTH * np.exp(-np.maximum(y - top, 0) / (SHADOW * unit))
        return np.asarray(colours * (1 - shadow[..., None]), np.float32)

    def _own_teeth(self, source: Pixels, corner: tuple[int, int]) -> tuple[NDArray[np.float32], Plane]:
        """Take the teeth that the picture shows, and tell where they are; upper teeth move with the head.

        Behind the upper lip they go on as they begin; the dark near the corners is no teeth.
        """
        height, width = source.shape[:2]
        x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
        at = x[0] + corner[0]
        upper = np.interp(at, self._upper[:, 0], self._upper[:, 1]) - corner[1]
        lower = np.interp(at, self._lower[:, 0], self._lower[:, 1]) - corner[1]
        inset = np.minimum(INSET * self._unit, (lower - upper) / 2)
        rows = np.clip(y, upper + inset, lower - inset).astype(np.float32)
        colours = cv2.remap(source, x, rows, cv2.INTER_LINEAR)
        lab = cv2.cvtColor(colours, cv2.COLOR_RGB2LAB).astype(np.float32)
        between = (y > upper + inset) & (y < lower - inset)
        light = float(np.percentile(lab[..., 0][between], 80))
        pale = np.clip((lab[..., 0] / light - TOOTH_LIGHT) / 0.15, 0, 1)
        thick = np.clip((lower - upper) / (2 * INSET * self._unit) - 1, 0, 1)
        ends = np.clip((lower - INSET * self._unit - y) / (0.012 * self._unit) + 0.5, 0, 1)
        cover = cv2.GaussianBlur((pale * thick * ends).astype(np.float32), (0, 0), 0.8)
        return colours.astype(np.float32), np.asarray(cover, np.float32)

    def _contact(self, pixels: Pixels, y: Plane, line: Row, across: Row) -> None:
        """Darken the line where lips meet that show teeth in the picture."""
        depth = CONTACT * np.exp(-(((y - line) / 1.6) ** 2)) * (1 - across**2) ** 0.3
        pixels[:] = np.rint(pixels * (1 - depth[..., None])).astype(np.uint8)
