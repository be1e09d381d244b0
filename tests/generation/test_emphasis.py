"""Emphasis in prompts, as people know it from AUTOMATIC1111's web UI."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.emphasis import MORE, WEIGHT_MOST, Stretch, plain, read_emphasis
from generation.errors import OutOfRange


@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        ("a red house", [("a red house", 1)]),
        ("a (red) house", [("a ", 1), ("red", MORE), (" house", 1)]),
        ("a ((red)) house", [("a ", 1), ("red", MORE**2), (" house", 1)]),
        ("a [red] house", [("a ", 1), ("red", 1 / MORE), (" house", 1)]),
        ("a (red:1.5) house", [("a ", 1), ("red", 1.5), (" house", 1)]),
        ("a (red: .5 ) house", [("a ", 1), ("red", 0.5), (" house", 1)]),
        ("(a (red:1.5) house:0.5)", [("a ", 0.5), ("red", 0.75), (" house", 0.5)]),
        ("a ([red]) house", [("a red house", 1)]),
        (r"a \(red\) house", [("a (red) house", 1)]),
        ("a house :)", [("a house :)", 1)]),
        ("a house :-( at night", [("a house :-( at night", 1)]),
        ("(a house", [("(a house", 1)]),
        ("a [house) (red)", [("a [house) ", 1), ("red", MORE)]),
        ("at 10:30) (red)", [("at 10:30) ", 1), ("red", MORE)]),
        ("(red:1.2.3)", [("red:1.2.3", MORE)]),
        ("房子（红色）", [("房子（红色）", 1)]),
        ("", []),
    ],
)
def test_brackets_weigh(prompt: str, told: list[tuple[str, float]]) -> None:
    """Round ones more, square ones less, a number exactly; what has no twin is itself."""
    [part] = read_emphasis(prompt)

    read = [(stretch.text, round(stretch.weight, 5)) for stretch in part]
    assert [(text, round(weight, 5)) for text, weight in told] == read


def test_break_begins_a_part() -> None:
    """In capitals; in small letters it is a word."""
    assert [["a house "], [" a break at sea"]] == [
        [stretch.text for stretch in part] for part in read_emphasis("a house BREAK a break at sea")
    ]


def test_brackets_end_with_their_part() -> None:
    """None reaches over a BREAK."""
    first, second = read_emphasis("(a BREAK b)")

    assert (Stretch("(a "),) == first
    assert (Stretch(" b)"),) == second


@pytest.mark.parametrize("written", ["2.5", "-1", "1e9"])
def test_weight_beyond_its_range_is_refused(written: str) -> None:
    """With the range."""
    with pytest.raises(OutOfRange) as refused:
        read_emphasis(f"a (red:{written}) house")

    assert ("weight", 0, WEIGHT_MOST) == (refused.value.field, refused.value.low, refused.value.high)


def test_nested_brackets_stop_at_the_greatest_weight() -> None:
    """Instead of being refused: nobody counts them."""
    [[stretch]] = read_emphasis("(" * 40 + "red" + ")" * 40)

    assert WEIGHT_MOST == stretch.weight


def test_plain_words_have_no_marks() -> None:
    """They are what a vocabulary and a list of forbidden words look at."""
    assert "a red house  at night" == plain("a ((red)) house BREAK [at (night:0.5)]")


@given(st.text(alphabet="()[]\\:.1 abBREAK", max_size=60))
def test_whatever_is_typed_is_read(prompt: str) -> None:
    """Weights stay in their range, and no letter is lost."""
    try:
        parts = read_emphasis(prompt)
    except OutOfRange:
        return

    assert all(0 <= stretch.weight <= WEIGHT_MOST for part in parts for stretch in part)
    letters = [letter for letter in prompt if letter in "ab"]
    assert letters == [letter for part in parts for one in part for letter in one.text if letter in "ab"]


def test_a_wall_of_brackets_is_read_at_once() -> None:
    """Nothing is tried twice."""
    began = time.process_time()
    read_emphasis("(" * 1000)
    read_emphasis("([" * 250 + ")" * 500)

    assert time.process_time() - began < 1
