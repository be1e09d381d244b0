"""Pictures side by side."""

from io import BytesIO

import pytest
from PIL import Image

from generation.grid import GAP_PX, grid

COLOURS = ("red", "lime", "blue", "white")


def png(colour: str, size: tuple[int, int] = (32, 16)) -> bytes:
    """Draw one colour."""
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("count", "columns", "rows"), [(1, 1, 1), (2, 2, 1), (3, 2, 2), (4, 2, 2), (5, 3, 2), (9, 3, 3)]
)
def test_pictures_lie_in_rows(count: int, columns: int, rows: int) -> None:
    """Each as large as it is, with a gap between."""
    with Image.open(BytesIO(grid([png("red")] * count))) as sheet:
        assert ("PNG", "RGB") == (sheet.format, sheet.mode)
        assert (columns * (32 + GAP_PX) - GAP_PX, rows * (16 + GAP_PX) - GAP_PX) == sheet.size


def test_pictures_stand_in_the_order_in_which_people_read() -> None:
    """The second is to the right of the first, the third below it."""
    with Image.open(BytesIO(grid([png(colour) for colour in COLOURS]))) as sheet:
        corners = [sheet.getpixel(at) for at in ((0, 0), (67, 0), (0, 35), (67, 35))]

    assert [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)] == corners
