"""The membrane against the linear system that it solves."""

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from avatar.paste.membrane import NEAR_PX, Side, waves

ROWS, COLUMNS = 9, 11


def laplacian(length: int, first_free: bool, last_free: bool) -> NDArray[np.float64]:
    """Write the second difference along an axis as a matrix; an end is free or 0 one pixel outside."""
    matrix = np.diag(np.full(length, -2.0)) + np.eye(length, k=1) + np.eye(length, k=-1)
    matrix[0, 0] += first_free
    matrix[-1, -1] += last_free
    return matrix


@pytest.mark.parametrize(("bottom", "left", "right"), list(itertools.product((False, True), repeat=3)))
def test_side_solves_poissons_equation(bottom: bool, left: bool, right: bool) -> None:
    """What the side is held to and what lies in the rows before it, with any of the other sides free."""
    rng = np.random.default_rng(5)
    said = rng.normal(0, 50, (1 + NEAR_PX, COLUMNS))
    across, down = laplacian(COLUMNS, left, right), laplacian(ROWS, False, bottom)
    system = np.kron(np.eye(ROWS), across) + np.kron(down, np.eye(COLUMNS))
    sources = np.zeros((ROWS, COLUMNS))
    sources[:NEAR_PX] = said[1:]
    sources[0] -= said[0]
    expected = np.linalg.solve(system, sources.ravel()).reshape(ROWS, COLUMNS)

    field = np.zeros((1, ROWS, COLUMNS), np.float32)
    Side(waves(COLUMNS, left, right), ROWS, bottom).spread(said[None].astype(np.float32), field)

    np.testing.assert_allclose(expected, field[0], atol=0.1)


@pytest.mark.parametrize(("first", "last"), list(itertools.product((False, True), repeat=2)))
def test_waves_are_the_axis_own(first: bool, last: bool) -> None:
    """They are orthonormal eigenvectors of the second difference."""
    found = waves(COLUMNS, first, last)

    np.testing.assert_allclose(np.eye(COLUMNS), found.shapes.T @ found.shapes, atol=1e-12)
    bent = laplacian(COLUMNS, first, last) @ found.shapes
    np.testing.assert_allclose(bent, found.shapes * (2 - 2 * np.cosh(found.rates)), atol=1e-12)


def test_constant_side_of_free_rectangle_is_constant() -> None:
    """Where nothing else is held, the side's value is everywhere."""
    field = np.zeros((2, 300, 200), np.float32)

    Side(waves(200, True, True), 300, True).spread(np.full((2, 1, 200), 40, np.float32), field)

    np.testing.assert_allclose(field, 40, atol=1e-3)
