"""The membrane over a rectangle: what is said at its rim, spread over its inside as smoothly as can be.

It is Laplace's equation on the pixel grid (Poisson's in the three rows at a side), solved side by side: a
wave along a side of angular frequency w (radians a pixel) goes on into the rectangle as an exponential of
rate t, where cosh t = 2 - cos w. Short waves die within a few pixels, so that far from a side only its few
long waves are summed.

Source: Pérez, Gangnet & Blake (2003), "Poisson image editing", section 2; Buzbee, Golub & Nielson (1970), "On
direct methods for solving Poisson's equations", section 2 (the five-point Laplacian taken apart by sines).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FAINT = 1e-4  # of a wave's height at its side; what is weaker is left out: 0.03 of 255
NEAR_PX = 3  # depth of the layer at a side that may hold sources; in it and in the next every wave counts

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Waves:
    """The waves along one axis: column i of ``shapes``, [length, length], belongs to ``rates[i]``."""

    shapes: Doubles  # orthonormal, from the longest wave to the shortest
    rates: Doubles  # how fast each decays away from a side that it runs along; per pixel


@dataclass(frozen=True)
class _Layer:
    """Rows at about one distance from a side, and the waves that reach them."""

    rows: slice
    shapes: Floats  # [waves, length]
    strengths: Floats  # [rows, waves]


class Side:
    """Spreads what one side says over the whole rectangle."""

    def __init__(self, along: Waves, depth_px: int, free: bool) -> None:
        """Prepare a side; it is followed by ``depth_px`` rows, and then by a side that is ``free`` or 0."""
        self._analysis = along.shapes.astype(np.float32)
        strengths = _profiles(along.rates, depth_px, free)
        swelling = _swelling(along.rates)
        self._near = _near(strengths, swelling).astype(np.float32)
        self._swelling = swelling.astype(np.float32)
        self._layers = tuple(_layers(along.shapes, strengths))

    def spread(self, values: Floats, over: Floats) -> None:
        """Add to ``over``, [c, depth, length], what the side says there.

        ``values``, [c, 1 + n, length]: first what the side itself is held to, then the divergence that the
        next n rows must have; n is at most NEAR_PX and less than the depth.
        """
        heights = values @ self._analysis  # [c, 1 + n, waves]
        sources = heights.shape[1]
        near = np.einsum("csk,rsk->crk", heights, self._near[:, :sources])
        over[:, :NEAR_PX] += near @ self._analysis.T
        seen = np.einsum("csk,sk->ck", heights, self._swelling[:sources])[:, None]
        for layer in self._layers:
            weighted = seen[..., : layer.strengths.shape[1]] * layer.strengths
            # One product for all channels: a product of matrices costs a meeting of all threads.
            flat = weighted.reshape(-1, weighted.shape[2]) @ layer.shapes
            over[:, layer.rows] += flat.reshape(*weighted.shape[:2], -1)


def waves(length: int, first_free: bool, last_free: bool) -> Waves:
    """Give the waves of an axis, each of whose ends is held at 0 one pixel outside, or is free.

    A free end is half a pixel outside: what lies beyond it mirrors what lies before it.
    """
    at, number = np.arange(length) + 1.0, np.arange(length)
    if first_free and last_free:
        frequencies = np.pi * number / length
        shapes = np.cos((at[:, None] - 0.5) * frequencies)
    elif first_free or last_free:
        frequencies = np.pi * (2 * number + 1) / (2 * length + 1)
        shapes = np.sin(at[:, None] * frequencies)
        shapes = shapes[::-1] if first_free else shapes
    else:
        frequencies = np.pi * (number + 1) / (length + 1)
        shapes = np.sin(at[:, None] * frequencies)
    return Waves(shapes / np.linalg.norm(shapes, axis=0), np.arccosh(2 - np.cos(frequencies)))


def _profiles(rates: Doubles, depth_px: int, free: bool) -> Doubles:
    """Tell how strong each wave is on every row from the side on, [depth, waves]."""
    rows = np.arange(1.0, depth_px + 1)[:, None]
    end = depth_px + (0.5 if free else 1.0)
    there, back, around = np.exp(-rates * rows), np.exp(-rates * (2 * end - rows)), np.exp(-2 * rates * end)
    if free:  # cosh, written with falling exponentials alone: no wave overflows
        rising: Doubles = (there + back) / (1 + around)
        return rising
    level = rates == 0
    falling: Doubles = np.where(level, 1 - rows / end, (there - back) / np.where(level, 1, 1 - around))
    return falling


def _swelling(rates: Doubles) -> Doubles:
    """Tell what a side would be held to if a source of -1 in a row before it were its doing, [1 + n, waves].

    The side's own row comes first. Beyond a source in row r the wave is that of a side held to
    -sinh(r t) / sinh(t), which is a Chebyshev polynomial of the second kind in cosh(t).
    """
    doubled = 2 * np.cosh(rates)
    ones = np.ones_like(rates)
    return np.stack([ones, -ones, -doubled, 1 - doubled**2])


def _near(strengths: Doubles, swelling: Doubles) -> Doubles:
    """Tell what each source does to each of the rows that may hold one, [rows, 1 + n, waves]."""
    near = strengths[:NEAR_PX, None] * swelling
    for row in range(1, NEAR_PX + 1):
        for source in range(row + 1, NEAR_PX + 1):
            near[row - 1, source] = strengths[source - 1] * swelling[row]
    return near


def _layers(shapes: Doubles, strengths: Doubles) -> list[_Layer]:
    """Part the rows behind the sources into layers, each twice as far from them as the one before."""
    layers, start = [], NEAR_PX
    while start < len(strengths):
        stop = min(2 * start, len(strengths))
        reaching = max(1, int((strengths[start - NEAR_PX] > FAINT).sum()))
        rows = slice(start, stop)
        held = np.ascontiguousarray(shapes[:, :reaching].T, np.float32)
        layers.append(_Layer(rows, held, strengths[rows, :reaching].astype(np.float32)))
        start = stop
    return layers
