"""Where the face that is pasted ends: jaw and temples by its points, forehead by the photo's hair line."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates, median_filter

from avatar.animator import Pixels
from avatar.face.landmarks import Points

Doubles = NDArray[np.float64]
Curve = NDArray[np.float64]  # [n, 2], x and y, closed

FOREHEAD = 0.5  # of the way from chin to brows: the highest third of a face ends at the hair
LOWEST, HIGHEST = 0.3, 1.6  # of that: where a hair line may be
LOOKED_FROM, LOOKED_TO = 0.08, 1.0  # of the way from chin to brows, above the brows
STEPS = 64  # looked at along each ray
RAYS = 33  # from brow to brow
RUN = 5  # steps that must all be strange: a wrinkle or a shine is narrower
LIGHT = 0.6  # how much lightness counts against colour: foreheads shine
STRANGE = 16.0  # of a colour from the skin's (L*a*b*); an even skin stays below it
SPREAD = 3.5  # an uneven skin's own spread that isn't strange yet
SEEN = 0.5  # of the rays that must end at hair
UNEVEN = 0.12  # of the way from chin to brows: rays that disagree more saw no hair line
STRAY = 9  # rays; fewer than half of them are outvoted
LEAST_PX = 12  # from chin to brows
UNLIKELY = 0.5  # share of the jaw that may be outside of the picture
CHEEKS = ((1, 31), (2, 48), (15, 35), (14, 54))  # skin lies between these points, and on the nose
NOSE = (28, 29)


@dataclass(frozen=True)
class _Frame:
    """The face's own axes."""

    brows: Doubles  # middle of the brows, [2]
    up: Doubles  # from chin to brows, [2]; its length is the measure of all others


def outline(ground: Pixels, points: Points) -> Curve | None:
    """Draw the line around a face in RGB pixels by its 68 points; None where the points are no face's.

    The hair line is where the colour above the brows is the skin's no more. Where that can't be seen, the
    face ends as most do, in an arch.
    """
    axes = _axes(points, ground.shape[:2])
    if axes is None:
        return None
    placed = points.astype(np.float64)
    feet = _feet(placed)
    heights = _hair_line(ground, placed, feet, axes)
    if heights is None:
        heights = _arch(RAYS)
    top = feet + heights[:, None] * axes.up
    return np.concatenate([placed[:17], top[::-1]])


def _axes(points: Points, shape: tuple[int, ...]) -> _Frame | None:
    if points.shape != (68, 2) or not np.isfinite(points).all():
        return None
    chin, brows = points[8].astype(np.float64), points[17:27].mean(axis=0, dtype=np.float64)
    x, y = points[:17, 0], points[:17, 1]
    outside = float(((x < 0) | (y < 0) | (x >= shape[1]) | (y >= shape[0])).mean())
    if float(np.hypot(*(brows - chin))) < LEAST_PX or outside > UNLIKELY:
        return None
    return _Frame(brows, brows - chin)


def _feet(points: Doubles) -> Doubles:
    """Lay where the rays begin along the brows, from the outer end of one to that of the other."""
    line = points[17:27]
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    at = np.linspace(0, along[-1], RAYS)
    return np.stack([np.interp(at, along, line[:, axis]) for axis in range(2)], axis=1)


def _arch(count: int) -> Doubles:
    across = np.linspace(-1, 1, count)
    return FOREHEAD * np.sqrt(1 - 0.7 * across**2)


def _hair_line(ground: Pixels, points: Doubles, feet: Doubles, axes: _Frame) -> Doubles | None:
    """Measure how far above the brows the skin ends, [RAYS], in lengths of ``up``; None if it isn't seen."""
    blurred = cv2.GaussianBlur(ground, (0, 0), max(0.5, 0.01 * float(np.hypot(*axes.up))))
    lab = cv2.cvtColor(blurred.astype(np.float32) / 255, cv2.COLOR_RGB2LAB) * (LIGHT, 1, 1)
    ways = np.linspace(LOOKED_FROM, LOOKED_TO, STEPS)
    rays = feet[:, None] + ways[:, None] * axes.up  # [rays, steps, 2]
    skin = _skin(points)
    colours, own = _colours(lab, rays), _colours(lab, skin)
    usual = np.median(own, axis=0)
    limit = max(STRANGE, SPREAD * float(np.median(np.linalg.norm(own - usual, axis=1))))
    strange = np.linalg.norm(colours - usual, axis=2) > limit
    first = _first_run(strange)
    if (first < STEPS).mean() < SEEN:
        return None
    first = median_filter(np.minimum(first, STEPS - 1), STRAY, mode="nearest")
    return _smooth(ways[first])


def _skin(points: Doubles) -> Doubles:
    """Lay points on cheeks and nose, [n, 2]."""
    shares = np.linspace(0.25, 0.75, 9)[:, None]
    lines = [points[a] + shares * (points[b] - points[a]) for a, b in (*CHEEKS, NOSE)]
    return np.concatenate(lines)


def _colours(lab: NDArray[np.float32], at: Doubles) -> Doubles:
    """Read colours at points, [..., 2]: [..., 3]; beyond the picture, those of its edge."""
    where = at.reshape(-1, 2)[:, ::-1].T
    planes = [map_coordinates(lab[..., c], where, order=1, mode="nearest") for c in range(3)]
    return np.stack(planes, axis=1).astype(np.float64).reshape(*at.shape[:-1], 3)


def _first_run(strange: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Find where in each row RUN strange steps begin; STEPS where none do."""
    windows = np.lib.stride_tricks.sliding_window_view(strange, RUN, axis=1)
    runs = np.asarray(windows.all(axis=2), np.bool_)
    return np.where(runs.any(axis=1), runs.argmax(axis=1), STEPS)


def _smooth(heights: Doubles) -> Doubles | None:
    """Lay an even curve through the heights; None where they are too uneven for a hair line."""
    across = np.linspace(-1, 1, len(heights))
    curve = np.polynomial.polynomial.polyfit(across, heights, 4)
    fitted = np.polynomial.polynomial.polyval(across, curve)
    if np.abs(fitted - heights).mean() > UNEVEN:
        return None
    usual = _arch(len(heights))
    return np.clip(fitted, LOWEST * usual, HIGHEST * usual)
