"""The networks with stand-in weights, and a voice."""

from collections.abc import Mapping

import numpy as np
import pytest
from safetensors import safe_open
from torch import Tensor

from avatar.motion.coefficients import ALL
from avatar.motion.nets import MotionNets, load_nets
from avatar.motion.windows import Coefficients
from avatar.sound import Samples
from avatar.weights.layout import NOT_NEEDED
from tests.avatar.motion.goldens import numbers
from tests.sadtalker import FACE_256, stand_in


def _part(prefix: str) -> dict[str, Tensor]:
    with safe_open(stand_in(FACE_256), "pt") as file:
        names = [name for name in file.keys() if name.startswith(prefix)]  # noqa: SIM118 - no mapping
        names = [name for name in names if not NOT_NEEDED.fullmatch(name)]
        return {name.removeprefix(prefix): file.get_tensor(name) for name in names}


@pytest.fixture(scope="session")
def weights() -> Mapping[str, Mapping[str, Tensor]]:
    """Read the weights of both networks."""
    return {name: _part(f"{name}.") for name in ("audio2exp", "audio2pose")}


@pytest.fixture(scope="session")
def plain(weights: Mapping[str, Mapping[str, Tensor]]) -> MotionNets:
    """Load the networks as they are in the file."""
    return load_nets(weights["audio2exp"], weights["audio2pose"], fold=False)


@pytest.fixture(scope="session")
def folded(weights: Mapping[str, Mapping[str, Tensor]]) -> MotionNets:
    """Load the networks as they are used."""
    return load_nets(weights["audio2exp"], weights["audio2pose"])


@pytest.fixture(params=["plain", "folded"])
def nets(request: pytest.FixtureRequest) -> MotionNets:
    """Give the networks in the one form, then in the other."""
    found: MotionNets = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session")
def voice() -> Samples:
    """Give 1.8 s of a voice, 16 kHz."""
    return numbers("mel_16k", "waveform_16k")


@pytest.fixture(scope="session")
def source() -> Coefficients:
    """Give the coefficients of a photo."""
    return np.random.default_rng(7).normal(0, 0.5, ALL).astype(np.float32)
