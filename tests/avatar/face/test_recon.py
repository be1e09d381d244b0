"""Alignment and coefficients are the original's."""

import numpy as np
import pytest

from avatar.face.align import STANDARD, align, fit_camera, five_points, standard_points
from avatar.face.errors import FeaturesUnclear
from avatar.face.recon import CoefficientNet, coefficient_rows, read_coefficients
from avatar.face.source import FaceNets
from avatar.folding import load_plain
from tests.avatar.face.conftest import Weights
from tests.avatar.face.held import floats, numbers, picture

ROLL = np.array([[0.8, -0.6, 0], [0.6, 0.8, 0]])  # 37 degrees


@pytest.mark.parametrize("folded", [True, False])
def test_coefficients_are_the_originals(folded: bool, nets: FaceNets, coefficient_weights: Weights) -> None:
    """All 257, both as published and with folded norms."""
    net = nets.coefficients if folded else load_plain(CoefficientNet, coefficient_weights)

    (read,) = read_coefficients(net, [picture("recon", "image")])

    assert np.abs(numbers("recon", "coeff257") - read).max() < 1e-5


def test_alignment_is_the_originals() -> None:
    """The camera, and nearly every sample of the picture."""
    image = picture("recon", "align_image")

    aligned = align(image, five_points(floats("recon", "align_landmarks"), 256))

    camera = (256, 256, aligned.scale, *aligned.shift)
    np.testing.assert_allclose(camera, numbers("recon", "align_params"), rtol=1e-4)
    off = np.abs(picture("recon", "aligned_image").astype(int) - aligned.image)
    assert (off > 2).mean() < 1e-3


def test_row_is_the_originals(nets: FaceNets) -> None:
    """Expression, angles, shift and camera, from the cut on."""
    image = picture("recon", "align_image")
    points = five_points(floats("recon", "align_landmarks"), 256)

    (row,) = coefficient_rows(nets.coefficients, [align(image, points)])

    expected = numbers("recon", "semantic73")
    assert np.abs(expected[:70] - row[:70]).max() < 1e-5
    np.testing.assert_allclose(expected[70:], row[70:], rtol=1e-4)


def test_faces_are_read_one_by_one(nets: FaceNets) -> None:
    """What stands beside a face does not matter to it."""
    image = picture("recon", "image")
    (alone,) = read_coefficients(nets.coefficients, [image])

    *_, last = read_coefficients(nets.coefficients, [image[::-1], image[:, ::-1], image])

    np.testing.assert_allclose(alone, last, atol=1e-5)


def test_camera_that_took_the_points_is_found() -> None:
    """A standard face seen 51 pixels a unit, leaning, has to be enlarged twice."""
    points = 51 * STANDARD @ ROLL.T + (130, 110)

    scale, shift = fit_camera(points)

    assert scale == pytest.approx(2)
    assert shift == pytest.approx((130, 110))


def test_standard_face_fills_the_cut() -> None:
    """Its axes reach from edge to edge."""
    scale, shift = fit_camera(standard_points(256))

    assert scale == pytest.approx(102 / 128)
    assert shift == pytest.approx((128, 128))


def test_face_at_the_edge_has_black_beside_it() -> None:
    """What lies beyond the cut is black, and not stretched."""
    image = np.full((256, 256, 3), 200, np.uint8)

    aligned = align(image, STANDARD[:, :2] * 102 + (10, 128))

    assert (aligned.image[:, :90] == 0).all()
    assert (aligned.image[:, 110:] == 200).all()


@pytest.mark.parametrize("spread", [0.0, 1e-6, np.nan])
def test_points_on_one_spot_are_no_face(spread: float) -> None:
    """A camera that far away would ask for a picture of any size."""
    with pytest.raises(FeaturesUnclear):
        align(np.zeros((256, 256, 3), np.uint8), STANDARD[:, :2] * spread + (100, 100))
