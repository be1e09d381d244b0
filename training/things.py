"""The house, the tree, the boat and the car."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from training.canvas import (
    Canvas,
    Mask,
    Point,
    Rgb,
    curve,
    darker,
    lighter,
    mix,
    oval,
    polygon,
    stroke,
)
from training.landscape import STANDS_AT_PX, paint_footing
from training.palette import AIR, PAINT, THING_AIR
from training.parts import GROUND_NEAR, Part, ground_near
from training.subjects import PLACES, Kind, Scene, Thing

INK: Rgb = (44, 36, 58)
PLACE_PX = (25.5, 64.0, 102.5)  # the middle of each place
OUTLINE_PX = 1.5


class Brush:
    """Paints parts of one thing, scaled and moved to its place.

    Parts are given in units of the picture's pixels, from the middle of the thing's foot, y up.
    """

    def __init__(self, canvas: Canvas, scene: Scene, x: float, scale: float) -> None:
        self._canvas = canvas
        self._tint, _ = AIR[scene.time]
        self._share = THING_AIR[scene.time]
        self._x, self._scale = x, scale
        self.night = scene.time == "night"

    def at(self, points: Sequence[Point]) -> list[Point]:
        """Place points of the thing in the picture."""
        return [(self._x + x * self._scale, STANDS_AT_PX - y * self._scale) for x, y in points]

    def fill(
        self,
        points: Sequence[Point],
        colour: Rgb,
        to: Rgb | None = None,
        *,
        outline: bool = True,
        across: bool = False,
        glowing: bool = False,
        inside: Mask | None = None,
    ) -> Mask:
        """Fill a polygon, with an ink outline unless told otherwise."""
        placed = self.at(points)
        mask = polygon(placed)
        if inside is not None:
            mask = mask.within(inside)
        share = 0.0 if glowing else self._share
        end = None if to is None else mix(to, self._tint, share)
        self._canvas.paint(mask, mix(colour, self._tint, share), end, across=across)
        if outline:
            self._canvas.paint(stroke(placed, OUTLINE_PX, closed=True), INK, opacity=0.8)
        return mask

    def line(self, points: Sequence[Point], colour: Rgb, width_px: float) -> None:
        """Draw a line; its width does not scale."""
        mask = stroke(self.at(points), width_px)
        self._canvas.paint(mask, mix(colour, self._tint, self._share))


def paint_things(canvas: Canvas, scene: Scene, rng: np.random.Generator) -> None:
    """Paint the scene's things at their places; two are smaller than one alone."""
    for thing in scene.things:
        alone = len(scene.things) == 1
        middle = PLACE_PX[PLACES.index(thing.place)]
        x = middle + float(rng.uniform(-2.5, 2.5))
        scale = float(rng.uniform(1.0, 1.12)) if alone else float(rng.uniform(0.74, 0.8))
        if alone:  # keep the larger one inside the picture
            x = 64 + (x - 64) * 0.9
        half = {"house": 21, "tree": 12, "boat": 20, "car": 25}[thing.kind] * scale
        afloat = thing.kind == "boat" and scene.ground == "sea"
        if not afloat:
            paint_footing(canvas, scene, x, half)
        brush = Brush(canvas, scene, x, scale)
        painters: dict[Kind, Callable[[Brush, Thing], None]] = {
            "house": _house,
            "tree": _tree,
            "boat": _boat,
            "car": _car,
        }
        canvas.turn_to(Part[thing.kind.upper()], ground_near(STANDS_AT_PX))
        painters[thing.kind](brush, thing)
        if afloat:
            canvas.turn_to(Part.FOOTING, GROUND_NEAR)
            ripple = curve([(x - half - 5, 107.0), (x - 8, 109.5), (x + 8, 107.5), (x + half + 5, 109)])
            tint, share = AIR[scene.time]
            canvas.paint(stroke(ripple, 3.0), mix((206, 236, 242), tint, share * 0.7))


