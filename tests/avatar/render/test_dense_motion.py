"""Tests of what a face looks like in space, and of where a frame looks."""

import pytest
import torch
from torch import Tensor

from avatar.render.appearance import Appearance
from avatar.render.dense_motion import DenseMotion, PreparedMotion
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
    """Mask, deformation and occlusion are those of the original program."""
    held = golden("generator_frame")

    mask, _ = net.net(prepared, _points("driving_kp"))
    deformation, occlusion = net(prepared, _points("driving_kp"))

    assert off_by(held["mask_sub"], mask[0, :, ::5, ::16, ::16]) < 2e-5
    assert off_by(held["deformation_sub"], deformation[0, ::5, ::16, ::16]) < 2e-5
    assert off_by(held["occlusion_map_sub"], occlusion[0, 0, ::4, ::4]) < 2e-5
