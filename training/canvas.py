"""A small painter: anti-aliased shapes with soft fills on a float picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from training.parts import SIZE_PX, Floats, Part

HIDES = 0.5  # more than this cover, and a pixel belongs to what was painted last
FINE = 4  # shapes are rasterised this many times finer, then averaged

Point = tuple[float, float]
Rgb = tuple[float, float, float]  # each 0..255


@dataclass(frozen=True)
class Cover:
    """Coverage of a rectangle of a canvas.

    ``alpha`` is float32 [height, width], 0..1, with its upper left pixel at (``left``, ``top``).
    """

    left: int
    top: int
    alpha: Floats

    def within(self, other: Cover, side_px: int) -> Cover:
        """Keep only what the other one covers too, on a canvas of a given side."""
        full = np.zeros((side_px, side_px), np.float32)
        height, width = other.alpha.shape
        full[other.top : other.top + height, other.left : other.left + width] = other.alpha
        height, width = self.alpha.shape
        seen = full[self.top : self.top + height, self.left : self.left + width]
        return Cover(self.left, self.top, self.alpha * seen)


@dataclass(frozen=True)
class Mask:
    """A shape in pixels of the picture; ``cover`` rasterises it for a canvas of 1, 2 or 4 times the size."""

    cover: Callable[[int], Cover]

    def within(self, other: Mask) -> Mask:
        """Keep only what the other mask covers too."""
        return Mask(cache(lambda scale: self.cover(scale).within(other.cover(scale), SIZE_PX * scale)))


def _everywhere(scale: int) -> Cover:
    return Cover(0, 0, np.ones((SIZE_PX * scale, SIZE_PX * scale), np.float32))


EVERYWHERE = Mask(_everywhere)


@dataclass(frozen=True)
class _Frame:
    """The rectangle of whole pixels in which a shape is rasterised, ``FINE`` times finer than the canvas."""

    left: int
    top: int
    right: int
    bottom: int
    scale: int

    @property
    def fine(self) -> int:
        """How many points of the raster lie along a pixel of the picture."""
        return FINE * self.scale

    def blank(self) -> Image.Image:
        """Make an empty raster."""
        return Image.new("L", ((self.right - self.left) * self.fine, (self.bottom - self.top) * self.fine))

    def place(self, points: Sequence[Point]) -> list[Point]:
        """Place points of the picture on the raster."""
        return [((x - self.left) * self.fine, (y - self.top) * self.fine) for x, y in points]

    def reduce(self, raster: Image.Image) -> Cover:
        """Average the raster to pixels of the canvas."""
        alpha = np.asarray(raster.reduce(FINE), np.float32) / np.float32(255)
        return Cover(self.left * self.scale, self.top * self.scale, alpha)


def _frame(points: Sequence[Point], margin: float, scale: int) -> _Frame:
    xs = [x for x, _ in points]
    ys = [y for _, y in points]
    left = min(max(int(np.floor(min(xs) - margin)), 0), SIZE_PX - 1)
    top = min(max(int(np.floor(min(ys) - margin)), 0), SIZE_PX - 1)
    right = max(min(int(np.ceil(max(xs) + margin)), SIZE_PX), left + 1)
    bottom = max(min(int(np.ceil(max(ys) + margin)), SIZE_PX), top + 1)
    return _Frame(left, top, right, bottom, scale)


def polygon(points: Sequence[Point]) -> Mask:
    """Cover the inside of a polygon given in pixels of the picture."""

    def cover(scale: int) -> Cover:
        frame = _frame(points, 1, scale)
        raster = frame.blank()
        ImageDraw.Draw(raster).polygon(frame.place(points), fill=255)
        return frame.reduce(raster)

    return Mask(cache(cover))


def stroke(points: Sequence[Point], width_px: float, *, closed: bool = False) -> Mask:
    """Cover a line of the given width with round ends through the points."""
    line = [*points, points[0]] if closed else list(points)

    def cover(scale: int) -> Cover:
        frame = _frame(line, width_px + 1, scale)
        raster, fine = frame.blank(), frame.place(line)
        draw = ImageDraw.Draw(raster)
        width = max(round(width_px * FINE), 1) * scale  # rounded alike, so that lines stay as thick
        draw.line(fine, fill=255, width=width, joint="curve")
        for x, y in (fine[0], fine[-1]):
            draw.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=255)
        return frame.reduce(raster)

    return Mask(cache(cover))


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
    """A picture being painted, in pixels of a picture 128 wide whatever the ``scale`` of the canvas.

    ``pixels`` is float32 [side, side, 3], 0..255, where side is 128 times the scale. Beside it grow
    ``parts``, uint8 [side, side], and ``near``, float32 [side, side], 0..1: what each pixel belongs to and
    how near that is (see `training.parts`).
    """

    def __init__(self, scale: int = 1) -> None:
        self.scale = scale
        self.side_px = SIZE_PX * scale
        self.pixels: Floats = np.zeros((self.side_px, self.side_px, 3), np.float32)
        self.parts: NDArray[np.uint8] = np.zeros((self.side_px, self.side_px), np.uint8)
        self.near: Floats = np.zeros((self.side_px, self.side_px), np.float32)
        self.turn_to(Part.BACKGROUND, np.float32(0))

    def turn_to(self, part: Part, near: np.float32 | Floats) -> None:
        """Say what is painted from now on, and its nearness: one number, or float32 [128, 128]."""
        self._part = part
        everywhere: Floats = np.broadcast_to(np.asarray(near, np.float32), (SIZE_PX, SIZE_PX))
        self._near = everywhere.repeat(self.scale, 0).repeat(self.scale, 1) if self.scale > 1 else everywhere

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
        covered = mask.cover(self.scale)
        height, width = covered.alpha.shape
        start = np.asarray(colour, np.float32)
        fill: Floats = np.broadcast_to(start, (height, width, 3))
        if to is not None:
            t = np.linspace(0, 1, width if across else height, dtype=np.float32)
            ramp = start + (np.asarray(to, np.float32) - start) * t[:, None]
            fill = np.broadcast_to(ramp[None] if across else ramp[:, None], (height, width, 3))
        top, left = covered.top, covered.left
        window = (slice(top, top + height), slice(left, left + width))
        under, cover = self.pixels[window], covered.alpha * np.float32(opacity)
        under += (fill - under) * cover[..., None]
        hidden = cover > HIDES
        self.parts[window][hidden] = self._part
        self.near[window][hidden] = self._near[window][hidden]

    def blend(self, colour: Rgb, weight: Floats) -> None:
        """Mix a colour over the whole picture; ``weight`` is float32 [side, side], 0..1."""
        self.pixels += (np.asarray(colour, np.float32) - self.pixels) * weight[..., None]

    def glow(self, x: float, y: float, radius_px: float, colour: Rgb, strength: float) -> None:
        """Let a soft round light shine, ``strength`` 0..1 at its middle."""
        middles = np.mgrid[0 : self.side_px, 0 : self.side_px].astype(np.float32) + np.float32(0.5)
        rows, columns = middles / np.float32(self.scale)
        far = ((columns - x) ** 2 + (rows - y) ** 2) / np.float32(radius_px**2)
        self.blend(colour, (np.float32(strength) * np.exp(-far)).astype(np.float32))

    def finish(self) -> NDArray[np.uint8]:
        """Return the picture, uint8 [side, side, 3]."""
        rounded: NDArray[np.uint8] = np.clip(np.rint(self.pixels), 0, 255).astype(np.uint8)
        return rounded
