"""Pictures are written with their recipe, previews stay small."""

from io import BytesIO

import numpy as np
import PIL.Image
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.picture import PREVIEW_BYTES, Picture, encode_png, encode_preview, read_recipe
from tests.generation.asked import ask


def noise(width: int, height: int) -> PIL.Image.Image:
    """Make the picture that compresses worst."""
    pixels = np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return PIL.Image.fromarray(pixels)


@pytest.mark.parametrize("prompt", ["a red house", "一座红房子 🌙", 'quotes " and \\'])
def test_recipe_draws_this_one_picture_again(prompt: str) -> None:
    """Its own seed, one picture."""
    request = ask(prompt=prompt, seed=7, count=4)

    png = encode_png(Picture(noise(64, 72), seed=9), request)

    assert request.model_copy(update={"seed": 9, "count": 1}) == read_recipe(png)


def test_png_keeps_every_pixel_and_names_its_maker() -> None:
    """In plain text chunks, which every reader knows."""
    image = noise(64, 72)

    png = encode_png(Picture(image, seed=9), ask())

    with PIL.Image.open(BytesIO(png)) as written:
        assert np.array_equal(np.asarray(image), np.asarray(written))
        assert "Limner" == written.info["Software"]
    assert b"tEXtlimner\0{" in png


@pytest.mark.parametrize("png", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n"])
def test_other_files_hold_no_recipe(png: bytes) -> None:
    """Nothing is raised for a stranger's file."""
    assert read_recipe(png) is None


def test_png_without_a_recipe_holds_none() -> None:
    """Somebody else's picture."""
    file = BytesIO()
    noise(8, 8).save(file, "PNG")

    assert read_recipe(file.getvalue()) is None


@given(st.data())
def test_damaged_files_hold_no_recipe_or_the_right_one(data: st.DataObject) -> None:
    """One byte of a good file is changed, or its end is missing."""
    png = bytearray(encode_png(Picture(noise(8, 8), seed=9), ask()))
    place = data.draw(st.integers(0, len(png) - 1))
    png[place] ^= data.draw(st.integers(1, 255))
    end = data.draw(st.integers(0, len(png)))

    assert read_recipe(bytes(png[:end])) in {None, ask(seed=9)}


@pytest.mark.parametrize("size", [(16, 16), (128, 128), (256, 64), (1024, 1024)])
def test_preview_is_small(size: tuple[int, int]) -> None:
    """Even of noise."""
    jpeg = encode_preview(noise(*size))

    assert len(jpeg) <= PREVIEW_BYTES
    with PIL.Image.open(BytesIO(jpeg)) as written:
        assert "JPEG" == written.format
