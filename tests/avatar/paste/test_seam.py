"""The measure of a seam."""

import numpy as np
import pytest

from avatar.face.crop import Rectangle
from avatar.paste.exact import ExactPaster
from avatar.paste.paster import Paster
from avatar.paste.seam import insets, levels, seam
from tests.avatar.paste.scenes import REGION, astronaut, brighter, squares

REGION_OF_GREY = Rectangle(10, 12, 30, 40)


def test_step_is_its_height() -> None:
    """A rectangle that is 20 brighter than an even photo."""
    photo = np.full((50, 60, 3), 100, np.uint8)
    pasted = photo.copy()
    pasted[12:40, 10:30] += 20

    assert seam(photo, pasted, insets(photo, REGION_OF_GREY)) == pytest.approx(20)


def test_photo_has_no_seam() -> None:
    """Nor has a photo that changed in brightness as a whole, whatever its texture."""
    photo, _ = astronaut()
    dim = np.minimum(photo, 240)

    assert seam(photo, photo, insets(photo, REGION)) == 0
    assert seam(dim, dim + np.uint8(15), insets(photo, REGION)) == 0


def test_fading_has_less_of_a_seam_than_a_step() -> None:
    """The wider the fading, the smaller the seam."""
    photo = np.full((80, 80, 3), 100, np.uint8)
    away = np.hypot(*(np.mgrid[:80, :80] - 40.0)) - 20

    def faded(width_px: float) -> float:
        mask = np.clip(0.5 - away / width_px, 0, 1).astype(np.float32)
        return seam(photo, np.rint(photo + 50 * mask[..., None]).astype(np.uint8), levels(mask))

    assert faded(1) > 20
    assert faded(4) < faded(1) / 2
    assert faded(16) < faded(4) / 2


def test_no_line_is_an_error() -> None:
    """An empty area has no edge."""
    photo = np.zeros((20, 20, 3), np.uint8)

    with pytest.raises(ValueError, match="no line"):
        seam(photo, photo, [np.zeros((20, 20), bool)])


@pytest.mark.parametrize("light", [(0, 0, 0), (35, 20, -10), (-40, -40, -40)])
def test_soft_mask_has_less_of_a_seam_than_cloning(light: tuple[int, int, int]) -> None:
    """Whatever colours the renderer gives the face, and although it moves."""
    photo, points = astronaut()
    frames = brighter(squares(photo, REGION, 128, 12), light)[::4]
    soft, cloning = Paster(photo, REGION, points), ExactPaster(photo, REGION)

    seams = [seam(photo, whole, levels(soft.mask)) for whole in soft.paste(frames)]

    cloned = [seam(photo, whole, insets(photo, REGION)) for whole in cloning.paste(frames)]
    assert max(seams) <= max(cloned)
    assert max(seams) < 0.2
