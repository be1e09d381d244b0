"""Skies and grounds of the scenes."""

from __future__ import annotations

from collections.abc import Callable

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
from training.palette import AIR, SKY
from training.parts import FAR, GROUND_NEAR, HORIZON_PX, MOUNTAINS_NEAR, SIZE_PX, Floats, Part, ground_near
from training.subjects import Ground, Scene, Time

STANDS_AT_PX = 106.0  # where things touch the ground


def paint_sky(canvas: Canvas, scene: Scene, rng: np.random.Generator) -> None:
    """Paint the sky with its light, stars and clouds."""
    canvas.turn_to(Part.SKY, FAR)
    top, middle, low = SKY[scene.time]
    t = np.linspace(0, 1, canvas.side_px, dtype=np.float32)
    canvas.paint(EVERYWHERE, top)
    canvas.blend(middle, _rise(t, 0.05, 0.36))
    canvas.blend(low, _rise(t, 0.28, 0.58))
    x, y = float(rng.uniform(18, 110)), float(rng.uniform(17, 27))
    canvas.turn_to(Part.STARS, FAR)
    if scene.stars:
        _stars(canvas, rng)
    canvas.turn_to(Part.LIGHT, FAR)
    if scene.light == "sun":
        _sun(canvas, x, y, scene.time)
    if scene.light == "moon":
        _moon(canvas, x, y)
    canvas.turn_to(Part.CLOUDS, FAR)
    if scene.clouds:
        _clouds(canvas, scene.time, x if scene.light != "none" else None, rng)


def _rise(t: Floats, start: float, end: float) -> Floats:
    step = np.clip((t - start) / (end - start), 0, 1)
    smooth = (step * step * (3 - 2 * step)).astype(np.float32)
    return np.broadcast_to(smooth[:, None], (len(t), len(t)))


def _sun(canvas: Canvas, x: float, y: float, time: Time) -> None:
    if time == "sunset":
        y += 22
        canvas.glow(x, y, 34, (255, 214, 120), 0.75)
        canvas.paint(polygon(oval(x, y, 11, 11)), (255, 240, 176), (255, 196, 96))
    else:
        canvas.glow(x, y, 24, (255, 246, 190), 0.85)
        canvas.paint(polygon(oval(x, y, 11, 11)), (255, 236, 120), (255, 206, 70))


def _moon(canvas: Canvas, x: float, y: float) -> None:
    canvas.glow(x, y, 22, (170, 186, 236), 0.55)
    disc = polygon(oval(x, y, 11, 11))
    canvas.paint(disc, (250, 248, 226), (222, 222, 214))
    for dx, dy, r in ((-3.5, -3, 2.6), (3.5, 2.5, 3.2), (-2.5, 5, 1.8)):
        canvas.paint(polygon(oval(x + dx, y + dy, r, r)), (200, 204, 208), opacity=0.7)


def _stars(canvas: Canvas, rng: np.random.Generator) -> None:
    for column in range(5):
        for row in range(2):
            x = 13 + 25.6 * column + float(rng.uniform(-6, 6))
            y = 10 + 22 * row + float(rng.uniform(-5, 5))
            r = float(rng.uniform(1.5, 2.6))
            points: list[Point] = []
            for corner in range(8):
                turn, reach = corner * np.pi / 4, (r * 1.7 if corner % 2 == 0 else r * 0.75)
                points.append((x + reach * float(np.cos(turn)), y + reach * float(np.sin(turn))))
            canvas.glow(x, y, 4, (190, 200, 250), 0.35)
            canvas.paint(polygon(points), (255, 250, 222))


def _clouds(canvas: Canvas, time: Time, shun: float | None, rng: np.random.Generator) -> None:
    light, shade = {
        "day": ((255, 255, 252), (214, 228, 240)),
        "sunset": ((255, 206, 178), (206, 124, 142)),
        "night": ((94, 106, 158), (62, 72, 124)),
        "overcast": ((232, 234, 234), (178, 184, 192)),
    }[time]
    for middle in rng.permutation([22.0, 64.0, 106.0])[: int(rng.integers(2, 4))]:
        x, y = middle + float(rng.uniform(-7, 7)), float(rng.uniform(16, 44))
        if shun is not None and abs(x - shun) < 26 and time != "sunset":
            y = float(rng.uniform(46, 54))
        size = float(rng.uniform(0.85, 1.2))
        for dx, dy, r in ((-11, 2, 6.5), (11, 2.5, 6), (4.5, -3, 8.5), (-4.5, -1.5, 8)):
            puff = polygon(oval(x + dx * size, y + dy * size, r * size, r * size * 0.86))
            canvas.paint(puff, light, shade)
        base = oval(x, y + 4.2 * size, 17 * size, 4 * size, power=3)
        canvas.paint(polygon(base), mix(light, shade, 0.6), shade)


