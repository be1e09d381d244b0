"""Faces of clips are drawn finer: where they are, and how large they come out."""

from pathlib import Path

import numpy as np
import pytest
from skimage.data import astronaut

from avatar.animator import Pixels
from avatar.face.crop import Rectangle
from avatar.requests import PhotoMode
from avatar.sadtalker.restoring import Restorers
from avatar.sadtalker.stage import Stage
from generation.gpu import choose_device
from generation.upscalers.upscale import load_upscaler
from tests.gfpgan import small_restorer

SHIPPED = Path(__file__).parents[3] / "generation" / "pocket" / "pocket-upscale-2x"
FACE = slice(40, 200), slice(140, 300)  # of the photo


@pytest.fixture
def stage() -> Stage:
    """Cut a face out, a little squeezed; eyes and mouth are where they are in it."""
    photo = np.asarray(astronaut(), np.uint8)  # type: ignore[no-untyped-call]  # of scikit-image
    image = np.ascontiguousarray(np.kron(photo[FACE], np.ones((2, 2, 1), np.uint8))[:256, :256])
    points = np.zeros((68, 2), np.float32)
    points[36:42], points[42:48] = (110, 118), (176, 118)
    points[30], points[48], points[54] = (146, 156), (122, 190), (170, 190)
    return Stage(image, points, Rectangle(140, 40, 300, 200), (200, 160), PhotoMode.CROP)


def frame_of(stage: Stage) -> Pixels:
    """Draw the stage as a frame, in the photo's proportions."""
    width_px, height_px = stage.unsqueezed()
    return np.ascontiguousarray(stage.image[:height_px, :width_px])


@pytest.mark.parametrize("upscaled", [False, True])
def test_small_faces_come_out_finer_and_twice_as_large(stage: Stage, upscaled: bool) -> None:
    """Around the face a plain filter or the upscaler's file enlarges; the face is changed by the network."""
    cpu = choose_device("cpu")
    restorers = Restorers(small_restorer, lambda: load_upscaler(SHIPPED, cpu) if upscaled else None)
    frame = frame_of(stage)
    height_px, width_px = frame.shape[:2]

    (weak,) = restorers.of(stage, 0.01).restore([frame])
    (strong,) = restorers.of(stage, 1.0).restore([frame])

    assert (204, 256) == (height_px, width_px)
    assert (2 * height_px, 2 * width_px, 3) == strong.shape
    changed = np.abs(strong.astype(int) - weak).max(2) > 2
    rows, columns = np.nonzero(changed)
    middle = (float(columns.mean()), float(rows.mean()))
    # Between the eyes and the mouth; heights are squeezed by 204 / 256.
    assert middle == pytest.approx((2 * 143, 2 * 150 * 204 / 256), abs=30)
    assert not changed[:, :20].any()
