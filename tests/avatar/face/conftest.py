"""The networks that look at faces, with stand-in weights of full size."""

import pytest
import torch
from safetensors import safe_open
from torch import Tensor

from avatar.face.source import FaceNets, load_nets
from tests.sadtalker import BOXES, FACE_256, POINTS, stand_in

PREFIX = "face_3drecon."

Weights = dict[str, Tensor]


@pytest.fixture(scope="session")
def box_weights() -> Weights:
    """Map the weights of the box net."""
    held: Weights = torch.load(stand_in(BOXES), map_location="cpu", weights_only=True, mmap=True)
    return held


@pytest.fixture(scope="session")
def point_weights() -> Weights:
    """Map the weights of the point net."""
    held: dict[str, Weights] = torch.load(stand_in(POINTS), map_location="cpu", weights_only=True, mmap=True)
    return held["state_dict"]


@pytest.fixture(scope="session")
def coefficient_weights() -> Weights:
    """Read the weights of the coefficient net."""
    with safe_open(stand_in(FACE_256), framework="pt") as file:
        names = [name for name in file.keys() if name.startswith(PREFIX)]  # noqa: SIM118 - not a dict
        return {name.removeprefix(PREFIX): file.get_tensor(name) for name in names}


@pytest.fixture(scope="session")
def nets(box_weights: Weights, point_weights: Weights, coefficient_weights: Weights) -> FaceNets:
    """Load all three, folded."""
    return load_nets(box_weights, point_weights, coefficient_weights)
