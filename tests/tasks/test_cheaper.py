"""Something cheaper that is as near as possible to what was asked for."""

import pytest

from generation.requests import ImageRequest, ImageToImageRequest, Redraw, SecondPass, UpscaleRequest
from tasks.cheaper import cheaper, variants
from tasks.job import Request
from tasks.price import price as price_of
from tests.factories import (
    avatar_request,
    catalogue,
    image_request,
    preview_request,
    restore_request,
    speech_request,
)


def price(request: Request) -> int:
    """Price a request."""
    return price_of(request, catalogue(), 10.0)


BIG = image_request(count=4, width_px=512, height_px=512)  # 64 credits


@pytest.mark.parametrize(
    ("budget", "changed"),
    [
        (63, {"count": 3}),
        (40, {"count": 2}),
        (16, {"count": 1}),
        (15, {"count": 1, "steps": 15}),
        (10, {"count": 1, "steps": 10}),
        (7, {"count": 1, "steps": 15, "width_px": 384, "height_px": 384}),
        (2, {"count": 1, "steps": 10, "width_px": 256, "height_px": 256}),
    ],
)
def test_least_is_given_up(budget: int, changed: dict[str, object]) -> None:
    """Pictures first, then steps, then size."""
    assert BIG.model_copy(update=changed) == cheaper(BIG, price, budget)


def test_what_cannot_be_cheap_enough_is_not_offered() -> None:
    """Better nothing than a smear."""
    assert cheaper(BIG, price, 1) is None
    assert cheaper(image_request(), price, 100) is None
    assert cheaper(speech_request(), price, 100) is None


def test_cheaper_is_cheaper_even_where_there_is_enough() -> None:
    """It is offered beside what fits."""
    found = cheaper(BIG, price, 1000)

    assert found is not None
    assert price(found) < price(BIG)


def test_clip_is_made_smaller_or_left_as_it_is() -> None:
    """The words stay."""
    asked = avatar_request(animator="sadtalker", size_px=512, restore=1.0)

    assert [(512, 0.0), (256, 1.0), (256, 0.0)] == [
        (one.size_px, one.restore) for one in variants(asked) if isinstance(one, type(asked))
    ]
    assert all(one.kind == "preview" for one in variants(preview_request(size_px=512)))
    assert [1] == [one.upscale for one in variants(restore_request(upscale=2)) if one.kind == "restore"]


def test_picture_that_is_drawn_over_keeps_its_size() -> None:
    """It has the measure of the one that it is made of."""
    facts = {**BIG.model_dump(exclude={"kind", "second_pass"}), "picture": "uploads/a.png"}
    edited = ImageToImageRequest.model_validate(facts)

    assert {512} == {one.width_px for one in variants(edited) if isinstance(one, ImageToImageRequest)}


def test_picture_that_is_drawn_anew_takes_fewer_steps() -> None:
    """Its size and its words stay, and it never becomes a sketch."""
    redraw = Redraw(prompt="a house", width_px=1024, height_px=1024, steps=20, seed=1)
    asked = UpscaleRequest(picture="a", upscaler="b", redraw=redraw)

    found = [one.redraw for one in variants(asked) if isinstance(one, UpscaleRequest)]
    assert [redraw.model_copy(update={"steps": steps}) for steps in (15, 10)] == found


def test_picture_is_doubled_by_what_doubles() -> None:
    """Not by what was asked to make it four times as large; where nothing doubles, there is no variant."""
    asked = UpscaleRequest(picture="a", factor=4, upscaler="four")

    assert [UpscaleRequest(picture="a", factor=2, upscaler="two")] == list(variants(asked, "two"))
    assert [] == list(variants(asked))


def test_of_two_passes_the_first_alone_is_cheaper() -> None:
    """It is the same picture, smaller."""
    passes = SecondPass(width_px=512, height_px=512)
    large = BIG.model_copy(update={"width_px": 1024, "height_px": 1024, "second_pass": passes})
    smaller = [one for one in variants(large) if isinstance(one, ImageRequest) and one.width_px < 1024]

    assert smaller
    assert {(512, 512, None)} == {(one.width_px, one.height_px, one.second_pass) for one in smaller}
