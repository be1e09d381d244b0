"""The layout of a sheet of variants: six small moving pictures, each with its number."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from zipfile import BadZipFile

import cv2
import numpy as np
from numpy.typing import NDArray

from avatar.animator import Frames, Pixels
from avatar.clip.errors import PieceBroken
from avatar.clip.fonts import any_font
from avatar.clip.overlay import overlay
from avatar.requests import VARIANTS

CELL_PX = 256  # of a variant, in width or height, whichever is more
COLUMNS = 3
WIDTH_PX, HEIGHT_PX = 960, 540
STEP_PX = WIDTH_PX // COLUMNS  # from column to column
GUTTER_PX = 48  # left of a cell, where its number stands: it must not hide a face
EDGE_PX = 9  # above and below
NUMBER_PX = 40
GROUND = (24, 24, 27)  # RGB, behind everything

Cell = NDArray[np.uint8]  # [frames, h, w, 3], RGB


def fitted(picture: Pixels) -> Pixels:
    """Shrink a picture (uint8 [h, w, 3]) so that it fits into a cell."""
    height, width = picture.shape[:2]
    share = min(1.0, CELL_PX / max(height, width))
    size = (max(1, round(share * width)), max(1, round(share * height)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def pages(cells: Sequence[Cell]) -> Frames:
    """Lay variants out in the order of their numbers, as long as the shortest of them."""
    count = min(map(len, cells))
    return Frames(count, WIDTH_PX, HEIGHT_PX, _lay(cells, count))


def cell_to_bytes(cell: Cell) -> bytes:
    """Write a cell down without a loss, some megabytes."""
    written = BytesIO()
    np.savez_compressed(written, cell=cell)
    return written.getvalue()


def cell_of(written: bytes) -> Cell:
    """Read what `cell_to_bytes` wrote. Raises PieceBroken if it is damaged or something else."""
    try:
        with np.load(BytesIO(written), allow_pickle=False) as arrays:
            return np.asarray(arrays["cell"], np.uint8)
    except (ValueError, KeyError, EOFError, OSError, BadZipFile) as error:
        raise PieceBroken("a variant", str(error)) from error


def _lay(cells: Sequence[Cell], count: int) -> Iterator[Pixels]:
    ground = np.full((HEIGHT_PX, WIDTH_PX, 3), GROUND, np.uint8)
    for index in range(len(cells)):
        _number(ground, index)
    for frame in range(count):
        page = ground.copy()
        for index, cell in enumerate(cells):
            left, top = _corner(index)
            height, width = cell.shape[1:3]
            top += (CELL_PX - height) // 2
            left += (CELL_PX - width) // 2
            page[top : top + height, left : left + width] = cell[frame]
        yield page


def _number(ground: Pixels, index: int) -> None:
    left, top = _corner(index)
    mark = overlay((str(index + 1),), any_font(NUMBER_PX))
    mark.at(left - (GUTTER_PX + mark.width_px) // 2, top).onto(ground)


def _corner(index: int) -> tuple[int, int]:
    """Tell where a cell begins: left and top (pixels)."""
    row, column = divmod(index, COLUMNS)
    rows = -(-VARIANTS // COLUMNS)
    down_px = (HEIGHT_PX - 2 * EDGE_PX - CELL_PX) // (rows - 1)
    return column * STEP_PX + GUTTER_PX, EDGE_PX + row * down_px
