"""A form becomes a request with every choice made, or a refusal that says what would be right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.cards import pocket
from generation.catalogue import Card, Catalogue, Scheduler
from generation.compose import ImageForm, compose
from generation.errors import BadAspect, HiresNeedless, OutOfRange, SizeOffGrid, SizeTooLarge, UnknownChoice
from generation.known import KNOWN
from generation.requests import SEED_LIMIT
from generation.sizes import check_size, near_size, size_of_aspect

POCKET = pocket()
CATALOGUE = Catalogue((POCKET, *KNOWN), "pocket")


def form(**options: object) -> ImageForm:
    """Fill in a form that asks for a house."""
    return ImageForm.model_validate({"prompt": "a house"} | options)


def test_card_makes_the_choices_left_open() -> None:
    """The pocket model's own size, steps, guidance and sampler."""
    request = compose(form(), CATALOGUE)

    assert ("pocket", 512, 512, 20, 3.0, Scheduler.DPM_2M, 1, True) == (
        request.model,
        request.width_px,
        request.height_px,
        request.steps,
        request.guidance,
        request.scheduler,
        request.count,
        request.upscale,
    )


def test_what_was_typed_is_kept() -> None:
    """A form filled in full leaves nothing to choose."""
    filled = form(
        negative_prompt=" cars ",
        width=384,
        height=640,
        steps=7,
        guidance=0.0,
        seed=0,
        count=4,
        scheduler="lms",
        model="POCKET",
    )

    request = compose(filled, CATALOGUE)

    assert ("cars", 384, 640, 7, 0.0, 0, 4, Scheduler.LMS, "pocket") == (
        request.negative_prompt,
        request.width_px,
        request.height_px,
        request.steps,
        request.guidance,
        request.seed,
        request.count,
        request.scheduler,
        request.model,
    )


def test_each_request_without_a_seed_gets_its_own() -> None:
    """Drawn from the whole range."""
    seeds = {compose(form(), CATALOGUE).seed for _ in range(50)}

    assert len(seeds) == 50
    assert max(seeds) > SEED_LIMIT // 4


@pytest.mark.parametrize(
    ("model", "aspect", "size"),
    [
        ("pocket", "1:1", (512, 512)),
        ("pocket", "3:2", (640, 384)),
        ("pocket", "16:9", (640, 384)),
        ("pocket", "4:1", (1024, 256)),
        ("pocket", " 1 : 4 ", (256, 1024)),
        ("sd-1.5", "3:2", (576, 384)),
        ("sdxl", "16:9", (1376, 768)),
        ("sdxl", "2:3", (832, 1248)),
    ],
)
def test_aspect_keeps_the_area(model: str, aspect: str, size: tuple[int, int]) -> None:
    """Snapped to the grid of the model."""
    request = compose(form(model=model, aspect=aspect), CATALOGUE)

    assert size == (request.width_px, request.height_px)


def test_one_side_and_an_aspect_make_the_other_side() -> None:
    """And the model's own side fills in where there is no aspect."""
    tall = compose(form(height=768, aspect="1:2"), CATALOGUE)
    wide = compose(form(width=768), CATALOGUE)

    assert (384, 768) == (tall.width_px, tall.height_px)
    assert (768, 512) == (wide.width_px, wide.height_px)


@pytest.mark.parametrize("aspect", ["", "3", "0:1", "1:0", "5:1", "1:4.1", "a:b", "-3:2", "3:2:1", "٣:٢"])
def test_bad_aspect_is_refused(aspect: str) -> None:
    """Two whole numbers, at most four to one."""
    with pytest.raises(BadAspect):
        compose(form(aspect=aspect), CATALOGUE)


def test_size_off_the_grid_knows_the_nearest() -> None:
    """The pocket model gives sides in steps of 128: it draws in steps of 32, and enlarges four times."""
    with pytest.raises(SizeOffGrid) as caught:
        compose(form(width=520, height=600), CATALOGUE)

    assert {
        "width_px": 520,
        "height_px": 600,
        "multiple_px": 128,
        "near_width_px": 512,
        "near_height_px": 640,
    } == caught.value.facts


