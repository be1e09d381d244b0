"""A small painter: anti-aliased shapes with soft fills on a float picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from training.parts import SIZE_PX, Floats, Part

HIDES = 0.5  # more than this cover, and a pixel belongs to what was painted last
FINE = 4  # shapes are rasterised this many times finer, then averaged

Point = tuple[float, float]
Rgb = tuple[float, float, float]  # each 0..255


@dataclass(frozen=True)
class Mask:
    """Coverage of a rectangle of the picture.

    ``alpha`` is float32 [height, width], 0..1, with its upper left pixel at (``left``, ``top``).
    """

    left: int
    top: int
    alpha: Floats

    def within(self, other: Mask) -> Mask:
        """Keep only what the other mask covers too."""
        full = np.zeros((SIZE_PX, SIZE_PX), np.float32)
        height, width = other.alpha.shape
        full[other.top : other.top + height, other.left : other.left + width] = other.alpha
        height, width = self.alpha.shape
        seen = full[self.top : self.top + height, self.left : self.left + width]
        return Mask(self.left, self.top, self.alpha * seen)

    def without(self, other: Mask) -> Mask:
        """Keep only what the other mask leaves free."""
        return Mask(self.left, self.top, self.alpha - self.within(other).alpha)


EVERYWHERE = Mask(0, 0, np.ones((SIZE_PX, SIZE_PX), np.float32))


def _raster(points: Sequence[Point], margin: float) -> tuple[int, int, int, int]:
    xs = [x for x, _ in points]
    ys = [y for _, y in points]
    left = min(max(int(np.floor(min(xs) - margin)), 0), SIZE_PX - 1)
    top = min(max(int(np.floor(min(ys) - margin)), 0), SIZE_PX - 1)
    right = max(min(int(np.ceil(max(xs) + margin)), SIZE_PX), left + 1)
    bottom = max(min(int(np.ceil(max(ys) + margin)), SIZE_PX), top + 1)
    return left, top, right, bottom


def _reduce(image: Image.Image, left: int, top: int) -> Mask:
    return Mask(left, top, np.asarray(image.reduce(FINE), np.float32) / np.float32(255))


def polygon(points: Sequence[Point]) -> Mask:
    """Cover the inside of a polygon given in pixels of the picture."""
    left, top, right, bottom = _raster(points, 1)
    image = Image.new("L", ((right - left) * FINE, (bottom - top) * FINE))
    fine = [((x - left) * FINE, (y - top) * FINE) for x, y in points]
    ImageDraw.Draw(image).polygon(fine, fill=255)
    return _reduce(image, left, top)


def stroke(points: Sequence[Point], width_px: float, *, closed: bool = False) -> Mask:
    """Cover a line of the given width with round ends through the points."""
    points = [*points, points[0]] if closed else list(points)
    left, top, right, bottom = _raster(points, width_px + 1)
    image = Image.new("L", ((right - left) * FINE, (bottom - top) * FINE))
    fine = [((x - left) * FINE, (y - top) * FINE) for x, y in points]
    draw = ImageDraw.Draw(image)
    width = max(round(width_px * FINE), 1)
    draw.line(fine, fill=255, width=width, joint="curve")
    for x, y in (fine[0], fine[-1]):
        draw.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=255)
    return _reduce(image, left, top)


def oval(x: float, y: float, rx: float, ry: float, *, power: float = 2.0) -> list[Point]:
    """Place points on an ellipse; a higher power squares it (a superellipse)."""
    turn = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    cos, sin = np.cos(turn), np.sin(turn)
    xs = x + rx * np.sign(cos) * np.abs(cos) ** (2 / power)
    ys = y + ry * np.sign(sin) * np.abs(sin) ** (2 / power)
    return [(float(a), float(b)) for a, b in zip(xs, ys, strict=True)]


def curve(knots: Sequence[Point], *, closed: bool = False, steps: int = 8) -> list[Point]:
    """Run a Catmull-Rom spline through the knots."""
    k = np.asarray(knots, np.float64)
    ring = np.concatenate([k[-1:], k, k[:2]] if closed else [k[:1], k, k[-1:]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    parts = []
    for a, b, c, d in zip(ring, ring[1:], ring[2:], ring[3:], strict=False):
        bend = 2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2
        parts.append((bend + (3 * b - a - 3 * c + d) * t**3) / 2)
    if not closed:
        parts.append(k[-1:])
    return [(float(x), float(y)) for x, y in np.concatenate(parts)]


def mix(a: Rgb, b: Rgb, share: float) -> Rgb:
    """Blend two colours; ``share`` 0 gives the first, 1 the second."""
    red, green, blue = (p + (q - p) * share for p, q in zip(a, b, strict=True))
    return (red, green, blue)


def darker(colour: Rgb, share: float) -> Rgb:
    """Shade a colour towards a cool dark."""
    return mix(colour, (24, 20, 48), share)


def lighter(colour: Rgb, share: float) -> Rgb:
    """Light a colour towards a warm white."""
    return mix(colour, (255, 250, 236), share)


class Canvas:
    """A picture being painted; ``pixels`` is float32 [128, 128, 3], 0..255.

    Beside it grow ``parts``, uint8 [128, 128], and ``near``, float32 [128, 128], 0..1: what each pixel
    belongs to and how near that is (see `training.parts`).
    """

    def __init__(self) -> None:
        self.pixels: Floats = np.zeros((SIZE_PX, SIZE_PX, 3), np.float32)
        self.parts: NDArray[np.uint8] = np.zeros((SIZE_PX, SIZE_PX), np.uint8)
        self.near: Floats = np.zeros((SIZE_PX, SIZE_PX), np.float32)
        self.turn_to(Part.BACKGROUND, np.float32(0))

    def turn_to(self, part: Part, near: np.float32 | Floats) -> None:
        """Say what is painted from now on, and its nearness: one number, or float32 [128, 128]."""
        self._part = part
        self._near: Floats = np.broadcast_to(np.asarray(near, np.float32), (SIZE_PX, SIZE_PX))

    def paint(
        self,
        mask: Mask,
        colour: Rgb,
        to: Rgb | None = None,
        *,
        across: bool = False,
        opacity: float = 1.0,
    ) -> None:
        """Fill a mask with a colour, or with a gradient to a second one.

        The gradient runs down the mask's rectangle, or across it.
        """
        height, width = mask.alpha.shape
        start = np.asarray(colour, np.float32)
        fill: Floats = np.broadcast_to(start, (height, width, 3))
        if to is not None:
            t = np.linspace(0, 1, width if across else height, dtype=np.float32)
            ramp = start + (np.asarray(to, np.float32) - start) * t[:, None]
            fill = np.broadcast_to(ramp[None] if across else ramp[:, None], (height, width, 3))
        window = (slice(mask.top, mask.top + height), slice(mask.left, mask.left + width))
        under, cover = self.pixels[window], mask.alpha * np.float32(opacity)
        under += (fill - under) * cover[..., None]
        hidden = cover > HIDES
        self.parts[window][hidden] = self._part
        self.near[window][hidden] = self._near[window][hidden]

    def blend(self, colour: Rgb, weight: Floats) -> None:
        """Mix a colour over the whole picture; ``weight`` is float32 [128, 128], 0..1."""
        self.pixels += (np.asarray(colour, np.float32) - self.pixels) * weight[..., None]

    def glow(self, x: float, y: float, radius_px: float, colour: Rgb, strength: float) -> None:
        """Let a soft round light shine, ``strength`` 0..1 at its middle."""
        rows, columns = np.mgrid[0:SIZE_PX, 0:SIZE_PX].astype(np.float32) + np.float32(0.5)
        far = ((columns - x) ** 2 + (rows - y) ** 2) / np.float32(radius_px**2)
        self.blend(colour, (np.float32(strength) * np.exp(-far)).astype(np.float32))

    def finish(self) -> NDArray[np.uint8]:
        """Return the picture, uint8 [128, 128, 3]."""
        rounded: NDArray[np.uint8] = np.clip(np.rint(self.pixels), 0, 255).astype(np.uint8)
        return rounded
