"""Files are told by their content."""

from collections.abc import Callable

import pytest

from avatar.intake.sniff import sniff, video_kind
from tests.hostile import pictures, sounds, videos

KINDS: list[tuple[str, str, Callable[[], bytes]]] = [
    ("JPEG", "JPEG", pictures.cmyk),
    ("PNG", "PNG", pictures.bilevel),
    ("GIF", "GIF", lambda: pictures.saved(pictures.plain(), "GIF")),
    ("WebP", "WEBP", lambda: pictures.saved(pictures.plain(), "WEBP")),
    ("Ogg", "ogg", lambda: sounds.voice_note(0.1)),
    ("MP3", "mp3", lambda: sounds.coded(sounds.speech(0.1), "mp3", "libmp3lame")),
    ("MP3", "mp3", lambda: sounds.coded(sounds.speech(0.1), "mp3", "libmp3lame", {"id3v2_version": "0"})),
    ("MP4", "mov", lambda: sounds.coded(sounds.speech(0.1), "ipod", "aac")),
    ("AAC", "aac", lambda: sounds.coded(sounds.speech(0.1), "adts", "aac")),
    ("FLAC", "flac", lambda: sounds.coded(sounds.speech(0.1), "flac", "flac")),
    ("WAV", "wav", lambda: sounds.wav(sounds.speech(0.1))),
    ("WebM", "matroska", lambda: sounds.live(0.1)),
]
FOREIGN: list[tuple[str, bytes]] = [
    ("HEIC", pictures.boxed(b"heic")),
    ("AVIF", pictures.boxed(b"avif")),
    ("JPEG XL", b"\xff\x0a\x00"),
    ("SVG", b"<!-- made by hand -->\n<svg xmlns='http://www.w3.org/2000/svg'/>"),
    ("SVG", "\ufeff  <svg/>".encode()),
    ("HTML", b"\n<!doctype HTML>"),
    ("HLS", b"\xef\xbb\xbf#EXTM3U\n"),
    ("ffconcat", b" ffconcat version 1.0"),
    ("text", "Grüße".encode()),
    ("text", "ü".encode() * 4000 + b"x"),
    ("unknown", "UTF-16".encode("utf-16")),
    ("unknown", b"\xff\xfb"),
    ("7z", b"7z\xbc\xaf\x27\x1c" + bytes(9)),
]


@pytest.mark.parametrize(("name", "opener", "make"), KINDS, ids=[row[0] for row in KINDS])
def test_what_we_read_is_told(name: str, opener: str, make: Callable[[], bytes]) -> None:
    """With the opener that is to be forced."""
    kind = sniff(make())

    assert (name, opener) == (kind.name, kind.opener)


@pytest.mark.parametrize(("name", "content"), FOREIGN)
def test_what_we_do_not_read_is_named(name: str, content: bytes) -> None:
    """And has no opener."""
    kind = sniff(content)

    assert (name, "") == (kind.name, kind.opener)


@pytest.mark.parametrize("length", range(16))
def test_short_files_are_no_trouble(length: int) -> None:
    """However early a file ends."""
    for start in (b"RIFF\x10\0\0\0WAVE", b"\0\0\0\x18ftypM4A ", b"\xff\xfb\x90\x00"):
        assert sniff(start[:length]).name


@pytest.mark.parametrize(
    ("demuxer", "make"),
    [
        ("mov", videos.film),
        ("matroska", lambda: videos.film(container="webm", codec="libvpx")),
        ("gif", videos.still),
    ],
)
def test_video_has_its_demuxer(demuxer: str, make: Callable[[], bytes]) -> None:
    """The one that is to be forced, whatever the file is called."""
    assert demuxer == video_kind(make()).opener
