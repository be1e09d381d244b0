"""A seamless picture goes on at its opposite edge."""

import numpy as np

from bench.drawings import pocket_catalogue
from generation.compose import ImageForm, Switch, compose
from generation.engine import Engine
from generation.requests import ImageRequest


def seam(engine: Engine, request: ImageRequest) -> float:
    """Compare the two columns that meet where copies lie side by side."""
    pixels = np.asarray(engine.draw(request)[0].image, np.float64)
    return float(np.abs(pixels[:, 0] - pixels[:, -1]).mean())


def test_copies_of_a_seamless_picture_fit_side_by_side() -> None:
    """Far better than those of another one with the same seed."""
    models = pocket_catalogue()
    form = ImageForm(prompt="a tree and a house by day", seed=5, steps=8, upscale=Switch.OFF)
    plain = compose(form, models)

    with_tile, without = (
        seam(Engine(models, "cpu"), plain.model_copy(update={"tile": on})) for on in (True, False)
    )

    assert with_tile < 0.5 * without