def paint_ground(canvas: Canvas, scene: Scene, rng: np.random.Generator) -> None:
    """Paint the ground that the things stand on."""
    canvas.turn_to(Part.GROUND, GROUND_NEAR)

    def lit(colour: Rgb) -> Rgb:
        tint, share = AIR[scene.time]
        return mix(colour, tint, share)

    painters: dict[Ground, Callable[[Canvas, Lit, np.random.Generator, bool], None]] = {
        "sea": _sea,
        "beach": _beach,
        "hill": _hill,
        "mountain": _mountain,
        "city": _city,
        "snow": _snow,
        "desert": _desert,
    }
    painters[scene.ground](canvas, lit, rng, scene.time == "night")


Lit = Callable[[Rgb], Rgb]


def _ridge(rng: np.random.Generator, height: float, swing: float, knots: int = 5) -> Mask:
    xs = np.linspace(-6, SIZE_PX + 6, knots)
    ys = height + rng.uniform(-swing, swing, knots)
    top = curve([(float(x), float(y)) for x, y in zip(xs, ys, strict=True)])
    return polygon([*top, (SIZE_PX + 6.0, SIZE_PX + 2.0), (-6.0, SIZE_PX + 2.0)])


def _water(canvas: Canvas, lit: Lit, rng: np.random.Generator, bottom: float) -> None:
    flat = polygon([(0, HORIZON_PX), (128, HORIZON_PX), (128, bottom), (0, bottom)])
    canvas.paint(flat, lit((96, 176, 206)), lit((24, 92, 158)))
    y = HORIZON_PX + 6
    while y < bottom - 3:
        x, half = float(rng.uniform(8, 120)), float(rng.uniform(8, 18))
        wave = curve([(x - half, y), (x - half / 3, y - 1.2), (x + half / 3, y + 0.8), (x + half, y)])
        canvas.paint(stroke(wave, 1.6), lit((188, 228, 236)), opacity=0.6)
        y += float(rng.uniform(6, 9))


def _sea(canvas: Canvas, lit: Lit, rng: np.random.Generator, night: bool) -> None:
    _water(canvas, lit, rng, SIZE_PX)


def _beach(canvas: Canvas, lit: Lit, rng: np.random.Generator, night: bool) -> None:
    _water(canvas, lit, rng, 100)
    left, right = float(rng.uniform(84, 94)), float(rng.uniform(84, 94))
    shore = curve([(-4.0, left), (40.0, 92.0), (88.0, 87.0), (132.0, right)])
    sand = polygon([*shore, (132.0, 130.0), (-4.0, 130.0)])
    canvas.paint(stroke(shore, 5), lit((244, 250, 248)))
    canvas.paint(sand, lit((250, 226, 164)), lit((222, 180, 112)))


def _hill(canvas: Canvas, lit: Lit, rng: np.random.Generator, night: bool) -> None:
    far = _ridge(rng, 68, 7)
    canvas.paint(far, lit((150, 196, 148)), lit((120, 176, 118)))
    middle = _ridge(rng, 80, 5, 4)
    canvas.paint(middle, lit((122, 190, 92)), lit((84, 156, 66)))
    near = _ridge(rng, 95, 3, 4)
    canvas.paint(near, lit((104, 178, 74)), lit((56, 124, 50)))


def _mountain(canvas: Canvas, lit: Lit, rng: np.random.Generator, night: bool) -> None:
    canvas.turn_to(Part.GROUND, MOUNTAINS_NEAR)
    for middle, peak, half in ((24, 30, 42), (104, 34, 44), (64, 22, 46)):
        x, height = middle + float(rng.uniform(-8, 8)), peak + float(rng.uniform(-3, 5))
        foot = 100.0
        body = polygon([(x - half, foot), (x, height), (x + half, foot)])
        canvas.paint(body, lit((148, 156, 186)), lit((112, 124, 146)))
        side = polygon([(x, height), (x + half, foot), (x + half * 0.12, foot)])
        canvas.paint(side, lit((96, 104, 140)), lit((92, 106, 128)), opacity=0.85)
        down, width = 17.0, half * 17.0 / (foot - height)
        cap = [
            (x, height),
            (x + width, height + down),
            (x + width * 0.35, height + down - 4),
            (x - width * 0.1, height + down + 3),
            (x - width * 0.5, height + down - 4),
            (x - width, height + down),
        ]
        canvas.paint(polygon(cap), lit((252, 252, 255)), lit((228, 234, 246)))
    canvas.turn_to(Part.GROUND, GROUND_NEAR)
    canvas.paint(_ridge(rng, 92, 2.5, 4), lit((128, 158, 110)), lit((84, 112, 78)))


