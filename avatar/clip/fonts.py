"""Fonts of this machine that can show a text. Pillow brings one along that knows English letters only."""

import subprocess
import unicodedata
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont, features

Font = ImageFont.FreeTypeFont

PLACES = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf",
    "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans-Bold.ttf",
    "/usr/share/fonts/TTF/DejaVuSans-Bold.ttf",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/System/Library/Fonts/Helvetica.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/Hiragino Sans GB.ttc",
    "C:/Windows/Fonts/arialbd.ttf",
    "C:/Windows/Fonts/msyhbd.ttc",
)
ASK_S = 5  # seconds for fontconfig's answer
_MISSING = "\U0010fffe"  # no font has it: what is drawn for it is the mark of a missing letter


def font_for(text: str, size_px: int) -> Font | None:
    """Find a font that has every letter of a text; nothing where this machine has none."""
    if _joined(text) and not features.check("raqm"):
        return None  # its letters would stand apart or in the wrong order
    for path in (*PLACES, *_asked(_hardest(text))):
        if Path(path).is_file() and _has_all(path, frozenset(text)):
            return _open(path, size_px)
    own = any_font(size_px)
    return own if _shows(own, frozenset(text)) else None


@lru_cache
def _open(path: str, size_px: int) -> Font:
    return ImageFont.truetype(path, size_px)


@lru_cache
def any_font(size_px: int) -> Font:
    """Give the font that Pillow brings along: English letters only."""
    font = ImageFont.load_default(size_px)
    if not isinstance(font, Font):  # a Pillow that was built without FreeType
        raise TypeError("Pillow cannot draw letters of a size")
    return font


@lru_cache(maxsize=256)
def _has_all(path: str, letters: frozenset[str]) -> bool:
    try:
        return _shows(_open(path, 16), letters)
    except OSError:  # not a font, or one that cannot be read
        return False


def _shows(font: Font, letters: frozenset[str]) -> bool:
    missing = bytes(font.getmask(_MISSING))
    drawn = [letter for letter in letters if letter.isprintable() and not letter.isspace()]
    return all(bytes(font.getmask(letter)) != missing for letter in drawn)


def _joined(text: str) -> bool:
    """Tell whether letters change with their neighbours or run from right to left."""
    return any(unicodedata.bidirectional(mark) in {"R", "AL", "NSM"} for mark in text)


def _hardest(text: str) -> str:
    """Pick the letter that the fewest fonts have: most likely the one of the highest number."""
    return max((mark for mark in text if unicodedata.category(mark)[0] == "L"), default="a")


@lru_cache(maxsize=64)
def _asked(letter: str) -> tuple[str, ...]:
    """Ask fontconfig, where it is installed, for a font with a letter."""
    command = ["fc-match", "-f", "%{file}", f":charset={ord(letter):x}"]
    try:
        answer = subprocess.run(command, capture_output=True, timeout=ASK_S, check=True, text=True)  # noqa: S603 - a number only
    except (OSError, subprocess.SubprocessError):
        return ()
    return (answer.stdout.strip(),)
