"""The renderer's weights, read once and never written to."""

from collections.abc import Iterator

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor

from avatar.render.layers import below
from tests.sadtalker import FACE_256, MAPPING_CROP, MAPPING_FULL, stand_in


@pytest.fixture(autouse=True)
def no_gradients() -> Iterator[None]:
    """Run every test as the renderer runs."""
    with torch.inference_mode():
        yield


@pytest.fixture(scope="session")
def face_weights() -> dict[str, Tensor]:
    """Read the weights for 256 (mapped, not copied)."""
    return load_file(stand_in(FACE_256))


@pytest.fixture(scope="session")
def generator_weights(face_weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """Give the weights of the generator."""
    return below(face_weights, "generator")


@pytest.fixture(scope="session")
def mapping_weights() -> dict[str, dict[str, Tensor]]:
    """Read the mapping net's weights for windows of 70 and of 73 numbers."""
    files = {"crop70": MAPPING_CROP, "full73": MAPPING_FULL}
    return {name: torch.load(stand_in(file), weights_only=True)["mapping"] for name, file in files.items()}
