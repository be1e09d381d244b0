"""Tests of the renderer: whole frames of a clip from coefficients."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from avatar.render.layers import below
from avatar.render.renderer import CameraTracks, Pixels, Prepared, Renderer, RenderWeights
from tests.sadtalker import golden

SMALL_PX = 128  # the networks work at any size; this one is quick
FRAMES, CONTEXT = 5, 13  # of the golden's clip; rows to either side of a frame


@pytest.fixture(scope="module")
def weights(face_weights: dict[str, Tensor], mapping_weights: dict[str, dict[str, Tensor]]) -> RenderWeights:
    """Give the three networks' weights."""
    parts = {name: below(face_weights, name) for name in ("kp_extractor", "generator")}
    return RenderWeights(**parts, mapping=mapping_weights["crop70"])


@pytest.fixture(scope="module")
def small(weights: RenderWeights) -> tuple[Renderer, Prepared]:
    """Build a renderer of small frames, two at once, and show it a small photo."""
    renderer = Renderer(weights, SMALL_PX)
    renderer.frames_at_once = 2
    return renderer, renderer.prepare(_photo()[::2, ::2], _source())


@pytest.fixture(scope="module")
def clip(weights: RenderWeights) -> tuple[list[Pixels], NDArray[np.float32]]:
    """Draw the golden's clip: its frames, and the same as the network gives them."""
    renderer, raw = Renderer(weights, 256), list[NDArray[np.float32]]()
    prepared = renderer.prepare(_photo(), _source())

    def keep(_module: nn.Module, _inputs: object, output: Tensor) -> None:
        raw.append(output.numpy().copy())

    renderer.generator.decoder.register_forward_hook(keep)
    frames = list(renderer.frames(prepared, _windows, None, 0, FRAMES))
    return frames, np.concatenate(raw)


def test_frames_are_the_originals(clip: tuple[list[Pixels], NDArray[np.float32]]) -> None:
    """From coefficients to what the network gives; a few pixels at a mask's edge may jump."""
    held = np.asarray(golden("animate")["frames_f32_stride4"], np.float32)

    off = np.abs(clip[1][:, :, ::4, ::4] - held)

    assert held.shape == off.shape
    assert off.mean() < 2e-5
    assert (off > 2e-4).mean() < 1e-3
    assert off.max() < 1e-2


def test_pixels_are_the_originals(clip: tuple[list[Pixels], NDArray[np.float32]]) -> None:
    """The 8-bit frames, of which the golden has some."""
    held = golden("animate")

    drawn = np.stack([clip[0][index] for index in held["frames_u8_index"]])
    off = np.abs(drawn.astype(int) - held["frames_u8"])

    assert FRAMES == len(clip[0])
    assert (off > 0).mean() <= 5e-3
    assert (off > 1).mean() <= 1e-4


def test_frame_is_the_same_in_every_range(small: tuple[Renderer, Prepared]) -> None:
    """Drawn two at once, ranges that begin and end between two give the very same frames."""
    whole = _digest(_drawn(small, 0, 4))

    assert whole[1:3] == _digest(_drawn(small, 1, 2))
    assert whole[3:] == _digest(_drawn(small, 3, 1))
    assert [] == _drawn(small, 2, 0)
    assert 4 == len(set(whole))


def test_points_are_the_same_in_every_range(small: tuple[Renderer, Prepared]) -> None:
    """A clip of 100 frames in ranges that begin and end anywhere, across batches of poses."""
    renderer, prepared = small
    camera = CameraTracks(yaw=np.linspace(-20, 20, 100, dtype=np.float32))

    def points(first: int, count: int) -> Tensor:
        found = torch.cat(list(renderer.driving(prepared, _windows, camera, first, count)))
        return found[first % renderer.frames_at_once :][:count]

    whole = points(0, 100)

    assert (100, 15, 3) == whole.shape
    for first, count in ((0, 1), (31, 2), (33, 67), (99, 1), (64, 32)):
        assert torch.equal(whole[first : first + count], points(first, count))


def test_camera_turns_the_head(small: tuple[Renderer, Prepared]) -> None:
    """Each frame by its own angle of the clip's track."""
    renderer, prepared = small
    track = np.array((0, 0, 0, 30, 30), np.float32)

    free = torch.cat(list(renderer.driving(prepared, _windows, None, 2, 2)))
    forced = torch.cat(list(renderer.driving(prepared, _windows, CameraTracks(track, track, track), 2, 2)))
    ahead = torch.cat(list(renderer.driving(prepared, _windows, CameraTracks(*3 * (0 * track,)), 2, 2)))

    assert torch.equal(ahead[0], forced[0])
    assert not torch.equal(ahead[1], forced[1])
    assert not torch.equal(free[0], forced[0])


def test_photo_of_another_size_is_refused(small: tuple[Renderer, Prepared]) -> None:
    """A photo for 256 shown to a renderer of 128."""
    with pytest.raises(ValueError, match="128"):
        small[0].prepare(_photo(), _source())


@pytest.mark.parametrize(("size_px", "precision"), [(250, "fp32"), (256, "fp8")])
def test_impossible_renderer_is_refused(weights: RenderWeights, size_px: int, precision: str) -> None:
    """Before anything is built."""
    with pytest.raises(ValueError, match=f"{size_px}.*{precision}"):
        Renderer(weights, size_px, precision=precision)


def _photo() -> Pixels:
    return np.asarray(golden("animate")["image"], np.uint8)


def _source() -> NDArray[np.float32]:
    row = np.asarray(golden("animate")["source_coeff"], np.float32)
    return np.repeat(row.T, 2 * CONTEXT + 1, axis=1)


def _windows(first: int, count: int) -> NDArray[np.float32]:
    """Give the windows of the golden's clip; frames behind its end repeat its last row."""
    rows = np.asarray(golden("animate")["target_coeff"], np.float32)
    around = np.arange(first, first + count)[:, None] + np.arange(-CONTEXT, CONTEXT + 1)
    windows: NDArray[np.float32] = rows[around.clip(0, len(rows) - 1)].transpose(0, 2, 1)
    return windows


def _drawn(small: tuple[Renderer, Prepared], first: int, count: int) -> list[Pixels]:
    renderer, prepared = small
    return list(renderer.frames(prepared, _windows, None, first, count))


def _digest(frames: list[Pixels]) -> list[bytes]:
    return [frame.tobytes() for frame in frames]
