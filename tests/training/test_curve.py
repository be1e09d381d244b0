"""The picture of a training."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from training.curve import INK, MARGIN_PX, PANEL_PX, Curve, draw_curves, write_curves

FALLING: Curve = [(1, 10.0), (50, 1.0), (100, 0.1)]


def ink(sheet: Image.Image) -> list[tuple[int, int]]:
    """List where the curve was drawn: (column, row), from left to right."""
    colour = np.array([int(INK[i : i + 2], 16) for i in (1, 3, 5)])
    rows, columns = np.nonzero((np.asarray(sheet) == colour).all(2))
    return sorted(zip(columns.tolist(), rows.tolist(), strict=True))


def test_a_panel_a_part() -> None:
    """One below the other."""
    sheet = draw_curves({"judge": FALLING, "vae": FALLING})

    assert (PANEL_PX[0], 2 * PANEL_PX[1]) == sheet.size


def test_losses_are_on_a_logarithmic_scale() -> None:
    """A tenth of the loss is as far down as the next tenth: the middle point lies in the middle."""
    spots = ink(draw_curves({"judge": FALLING}))
    _, top, right, bottom = MARGIN_PX
    columns = [column for column, _ in spots]
    middle = (min(columns) + PANEL_PX[0] - right) // 2

    rows = [row for column, row in spots if column == middle]
    assert rows
    assert abs(sum(rows) / len(rows) - (top + PANEL_PX[1] - bottom) / 2) < 4


@pytest.mark.parametrize(
    "curve", [[], [(1, 0.5)], [(1, 0.5), (2, 0.5)], [(1, float("nan")), (2, -1.0), (3, 0.5)], [(0, 0.5)]]
)
def test_odd_curves_are_drawn(curve: Curve) -> None:
    """None yet, one point, a flat line, losses without a logarithm."""
    assert PANEL_PX == draw_curves({"judge": curve}).size


def test_no_part_at_all_is_an_empty_sheet() -> None:
    """Before the first step of the first part."""
    assert PANEL_PX == draw_curves({}).size


def test_the_picture_is_replaced_in_one_move(tmp_path: Path) -> None:
    """Whoever watches it never sees half of it."""
    write_curves(tmp_path / "losses.png", {"judge": FALLING})

    write_curves(tmp_path / "losses.png", {"judge": FALLING, "vae": FALLING})

    assert ["losses.png"] == [path.name for path in tmp_path.iterdir()]
