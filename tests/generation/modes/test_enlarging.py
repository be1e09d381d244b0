"""Finished pictures become larger by the upscalers that ship: better than by a filter, and without a seam."""

from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image

from generation.cards import shipped
from generation.catalogue import Card, Catalogue, ExtraCard
from generation.errors import DeviceTooSmall, Refusal, UnknownChoice
from generation.modes.enlarging import Enlarger, Factor, Leading, upscale
from generation.modes.errors import CanvasTooLarge, UpscalerMissing, UpscalerWordless
from generation.notes import Note
from generation.requests import Redraw, UpscaleRequest
from generation.shelf.intake import add
from generation.upscalers.latent import LatentUpscaler
from tests.generation.upscaling import write_latent_upscaler
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


@pytest.fixture(scope="module")
def drawing(models: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Put an upscaler that draws on the shelf beside them."""
    root = tmp_path_factory.mktemp("shelved")
    card = add(write_latent_upscaler(root / "latent"), root / "shelf")
    assert isinstance(card, ExtraCard)
    return Catalogue(models.cards, models.default, (*models.extras, card))


@pytest.mark.parametrize(
    ("leading", "chosen"),
    [
        (Leading(), "pocket-upscale-2x"),
        (Leading("Latent"), "latent"),
        (Leading(prompt="a house"), "latent"),
        (Leading("pocket-upscale-2x"), "pocket-upscale-2x"),
    ],
)
def test_upscaler_is_chosen_by_name_or_by_words(drawing: Catalogue, leading: Leading, chosen: str) -> None:
    """Without either it is one that costs little."""
    assert chosen == upscale(Factor.TWO, "a.png", (64, 48), drawing, leading).upscaler


def test_known_words_lead_where_nobody_says_others(drawing: Catalogue) -> None:
    """The seed is drawn where none is told; size and words are those of what comes out."""
    known, told = (
        upscale(Factor.TWO, "a.png", (64, 48), drawing, Leading("latent", prompt), "a boat").redraw
        for prompt in ("", "a  house")
    )
    seeded = upscale(Factor.TWO, "a.png", (64, 48), drawing, Leading("latent", "", 8, 0.0, 7)).redraw

    assert known is not None
    assert told is not None
    assert ("a boat", "a house") == (known.prompt, told.prompt)
    assert known.seed != told.seed
    assert Redraw(width_px=128, height_px=96, steps=8, guidance=0.0, seed=7) == seeded


@pytest.mark.parametrize(
    ("factor", "leading", "size", "refusal"),
    [
        (Factor.TWO, Leading("pocket-upscale-2x", "a house"), (64, 64), UpscalerWordless),
        (Factor.FOUR, Leading(prompt="a house"), (64, 64), UpscalerWordless),
        (Factor.FOUR, Leading("latent"), (64, 64), UnknownChoice),
        (Factor.TWO, Leading("latent"), (2048, 1536), CanvasTooLarge),
    ],
)
def test_what_no_upscaler_can_do_is_refused(
    drawing: Catalogue, factor: Factor, leading: Leading, size: tuple[int, int], refusal: type[Refusal]
) -> None:
    """Words for one that reads none, a factor that it has not, a picture too large."""
    with pytest.raises(refusal):
        upscale(factor, "a.png", size, drawing, leading)


def test_picture_is_drawn_anew_from_the_shelf(drawing: Catalogue) -> None:
    """Every step is told; the same request gives the same picture, another seed another one."""
    told: list[tuple[int, int]] = []
    enlarger, small = Enlarger(drawing, "cpu"), Image.new("RGB", (64, 48), "teal")
    one, again, other = (
        enlarger.enlarge(
            upscale(Factor.TWO, "a.png", small.size, drawing, Leading("latent", "a house", 3, 1.0, seed)),
            small,
            lambda done, total: told.append((done, total)),
        )
        for seed in (1, 1, 2)
    )

    assert (128, 96) == one.size
    assert one.tobytes() == again.tobytes() != other.tobytes()
    assert [(1, 4), (2, 4), (3, 4), (4, 4)] == told[:4]


def test_poster_is_drawn_anew(drawing: Catalogue) -> None:
    """Though it has more pixels than any card sees at once."""
    request = upscale(Factor.TWO, "a.png", (1920, 1112), drawing, Leading("latent"))

    assert request.redraw is not None
    assert (3840, 2224) == (request.redraw.width_px, request.redraw.height_px)


def test_upscaler_draws_once_more_by_a_lighter_plan(
    drawing: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same picture, and its owner is told; after the lightest, the device is too small."""
    small = Image.new("RGB", (64, 48), "teal")
    request = upscale(Factor.TWO, "a.png", small.size, drawing, Leading("latent", "a house", 2, 1.0, 1))
    wanted = Enlarger(drawing, "cpu").enlarge(request, small, lambda done, total: None)
    real, fitting, notes = LatentUpscaler.enlarge, {"tiled", "single"}, list[Note]()

    def full(self: LatentUpscaler, *rest: Any) -> Image.Image:  # noqa: ANN401 - what it takes
        if self.plan.name not in fitting:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return real(self, *rest)

    monkeypatch.setattr(LatentUpscaler, "enlarge", full)
    enlarger = Enlarger(drawing, "cpu")
    drawn = enlarger.enlarge(request, small, lambda done, total: None, notes.append)
    fitting.clear()

    assert wanted.tobytes() == drawn.tobytes()
    assert [Note(code="lighter_plan", facts={"plan": "single"})] == notes
    with pytest.raises(DeviceTooSmall):
        Enlarger(drawing, "cpu", "tiled").enlarge(request, small, lambda done, total: None)


def test_request_whose_upscaler_became_another_is_refused(drawing: Catalogue, models: Catalogue) -> None:
    """Somebody may have put another model there under its name."""
    request = upscale(Factor.TWO, "a.png", (64, 48), drawing, Leading("latent"))
    plain = next(card for card in models.extras if card.name == "pocket-upscale-2x")
    renamed = Catalogue(models.cards, models.default, (plain.model_copy(update={"name": "latent"}),))

    with pytest.raises(UpscalerMissing):
        Enlarger(renamed, "cpu").enlarge(request, Image.new("RGB", (64, 48)), lambda done, total: None)


def _large(seed: int) -> Image.Image:
    picture: NDArray[np.uint8] = example(seed, for_evaluation=True, scale=4)[1].picture
    return Image.fromarray(picture)
