"""Every picture that people may send is read, or refused in one sentence that is true."""

import io
import re
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from avatar.intake.errors import AnimationTooLong
from avatar.intake.limits import Bounds, PhotoLimits
from avatar.intake.photo import Photo, read_photo
from bots.wording import LOCALES, Wording
from generation.errors import Refusal
from tasks.job import Problem
from tests.hostile import pictures

CHUNKS = {b"IHDR", b"IDAT", b"IEND"}  # all that may be in what we store

REFUSED: list[tuple[str, Callable[[], bytes], dict[str, object]]] = [
    ("file_empty", bytes, {}),
    ("not_a_picture", pictures.text, {"found": "text"}),
    ("not_a_picture", pictures.html, {"found": "HTML"}),
    ("not_a_picture", pictures.tiff, {"found": "TIFF"}),
    ("not_a_picture", pictures.psd, {"found": "PSD"}),
    ("not_a_picture", pictures.eps, {"found": "EPS"}),
    ("not_a_picture", pictures.fits, {"found": "FITS"}),
    ("not_a_picture", pictures.pdf, {"found": "PDF"}),
    ("not_a_picture", pictures.ico, {"found": "ICO"}),
    ("not_a_picture", pictures.bmp, {"found": "BMP"}),
    ("not_a_picture", pictures.jxl, {"found": "JPEG XL"}),
    ("not_a_picture", lambda: pictures.boxed(b"heic"), {"found": "HEIC"}),
    ("not_a_picture", lambda: pictures.boxed(b"avif"), {"found": "AVIF"}),
    ("not_a_picture", lambda: bytes(range(256)), {"found": "unknown"}),
    ("vector_picture", pictures.svg, {}),
    ("archive_sent", pictures.zipped, {"found": "ZIP"}),
    ("archive_sent", pictures.rar, {"found": "RAR"}),
    ("picture_too_large", lambda: pictures.vast(20_000, 20_000), {"width_px": 20_000, "limit_px": 10_000}),
    ("picture_too_large", lambda: pictures.vast(10_000, 9_000), {"height_px": 9_000, "limit_megapixels": 50}),
    ("picture_too_large", pictures.vast_webp, {"width_px": 60_000}),
    ("picture_too_narrow", lambda: pictures.vast(1, 200_000), {"height_px": 200_000, "limit": 8}),
    ("picture_too_small", lambda: pictures.saved(pictures.plain(1, 1)), {"width_px": 1, "limit_px": 64}),
    ("picture_too_small", lambda: pictures.saved(pictures.plain(8, 8), "JPEG"), {"height_px": 8}),
    ("animation_too_long", pictures.gif_bomb, {"frames": 400, "limit": 60}),
    ("animation_too_long", lambda: pictures.moving("GIF", 61), {"frames": 61, "limit": 60}),
    ("animation_too_long", lambda: pictures.moving("WEBP", 300), {"frames": 300}),
    ("animation_too_long", lambda: pictures.moving("PNG", 300), {"frames": 300}),
    ("animation_too_long", lambda: pictures.gif_bomb(50, 3000), {"frames": 50, "limit": 26}),
    ("file_incomplete", lambda: pictures.truncated("JPEG"), {"medium": "picture"}),
    ("file_incomplete", lambda: pictures.truncated("PNG"), {"medium": "picture"}),
    ("file_damaged", pictures.text_bomb, {"medium": "picture"}),
    ("file_damaged", pictures.profile_bomb, {"medium": "picture"}),
    ("file_damaged", pictures.wrong_checksum, {"medium": "picture"}),
    ("picture_too_large", pictures.vast_gif_frame, {"width_px": 65_535}),
    ("file_damaged", lambda: pictures.noise_after(b"\xff\xd8\xff\xe0"), {"medium": "picture"}),
    ("file_damaged", lambda: pictures.noise_after(b"RIFF\0\x40\0\0WEBPVP8 "), {"medium": "picture"}),
    ("file_incomplete", lambda: pictures.truncated("GIF"), {"medium": "picture"}),
    ("file_incomplete", lambda: pictures.truncated("WEBP"), {"medium": "picture"}),
]


