"""Maps that are read from a picture: white on black, where the picture has edges."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw

from generation.modes.errors import MapUnmade
from generation.modes.maps import is_map, read_map
from generation.requests import ControlKind
from tests.factories import photograph


def drawing() -> Image.Image:
    """Draw a red disc with a black outline on a light ground."""
    picture = Image.new("RGB", (300, 200), (220, 230, 240))
    ImageDraw.Draw(picture).ellipse((100, 50, 200, 150), fill=(200, 40, 40), outline="black", width=3)
    return picture


@pytest.mark.parametrize("kind", [ControlKind.CANNY, ControlKind.SCRIBBLE, ControlKind.LINES])
def test_map_is_white_along_the_outline_alone(kind: ControlKind) -> None:
    """Black within the disc and around it."""
    shown = np.asarray(read_map(kind, drawing()).convert("L"))

    assert (200, 300) == shown.shape
    assert shown[95:105, 96:106].max() > 200
    assert 0 == shown[80:120, 130:170].max() == shown[:30].max()


def test_scribble_is_broader_than_edges() -> None:
    """As a hand draws."""
    scribble, edges = (
        np.asarray(read_map(kind, drawing()).convert("L")).mean()
        for kind in (ControlKind.SCRIBBLE, ControlKind.CANNY)
    )

    assert scribble > 1.5 * edges


@pytest.mark.parametrize("kind", [ControlKind.DEPTH, ControlKind.POSE])
def test_other_maps_are_not_made_up(kind: ControlKind) -> None:
    """A depth takes a network, and a pose has to be brought."""
    with pytest.raises(MapUnmade):
        read_map(kind, drawing())


@pytest.mark.parametrize("kind", [ControlKind.CANNY, ControlKind.SCRIBBLE, ControlKind.LINES])
def test_map_is_told_from_what_it_was_read_from(kind: ControlKind) -> None:
    """It is white on black."""
    photo = Image.open(BytesIO(photograph())).convert("RGB")

    assert (False, True) == (is_map(kind, photo), is_map(kind, read_map(kind, photo)))