def test_too_large_a_size_knows_the_nearest() -> None:
    """Of about the same shape."""
    with pytest.raises(SizeTooLarge) as caught:
        compose(form(width=2048, height=1024), CATALOGUE)

    assert (1280, 768) == (caught.value.near_width_px, caught.value.near_height_px)


def test_too_small_a_side_is_out_of_range() -> None:
    """Stable Diffusion draws nothing sensible below half its size."""
    with pytest.raises(OutOfRange) as caught:
        compose(form(width=192, model="sd-1.5"), CATALOGUE)

    assert {"field": "width", "value": 192, "low": 256, "high": 2048} == caught.value.facts


def test_enlarging_can_be_switched_off() -> None:
    """The picture comes as the model draws it, and sizes are those that it draws."""
    request = compose(form(upscale="off", aspect="3:2"), CATALOGUE)

    assert (160, 96, False) == (request.width_px, request.height_px, request.upscale)
    with pytest.raises(SizeTooLarge):
        compose(form(upscale="off", width=512, height=512), CATALOGUE)


def test_model_without_an_upscaler_draws_as_large_as_it_is() -> None:
    """Who asks it to enlarge is told, and not left without an answer."""
    assert not compose(form(model="sd-1.5"), CATALOGUE).upscale
    with pytest.raises(UnknownChoice) as caught:
        compose(form(model="sd-1.5", upscale="on"), CATALOGUE)

    assert {"field": "upscale", "value": "on", "near": "off"} == caught.value.facts


def test_unknown_model_is_refused_with_near_names() -> None:
    """The names that look like it."""
    with pytest.raises(UnknownChoice) as caught:
        compose(form(model="pockte"), CATALOGUE)

    assert {"field": "model", "value": "pockte", "near": "pocket"} == caught.value.facts


@given(st.sampled_from((POCKET, *KNOWN)), st.integers(64, 4096), st.integers(64, 4096))
def test_the_nearest_size_can_be_drawn(card: Card, width: int, height: int) -> None:
    """A size that we propose is one that we take."""
    near = near_size(card, width, height)

    assert near == check_size(card, *near)


@given(st.sampled_from((POCKET, *KNOWN)), st.floats(0.25, 4.0))
def test_every_aspect_can_be_drawn(card: Card, ratio: float) -> None:
    """On the grid, within the limits, of about the ratio asked for."""
    width, height = size_of_aspect(card, ratio)

    assert (width, height) == check_size(card, width, height)
    assert 0.6 < width / height / ratio < 1.67


def test_pattern_is_asked_for_by_a_switch() -> None:
    """Nothing is seamless by itself."""
    assert [True, False, False] == [compose(form(tile=tile), CATALOGUE).tile for tile in ("on", "off", None)]


@pytest.mark.parametrize(
    ("options", "first", "shown"),
    [
        ({}, (512, 512), (1024, 1024)),
        ({"aspect": "3:2", "model": "sd-1.5"}, (640, 448), (1216, 832)),
        ({"width": 768, "height": 1152}, (384, 640), (768, 1152)),
        ({"upscale": "off"}, (128, 128), (256, 256)),
    ],
)
def test_large_picture_is_drawn_small_first(
    options: dict[str, object], first: tuple[int, int], shown: tuple[int, int]
) -> None:
    """Of the same shape, as large as the model knows best; twice as large comes out where nothing is said."""
    request = compose(form(hires="on", **options), CATALOGUE)

    assert request.second_pass is not None
    assert first == (request.second_pass.width_px, request.second_pass.height_px)
    assert shown == (request.width_px, request.height_px)


def test_what_is_drawn_at_once_needs_no_second_pass() -> None:
    """The size beyond which it helps is told."""
    with pytest.raises(HiresNeedless) as raised:
        compose(form(hires="on", width=512, height=512), CATALOGUE)

    assert (512, 512) == (raised.value.width_px, raised.value.height_px)
