"""Opens and shapes the mouth: lips, chin and cheeks are warped smoothly, and what is behind them is drawn.

Everything above the line of the lips follows the upper lip, everything below it the lower lip and the jaw;
at the corners of the mouth both move alike, so that nothing tears.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from avatar.animator import Pixels
from avatar.puppet.framing import Stage
from avatar.puppet.inside import Inside

Plane = NDArray[np.float32]  # [h, w] of the region
Row = NDArray[np.floating]  # [w]

# All lengths are shares of the face's width.
REGION = (0.56, 0.30, 0.56)  # to either side, above and below the middle of the mouth
OPENING = 0.15  # between the lips at an opening of 1
RAISED = 0.2  # share of the opening that the upper lip goes up
TUCK_UP, TUCK_LOW = 0.018, 0.012  # how far the upper lip and the lower one go up for an f
UPPER_REACH, LOWER_REACH = 0.095, 0.11  # of the lips' own movement
JAW = 0.55  # share of the opening that the chin goes down
JAW_WIDE, JAW_HIGH, JAW_FADE = 0.36, 0.24, 0.15
SPREAD, ROUND = 0.10, 0.34  # how much wider or narrower the mouth gets
OPEN_NARROWS = 0.08  # an opening of 1 pulls the corners together
RELAXED = 0.05  # and so does a smile that ends to speak
MEET = 0.4  # of the way from the upper lip to the lower: where parted lips would meet
FULLER = 0.7  # the lower lip keeps its height nearer to the corners than the upper one
CORNERS_SINK = 0.18  # share of the opening
CORNERS_REACH = 0.4  # of the mouth's half width: beside the corners
ROUND_OPENS = 0.03  # rounded lips show a hole
WIDE_REACH, WIDE_HIGH = 0.26, 0.17


class Mouth:
    """The lower face of one stage."""

    def __init__(self, stage: Stage) -> None:
        side, unit = stage.pixels.shape[0], stage.face_px
        upper, lower = stage.features.upper, stage.features.lower
        self._unit = unit
        self._middle = float((upper[0, 0] + upper[-1, 0]) / 2)
        self._half = float((upper[-1, 0] - upper[0, 0]) / 2)
        self._upper, self._lower = upper, lower
        height = float((upper[:, 1] + lower[:, 1]).mean() / 2)
        beside, above, below = (share * unit for share in REGION)
        self._columns = slice(max(0, int(self._middle - beside)), min(side, int(self._middle + beside)))
        self._rows = slice(max(0, int(height - above)), min(side, int(height + below)))
        xs = np.arange(self._columns.start, self._columns.stop, dtype=np.float32)
        ys = np.arange(self._rows.start, self._rows.stop, dtype=np.float32)
        self._xs = xs
        self._x, self._y = (np.ascontiguousarray(plane) for plane in np.meshgrid(xs, ys))
        self._source = np.ascontiguousarray(stage.pixels[self._rows, self._columns])
        self._held = _held(self._x, self._y, unit)
        aside, down = (self._x - self._middle) / (WIDE_REACH * unit), (self._y - height) / (WIDE_HIGH * unit)
        self._pull = np.exp(-(aside**2) - down**2) * self._held
        self._pull_row = np.exp(-(((xs - self._middle) / (WIDE_REACH * unit)) ** 2))
        self._jaw = np.exp(-(((self._x - self._middle) / (JAW_WIDE * unit)) ** 2)) * self._held
        self._inside = Inside(stage, self._source, (self._columns.start, self._rows.start))

    def shape(self, pixels: Pixels, opened: float, wide: float, tuck: float) -> None:
        """Draw the mouth into ``pixels``: opened 0..1.5, wide -1..1, tuck 0..1."""
        narrow = OPEN_NARROWS * opened + self._inside.shown * RELAXED
        narrow -= wide * (SPREAD if wide > 0 else ROUND)
        gap = (OPENING * opened + ROUND_OPENS * max(0.0, -wide) * min(1.0, 6 * opened)) * self._unit
        from_x = self._middle + (self._xs - self._middle) * (1 + narrow * self._pull_row)
        upper = np.interp(from_x, self._upper[:, 0], self._upper[:, 1])
        lower = np.interp(from_x, self._lower[:, 0], self._lower[:, 1])
        along = (from_x - self._middle) / self._half
        across = np.clip(along, -1, 1)
        lens = (1 - across**2) ** (0.75 if wide > 0 else 0.75 - 0.2 * wide)
        sunk = CORNERS_SINK * gap
        meet = upper + MEET * (lower - upper)
        meet += sunk * np.exp(-((np.maximum(0, np.abs(along) - 1) / CORNERS_REACH) ** 2))
        top = meet - (RAISED * gap + sunk + TUCK_UP * self._unit * tuck) * lens
        low = meet + ((1 - RAISED) * gap - sunk - TUCK_LOW * self._unit * tuck) * lens**FULLER
        # A lip's edge is mixed with what is behind it.
        spare = self._inside.spare_px * np.minimum(1, 2 * lens)
        warped = self._warped(narrow, self._displaced((top, low), (upper - spare, lower + spare), gap))
        self._inside.draw(warped, self._y, top.astype(np.float32), low.astype(np.float32), across, from_x)
        pixels[self._rows, self._columns] = warped

    def _warped(self, narrow: float, drop: Plane) -> Pixels:
        """Draw the region narrower by a share, and every pixel of it ``drop`` lower."""
        return cv2.remap(
            self._source,
            self._middle + (self._x - self._middle) * (1 + narrow * self._pull) - self._columns.start,
            (self._y - drop - self._rows.start).astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        ).astype(np.uint8)

    def _displaced(self, now: tuple[Row, Row], rest: tuple[Row, Row], gap: float) -> Plane:
        """Tell how far every pixel of the region has come down, from the lips' edges now and at rest."""
        top, low = now
        above, below = (top - self._y) / self._unit, (self._y - low) / self._unit
        upper = (top - rest[0]) * np.exp(-((above / UPPER_REACH) ** 2))
        near = np.exp(-((below / LOWER_REACH) ** 2))
        fade = np.exp(-((np.maximum(below - JAW_HIGH, 0) / JAW_FADE) ** 2))
        lower = (low - rest[1]) * near + JAW * gap * self._jaw * (1 - near) * fade
        drop = np.where(self._y < (top + low) / 2, upper, lower) * self._held
        return np.asarray(drop, np.float32)


def _held(x: Plane, y: Plane, unit: float) -> Plane:
    """Give 1 in the region and 0 at its edges, so that it joins what is around it."""
    left, right, top, bottom = x[0, 0], x[0, -1], y[0, 0], y[-1, 0]
    edge = np.minimum(np.minimum(x - left, right - x), np.minimum(y - top, bottom - y))
    share = np.clip(edge / (0.1 * unit), 0, 1)
    return np.asarray(share * share * (3 - 2 * share), np.float32)
