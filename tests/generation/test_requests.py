"""Requests that are made of pictures: what they name, what they allow, and that old ones still load."""

from io import BytesIO

import pytest
from PIL import Image
from pydantic import TypeAdapter, ValidationError

from generation.requests import (
    BlendRequest,
    Control,
    ControlKind,
    ControlRequest,
    Drawing,
    ImageRequest,
    ImageToImageRequest,
    InpaintRequest,
    pictures_of,
)
from generation.sources import read_sources
from tasks.asked import sources_of
from tasks.job import Request
from tests.generation.asked import ask

REQUEST: TypeAdapter[Request] = TypeAdapter(Request)


def drawing(**more: object) -> dict[str, object]:
    """Give the choices that every drawing has."""
    return {**ask().model_dump(include=set(Drawing.model_fields)), **more}


def png(size: tuple[int, int], colour: str = "red", mode: str = "RGB") -> bytes:
    """Write a plain picture."""
    file = BytesIO()
    Image.new(mode, size, colour).save(file, "PNG")
    return file.getvalue()


def test_request_of_an_older_studio_still_loads() -> None:
    """As it was stored before there were other ways to draw."""
    stored = (
        '{"kind":"text-to-image","prompt":"a red house","negative_prompt":"","model":"pocket",'
        '"width_px":512,"height_px":512,"steps":20,"guidance":4.0,"scheduler":"dpm++-2m",'
        '"seed":7,"count":1,"upscale":true}'
    )

    request = REQUEST.validate_json(stored)

    assert isinstance(request, ImageRequest)
    assert ("a red house", False, None) == (request.prompt, request.tile, request.second_pass)


@pytest.mark.parametrize("strength", [-0.1, 1.1, 7])
def test_strength_is_a_share(strength: float) -> None:
    """Nothing draws over a picture more than wholly."""
    with pytest.raises(ValidationError, match="strength"):
        ImageToImageRequest.model_validate(drawing(picture="uploads/a.png", strength=strength))


def test_control_ends_after_it_begins() -> None:
    """A map that is never followed is a mistake."""
    with pytest.raises(ValidationError, match="ends after"):
        Control(kind=ControlKind.CANNY, map="uploads/a.png", start=0.5, end=0.5)


@pytest.mark.parametrize("weights", [(1.0,), (1.0, -0.1), (1.0, 1.0, 1.0)])
def test_blend_has_one_weight_each(weights: tuple[float, ...]) -> None:
    """A missing weight would be a guess."""
    with pytest.raises(ValidationError, match="weight"):
        BlendRequest.model_validate(drawing(pictures=("a", "b"), weights=weights))


def test_request_names_each_picture_once() -> None:
    """Its picture, its mask and its maps are read from the store before it is drawn."""
    controls = tuple(Control(kind=kind, map="uploads/map.png") for kind in ("canny", "lines"))
    request = InpaintRequest.model_validate(drawing(picture="a.png", mask="b.png", controls=controls))

    assert ("a.png", "b.png", "uploads/map.png") == pictures_of(request) == sources_of(request).keys


def test_sources_are_brought_to_the_size_of_the_request() -> None:
    """Whatever was sent; the mask stays black and white."""
    request = InpaintRequest.model_validate(drawing(picture="a.png", mask="b.png"))

    sent = read_sources(request, {"a.png": png((100, 90)), "b.png": png((100, 90), "white", "L")})
    sources = sent.resized(64, 72)

    assert (100, 90) == sent.picture.size
    assert {(64, 72)} == {sources.picture.size} | {sources.mask.size if sources.mask else None}
    assert ("RGB", [(72 * 64, 255)]) == (sources.picture.mode, sources.mask and sources.mask.getcolors())


def test_maps_stand_in_the_order_of_the_controls() -> None:
    """The engine pairs them by their place."""
    controls = [Control(kind=ControlKind.CANNY, map=key) for key in ("b.png", "a.png")]
    request = ControlRequest.model_validate(drawing(controls=controls))

    sources = read_sources(request, {"a.png": png((64, 72), "blue"), "b.png": png((64, 72), "red")})

    assert [(255, 0, 0), (0, 0, 255)] == [one.getpixel((0, 0)) for one in sources.maps]