def _city(canvas: Canvas, lit: Lit, rng: np.random.Generator, night: bool) -> None:
    canvas.turn_to(Part.GROUND, ground_near(98))
    x = -4.0
    while x < SIZE_PX:
        width, top = float(rng.uniform(17, 25)), float(rng.uniform(34, 62))
        wall = ((150, 160, 184), (178, 160, 158), (132, 146, 166), (190, 182, 172))[rng.integers(4)]
        house = polygon([(x, top), (x + width, top), (x + width, 98), (x, 98)])
        canvas.paint(house, lit(wall), lit(lighter(wall, 0.3)))
        shade = polygon([(x + width - 4, top), (x + width, top), (x + width, 98), (x + width - 4, 98)])
        canvas.paint(shade, lit(darker(wall, 0.3)))
        pane: Rgb = (255, 220, 120) if night else lit((226, 238, 246))
        for row in range(int((92 - top) // 10)):
            for column in range(2):
                left, up = x + 2.5 + column * (width - 5) / 2, top + 4 + row * 10
                if not night or rng.random() < 0.7:
                    right = left + (width - 5) / 2 - 3
                    box = [(left, up), (right, up), (right, up + 5), (left, up + 5)]
                    canvas.paint(polygon(box), pane, opacity=0.85)
        x += width
    canvas.turn_to(Part.GROUND, GROUND_NEAR)
    road = polygon([(0, 96), (128, 96), (128, 128), (0, 128)])
    canvas.paint(road, lit((126, 126, 138)), lit((84, 86, 100)))
    canvas.paint(polygon([(0, 94), (128, 94), (128, 98), (0, 98)]), lit((206, 202, 194)))
    for start in range(-8, 128, 32):
        dash = [(start, 116), (start + 17, 116), (start + 14, 120), (start - 3, 120)]
        canvas.paint(polygon([(float(a), float(b)) for a, b in dash]), lit((250, 240, 206)))


def _snow(canvas: Canvas, lit: Lit, rng: np.random.Generator, night: bool) -> None:
    canvas.paint(_ridge(rng, 70, 6), lit((206, 222, 240)), lit((190, 208, 232)))
    canvas.paint(_ridge(rng, 82, 5, 4), lit((232, 240, 250)), lit((206, 220, 240)))
    canvas.paint(_ridge(rng, 96, 3, 4), lit((254, 254, 255)), lit((222, 232, 246)))


def _desert(canvas: Canvas, lit: Lit, rng: np.random.Generator, night: bool) -> None:
    x = float(rng.uniform(20, 108))
    mesa = curve([(x - 34, 84), (x - 24, 60), (x - 14, 55), (x + 14, 55), (x + 24, 60), (x + 34, 84)])
    canvas.paint(polygon(mesa), lit((214, 128, 86)), lit((190, 104, 74)))
    for height, high, low in (
        (74, (240, 184, 108), (222, 150, 84)),
        (84, (246, 196, 118), (226, 158, 86)),
        (97, (250, 206, 128), (216, 146, 76)),
    ):
        canvas.paint(_ridge(rng, height, 5, 4), lit(high), lit(low))


def paint_footing(canvas: Canvas, scene: Scene, x: float, half: float) -> None:
    """Give a thing at ``x`` a soft shadow, or an islet where the ground is water."""
    tint, share = AIR[scene.time]
    y = STANDS_AT_PX
    canvas.turn_to(Part.FOOTING, GROUND_NEAR)
    if scene.ground == "sea":
        isle = polygon(oval(x, y + 4, half * 1.25, 8, power=2.4))
        canvas.paint(isle, mix((250, 226, 164), tint, share), mix((206, 164, 104), tint, share))
    else:
        canvas.paint(polygon(oval(x, y + 1, half * 1.12, 4.5)), (30, 28, 60), opacity=0.3)
