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
    """Its letters are at least a twentieth of the short side high, and stand out from what is around them."""
    width, height = size
    shown = np.full((height, width, 3), light, np.uint8)
    mark = label(LabelStyle(corner=corner), width, height)
    mark.onto(shown)

    part = shown[mark.top_px : mark.top_px + mark.height_px, mark.left_px : mark.left_px + mark.width_px]
    letters = np.flatnonzero((part > 200).any(axis=(1, 2)))
    assert 100 < int(part.max()) - int(part.min())
    assert 0.04 * min(size) <= letters.max() - letters.min() + 1
    assert width > mark.left_px + mark.width_px
    assert height > mark.top_px + mark.height_px


@pytest.mark.parametrize("text", ["AI", "AI-generated", "Made with AI by a studio"])
def test_circle_does_not_cut_the_label(text: str) -> None:
    """Telegram shows round notes as the circle in their square."""
    mark = label(LabelStyle(text=text, corner=Corner.TOP), 256, 256)

    corners = [(mark.left_px + x - 128, mark.top_px - 128) for x in (0, mark.width_px)]
    assert all(np.hypot(x, y) <= 128 + 1 for x, y in corners)
