"""What people type is tidied or refused, never passed on as it came."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.errors import OutOfRange, PromptEmpty, TextTooLong, TextUnusable
from generation.text import clean, clean_prompt


@pytest.mark.parametrize(
    ("typed", "tidied"),
    [
        ("  a red\n\thouse  ", "a red house"),
        ("e\u0301", "\u00e9"),  # composed
        ("\u202eesuoh der a\u202c", "esuoh der a"),  # no bidi override
        ("hou\u200bse\ufeff", "house"),  # nothing of no width
        ("z" + "\u0301\u0302\u0303\u0304\u0305\u0306\u0307", "\u017a\u0302\u0303\u0304\u0305"),  # four marks
        ("👩‍🎨 at work", "👩‍🎨 at work"),  # joined emoji stay joined
        ("一座红房子", "一座红房子"),
        ("🌙", "🌙"),
    ],
)
def test_prompt_is_tidied(typed: str, tidied: str) -> None:
    """Spaces, composition, and what cannot be seen."""
    assert tidied == clean_prompt(typed, 1000)


@pytest.mark.parametrize("field", ["prompt", "negative_prompt"])
def test_weight_that_no_model_bears_is_refused(field: str) -> None:
    """Before anything is charged; in a line that is spoken it is text."""
    with pytest.raises(OutOfRange):
        clean("a (red:1e9) house", field, 1000)

    assert "a (red:1e9) house" == clean("a (red:1e9) house", "speech", 1000)


@pytest.mark.parametrize("typed", ["", "   ", "\u200b\u200b", "?!...", "\u0301", "--"])
def test_prompt_without_anything_to_draw_is_empty(typed: str) -> None:
    """Punctuation alone says nothing."""
    with pytest.raises(PromptEmpty):
        clean_prompt(typed, 1000)


@pytest.mark.parametrize("typed", ["a\0b", "a\ud800b", "a\x1b[31mb", "a\x7fb"])
def test_control_characters_are_refused(typed: str) -> None:
    """NUL, lone surrogates and escapes harm databases and terminals."""
    with pytest.raises(TextUnusable) as caught:
        clean(typed, "negative_prompt", 1000)

    assert "negative_prompt" == caught.value.field


def test_long_text_is_refused_with_both_lengths() -> None:
    """The limit counts the tidied text."""
    with pytest.raises(TextTooLong) as caught:
        clean(" " * 500 + "a" * 1001, "prompt", 1000)

    assert ("prompt", 1001, 1000) == (caught.value.field, caught.value.length, caught.value.limit)


@given(st.text(st.characters(), max_size=200))
def test_tidied_text_is_tidy(typed: str) -> None:
    """Whatever comes in is refused, or comes out as one line that stays as it is."""
    try:
        tidied = clean(typed, "prompt", 1000)
    except TextUnusable:
        return

    assert tidied == clean(tidied, "prompt", 1000)
    assert not {unicodedata.category(character) for character in tidied} & {"Cc", "Cs", "Zl", "Zp"}
