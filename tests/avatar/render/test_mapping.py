"""Tests of the network that reads windows of coefficients."""

import pytest
import torch
from torch import Tensor

from avatar.render.mapping import Mapping
from tests.avatar.render.pictures import off_by
from tests.sadtalker import golden

Weights = dict[str, dict[str, Tensor]]


@pytest.mark.parametrize("name", ["crop70", "full73"])
def test_mapping_is_the_originals(mapping_weights: Weights, name: str) -> None:
    """Votes, angles, shift and expression are those of the original program."""
    held = golden("mapping")
    windows = torch.from_numpy(held[f"in_{name}"])
    mapping = Mapping(mapping_weights[name])

    head = mapping(windows)
    votes = dict(zip(("yaw", "pitch", "roll"), mapping.net(windows)[:3], strict=True))

    for angle in ("yaw", "pitch", "roll"):
        assert off_by(held[f"{name}_{angle}"], votes[angle]) < 3e-5
        assert off_by(held[f"{name}_{angle}_degrees"], getattr(head, angle)) < 5e-4
    assert off_by(held[f"{name}_t"], head.shift) < 2e-6
    assert off_by(held[f"{name}_exp"], head.expression.flatten(1)) < 2e-6


def test_frame_is_the_same_whatever_is_beside_it(mapping_weights: Weights) -> None:
    """Bit for bit, at its place in a batch of one size."""
    mapping = Mapping(mapping_weights["crop70"])
    windows = torch.randn(2, 50, 70, 27, generator=torch.Generator().manual_seed(1))
    windows[1, 7] = windows[0, 7]

    one, other = mapping(windows[0]), mapping(windows[1])

    for name in ("yaw", "pitch", "roll", "shift", "expression"):
        assert torch.equal(getattr(one, name)[7], getattr(other, name)[7])
    assert not torch.equal(one.yaw, other.yaw)


def test_window_of_another_net_is_an_error(mapping_weights: Weights) -> None:
    """Nobody feeds 73 numbers to the net for 70 unnoticed."""
    with pytest.raises(RuntimeError, match="73"):
        Mapping(mapping_weights["crop70"])(torch.zeros(1, 73, 27))


def test_unknown_and_missing_keys_are_named(mapping_weights: Weights) -> None:
    """A file of another network does not load by half."""
    state = mapping_weights["crop70"] | {"fc_blink.weight": torch.zeros(1)}
    del state["fc_t.bias"]

    with pytest.raises(RuntimeError, match=r"(?s)fc_t\.bias.*fc_blink\.weight"):
        Mapping(state)
