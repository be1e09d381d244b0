"""Brings a pasted face to the photo's colours: what differs where they meet is spread over the face.

The field of colours c minimises the sum of w (c - d)^2 + |grad c|^2 over a coarse grid, where d is the
difference of photo and pasted picture and w is large where both are seen: a membrane that is held softly at
the mask's edge. It is linear in d, so that it is a matrix that a clip needs once. Hair or a collar that moves
through the edge differs much more than colours do; such cells count little.

Source: Pérez, Gangnet & Blake (2003), "Poisson image editing", and Farbman et al. (2009), "Coordinates for
instant image cloning": the membrane as fixed weights of the differences at the rim. Geman & McClure (1987),
"Statistical methods for tomographic image reconstruction", for the influence of cells that differ much.
"""

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import diags_array, eye_array, kron
from scipy.sparse.linalg import splu

from avatar.animator import Pixels
from avatar.paste.mask import Mask

CELLS = 32  # along each axis of the grid, at most
HOLD = 4.0  # how strongly a cell in the middle of the mask's edge is held, against one bent pair of cells
LEAST_HOLD = 0.05  # cells that are held less aren't looked at
TURN = 32.0  # of 255; differences beyond it count for less the larger they are

Floats = NDArray[np.float32]


class Tint:
    """Makes the field of colours for each frame."""

    def __init__(self, ground: Pixels, mask: Mask) -> None:
        """Set up for the photo under a mask, uint8 [h, w, 3]."""
        height, width = mask.shape
        self._size = (min(CELLS, width), min(CELLS, height))  # columns, rows
        self._ground = self._coarse(ground)
        soft = cv2.resize(4 * mask * (1 - mask), self._size, interpolation=cv2.INTER_AREA).reshape(-1)
        self._cells = np.flatnonzero(soft > LEAST_HOLD)
        self._spread = _spread(*self._size, soft.astype(np.float64), self._cells)

    def field(self, square: Pixels) -> Floats:
        """Tell what to add to a pasted picture, uint8 [h, w, 3]: float32 [rows, columns, 3], coarse."""
        columns, rows = self._size
        if not len(self._cells):
            return np.zeros((rows, columns, 3), np.float32)
        apart = (self._ground - self._coarse(square)).reshape(-1, 3)[self._cells]
        usual = np.median(apart, axis=0)
        strays = apart - usual
        strays /= 1 + (strays / TURN) ** 2
        spread = self._spread @ (usual + strays)
        return np.asarray(spread.reshape(rows, columns, 3), np.float32)

    def _coarse(self, pixels: Pixels) -> Floats:
        return np.asarray(cv2.resize(pixels.astype(np.float32), self._size, interpolation=cv2.INTER_AREA))


def _spread(columns: int, rows: int, soft: NDArray[np.float64], cells: NDArray[np.int64]) -> Floats:
    """Solve for what each held cell does to all cells, [rows * columns, cells]."""
    if not len(cells):
        return np.zeros((rows * columns, 0), np.float32)
    held = np.zeros(rows * columns)
    held[cells] = HOLD * soft[cells]
    bends = kron(eye_array(rows), _bends(columns)) + kron(_bends(rows), eye_array(columns))
    solve = splu((bends + diags_array(held)).tocsc()).solve
    sources = np.zeros((rows * columns, len(cells)))
    sources[cells, np.arange(len(cells))] = held[cells]
    return np.asarray(solve(sources), np.float32)


def _bends(length: int) -> diags_array:
    """Give the Laplacian of a row of cells with free ends, [length, length]."""
    own = np.full(length, 2.0)
    own[[0, -1]] -= 1
    beside = np.full(length - 1, -1.0)
    return diags_array([beside, own, beside], offsets=[-1, 0, 1], shape=(length, length))
