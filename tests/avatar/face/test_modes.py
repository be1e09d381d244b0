"""The mode that is chosen suits the photo, and never cuts hair or chin off."""

import cv2
import numpy as np
import pytest
from skimage.data import astronaut

from avatar.animator import Box, Pixels
from avatar.face.crop import frame
from avatar.face.finder import find_faces
from avatar.face.modes import choose_mode
from avatar.requests import PhotoMode
from tests.avatar.face.mean_face import lean, points_in
from training.drawing import Drawing, example
from training.parts import Part

PORTRAITS = (0, 4, 5, 7, 9, 13, 14, 17, 27, 37)  # seeds: short and long hair, buns, bald heads
BACKDROP, SKIN = (90, 120, 150), (225, 180, 150)
HERS = Box(164, 66, 116, 116)


@pytest.fixture(scope="module")
def photo() -> Pixels:
    """Give the astronaut: her head takes a third of it."""
    return np.asarray(astronaut(), np.uint8)  # type: ignore[no-untyped-call]  # of scikit-image


def bald(box: Box, size_wh: tuple[int, int], turned: float = 0) -> Pixels:
    """Draw a bald head, which a box reaches into from the hairline to the chin, before a plain backdrop."""
    pixels = np.full((size_wh[1], size_wh[0], 3), BACKDROP, np.uint8)
    middle = (box.left_px + box.width_px / 2, box.top_px + 0.45 * box.height_px)
    head = (middle, (1.05 * box.width_px, 1.2 * box.height_px), turned)
    return cv2.ellipse(pixels, head, SKIN, -1).astype(np.uint8)


@pytest.mark.parametrize(
    ("size_wh", "box", "expected"),
    [
        ((400, 400), Box(60, 80, 280, 280), PhotoMode.RESIZE),  # fills the photo
        ((400, 900), Box(60, 200, 280, 280), PhotoMode.EXTCROP),  # and a long one
        ((400, 500), Box(100, 130, 200, 200), PhotoMode.EXTCROP),  # head and shoulders
        ((1200, 800), Box(500, 200, 150, 150), PhotoMode.FULL),  # somebody in a landscape
    ],
)
def test_mode_follows_the_size_of_the_face(size_wh: tuple[int, int], box: Box, expected: PhotoMode) -> None:
    """From a face that fills the photo to one in the distance."""
    assert expected == choose_mode(bald(box, size_wh), points_in(box))


def test_hair_in_a_large_photo_moves_with_the_face(photo: Pixels) -> None:
    """The face's square would cut her hair, the wider box does not."""
    large = cv2.copyMakeBorder(photo, 0, 200, 200, 200, cv2.BORDER_REPLICATE).astype(np.uint8)
    box = Box(HERS.left_px + 200, HERS.top_px, HERS.width_px, HERS.height_px)

    assert PhotoMode.EXTFULL == choose_mode(large, points_in(box))


def test_portrait_of_her_keeps_her_hair(photo: Pixels) -> None:
    """Head and shoulders are shown with a border, and there the photo's upper edge is the cut's."""
    portrait, points = photo[:260, 90:360], points_in(HERS) - np.array([90, 0], np.float32)

    mode = choose_mode(portrait, points)

    assert PhotoMode.EXTCROP == mode
    assert frame(points, (270, 260), mode).region.top == 0


def padded(drawing: Drawing, margin: int) -> tuple[Pixels, Pixels]:
    """Give a drawing with its backdrop going on around it, and where in it the head is."""
    borders = (margin, 0, margin, margin)
    pixels = cv2.copyMakeBorder(drawing.picture, *borders, cv2.BORDER_REPLICATE)
    head = np.isin(drawing.parts, [Part.HAIR, Part.SKIN, Part.BEARD, Part.EYEWEAR]).astype(np.uint8)
    return pixels.astype(np.uint8), cv2.copyMakeBorder(head, *borders, cv2.BORDER_CONSTANT).astype(np.uint8)


@pytest.mark.parametrize("margin", [0, 60, 300])
@pytest.mark.parametrize("seed", PORTRAITS)
def test_nothing_of_a_head_is_missing_in_the_clip(seed: int, margin: int) -> None:
    """A clip that shows a part of the photo shows the whole head: from the hair's top, as wide as it is."""
    _, drawing = example(seed, scale=2)
    (face,) = find_faces(drawing.picture)
    pixels, head = padded(drawing, margin)
    points = points_in(face.box) + np.float32(margin)

    mode = choose_mode(pixels, points)

    if not mode.whole:
        region = frame(points, (pixels.shape[1], pixels.shape[0]), mode).region
        rows, columns = np.flatnonzero(head.any(axis=1)), np.flatnonzero(head.any(axis=0))
        assert region.top <= rows[0]
        assert region.left <= columns[0]
        assert columns[-1] < region.right
        assert points[8, 1] <= region.bottom  # the chin; skin goes on below it


def test_tall_hair_is_not_cut() -> None:
    """A portrait whose hair crosses the wider box's upper edge is shown whole."""
    box = Box(300, 400, 200, 200)
    pixels = bald(box, (800, 800))
    cv2.rectangle(pixels, (340, 200), (460, 420), (40, 30, 20), -1)
    bare = cv2.resize(bald(box, (800, 800))[250:750, 150:650], (500, 500)).astype(np.uint8)
    points = points_in(box) - np.array([150, 250], np.float32)

    assert PhotoMode.EXTCROP == choose_mode(bare, points)
    assert PhotoMode.EXTFULL == choose_mode(pixels[250:750, 150:650], points)


@pytest.mark.parametrize("degrees", [-60, 0, 45, 90, 180])
def test_any_lean_is_chosen_for(degrees: float) -> None:
    """A head that lies on its side is as large as an upright one."""
    box = Box(500, 400, 120, 120)

    mode = choose_mode(bald(box, (1200, 1000), degrees), lean(points_in(box), degrees))

    assert mode.whole


@pytest.mark.parametrize("size_wh", [(3000, 60), (60, 3000), (64, 64)])
@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_faces_at_the_edge_of_odd_photos_get_a_mode(size_wh: tuple[int, int], share: float) -> None:
    """Half of the face may be missing, and the photo as long as it likes."""
    box = Box(share * size_wh[0] - 25, share * size_wh[1] - 25, 50, 50)

    mode = choose_mode(bald(box, size_wh), points_in(box))

    region = frame(points_in(box), size_wh, mode).region
    assert mode is not PhotoMode.AUTO
    assert region.width > 0
    assert region.height > 0
