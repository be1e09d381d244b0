"""Tests of what a face looks like in space, and of where a frame looks."""

import pytest
import torch
from torch import Tensor

from avatar.folding import load_plain
from avatar.render.appearance import Appearance
from avatar.render.dense_motion import (
    DenseMotion,
    PlainDenseMotion,
    PreparedMotion,
    deformation,
    entry,
    motions,
    rows_in,
)
from avatar.render.layers import below
from tests.avatar.render.pictures import as_image, off_by
from tests.sadtalker import golden


def _points(name: str) -> Tensor:
    return torch.from_numpy(golden("generator_frame")[name])[None]


@pytest.fixture(scope="module")
def features(generator_weights: dict[str, Tensor]) -> Tensor:
    """Look at the golden's picture once."""
    with torch.inference_mode():
        return Appearance(generator_weights)(as_image(golden("generator_frame")["image"]))


@pytest.fixture(scope="module")
def net(generator_weights: dict[str, Tensor]) -> DenseMotion:
    """Open the network once."""
    return DenseMotion(below(generator_weights, "dense_motion_network"))


@pytest.fixture(scope="module")
def prepared(net: DenseMotion, features: Tensor) -> PreparedMotion:
    """Prepare the golden's picture once."""
    with torch.inference_mode():
        return net.prepare(features, _points("source_kp"))


def test_appearance_is_the_originals(features: Tensor) -> None:
    """V is that of the original program."""
    assert (1, 32, 16, 64, 64) == tuple(features.shape)
    assert off_by(golden("generator_frame")["feature_3d_sub"], features[0, ::8, ::5, ::16, ::16]) < 2e-5


def test_motion_is_the_originals(net: DenseMotion, prepared: PreparedMotion) -> None:
    """Mask, deformation and occlusion are those of the original program, the fast way."""
    held = golden("generator_frame")

    mask, _ = net.look(prepared, _points("driving_kp"))
    places, occlusion = net(prepared, _points("driving_kp"))

    assert off_by(held["mask_sub"], mask[0, :, ::5, ::16, ::16]) < 2e-5
    assert off_by(held["deformation_sub"], places[0, ::5, ::16, ::16]) < 2e-5
    assert off_by(held["occlusion_map_sub"], occlusion[0, 0, ::4, ::4]) < 2e-5


def test_plain_network_is_the_originals(
    generator_weights: dict[str, Tensor], net: DenseMotion, prepared: PreparedMotion
) -> None:
    """The networks as they were trained give the same, in every cell as the fast way."""
    held = golden("generator_frame")
    plain = load_plain(PlainDenseMotion, below(generator_weights, "dense_motion_network"))

    mask, occlusion = plain(prepared, _points("driving_kp"))
    fast = net(prepared, _points("driving_kp"))
    places = deformation(mask, motions(prepared, _points("driving_kp")))

    assert off_by(held["mask_sub"], mask[0, :, ::5, ::16, ::16]) < 2e-5
    assert off_by(held["occlusion_map_sub"], occlusion[0, 0, ::4, ::4]) < 2e-5
    assert (occlusion - fast[1]).abs().max() < 2e-5
    # Where a mask is about to be cut, rounding decides on a thousandth of a motion.
    assert (places - fast[0]).abs().quantile(0.999) < 2e-5


def test_rows_are_what_the_hourglass_was_trained_on(prepared: PreparedMotion) -> None:
    """Heat maps and moved features by one axis at a time equal exp and sampling in space, far outside too."""
    points = _points("driving_kp") + torch.tensor((0.9, -0.4, 1.7))

    rows = rows_in(prepared, points[0])

    assert (entry(prepared, points)[0] - rows.permute(3, 0, 1, 2)).abs().max() < 2e-5


def test_frame_is_the_same_in_any_batch(net: DenseMotion, prepared: PreparedMotion) -> None:
    """Bit for bit, wherever it is in a batch and whatever is beside it."""
    points = _points("driving_kp")
    alone = net(prepared, points)

    together = net(prepared, torch.cat((points * 0.5, points)))

    assert torch.equal(alone[0][0], together[0][1])
    assert torch.equal(alone[1][0], together[1][1])
    assert not torch.equal(alone[0][0], together[0][0])


def test_no_number_is_too_small_to_be_fast(prepared: PreparedMotion) -> None:
    """Numbers below the smallest normal one make a processor many times slower."""
    rows = rows_in(prepared, _points("driving_kp")[0])

    assert not ((rows != 0) & (rows.abs() < torch.finfo(torch.float32).tiny)).any()
