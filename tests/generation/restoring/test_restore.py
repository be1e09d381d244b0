"""Stills: faces are drawn anew as strongly as asked for, and nothing else changes."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from generation.restore import Ground, restore
from generation.restoring.faces import Landmarks
from generation.restoring.network import Restorer
from generation.upscalers.compact import CompactNet
from generation.upscalers.upscale import Upscaler
from tests.generation.upscalers import SMALL_COMPACT, compact


@pytest.fixture(scope="module")
def upscaler() -> Upscaler:
    """Give a small upscaler of four times."""
    net = CompactNet(SMALL_COMPACT)
    net.load_state_dict(compact())
    return Upscaler(net.eval().requires_grad_(requires_grad=False))


def test_no_strength_leaves_every_pixel(
    portrait: NDArray[np.uint8], face: Landmarks, restorer: Restorer
) -> None:
    """Strength 0 is the picture itself."""
    restored = restore(Image.fromarray(portrait), [face], 0.0, restorer)

    assert np.array_equal(np.array(restored), portrait)


def test_no_face_leaves_every_pixel(portrait: NDArray[np.uint8], restorer: Restorer) -> None:
    """A landscape has nothing to restore."""
    assert np.array_equal(np.array(restore(Image.fromarray(portrait), [], 1.0, restorer)), portrait)


def test_strength_blends(portrait: NDArray[np.uint8], face: Landmarks, restorer: Restorer) -> None:
    """Half the strength is half the change, and the corners never change."""
    half, whole = (
        np.array(restore(Image.fromarray(portrait), [face], strength, restorer)).astype(int) - portrait
        for strength in (0.5, 1.0)
    )

    assert np.abs(whole).max() > 60
    assert np.abs(2 * half - whole).max() <= 2
    assert not whole[:10].any()
    assert not whole[-10:].any()


def test_faces_are_told_one_by_one(portrait: NDArray[np.uint8], face: Landmarks, restorer: Restorer) -> None:
    """Who waits sees how far it is."""
    told: list[tuple[int, int]] = []

    restore(
        Image.fromarray(portrait), [face, face], 1.0, restorer, on_face=lambda *done: told.append(tuple(done))
    )

    assert told == [(1, 2), (2, 2)]


def test_transparency_is_kept(portrait: NDArray[np.uint8], face: Landmarks, restorer: Restorer) -> None:
    """A cut-out stays one."""
    picture = Image.fromarray(portrait)
    alpha = Image.linear_gradient("L").resize(picture.size)
    picture.putalpha(alpha)

    restored = restore(picture, [face], 1.0, restorer)

    assert restored.mode == "RGBA"
    assert np.array_equal(np.array(restored.getchannel("A")), np.array(alpha))


def test_twice_as_large_by_an_upscaler(
    portrait: NDArray[np.uint8], face: Landmarks, restorer: Restorer, upscaler: Upscaler
) -> None:
    """The ground is the upscaler's, brought to twice the size; faces go onto it in their places."""
    picture = Image.fromarray(portrait)
    ground = Ground(2, upscaler)
    plain = np.array(restore(picture, [face], 0.0, restorer, ground)).astype(int)

    restored = np.array(restore(picture, [face], 1.0, restorer, ground)).astype(int)

    wanted = upscaler.enlarge(picture).resize((400, 480), Image.Resampling.LANCZOS)
    assert np.array_equal(plain, np.array(wanted))
    rows, columns = np.nonzero(np.abs(restored - plain).sum(-1))
    assert abs(rows.mean() - 2 * 112) < 20
    assert abs(columns.mean() - 2 * 103) < 20


def test_twice_as_large_without_an_upscaler(
    portrait: NDArray[np.uint8], face: Landmarks, restorer: Restorer
) -> None:
    """A plain filter enlarges the ground where there is no model for it."""
    restored = restore(Image.fromarray(portrait), [face], 1.0, restorer, Ground(2))

    assert restored.size == (400, 480)
