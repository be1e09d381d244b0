"""The mask: soft, of the face's shape, and nothing at the region's rim."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar.face.crop import frame
from avatar.paste.mask import face_mask
from avatar.paste.outline import outline
from avatar.paste.place import Sides
from avatar.requests import PhotoMode
from tests.avatar.face.mean_face import lean
from tests.avatar.paste.scenes import REGION, SKIN, astronaut, drawn_face, grained

HELD = Sides(left=False, top=False, right=False, bottom=False)


@pytest.mark.parametrize("hair_px", [25, 35, 50, 65])
def test_outline_follows_the_hair_line(hair_px: int) -> None:
    """Wherever the hair ends on the forehead, the outline does, within 6 px of a face of 144."""
    picture, points = drawn_face(hair_px)

    drawn = outline(picture, points)

    assert drawn is not None
    middle = drawn[17:][np.abs(drawn[17:, 0] - points[27, 0]) < 20]
    assert points[17:27, 1].mean() - hair_px == pytest.approx(middle[:, 1].mean(), abs=6)


def test_outline_of_a_leaning_face_leans() -> None:
    """Hair is looked for along the face's own axis."""
    picture, points = drawn_face(40)
    leant = lean(points, 20)

    drawn = outline(picture, leant)

    assert drawn is not None
    top, chin, brows = drawn[17 + 16], drawn[8], leant[17:27].mean(axis=0)
    along, up = top - chin, brows - chin
    assert abs(along[0] * up[1] - along[1] * up[0]) < 0.1 * np.hypot(*along) * np.hypot(*up)


def test_face_without_a_hair_line_ends_in_an_arch() -> None:
    """All is skin, as on a photo cut off at the forehead: a usual forehead is assumed."""
    _, points = drawn_face(40)
    picture = grained(np.full((240, 240, 3), SKIN, np.uint8), 4.0)

    drawn = outline(picture, points)

    assert drawn is not None
    chin, brows, top = points[8, 1], points[17:27, 1].mean(), drawn[17:, 1].min()
    assert (brows - top) / (chin - brows) == pytest.approx(0.5, abs=0.05)


def test_hair_over_the_brows_leaves_a_forehead() -> None:
    """The outline never cuts the brows off."""
    picture, points = drawn_face(2)

    drawn = outline(picture, points)

    assert drawn is not None
    assert drawn[17:, 1].max() < points[17:27, 1].min()


@pytest.mark.parametrize(
    "points",
    [
        np.zeros((68, 2), np.float32),
        np.full((68, 2), np.nan, np.float32),
        np.full((5, 2), 100, np.float32),
        np.random.default_rng(0).uniform(900, 999, (68, 2)).astype(np.float32),
    ],
)
def test_points_of_no_face_give_an_oval(points: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> None:
    """The same as without points: most of the region, and its middle."""
    picture, _ = drawn_face(40)

    mask = face_mask(picture, points, HELD)

    assert np.array_equal(face_mask(picture, None, HELD), mask)
    assert mask[120, 120] == 1
    assert 0.4 < mask.mean() < 0.75


@pytest.mark.parametrize("mode", [PhotoMode.FULL, PhotoMode.EXTFULL])
def test_mask_holds_the_whole_face(mode: PhotoMode) -> None:
    """Eyes, mouth and jaw are seen whole in the regions that are pasted."""
    photo, points = astronaut()
    region = frame(points, (512, 512), mode).region
    ground = photo[region.top : region.bottom, region.left : region.right]
    moved = points - np.array([region.left, region.top], np.float32)

    mask = face_mask(ground, moved, HELD)

    columns, rows = np.rint(moved).astype(int).T
    assert mask[rows, columns].min() > 0.95


def test_mask_holds_no_shoulders() -> None:
    """What is far from the face isn't pasted, however large the region is."""
    photo, points = astronaut()
    ground = photo[REGION.top : REGION.bottom, REGION.left : REGION.right]

    mask = face_mask(ground, points - np.array([REGION.left, REGION.top], np.float32), HELD)

    assert mask[-20:].max() < 0.01
    assert mask[:10].max() < 0.01
    assert mask.mean() < 0.5


SIZES = st.tuples(st.integers(1, 300), st.integers(1, 300))
SIDES = st.builds(Sides, st.booleans(), st.booleans(), st.booleans(), st.booleans())


@settings(max_examples=60, deadline=None)
@given(size=SIZES, on_edge=SIDES, seed=st.integers(0, 999))
def test_any_mask_fades_to_nothing_at_the_rim(size: tuple[int, int], on_edge: Sides, seed: int) -> None:
    """Whatever the points say: 0..1, and 0 on the sides that the photo goes on behind."""
    rng = np.random.default_rng(seed)
    ground = rng.integers(0, 256, (*size, 3), dtype=np.uint8)
    points = rng.uniform(-30, 330, (68, 2)).astype(np.float32)

    mask = face_mask(ground, points, on_edge)

    assert size == mask.shape
    assert mask.min() >= 0
    assert mask.max() <= 1
    sides = (mask[:, 0], mask[0], mask[:, -1], mask[-1])
    free = (on_edge.left, on_edge.top, on_edge.right, on_edge.bottom)
    assert all(not side.any() for side, at_edge in zip(sides, free, strict=True) if not at_edge)


def test_mask_has_no_steps() -> None:
    """From one pixel to the next it changes by a fifth at most, even at a small region's rim."""
    photo, points = astronaut()
    for region in (slice(22, 254), slice(50, 200)):
        ground = photo[region, 106:338]
        mask = face_mask(ground, points - np.array([106, region.start], np.float32), HELD)

        assert max(np.abs(np.diff(mask, axis=axis)).max() for axis in (0, 1)) < 0.2
