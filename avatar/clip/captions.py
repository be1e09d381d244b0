"""What is said, written at the lower edge while it is said."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from avatar.clip.fonts import Font, font_for
from avatar.clip.overlay import Overlay, overlay
from avatar.sound import Word

LINE_LETTERS = 32  # a line; a Chinese character counts as two
LINES = 2
FILL = 0.92  # of the picture's width
SIZE = 0.07  # of the short side
LOWER_EDGE = 0.05  # of the height stays free below
CIRCLE_FILL, CIRCLE_EDGE = 0.75, 0.17  # the same where a circle is cut out of the picture
LINGER_S = 0.6  # a caption stays after its last word where nothing follows
SHOWN_S = 5.0  # a caption stays at most
ENDS = ".!?。！？…"
SYMBOLS = "$+<=>€£¥"
CLOSES = ENDS + ",;:，、；：)）”’»」』》"  # never starts a line


@dataclass(frozen=True)
class Cue:
    """One or two lines and the time that they are shown."""

    lines: tuple[str, ...]
    start_s: float
    end_s: float


class Captions:
    """The captions of a clip, drawn when their time comes."""

    def __init__(self, cues: Iterable[Cue], font: Font, middle_px: float, bottom_px: float) -> None:
        """Take where captions are centred and where they end (pixels from left and top)."""
        self._waiting = iter(cues)
        self._cue = next(self._waiting, None)
        self._drawn: Overlay | None = None
        self._font = font
        self._middle_px = middle_px
        self._bottom_px = bottom_px

    def at(self, at_s: float) -> Overlay | None:
        """Give the caption to be shown at a time (seconds); times never go back."""
        while self._cue and at_s >= self._cue.end_s:
            self._cue, self._drawn = next(self._waiting, None), None
        if not self._cue or at_s < self._cue.start_s:
            return None
        self._drawn = self._drawn or self._draw(self._cue.lines)
        return self._drawn

    def _draw(self, lines: tuple[str, ...]) -> Overlay:
        drawn = overlay(lines, self._font)
        left_px = round(self._middle_px - drawn.width_px / 2)
        return drawn.at(left_px, round(self._bottom_px) - drawn.height_px)


def captions(words: Sequence[Word], width_px: int, height_px: int, circle: bool = False) -> Captions | None:
    """Lay out words for pictures of a size, or for the circle in them.

    Returns: nothing where no font of this machine can show them.
    """
    fill, edge = (CIRCLE_FILL, CIRCLE_EDGE) if circle else (FILL, LOWER_EDGE)
    plain = [Word(text, word.start_s, word.end_s) for word in words if (text := _writable(word.text))]
    size_px = max(10, round(SIZE * min(width_px, height_px)))
    font = font_for("".join(word.text for word in plain), size_px) if plain else None
    if font is None:
        return None
    return Captions(cues(plain, font, fill * width_px), font, width_px / 2, height_px * (1 - edge))


def spread(text: str, duration_s: float) -> tuple[Word, ...]:
    """Give times to the words of a text of which nobody knows the times: by their length."""
    return tuple(_share(list(_pieces(text)), 0, duration_s))


def cues(words: Sequence[Word], font: Font, width_px: float) -> Iterator[Cue]:
    """Group words into captions: at most two lines, a new one after a sentence's end or a long while."""
    group: list[Word] = []
    for word in _divided(words, font, width_px):
        full = group and (
            len(_lines([*group, word], font, width_px)) > LINES
            or group[-1].text.rstrip()[-1:] in ENDS
            or word.end_s - group[0].start_s > SHOWN_S
        )
        if full:
            yield _cue(group, word.start_s, font, width_px)
            group = []
        group.append(word)
    if group:
        yield _cue(group, float("inf"), font, width_px)


def _cue(group: list[Word], next_s: float, font: Font, width_px: float) -> Cue:
    end_s = min(next_s, group[-1].end_s + LINGER_S)
    return Cue(tuple(_lines(group, font, width_px)), group[0].start_s, end_s)


def _lines(group: Sequence[Word], font: Font, width_px: float) -> list[str]:
    lines = [""]
    for word in group:
        longer = lines[-1] + _gap(lines[-1], word.text) + word.text.strip()
        if not lines[-1] or _fits(longer, font, width_px) or word.text.strip() in CLOSES:
            lines[-1] = longer
        else:
            lines.append(word.text.strip())
    return lines


def _gap(line: str, word: str) -> str:
    """Put a space between words, but none between Chinese characters or beside a wide mark."""
    if not line or word.strip() in CLOSES:
        return ""
    wide_mark = line[-1] in CLOSES and _wide(line[-1])
    return "" if wide_mark or (_spaceless(line[-1]) and _spaceless(word.strip()[:1])) else " "


def _fits(line: str, font: Font, width_px: float) -> bool:
    letters = sum(2 if _wide(letter) else 1 for letter in line)
    return letters <= LINE_LETTERS and font.getlength(line) <= width_px


def _divided(words: Sequence[Word], font: Font, width_px: float) -> Iterator[Word]:
    """Cut words that are wider than a line, Chinese sentences that came as one word among them."""
    for word in words:
        pieces = list(_pieces(word.text))
        if len(pieces) == 1 and not _fits(word.text, font, width_px):
            pieces = ["".join(cut) for cut in _batched(word.text, LINE_LETTERS // 3)]
        if len(pieces) == 1:
            yield word
            continue
        yield from _share(pieces, word.start_s, word.end_s)


def _share(pieces: Sequence[str], start_s: float, end_s: float) -> Iterator[Word]:
    """Give each piece a share of a time by its length."""
    done, total = 0, sum(map(len, pieces))
    for piece in pieces:
        from_s = start_s + (end_s - start_s) * done / total
        done += len(piece)
        yield Word(piece, from_s, start_s + (end_s - start_s) * done / total)


def _batched(text: str, size: int) -> Iterator[str]:
    return (text[start : start + size] for start in range(0, len(text), size))


def _pieces(text: str) -> Iterator[str]:
    """Split a text where a line may end: at spaces, and after each Chinese character."""
    for chunk in text.split():
        piece = ""
        for letter in chunk:
            if piece and letter not in CLOSES and (_spaceless(letter) or _spaceless(piece[-1])):
                yield piece
                piece = ""
            piece += letter
        yield piece


def _wide(letter: str) -> bool:
    return bool(letter) and unicodedata.east_asian_width(letter) in "WF"


def _spaceless(letter: str) -> bool:
    """Tell whether a letter's script has no spaces between words; Korean is wide and has them."""
    return _wide(letter) and not "\uac00" <= letter <= "\ud7a3"


def _writable(text: str) -> str:
    """Leave out what is no letter, mark, digit or punctuation: pictographs have no place in a line."""
    kept = (mark for mark in text if unicodedata.category(mark)[0] in "LMNPZ" or mark in SYMBOLS)
    return "".join(kept).strip()
