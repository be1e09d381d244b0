"""The point net and what follows it give what the original gives."""

import numpy as np
import pytest
from numpy.typing import NDArray

from avatar.animator import Box, Pixels
from avatar.face.errors import FaceTooSmall
from avatar.face.landmarks import decode, to_68
from avatar.face.pointnet import PointNet, heat_maps, points68, points68_of_each, points98
from avatar.face.source import FaceNets
from avatar.folding import load_plain
from tests.avatar.face.conftest import Weights
from tests.avatar.face.held import floats, numbers, picture

Maps = NDArray[np.float32]


@pytest.fixture(scope="module")
def face() -> Pixels:
    """Give the golden's face."""
    return picture("face", "lm_image")


def hills(centres: NDArray[np.float64]) -> Maps:
    """Draw a heat map with a hill around each centre, x and y in cells."""
    y, x = np.mgrid[:64, :64]
    far = (x - centres[:, 0, None, None]) ** 2 + (y - centres[:, 1, None, None]) ** 2
    maps: Maps = np.exp(-far / 2).astype(np.float32)
    return maps


@pytest.mark.parametrize("folded", [True, False])
def test_heat_maps_are_the_originals(
    folded: bool, nets: FaceNets, point_weights: Weights, face: Pixels
) -> None:
    """Of the first and of the last stack, both as published and with folded norms."""
    first, *_, last = heat_maps(nets.points if folded else load_plain(PointNet, point_weights), [face])

    assert np.abs(numbers("face", "lm_heatmaps_stack0_sub") - first[0, :, ::8, ::8]).max() < 1e-4
    assert np.abs(numbers("face", "lm_heatmaps_last_sub") - last[0, :, ::8, ::8]).max() < 1e-4


def test_points_are_the_originals(nets: FaceNets, face: Pixels) -> None:
    """Up to 0.6 cells, for the original reads neighbours from the wrong cells."""
    (points,) = points98(nets.points, [face])

    cell = np.array([face.shape[1], face.shape[0]]) / 64
    assert (np.abs(numbers("face", "lm_points98") - points) <= 0.6 * cell).all()


def test_decoding_is_the_originals() -> None:
    """A quarter cell towards the higher neighbour."""
    points = decode(hills(numbers("face", "decode_centres_xy")))

    assert np.abs(numbers("face", "decode_points") - points).max() < 1e-5


def test_a_point_in_the_last_row_moves_no_other() -> None:
    """Each point reads its own neighbours."""
    centres = np.array([[20.3, 30.3], [40.0, 63.0], [10.0, 0.0]])

    together, alone = decode(hills(centres)), decode(hills(centres[:1]))

    np.testing.assert_array_equal(alone[0], together[0])


@pytest.mark.parametrize("corner", [(0, 0), (63, 0), (0, 63), (63, 63)])
def test_points_in_corners_are_read(corner: tuple[int, int]) -> None:
    """The very last cell has no neighbour to its right, nor below."""
    (point,) = decode(hills(np.array([corner], np.float64)))

    assert np.abs(point - corner - 0.5).max() <= 0.25


def test_98_points_become_the_usual_68() -> None:
    """Jaw, brows, nose, eyes and lips are taken from their places."""
    points = to_68(floats("face", "points98"))

    assert np.abs(numbers("face", "points68") - points).max() < 1e-5


def test_points_lie_where_the_box_is(nets: FaceNets, face: Pixels) -> None:
    """A box inside a larger picture moves the points by its corner, truncated."""
    picture = np.zeros((300, 300, 3), np.uint8)
    picture[70 : 70 + face.shape[0], 40 : 40 + face.shape[1]] = face
    (inside,) = points98(nets.points, [face])

    points = points68(nets.points, picture, Box(40.7, 70.9, face.shape[1], face.shape[0]))

    np.testing.assert_allclose(to_68(inside) + np.array([40, 70]), points, atol=1e-4)


def test_box_beyond_the_picture_is_clamped(nets: FaceNets, face: Pixels) -> None:
    """What sticks out is not looked at, and wraps nowhere."""
    height, width = face.shape[:2]

    whole, beyond = points68_of_each(
        nets.points,
        [(face, Box(0, 0, width, height)), (face, Box(-30, -20, width + 60, height + 60))],
    )

    np.testing.assert_allclose(whole, beyond, atol=1e-4)


def test_box_outside_the_picture_is_refused(nets: FaceNets, face: Pixels) -> None:
    """There is nothing to look at."""
    with pytest.raises(FaceTooSmall):
        points68(nets.points, face, Box(-50, 10, 40, 40))
