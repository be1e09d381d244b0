"""The label can be restyled, but neither removed nor made unreadable."""

import numpy as np
import pytest
from pydantic import ValidationError

from avatar.honest.label import label
from avatar.honest.style import Corner, LabelStyle


@pytest.mark.parametrize("text", ["", ".", "Holidays in Spain", "CHAIR", "AI\n", "AI " * 20, "real photo"])
def test_label_must_say_it(text: str) -> None:
    """A label that says nothing would be none."""
    with pytest.raises(ValidationError):
        LabelStyle(text=text)


@pytest.mark.parametrize("text", ["AI", "AI-generated", "AI 生成", "由人工智能生成", "Made with AI"])
def test_label_speaks_other_languages(text: str) -> None:
    """As servers wish."""
    assert text == LabelStyle(text=text).text


def test_label_cannot_fade() -> None:
    """Nothing below what can be read."""
    with pytest.raises(ValidationError):
        LabelStyle(opacity=0.1)


@pytest.mark.parametrize("corner", list(Corner))
@pytest.mark.parametrize("size", [(256, 256), (256, 456), (910, 512)])
@pytest.mark.parametrize("light", [0, 255])
def test_label_is_seen_on_any_ground(corner: Corner, size: tuple[int, int], light: int) -> None:
    """Its letters are at least a twenty-sixth of the short side high, and stand out from their ground."""
    width, height = size
    shown = np.full((height, width, 3), light, np.uint8)
    mark = label(LabelStyle(corner=corner), width, height)
    mark.onto(shown)

    part = shown[mark.top_px : mark.top_px + mark.height_px, mark.left_px : mark.left_px + mark.width_px]
    letters = np.flatnonzero((part > 200).any(axis=(1, 2)))
    assert 100 < int(part.max()) - int(part.min())
    assert min(size) / 26 <= letters.max() - letters.min() + 1
    assert width > mark.left_px + mark.width_px
    assert height > mark.top_px + mark.height_px


@pytest.mark.parametrize("size", [(256, 256), (512, 512), (256, 456), (512, 910)])
def test_label_leaves_the_picture_to_the_face(size: tuple[int, int]) -> None:
    """It takes a quarter of the width and a little, no more, and its capitals are 8 pixels high at least."""
    width, height = size
    shown = np.zeros((height, width, 3), np.uint8)
    mark = label(LabelStyle(), width, height)
    mark.onto(shown)

    first_letter = np.flatnonzero(
        (shown[:, mark.left_px : mark.left_px + width // 25] > 120).any(axis=(1, 2))
    )
    assert 0.24 * width < mark.width_px <= 0.285 * width
    assert np.ptp(first_letter) + 1 >= 8


@pytest.mark.parametrize("text", ["AI", "Made with AI by a studio"])
def test_letters_of_any_text_can_be_read(text: str) -> None:
    """A short text is not blown up, a long one is not shrunk away."""
    shown = np.zeros((256, 256, 3), np.uint8)
    label(LabelStyle(text=text), 256, 256).onto(shown)

    rows = np.flatnonzero((shown > 120).any(axis=(1, 2)))
    assert 8 <= np.ptp(rows) + 1 <= 16


def test_label_makes_way_for_captions() -> None:
    """Bottom left where nothing else stands, top left otherwise; a corner that was chosen stays."""
    free, beside, chosen = (
        label(style, 256, 256, captions=captions)
        for style, captions in (
            (LabelStyle(), False),
            (LabelStyle(), True),
            (LabelStyle(corner=Corner.TOP_RIGHT), False),
        )
    )

    assert (free.left_px, beside.left_px) == (8, 8)
    assert beside.top_px == chosen.top_px == 8
    assert free.top_px + free.height_px == 256 - 8
    assert chosen.left_px + chosen.width_px == 256 - 8


@pytest.mark.parametrize("text", ["AI", "AI-generated", "Made with AI by a studio"])
def test_circle_does_not_cut_the_label(text: str) -> None:
    """Telegram shows round notes as the circle in their square."""
    mark = label(LabelStyle(text=text, corner=Corner.TOP), 256, 256)

    corners = [(mark.left_px + x - 128, mark.top_px - 128) for x in (0, mark.width_px)]
    assert all(np.hypot(x, y) <= 128 + 1 for x, y in corners)
