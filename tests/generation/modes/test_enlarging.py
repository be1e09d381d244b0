"""Finished pictures become larger by the upscalers that ship: better than by a filter, and without a seam."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from generation.cards import shipped
from generation.catalogue import Card, Catalogue, ExtraCard
from generation.modes.enlarging import Enlarger, Factor, upscale
from generation.modes.errors import CanvasTooLarge, UpscalerMissing
from generation.requests import UpscaleRequest
from training.drawing import example

SEEDS = range(90_001, 90_007)


@pytest.fixture(scope="module")
def models() -> Catalogue:
    """Read the cards of what ships."""
    cards = shipped()
    drawing = tuple(card for card in cards if isinstance(card, Card))
    return Catalogue(drawing, "pocket", tuple(card for card in cards if isinstance(card, ExtraCard)))


def psnr(one: Image.Image, other: Image.Image) -> float:
    """Compare two pictures (dB)."""
    a, b = (np.asarray(picture, np.float64) for picture in (one, other))
    return float(10 * np.log10(255**2 / ((a - b) ** 2).mean()))


@pytest.mark.parametrize("factor", [Factor.TWO, Factor.FOUR])
def test_drawings_come_out_better_than_by_a_bicubic_filter(models: Catalogue, factor: Factor) -> None:
    """By PSNR against the drawings before they were made smaller, each of them."""
    enlarger = Enlarger(models, "cpu")
    gains = []
    for seed in SEEDS:
        large = _large(seed)
        small = large.resize(
            (large.width // factor.times, large.height // factor.times), Image.Resampling.BOX
        )
        request = upscale(factor, "a.png", small.size, models)
        ours = enlarger.enlarge(request, small, lambda done, total: None)
        gains.append(psnr(ours, large) - psnr(small.resize(large.size, Image.Resampling.BICUBIC), large))

    assert min(gains) > 1.0  # dB


def test_every_tile_is_told(models: Catalogue) -> None:
    """Who watches may end the work between two."""
    told: list[tuple[int, int]] = []
    request = upscale(Factor.TWO, "a.png", (64, 48), models)

    made = Enlarger(models, "cpu").enlarge(
        request, Image.new("RGB", (64, 48), "teal"), lambda done, total: told.append((done, total))
    )

    assert (128, 96) == made.size
    assert (told[-1][1], told[-1][1]) == told[-1]


def test_too_large_a_result_is_refused_before_it_is_made(models: Catalogue) -> None:
    """3840x2224 is fine; four times a photo of a phone is not."""
    assert "pocket-upscale-2x" == upscale(Factor.TWO, "a.png", (1920, 1112), models).upscaler
    with pytest.raises(CanvasTooLarge):
        upscale(Factor.FOUR, "a.png", (2048, 1536), models)


def test_studio_without_an_upscaler_says_so(models: Catalogue) -> None:
    """Also where the card of a stored request is gone."""
    bare = Catalogue(models.cards, models.default)
    with pytest.raises(UpscalerMissing):
        upscale(Factor.TWO, "a.png", (64, 64), bare)
    with pytest.raises(UpscalerMissing):
        Enlarger(models, "cpu").enlarge(
            UpscaleRequest(picture="a", factor=2, upscaler="gone"),
            Image.new("RGB", (64, 64)),
            lambda done, total: None,
        )


def _large(seed: int) -> Image.Image:
    picture: NDArray[np.uint8] = example(seed, for_evaluation=True, scale=4)[1].picture
    return Image.fromarray(picture)
