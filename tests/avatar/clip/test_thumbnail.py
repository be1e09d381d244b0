"""A thumbnail is small on every side."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from avatar.clip.thumbnail import thumbnail


@pytest.mark.parametrize("size", [(512, 512), (910, 512), (256, 456), (16, 16)])
def test_thumbnail_fits_where_chats_show_it(size: tuple[int, int]) -> None:
    """A JPEG of the same shape, at most 320 px a side and 200 kB, even of noise."""
    width, height = size
    written = thumbnail(np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8))

    with Image.open(BytesIO(written), formats=("JPEG",)) as image:
        assert 320 >= max(image.size)
        assert width / height == pytest.approx(image.width / image.height, rel=0.02)
    assert 200_000 > len(written)


def test_thumbnail_keeps_its_colours() -> None:
    """Red stays red."""
    red = np.zeros((64, 64, 3), np.uint8)
    red[..., 0] = 200

    with Image.open(BytesIO(thumbnail(red))) as image:
        assert (200, 0, 0) == pytest.approx(image.convert("RGB").getpixel((32, 32)), abs=4)
