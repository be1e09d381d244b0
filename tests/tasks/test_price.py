"""What a request costs."""

import pytest

from generation.requests import ControlRequest, ImageToImageRequest, Redraw, UpscaleRequest
from tasks.price import price, spoken_s
from tests.factories import avatar_request, catalogue, image_request, restore_request, speech_request


@pytest.mark.parametrize(
    ("letters", "size_px", "cost"),
    [(1, 256, 1), (140, 256, 1), (141, 256, 2), (141, 512, 4), (999, 256, 8)],
)
def test_clip_is_paid_by_its_length_and_size(letters: int, size_px: int, cost: int) -> None:
    """One credit for ten seconds at 256 pixels, and twice that at 512; a text's length is guessed."""
    request = avatar_request(speech=speech_request("a" * letters), size_px=size_px)

    assert cost == price(request, catalogue())


@pytest.mark.parametrize(("heard_s", "cost"), [(0.0, 1), (10.0, 1), (10.1, 2), (120.0, 12)])
def test_recording_is_paid_by_its_length(heard_s: float, cost: int) -> None:
    """What was recorded is known to the sample."""
    request = avatar_request(sound="uploads/none.flac", speech=None)

    assert cost == price(request, catalogue(), heard_s)


@pytest.mark.parametrize(
    ("size_px", "restore", "cost"), [(256, 0, 3), (512, 0, 12), (256, 0.5, 5), (512, 1, 18)]
)
def test_learnt_motion_is_dearer(size_px: int, restore: float, cost: int) -> None:
    """A second of a GPU makes four of SadTalker's at 256; a clip at 512 or restored takes more."""
    request = avatar_request(
        sound="uploads/none.flac", speech=None, animator="sadtalker", size_px=size_px, restore=restore
    )

    assert cost == price(request, catalogue(), 12.0)


def test_line_costs_one_credit() -> None:
    """However long it is."""
    assert 1 == price(speech_request("a" * 1000), catalogue())


def test_chinese_takes_longer_and_haste_shorter() -> None:
    """Three times as long a character; half as long at twice the speed."""
    assert 3 * spoken_s(speech_request("hello")) == pytest.approx(spoken_s(speech_request("你好你好吗")))
    assert spoken_s(speech_request("hello")) == 2 * spoken_s(speech_request("hello", rate=2))


def test_picture_costs_what_it_did() -> None:
    """Pixels, steps and number, by the model's card."""
    assert 3 == price(image_request(count=3), catalogue())


def test_restored_photo_costs_more_when_it_grows() -> None:
    """One credit, and two where it comes out twice as large."""
    assert [1, 2] == [price(restore_request(upscale=scale), catalogue()) for scale in (1, 2)]


@pytest.mark.parametrize(("strength", "cost"), [(0.0, 1), (0.5, 2), (1.0, 4)])
def test_picture_drawn_over_costs_the_steps_that_it_takes(strength: float, cost: int) -> None:
    """A picture that is kept for the most part goes through few of the steps."""
    words = image_request(count=4).model_dump(exclude={"kind", "second_pass"})
    request = ImageToImageRequest.model_validate({**words, "picture": "uploads/a.png", "strength": strength})

    assert cost == price(request, catalogue())


def test_map_makes_a_picture_dearer() -> None:
    """A ControlNet is half a UNet."""
    words = image_request(count=4).model_dump(exclude={"kind", "second_pass"})
    control = {"kind": "canny", "map": "uploads/a.png"}
    requests = [ControlRequest.model_validate({**words, "controls": [control] * maps}) for maps in (1, 2)]

    assert [6, 8] == [price(request, catalogue()) for request in requests]


@pytest.mark.parametrize(
    ("side_px", "steps", "guidance", "cost"),
    [(512, 20, 1, 1), (1024, 20, 1, 2), (1024, 20, 3, 4), (64, 8, 1, 1)],
)
def test_picture_that_is_drawn_anew_costs_as_one_so_large(
    side_px: int, steps: int, guidance: float, cost: int
) -> None:
    """Each step twice where words guide; never less than to enlarge it otherwise."""
    redraw = Redraw(width_px=side_px, height_px=side_px, steps=steps, guidance=guidance, seed=1)
    request = UpscaleRequest(picture="a", upscaler="b", redraw=redraw)

    assert cost == price(request, catalogue())


def test_larger_picture_costs_more_to_enlarge() -> None:
    """Four times takes longer than two times."""
    sizes = [UpscaleRequest(picture="a", factor=factor, upscaler="b") for factor in (2, 4)]

    assert [1, 2] == [price(request, catalogue()) for request in sizes]
