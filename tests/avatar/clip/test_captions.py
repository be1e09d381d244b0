"""Captions are short, in time, and only drawn where a font can show them."""

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from avatar.clip import fonts
from avatar.clip.captions import CLOSES, LINE_LETTERS, LINES, Cue, captions, cues, spread
from avatar.clip.encode import encode
from avatar.clip.fonts import any_font, font_for
from avatar.clip.options import ClipOptions
from avatar.honest.style import Corner, LabelStyle
from avatar.pace import FPS
from avatar.sound import Word
from generation.notes import Note
from tests.avatar.clip.footage import SIDE_PX, never, nothing, pictures_of, swaying, tone

ENGLISH = "Hello there, this is a rather long sentence that has to be wrapped. And here is a second one!"
CHINESE = "你好，这是一个很长的中文句子，需要换行显示出来给大家看。第二句在这里！"
WIDE_PX = 400


def cut(text: str, duration_s: float = 6.0) -> list[Cue]:
    """Cut a text into captions, with a font that draws boxes for Chinese all the same."""
    return list(cues(spread(text, duration_s), any_font(16), WIDE_PX))


@pytest.mark.parametrize("text", [ENGLISH, CHINESE, "w" * 300, "한국어 단어 " * 20])
def test_lines_are_short(text: str) -> None:
    """At most two, of at most so many letters that fit into the picture."""
    for cue in cut(text):
        assert 1 <= len(cue.lines) <= LINES
        for line in cue.lines:
            assert LINE_LETTERS >= len(line)
            assert WIDE_PX >= any_font(16).getlength(line)


@pytest.mark.parametrize("text", [ENGLISH, CHINESE, "w" * 300, "One. Two. Three.", "混合 mixed 文字 text"])
def test_no_letter_is_lost(text: str) -> None:
    """And none changes its place."""
    shown = "".join(line for cue in cut(text) for line in cue.lines)

    assert "".join(text.split()) == "".join(shown.split())


def test_no_line_starts_with_a_closing_mark() -> None:
    """As Chinese is set."""
    assert [] == [line for cue in cut(CHINESE) for line in cue.lines if line[0] in CLOSES]


def test_words_keep_their_spaces() -> None:
    """Between Latin and Korean words, and where Chinese meets Latin; none within Chinese."""
    assert [("混合 mixed 文字, 한국어 단어",)] == [
        cue.lines for cue in cut("混合 mixed 文字, 한국어 단어", 3.0)
    ]


def test_captions_follow_each_other() -> None:
    """A sentence's end ends a caption, and times never overlap."""
    shown = cut(ENGLISH)

    assert "wrapped." == shown[-2].lines[-1].split()[-1]
    assert "And here is a second one!" == " ".join(shown[-1].lines)
    assert all(one.end_s <= other.start_s for one, other in itertools.pairwise(shown))


def test_caption_is_shown_while_it_is_said() -> None:
    """From its first word until a little after its last."""
    track = captions((Word("Hello", 1.0, 1.5), Word("there.", 1.5, 2.0)), SIDE_PX, SIDE_PX)

    assert track is not None
    assert [False, True, True, False] == [track.at(at_s) is not None for at_s in (0.9, 1.0, 2.5, 2.7)]


def test_caption_is_burned_in(tmp_path: Path) -> None:
    """White letters near the lower edge, while the word is said."""
    plain = ClipOptions(label=LabelStyle(corner=Corner.TOP_LEFT))
    wanted = replace(plain, captions=True, words=(Word("WWW", 0.5, 0.6),))
    encode(swaying(2 * FPS, seed=3), tone(2), wanted, tmp_path / "a.mp4", nothing, never)
    encode(swaying(2 * FPS, seed=3), tone(2), plain, tmp_path / "b.mp4", nothing, never)
    with_words, without = pictures_of(tmp_path / "a.mp4"), pictures_of(tmp_path / "b.mp4")

    apart = [np.abs(a.astype(int) - b).max(axis=(1, 2)) for a, b in zip(with_words, without, strict=True)]
    rows = np.flatnonzero(apart[FPS] > 100)
    assert SIDE_PX * 0.75 < rows.min() <= rows.max() < SIDE_PX
    assert 100 > apart[0].max()


def test_script_without_a_font_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with Latin fonts only makes the clip all the same, without boxes in it."""
    monkeypatch.setattr(fonts, "PLACES", ())
    monkeypatch.setenv("PATH", str(tmp_path))  # no fontconfig either
    fonts._asked.cache_clear()
    clip = encode(
        swaying(FPS), tone(1), ClipOptions(captions=True, text=CHINESE), tmp_path / "c.mp4", nothing, never
    )
    fonts._asked.cache_clear()

    assert (Note(code="captions_unavailable", facts={"reason": "font"}),) == clip.notes


def test_recording_without_words_is_told(tmp_path: Path) -> None:
    """Nobody wrote down what it says."""
    clip = encode(swaying(FPS), tone(1), ClipOptions(captions=True), tmp_path / "c.mp4", nothing, never)

    assert (Note(code="captions_unavailable", facts={"reason": "text"}),) == clip.notes


def test_own_font_knows_english_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pillow's, which is there on every machine; it lacks even umlauts."""
    monkeypatch.setattr(fonts, "PLACES", ())
    monkeypatch.setattr(fonts, "_asked", lambda _letter: ())

    assert font_for("Hello, world!", 20) is not None
    assert font_for("你好", 20) is None


def test_pictographs_are_left_out() -> None:
    """A smile does not keep a sentence from being shown."""
    assert captions((Word("Hello 😀", 0, 1),), SIDE_PX, SIDE_PX) is not None


def test_circle_does_not_cut_a_caption() -> None:
    """Telegram shows round notes as the circle in their square."""
    track = captions(spread("WWWWWWW WWWWWWW WWWWWWW", 3.0), 256, 256, circle=True)
    drawn = track.at(1.0) if track else None

    assert drawn is not None
    corners = [(drawn.left_px + x - 128, drawn.top_px + drawn.height_px - 128) for x in (0, drawn.width_px)]
    assert all(np.hypot(x, y) <= 128 + 4 for x, y in corners)
