"""Texts in a PNG, found without decoding it."""

from io import BytesIO

import PIL.Image
from PIL.PngImagePlugin import PngInfo

from generation.chunks import TEXT_BYTES, text_in


def png(**texts: str) -> bytes:
    """Write a small picture with texts."""
    chunks = PngInfo()
    for keyword, text in texts.items():
        chunks.add_text(keyword, text)
    file = BytesIO()
    PIL.Image.new("L", (2, 2)).save(file, "PNG", pnginfo=chunks)
    return file.getvalue()


def test_text_is_found_by_its_keyword() -> None:
    """The whole keyword."""
    file = png(limner="a recipe", limner2="another")

    assert "a recipe" == text_in(file, "limner")
    assert "" == text_in(file, "limn")


def test_text_behind_the_pixels_is_found() -> None:
    """Some programs write it there."""
    file, end = png(), b"\0\0\0\0IEND\xaeB`\x82"
    text = png(limner="late")
    start = text.index(b"tEXt") - 4
    chunk = text[start : start + 8 + len(b"limner\0late") + 4]

    assert "late" == text_in(file.removesuffix(end) + chunk + end, "limner")


def test_huge_text_is_left_alone() -> None:
    """A recipe is short."""
    assert "" == text_in(png(limner="x" * TEXT_BYTES), "limner")
