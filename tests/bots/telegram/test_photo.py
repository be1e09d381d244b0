"""Stored pictures as Telegram shows them well."""

from io import BytesIO

import pytest
from PIL import Image, UnidentifiedImageError

from bots.telegram.photo import photo


def drawn(width_px: int, height_px: int) -> bytes:
    """Draw a PNG: left half red, right half blue."""
    image = Image.new("RGB", (width_px, height_px), (0, 0, 255))
    image.paste((255, 0, 0), (0, 0, width_px // 2, height_px))
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("drawn_px", "shown_px"),
    [((128, 128), (512, 512)), ((192, 128), (576, 384)), ((300, 300), (600, 600)), ((512, 64), (512, 64)),
     ((1024, 768), (1024, 768))],
)  # fmt: skip
def test_small_pictures_are_enlarged_by_a_whole_factor(
    drawn_px: tuple[int, int], shown_px: tuple[int, int]
) -> None:
    """The longer side is at least 512 pixels; what is large enough stays."""
    made = photo(drawn(*drawn_px))
    assert made is not None

    with Image.open(BytesIO(made)) as image:
        assert ("JPEG", shown_px) == (image.format, image.size)
        red, blue = (image.getpixel((x, image.height // 2)) for x in (4, image.width - 4))
    assert isinstance(red, tuple)
    assert isinstance(blue, tuple)
    assert (red[0] > 240, red[2] < 20) == (True, True)
    assert (blue[2] > 240, blue[0] < 20) == (True, True)


def test_a_strip_is_no_photo() -> None:
    """Telegram refuses photos longer than twenty times their width: they go as files."""
    assert photo(drawn(64 * 21, 64)) is None


def test_other_bytes_are_refused() -> None:
    """Only what we store ourselves is opened."""
    with pytest.raises(UnidentifiedImageError):
        photo(b"%PDF-1.7")