def _house(brush: Brush, thing: Thing) -> None:
    paint = PAINT[thing.colour]
    chimney = [(9.0, 32.0), (9.0, 47.0), (15.0, 47.0), (15.0, 32.0)]
    brush.fill(chimney, (150, 112, 100), (120, 86, 80))
    wall = [(-19.0, 0.0), (-19.0, 26.0), (19.0, 26.0), (19.0, 0.0)]
    body = brush.fill(wall, lighter(paint, 0.14), darker(paint, 0.12))
    brush.fill([(11, 0), (11, 26), (19, 26), (19, 0)], darker(paint, 0.24), outline=False, inside=body)
    brush.line([(19, 0), (19, 26)], INK, OUTLINE_PX)
    roof = [(-24.0, 25.0), (-13.0, 44.0), (13.0, 44.0), (24.0, 25.0)]
    brush.fill(roof, (128, 108, 116), (88, 72, 88))
    brush.fill([(-6, 0), (-6, 15), (3, 15), (3, 0)], (112, 76, 56), (92, 60, 46))
    pane = (255, 222, 118) if brush.night else (206, 232, 246)
    for left in (-15.5, 7.5):
        box = [(left, 9.0), (left, 20.0), (left + 7.5, 20.0), (left + 7.5, 9.0)]
        brush.fill(box, pane, lighter(pane, 0.35), glowing=brush.night)


def _tree(brush: Brush, thing: Thing) -> None:
    paint = PAINT[thing.colour]
    bark = (122, 84, 60) if thing.colour != "brown" else (92, 74, 66)
    trunk = [(-4.5, 0.0), (-2.8, 22.0), (2.8, 22.0), (4.5, 0.0)]
    brush.fill(trunk, lighter(bark, 0.1), darker(bark, 0.2), across=True)
    crown = [(0, 58), (13, 53), (20, 42), (18, 28), (8, 20), (-8, 20), (-18, 28), (-20, 42), (-13, 53)]
    shape = curve([(float(x), float(y)) for x, y in crown], closed=True)
    body = brush.fill(shape, lighter(paint, 0.1), darker(paint, 0.22))
    for x, y, r in ((-6.0, 46.0, 8.0), (7.0, 38.0, 6.5), (-9.0, 31.0, 5.0)):
        leaf = oval(x, y, r, r * 0.85)
        brush.fill(leaf, lighter(paint, 0.34), lighter(paint, 0.06), outline=False, inside=body)


def _boat(brush: Brush, thing: Thing) -> None:
    paint = PAINT[thing.colour]
    brush.line([(-1, 12), (-1, 54)], (110, 78, 58), 2.6)
    sail = curve([(1.5, 52.0), (13.0, 38.0), (19.0, 18.0)])
    brush.fill([*sail, (1.5, 18.0)], lighter(paint, 0.42), lighter(paint, 0.16))
    jib = [(-3.5, 46.0), (-16.0, 18.0), (-3.5, 18.0)]
    brush.fill(jib, (252, 248, 236), (232, 226, 216))
    hull = curve([(-23.0, 14.0), (-17.0, 3.0), (-9.0, -1.0), (9.0, -1.0), (18.0, 4.0), (25.0, 14.0)])
    body = brush.fill(hull, lighter(paint, 0.1), darker(paint, 0.22))
    band = [(-30.0, 14.0), (-30.0, 10.5), (30.0, 10.5), (30.0, 14.0)]
    brush.fill(band, lighter(paint, 0.5), outline=False, inside=body)
    brush.line([(-23, 14), (25, 14)], INK, OUTLINE_PX)


def _car(brush: Brush, thing: Thing) -> None:
    paint = PAINT[thing.colour]
    cabin = curve([(-17.0, 17.0), (-11.0, 29.0), (-3.0, 31.5), (7.0, 30.5), (15.0, 18.0)])
    brush.fill(cabin, lighter(paint, 0.18), paint)
    glass = (255, 226, 140) if brush.night else (202, 230, 244)
    for pane in (
        [(-13.0, 18.0), (-8.8, 27.0), (-1.8, 28.0), (-1.8, 18.0)],
        [(1.2, 18.0), (1.2, 28.0), (5.8, 27.0), (11.0, 18.0)],
    ):
        brush.fill(pane, glass, lighter(glass, 0.4), glowing=brush.night)
    body = curve([(-25.0, 6.0), (-25.0, 13.0), (-19.0, 17.5), (14.0, 17.5), (23.0, 14.5), (25.5, 6.0)])
    brush.fill([*body, (25.0, 4.0), (-25.0, 4.0)], lighter(paint, 0.08), darker(paint, 0.2))
    brush.fill(oval(22.0, 11.0, 2.4, 2.6), (255, 240, 176), glowing=True)
    for x in (-14.0, 14.0):
        brush.fill(oval(x, 5.0, 6.4, 6.4), (58, 54, 66), (40, 38, 50))
        brush.fill(oval(x, 5.0, 2.8, 2.8), (204, 206, 212), outline=False)
