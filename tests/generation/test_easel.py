"""What is prepared for the engine, and what is put together of what it drew."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from generation.easel import Cancelled, OnStep, paint
from generation.picture import Picture
from generation.requests import (
    Drawing,
    ImageRequest,
    ImageToImageRequest,
    InpaintRequest,
    OutpaintRequest,
    PictureRequest,
    SecondPass,
)
from generation.sources import Sources
from generation.step import Step, ignore, never
from tests.generation.asked import ask

SIZE = (150, 100)


class Spy:
    """Draws one colour, and notes what it was given."""

    def __init__(self) -> None:
        self.orders: list[tuple[PictureRequest, Sources]] = []

    def draw(
        self, request: PictureRequest, on_step: OnStep, cancelled: Cancelled, sources: Sources
    ) -> list[Picture]:
        """Draw what is asked for in two steps."""
        self.orders.append((request, sources))
        for done in (1, 2):
            on_step(Step(done, 2, lambda: None))
        size = (request.width_px, request.height_px)
        return [Picture(Image.new("RGB", size, "red"), request.seed + i) for i in range(request.count)]


def drawing(**more: object) -> dict[str, object]:
    """Give the choices that every drawing has."""
    return {**ask(width_px=96, height_px=64).model_dump(include=set(Drawing.model_fields)), **more}


def photo() -> Image.Image:
    """Make a picture whose every pixel is its own."""
    pixels = np.random.default_rng(0).integers(0, 256, (SIZE[1], SIZE[0], 3), dtype=np.uint8)
    return Image.fromarray(pixels)


def mask() -> Image.Image:
    """Mark a box in the middle."""
    marked = Image.new("L", SIZE)
    ImageDraw.Draw(marked).rectangle((60, 40, 89, 69), fill=255)
    return marked


def inpainting(**more: object) -> InpaintRequest:
    """Ask for the box to be drawn anew."""
    return InpaintRequest.model_validate(drawing(picture="a.png", mask="b.png", **more))


@pytest.mark.parametrize("closeup", [False, True])
def test_inpainted_picture_keeps_its_size_and_its_other_pixels(closeup: bool) -> None:
    """The engine draws in its own size; around the mask nothing changes."""
    spy = Spy()

    (made,) = paint(spy, inpainting(closeup=closeup), ignore, never, Sources((photo(),), mask()))

    outside = np.asarray(mask()) == 0
    assert np.array_equal(np.asarray(photo())[outside], np.asarray(made.image)[outside])
    assert (255, 0, 0) == made.image.getpixel((75, 55))
    ((_, given),) = spy.orders
    assert {(96, 64)} == {given.picture.size, given.mask.size if given.mask else None}


def test_closeup_shows_the_model_less_of_the_picture() -> None:
    """So that it draws the mask larger."""
    shares = []
    for closeup in (False, True):
        spy = Spy()
        paint(spy, inpainting(closeup=closeup), ignore, never, Sources((photo(),), mask()))
        shares.append(float((np.asarray(spy.orders[0][1].mask) > 0).mean()))

    assert shares[1] > 1.5 * shares[0]


def test_outpainted_picture_keeps_every_pixel_of_the_old_one() -> None:
    """It comes out as large as the picture and its pads together."""
    pads = {"left_px": 30, "right_px": 20, "top_px": 10, "bottom_px": 0}
    request, spy = OutpaintRequest.model_validate(drawing(picture="a.png", **pads)), Spy()

    (made,) = paint(spy, request, ignore, never, Sources((photo(),)))

    assert (200, 110) == made.image.size
    assert np.array_equal(np.asarray(photo()), np.asarray(made.image.crop((30, 10, 180, 110))))
    assert (255, 0, 0) == made.image.getpixel((5, 60)) == made.image.getpixel((100, 2))
    assert isinstance(spy.orders[0][0], InpaintRequest)


@pytest.mark.parametrize(
    "request_",
    [
        ImageToImageRequest.model_validate(drawing(picture="a.png", strength=0, count=2)),
        inpainting(strength=0, count=2),
    ],
)
def test_no_strength_gives_the_picture_back(request_: PictureRequest) -> None:
    """Every pixel of it, and nothing is drawn."""
    spy = Spy()

    made = paint(spy, request_, ignore, never, Sources((photo(),), mask()))

    assert [42, 43] == [one.seed for one in made]
    assert all(np.array_equal(np.asarray(photo()), np.asarray(one.image)) for one in made)
    assert not spy.orders


def test_second_pass_draws_over_the_enlarged_first() -> None:
    """Each picture with its own seed; the steps are told as steps of one work."""
    over = SecondPass(width_px=64, height_px=64, strength=0.4)
    request = ask(width_px=128, height_px=128, count=2).model_copy(update={"second_pass": over})
    spy, told = Spy(), list[float]()

    made = paint(spy, request, lambda step: told.append(step.done / step.total), never)

    assert [(128, 128), (128, 128)] == [one.image.size for one in made]
    kinds = [type(order) for order, _ in spy.orders]
    assert [ImageRequest, ImageToImageRequest, ImageToImageRequest] == kinds
    assert [(64, 42), (128, 42), (128, 43)] == [(order.width_px, order.seed) for order, _ in spy.orders]
    assert sorted(told) == told
    assert 1.0 == told[-1]
