"""Faces are cut out upright, and put back where they were under a soft mask."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from generation.restoring.faces import SIDE_PX, TEMPLATE, Landmarks, cut, window


def moved(turn: complex, shift: complex, *, nose: bool = True) -> Landmarks:
    """Turn, zoom and shift the template."""
    points = [turn * complex(*point) + shift for point in TEMPLATE]
    left_eye, right_eye, tip, left_mouth, right_mouth = ((one.real, one.imag) for one in points)
    return Landmarks(left_eye, right_eye, left_mouth, right_mouth, tip if nose else None)


@given(
    zoom=st.floats(0.05, 8),
    angle=st.floats(-3, 3),
    x=st.floats(-500, 5000),
    y=st.floats(-500, 5000),
    nose=st.booleans(),
)
def test_alignment_undoes_a_similarity(zoom: float, angle: float, x: float, y: float, *, nose: bool) -> None:
    """Turn, zoom and shift are found exactly, with or without the tip of the nose."""
    turn = zoom * np.exp(1j * angle)
    matrix = moved(turn, complex(x, y), nose=nose).to_aligned()

    there = np.array([complex(turn * complex(*point) + complex(x, y)) for point in TEMPLATE])
    back = np.stack([there.real, there.imag], 1) @ matrix[:, :2].T + matrix[:, 2]
    assert np.allclose(back, TEMPLATE, atol=1e-6 * (1 + abs(x) + abs(y)) / zoom)


def test_five_points_of_an_aligned_face_change_nothing() -> None:
    """What is aligned already is cut out as it is."""
    picture = np.random.default_rng(0).integers(0, 256, (SIDE_PX, SIDE_PX, 3), np.uint8)

    assert np.allclose(cut(picture, moved(1, 0).to_aligned()), picture, atol=1e-3)


@pytest.mark.parametrize("zoom", [0.2, 0.5, 1.0, 1.7])
@pytest.mark.parametrize("scale", [1, 2])
def test_face_returns_to_its_place(zoom: float, scale: int) -> None:
    """A gradient that is cut out and pasted back does not move, at any size."""
    down, across = np.mgrid[0:900, 0:900]
    picture = np.stack([across / 4, down / 4, (across + down) / 8], -1).astype(np.uint8)
    matrix = moved(zoom * np.exp(0.2j), 60 + 20j).to_aligned()
    large = np.repeat(np.repeat(picture, scale, 0), scale, 1)
    pasted = large.copy()

    window(matrix, 900 * scale, 900 * scale, scale).paste(pasted, cut(picture, matrix), 1.0)

    assert np.abs(pasted.astype(int) - large).max() <= 2


def test_only_the_oval_changes_and_its_edge_is_soft() -> None:
    """No step is larger than the mask's own slope allows; beyond it every bit stays."""
    picture = np.zeros((600, 600, 3), np.uint8)
    matrix = moved(1, 40 + 40j).to_aligned()

    window(matrix, 600, 600).paste(picture, np.full((SIDE_PX, SIDE_PX, 3), 255, np.float32), 1.0)

    steps = max(np.abs(np.diff(picture.astype(int), axis=axis)).max() for axis in (0, 1))
    assert picture[300, 296].tolist() == [255] * 3
    assert 0 < steps <= 8
    outside = picture.copy()
    outside[40:552, 40:552] = 0
    assert not outside.any()
    assert not picture[[41, 550]].any()
    assert not picture[:, [41, 550]].any()


@settings(max_examples=25)
@given(x=st.floats(-700, 700), y=st.floats(-700, 700), zoom=st.floats(0.1, 3))
def test_face_may_reach_beyond_the_picture(x: float, y: float, zoom: float) -> None:
    """What lies outside is left out; nothing breaks."""
    picture: NDArray[np.uint8] = np.full((120, 90, 3), 7, np.uint8)
    matrix = moved(zoom, complex(x, y)).to_aligned()

    window(matrix, 90, 120).paste(picture, cut(picture, matrix), 1.0)

    assert (picture == 7).all()
