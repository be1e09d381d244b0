"""Tests of the benchmark of the renderer: its plain loop is the original, its comparison sees differences."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors import safe_open
from torch import Tensor

from avatar.render.renderer import Renderer
from bench.avatar_render import Scene, Speeds, draw_scene, equality, race
from bench.plain_renderer import PlainRenderer
from tests.sadtalker import FACE_256, golden, stand_in

SMALL_PX = 128


@pytest.fixture(scope="module")
def scene() -> Scene:
    """Draw a small one."""
    return draw_scene(SMALL_PX, frames=2)


@pytest.fixture(scope="module")
def ours(scene: Scene) -> Renderer:
    """Build the fast one once: it is the one that takes long to build."""
    return Renderer(scene.weights, SMALL_PX)


def test_plain_loop_draws_the_originals_frame(scene: Scene) -> None:
    """With the stand-in weights and the golden's key points, within the golden's tolerance."""
    held = golden("generator_frame")
    renderer = PlainRenderer(replace(scene.weights, generator=_stand_in_generator()))
    picture = torch.from_numpy(held["image"]).permute(2, 0, 1)[None] / 255
    source, driving = (torch.from_numpy(held[name])[None] for name in ("source_kp", "driving_kp"))

    with torch.inference_mode():
        off = np.abs(renderer.draw(picture, source, driving)[0].numpy() - held["frame"])

    assert off.max() < 2e-4
    assert off.mean() < 1e-5


def test_both_are_equal_and_timed(scene: Scene, ours: Renderer) -> None:
    """A round of two small frames."""
    plain = PlainRenderer(scene.weights)

    same, _ = equality(scene, plain, ours)
    speeds = race(scene, plain, ours, rounds=1)

    assert same
    assert (1, 1) == (len(speeds.plain), len(speeds.ours))
    assert min(*speeds.plain, *speeds.ours) > 0


def test_other_weights_are_not_equal(scene: Scene, ours: Renderer) -> None:
    """What the benchmark checks first can fail: a bias of the last layer is moved by a hundredth."""
    weights = dict(scene.weights.generator)
    weights["decoder.conv_img.bias"] = weights["decoder.conv_img.bias"] + 0.01
    changed = PlainRenderer(replace(scene.weights, generator=weights))

    assert not equality(scene, changed, ours)[0]


def test_ratio_is_the_middle_of_the_rounds() -> None:
    """One slow round does not decide."""
    assert 2.0 == Speeds(plain=[1.0, 1.0, 4.0], ours=[2.0, 3.0, 4.0]).ratio


def _stand_in_generator() -> dict[str, Tensor]:
    prefix = "generator."
    with safe_open(stand_in(FACE_256), "pt") as held:
        names = [name for name in held.keys() if name.startswith(prefix)]  # noqa: SIM118 - it is no dict
        return {name.removeprefix(prefix): held.get_tensor(name) for name in names}
