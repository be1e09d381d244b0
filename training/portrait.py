"""People seen from the front, with a face large enough to be brought to life later."""

from __future__ import annotations

import numpy as np

from training.canvas import (
    EVERYWHERE,
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
from training.palette import HAIR, PAINT, SKIN
from training.parts import Floats, Part, dome
from training.subjects import Portrait

INK: Rgb = (44, 34, 52)
FACE_X, FACE_Y = 64.0, 62.0  # middle of the face
EYE_Y, EYE_APART = 60.0, 13.0  # eyes lie this far either side of the middle
MOUTH_Y = 84.0
HEAD: Floats = dome(FACE_X, 66.0, 40.0, 46.0, 0.65, 0.92)  # nearness
BEHIND, CHEST, AHEAD = np.float32(0.5), np.float32(0.6), np.float32(0.04)


class Sitter:
    """Paints parts of a portrait, moved and scaled a little so that no two heads are the same."""

    def __init__(self, canvas: Canvas, rng: np.random.Generator) -> None:
        self.canvas = canvas
        self._dx, self._dy = float(rng.uniform(-2, 2)), float(rng.uniform(-1.5, 1.5))
        self._scale = float(rng.uniform(0.97, 1.04))

    def at(self, points: list[Point]) -> list[Point]:
        """Place points of the portrait in the picture."""
        s = self._scale
        return [
            (FACE_X + (x - FACE_X) * s + self._dx, FACE_Y + (y - FACE_Y) * s + self._dy) for x, y in points
        ]

    def fill(
        self,
        points: list[Point],
        colour: Rgb,
        to: Rgb | None = None,
        *,
        ink: float = 0.0,
        opacity: float = 1.0,
        across: bool = False,
        inside: Mask | None = None,
    ) -> Mask:
        """Fill a polygon; ``ink`` is the opacity of an outline in a dark of its colour."""
        placed = self.at(points)
        mask = polygon(placed)
        if inside is not None:
            mask = mask.within(inside)
        self.canvas.paint(mask, colour, to, opacity=opacity, across=across)
        if ink:
            self.canvas.paint(stroke(placed, 1.4, closed=True), darker(colour, 0.7), opacity=ink)
        return mask

    def line(self, points: list[Point], colour: Rgb, width_px: float, opacity: float = 1.0) -> None:
        """Draw a line."""
        self.canvas.paint(stroke(self.at(points), width_px), colour, opacity=opacity)


def paint_portrait(canvas: Canvas, who: Portrait, rng: np.random.Generator) -> None:
    """Paint a portrait over the whole canvas, from the background to the glasses."""
    _background(canvas, PAINT[who.background])
    sitter = Sitter(canvas, rng)
    hair, skin = HAIR[who.hair_colour], SKIN[who.skin]
    canvas.turn_to(Part.HAIR, BEHIND)
    _hair_behind(sitter, who, hair)
    canvas.turn_to(Part.CLOTHES, CHEST)
    _shoulders(sitter, who, skin)
    canvas.turn_to(Part.SKIN, HEAD)
    face = _head(sitter, who, skin)
    canvas.turn_to(Part.BEARD, HEAD + AHEAD)
    if who.beard:
        _beard(sitter, hair, face)
    canvas.turn_to(Part.EYES, HEAD + AHEAD)
    _features(sitter, who, skin, hair)
    canvas.turn_to(Part.MOUTH, HEAD + AHEAD)
    _mouth(sitter, who, skin)
    canvas.turn_to(Part.HAIR, HEAD + AHEAD)
    _hair_front(sitter, who, hair, face)
    canvas.turn_to(Part.EYEWEAR, HEAD + 2 * AHEAD)
    if who.eyewear == "glasses":
        _glasses(sitter)
    elif who.eyewear == "sunglasses":
        _sunglasses(sitter)


def _background(canvas: Canvas, paint: Rgb) -> None:
    canvas.paint(EVERYWHERE, lighter(paint, 0.1), darker(paint, 0.12))
    canvas.glow(64, 50, 58, lighter(paint, 0.38), 0.6)


def _shoulders(sitter: Sitter, who: Portrait, skin: Rgb) -> None:
    paint = PAINT[who.clothes]
    wide = 44 if who.woman else 52
    outline: list[Point] = [
        (64.0 - wide - 3, 140.0),
        (64.0 - wide, 122.0),
        (64.0 - wide + 13, 112.0),
        (48.0, 105.0),
        (80.0, 105.0),
        (64.0 + wide - 13, 112.0),
        (64.0 + wide, 122.0),
        (64.0 + wide + 3, 140.0),
    ]
    shape = curve(outline)
    sitter.fill(shape, lighter(paint, 0.12), darker(paint, 0.16), ink=0.8)
    for side in (-1, 1):
        fold = [(64.0 + side * (wide - 12), 120.0), (64.0 + side * (wide - 15), 134.0)]
        sitter.line(fold, darker(paint, 0.4), 1.6, 0.6)
    sitter.canvas.turn_to(Part.SKIN, CHEST)
    neck: list[Point] = [(52, 84), (52, 104), (55, 109), (64, 113), (73, 109), (76, 104), (76, 84)]
    under = sitter.fill(curve(neck), darker(skin, 0.1), darker(skin, 0.02), ink=0.6)
    shade: list[Point] = [(50, 84), (50, 98), (64, 105), (78, 98), (78, 84)]
    sitter.fill(curve(shade), darker(skin, 0.3), opacity=0.75, inside=under)
    sitter.canvas.turn_to(Part.CLOTHES, CHEST)
    collar = curve([(49.0, 104.5), (55.0, 111.0), (64.0, 114.5), (73.0, 111.0), (79.0, 104.5)])
    sitter.line(collar, lighter(paint, 0.3), 3.0)
    sitter.line([(x, y + 2) for x, y in collar], darker(paint, 0.45), 1.2, 0.7)


def _head(sitter: Sitter, who: Portrait, skin: Rgb) -> Mask:
    for side in (-1, 1):
        ear = oval(64 + side * 30.5, 63, 5, 8)
        sitter.fill(ear, skin, darker(skin, 0.14), ink=0.7)
    jaw = 20 if who.woman else 23.5
    outline: list[Point] = [
        (64, 26),
        (86, 33),
        (94, 53),
        (91, 71),
        (64 + jaw, 86),
        (64 + jaw * 0.5, 96.5),
        (64, 100),
        (64 - jaw * 0.5, 96.5),
        (64 - jaw, 86),
        (37, 71),
        (34, 53),
        (42, 33),
    ]
    shape = curve(outline, closed=True)
    face = sitter.fill(shape, lighter(skin, 0.14), darker(skin, 0.05), ink=0.8)
    cheek = mix(skin, (226, 84, 84), 0.5)
    for side in (-1, 1):
        x, y = sitter.at([(64 + side * 19, 76)])[0]
        weight = 0.42 if who.woman else 0.28
        sitter.canvas.glow(x, y, 6.5, cheek, weight)
    side_shade = curve([(97.0, 30.0), (88.0, 56.0), (86.0, 78.0), (66.0, 104.0), (100.0, 104.0)])
    sitter.fill(side_shade, darker(skin, 0.24), opacity=0.3, inside=face)
    return face


def _features(sitter: Sitter, who: Portrait, skin: Rgb, hair: Rgb) -> None:
    brow = darker(hair, 0.35) if who.hair_colour not in ("white", "blonde") else darker(hair, 0.42)
    tilt = {"sad": -3.0, "neutral": 0.0, "smile": 1.0}[who.mouth]
    for side in (-1, 1):
        x = 64 + side * EYE_APART
        arch: list[Point] = [
            (x - side * 7.5, 49.0 + tilt),
            (x, 46.5),
            (x + side * 8.5, 49.5 - tilt * 0.4),
        ]
        sitter.line(curve(arch), brow, 2.4 if who.woman else 3.4)
        _eye(sitter, x, side, who.woman)
    shade = darker(skin, 0.42)
    sitter.canvas.turn_to(Part.SKIN, HEAD + 2 * AHEAD)
    nose = curve([(62.0, 60.0), (60.4, 68.0), (59.6, 73.0), (64.0, 75.6), (68.4, 73.0)])
    sitter.line(nose[8:], shade, 1.8, 0.8)
    sitter.fill(oval(64.5, 68, 2.2, 5.5), lighter(skin, 0.5), opacity=0.5)


def _eye(sitter: Sitter, x: float, side: int, woman: bool) -> None:
    white = sitter.fill(oval(x, EYE_Y, 7.6, 5.6), (255, 253, 248), (240, 238, 240))
    sitter.fill(oval(x, EYE_Y + 0.2, 4.6, 5.0), (92, 66, 54), (128, 92, 66), inside=white)
    sitter.fill(oval(x, EYE_Y + 0.2, 2.5, 2.8), (28, 22, 30), inside=white)
    sitter.fill(oval(x + 1.6, EYE_Y - 1.8, 1.3, 1.3), (255, 255, 255))
    lid = curve([(x - 8.0, EYE_Y + 0.8), (x - 4, EYE_Y - 4.8), (x + 4, EYE_Y - 4.8), (x + 8, EYE_Y + 0.8)])
    sitter.line(lid, INK, 2.6 if woman else 2.0)
    if woman:
        lash: list[Point] = [(x + side * 7.5, EYE_Y - 0.5), (x + side * 10.5, EYE_Y - 3.4)]
        sitter.line(lash, INK, 1.8)


def _mouth(sitter: Sitter, who: Portrait, skin: Rgb) -> None:
    lips = mix(skin, (206, 52, 70), 0.72 if who.woman else 0.42)
    dark: Rgb = (112, 34, 46)
    y = MOUTH_Y
    if who.mouth == "smile":
        top = curve([(50.5, y - 2.5), (57.0, y - 0.8), (64.0, y - 0.2), (71.0, y - 0.8), (77.5, y - 2.5)])
        low = curve([(77.5, y - 2.5), (72.0, y + 5.8), (64.0, y + 8.6), (56.0, y + 5.8), (50.5, y - 2.5)])
        shape = [*top, *low]
        inner = sitter.fill(shape, dark)
        teeth: list[Point] = [(48, y - 5), (80, y - 5), (80, y + 3.2), (48, y + 3.2)]
        sitter.fill(teeth, (255, 252, 246), inside=inner)
        sitter.line(low, lips, 2.6)
        sitter.line(top, darker(lips, 0.2), 1.8)
    elif who.mouth == "sad":
        arc = curve([(52.5, y + 5.5), (57.5, y + 0.8), (64.0, y - 1.0), (70.5, y + 0.8), (75.5, y + 5.5)])
        sitter.line([(x, v + 1.8) for x, v in arc[4:-4]], lips, 4.6)
        sitter.line(arc, darker(lips, 0.55), 2.4)
    else:
        upper = curve([(53.0, y + 1.0), (60.0, y - 2.2), (64.0, y - 1.0), (68.0, y - 2.2), (75.0, y + 1.0)])
        lower = curve([(75.0, y + 1.0), (69.0, y + 4.8), (59.0, y + 4.8), (53.0, y + 1.0)])
        sitter.fill([*upper, *lower], lips, lighter(lips, 0.12))
        sitter.line([(53.0, y + 1.0), (75.0, y + 1.0)], darker(lips, 0.55), 1.9)


def _beard(sitter: Sitter, hair: Rgb, face: Mask) -> None:
    ring: list[Point] = [
        (33, 64), (39, 70), (46, 79), (54, 78.5), (64, 77.5), (74, 78.5), (82, 79), (89, 70), (95, 64),
        (96, 84), (84, 104), (64, 110), (44, 104), (32, 84),
    ]  # fmt: skip
    sitter.fill(ring, lighter(hair, 0.08), darker(hair, 0.2), inside=face)
    chin = curve([(42.0, 88.0), (50.0, 99.0), (64.0, 105.0), (78.0, 99.0), (86.0, 88.0)])
    sitter.fill(chin, darker(hair, 0.1), darker(hair, 0.25))


def _hair_behind(sitter: Sitter, who: Portrait, hair: Rgb) -> None:
    low = darker(hair, 0.28)
    if who.hair_style == "long":
        shape: list[Point] = [
            (64, 11), (90, 18), (103, 42), (105, 72), (109, 104), (100, 117),
            (64, 112), (28, 117), (19, 104), (23, 72), (25, 42), (38, 18),
        ]  # fmt: skip
        sitter.fill(curve(shape, closed=True), hair, low, ink=0.8)
    elif who.hair_style == "curly":
        for turn in np.linspace(-0.35 * np.pi, 1.35 * np.pi, 13):
            x, y = 64 - 35 * float(np.cos(turn)), 46 - 29 * float(np.sin(turn))
            sitter.fill(oval(x, y, 11, 11), hair, low, ink=0.6)
    elif who.hair_style == "bun":
        sitter.fill(oval(64, 12, 13, 10.5), lighter(hair, 0.08), low, ink=0.8)


def _hair_front(sitter: Sitter, who: Portrait, hair: Rgb, face: Mask) -> None:
    shine = lighter(hair, 0.3)
    if who.hair_style == "bald":
        sitter.fill(oval(54, 35, 7, 3.6), (255, 255, 255), opacity=0.35, inside=face)
        return
    if who.hair_style == "curly":
        for x, y, r in (
            (38, 38, 9), (90, 38, 9), (48, 28, 10.5), (80, 28, 10.5), (64, 25, 11.5),
            (34, 50, 7), (94, 50, 7),
        ):  # fmt: skip
            sitter.fill(oval(x, y, r, r * 0.92), lighter(hair, 0.12), darker(hair, 0.14))
        return
    if who.hair_style == "short":
        outline: list[Point] = [
            (32, 57), (29, 38), (40, 18), (64, 12), (88, 18), (99, 38), (96, 57),
            (92, 46), (84, 36), (70, 33), (54, 37), (42, 36), (36, 46),
        ]  # fmt: skip
    elif who.hair_style == "long":
        outline = [
            (27, 78), (24, 42), (38, 17), (64, 10), (90, 17), (104, 42), (101, 78),
            (93, 60), (86, 42), (66, 28), (48, 40), (36, 58),
        ]  # fmt: skip
    else:
        outline = [
            (32, 56), (30, 38), (42, 20), (64, 14), (86, 20), (98, 38), (96, 56),
            (90, 42), (78, 31), (64, 28), (50, 31), (38, 42),
        ]  # fmt: skip
    points = curve(outline, closed=True)
    sitter.fill(points, lighter(hair, 0.08), darker(hair, 0.12), ink=0.75)
    sitter.line(curve([(42.0, 27.0), (52.0, 20.5), (64.0, 18.5), (74.0, 19.5)]), shine, 3.0, 0.6)


def _glasses(sitter: Sitter) -> None:
    for side in (-1, 1):
        x = 64 + side * (EYE_APART + 0.5)
        lens = oval(x, EYE_Y + 0.5, 11.5, 10.5, power=2.6)
        sitter.fill(lens, (214, 236, 248), opacity=0.22)
        placed = sitter.at(lens)
        sitter.canvas.paint(stroke(placed, 3.0, closed=True), (36, 30, 46))
        sitter.line([(64 + side * 25.5, EYE_Y - 2), (64 + side * 33, EYE_Y - 3)], (36, 30, 46), 2.6)
    sitter.line(curve([(60.5, EYE_Y - 0.5), (64.0, EYE_Y - 2.5), (67.5, EYE_Y - 0.5)]), (36, 30, 46), 2.8)


def _sunglasses(sitter: Sitter) -> None:
    for side in (-1, 1):
        x = 64 + side * (EYE_APART + 0.5)
        lens = oval(x, EYE_Y + 0.5, 12.5, 10.5, power=3)
        mask = sitter.fill(lens, (22, 20, 34), (74, 70, 98))
        top, low = EYE_Y - 6, EYE_Y + 4
        glint: list[Point] = [(x - 7, low), (x - 2, top), (x + 1.5, top), (x - 3.5, low)]
        sitter.fill(glint, (255, 255, 255), opacity=0.22, inside=mask)
        sitter.line([(64 + side * 26, EYE_Y - 3), (64 + side * 33, EYE_Y - 4)], (22, 20, 34), 3.0)
    sitter.line([(55.0, EYE_Y - 4.5), (73.0, EYE_Y - 4.5)], (22, 20, 34), 3.4)