def refusal_of(data: bytes) -> Refusal:
    """Tell why a picture is refused."""
    with pytest.raises(Refusal) as caught:
        read_photo(data)
    return caught.value


def pixels(photo: Photo) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Give what was stored, [h, w, 3]."""
    return np.asarray(Image.open(io.BytesIO(photo.png)))


def quarters(photo: Photo) -> list[str]:
    """Name the colours of the four quarters, from the top left."""
    shown, names = pixels(photo).astype(int), []
    height, width = shown.shape[:2]
    for down, right in ((1, 1), (1, 3), (3, 1), (3, 3)):
        colour = shown[height * down // 4, width * right // 4]
        bright = colour > 150
        names.append("white" if bright.all() else ("red", "green", "blue")[int(colour.argmax())])
    return names


def chunks(png: bytes) -> set[bytes]:
    """Name the chunks of a PNG."""
    at, names = 8, set()
    while at < len(png):
        names.add(png[at + 4 : at + 8])
        at += 12 + int.from_bytes(png[at : at + 4], "big")
    return names


@pytest.mark.parametrize(("code", "make", "facts"), REFUSED)
def test_refused(code: str, make: Callable[[], bytes], facts: dict[str, object]) -> None:
    """What is wrong and where the limit is, in both languages."""
    refusal = refusal_of(make())

    assert (code, facts) == (refusal.code, {name: refusal.facts.get(name) for name in facts})
    for locale in LOCALES:
        sentence = Wording(locale).problem(Problem.of(refusal))
        assert sentence != Wording(locale).say("problem-unexpected")
        assert re.search(r"Nothing was charged\.$|没有扣除点数。$", sentence)


def test_large_file_is_refused_unseen() -> None:
    """The size is looked at before the content."""
    refusal = refusal_of(bytes(21_000_000))

    assert {"megabytes": 21.0, "limit": 20} == refusal.facts


def test_bomb_is_refused_soon() -> None:
    """Frames are counted, not decoded."""
    with pytest.raises(AnimationTooLong):
        read_photo(pictures.gif_bomb(), bounds=Bounds(cpu_s=1))


ORIENTATIONS = {
    1: ["red", "green", "blue", "white"],
    2: ["green", "red", "white", "blue"],
    3: ["white", "blue", "green", "red"],
    4: ["blue", "white", "red", "green"],
    5: ["red", "blue", "green", "white"],
    6: ["blue", "red", "white", "green"],
    7: ["white", "green", "blue", "red"],
    8: ["green", "white", "red", "blue"],
}


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_photo_is_upright(orientation: int) -> None:
    """However the camera was held, by what EXIF 2.32 says of its eight values."""
    photo = read_photo(pictures.turned(orientation))

    assert ORIENTATIONS[orientation] == quarters(photo)
    assert ((240, 320) if orientation > 4 else (320, 240)) == (photo.width_px, photo.height_px)


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP"])
def test_nothing_of_the_sender_is_stored(name: str) -> None:
    """No place, no camera, no serial number, no prompt."""
    data = pictures.located(name)
    assert pictures.SECRET.encode() in data

    photo = read_photo(data)

    assert CHUNKS == chunks(photo.png)
    assert {} == dict(Image.open(io.BytesIO(photo.png)).getexif())


def test_tail_is_not_stored() -> None:
    """What hangs on behind a picture stays behind."""
    photo = read_photo(pictures.polyglot())

    assert CHUNKS == chunks(photo.png)
    assert b"PK\x03\x04" not in photo.png
    assert b"script" not in photo.png


@pytest.mark.parametrize(
    "make",
    [
        pictures.cmyk,
        pictures.wrong_profile,
        pictures.foreign_profile,
        pictures.broken_exif,
        pictures.with_preview,
        lambda: pictures.saved(pictures.plain(), "GIF"),
        lambda: pictures.saved(pictures.plain(), "WEBP"),
    ],
)
def test_colours_are_right(make: Callable[[], bytes]) -> None:
    """Whatever the file keeps them in."""
    assert ["red", "green", "blue", "white"] == quarters(read_photo(make()))


@pytest.mark.parametrize(
    ("make", "left", "right"),
    [
        (pictures.deep, 0, 255),
        (pictures.bilevel, 255, 255),
        (pictures.grey, 90, 90),
        (pictures.see_through, 255, 255),
    ],
)
def test_unusual_depth_works(make: Callable[[], bytes], left: int, right: int) -> None:
    """Sixteen bits, one bit, grey and nothing but glass."""
    shown = pixels(read_photo(make()))

    assert (left, right) == pytest.approx((int(shown[64, 0, 0]), int(shown[64, -1, 2])), abs=2)


def test_transparent_palette_shows_white() -> None:
    """Not black, and not the colour that was hidden."""
    assert ["white", "green", "blue", "white"] == quarters(read_photo(pictures.palette()))


@pytest.mark.parametrize(
    "data",
    [pictures.moving("GIF", 5), pictures.moving("WEBP", 5), pictures.gif_without_end()],
    ids=["gif", "webp", "endless"],
)
def test_first_frame_is_used_and_said(data: bytes) -> None:
    """A picture that moves is stilled."""
    photo = read_photo(data)

    assert [("first_frame_used", {"frames": 5})] == [(note.code, note.facts) for note in photo.notes]
    assert pixels(photo).max() < 4
    for locale in LOCALES:
        assert "5" in Wording(locale).note(photo.notes[0])


def test_preview_of_a_phone_is_no_animation() -> None:
    """Most selfies have a second picture behind the first."""
    assert () == read_photo(pictures.with_preview()).notes


def test_palette_is_smoothed_when_scaled() -> None:
    """Fine stripes of a palette become grey, not stripes."""
    stripes = np.tile(np.array([0, 255], np.uint8), (600, 2048))
    photo = read_photo(pictures.saved(Image.fromarray(stripes).convert("P")))

    assert (2048, 300) == (photo.width_px, photo.height_px)
    assert 127 == pytest.approx(float(pixels(photo)[100, 100:200].mean()), abs=4)
    assert pixels(photo)[100, 100:200].std() < 20


def test_large_photo_is_scaled_down() -> None:
    """Fifty million pixels are fine, and two thousand a side are kept."""
    picture = pictures.plain(8000, 6000)

    photo = read_photo(pictures.saved(picture, "JPEG"))

    assert (2048, 1536) == (photo.width_px, photo.height_px)
    assert ["red", "green", "blue", "white"] == quarters(photo)


def test_limits_may_be_set() -> None:
    """By whoever runs the studio."""
    with pytest.raises(Refusal) as caught:
        read_photo(pictures.saved(pictures.plain(320, 240)), PhotoLimits(side_px=300))

    assert 300 == caught.value.facts["limit_px"]


@pytest.mark.parametrize("orientation", [1, 6])
def test_alpha_channel_is_kept_beside_the_picture(orientation: int) -> None:
    """As upright as the picture, and only where somebody asks for it."""
    cut = pictures.plain(96, 64).convert("RGBA")
    cut.putalpha(Image.new("L", cut.size, 255))
    cut.paste((0, 0, 0, 0), (0, 0, 48, 64))
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = pictures.saved(cut, exif=exif)

    photo = read_photo(data, alpha=True)

    alpha = Image.open(io.BytesIO(photo.alpha), formats=("PNG",))
    assert ("L", (photo.width_px, photo.height_px)) == (alpha.mode, alpha.size)
    clear = (0, 0, 48, 64) if orientation == 1 else (0, 0, 64, 48)
    assert {0} == {value for _, value in alpha.crop(clear).getcolors() or ()}
    rest = (48, 0, 96, 64) if orientation == 1 else (0, 48, 64, 96)
    assert {255} == {value for _, value in alpha.crop(rest).getcolors() or ()}
    assert (b"", b"") == (read_photo(data).alpha, read_photo(data).thumbnail)
