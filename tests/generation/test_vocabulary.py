"""Which words a small model does not know."""

from pathlib import Path

import pytest

from generation.errors import ModelUnavailable
from generation.vocabulary import VOCABULARY, Vocabulary, read_vocabulary, write_vocabulary

WORDS = Vocabulary(
    meaningful=frozenset({"red", "house", "woman", "t", "shirt", "红色", "红", "房子", "小屋", "山丘"}),
    harmless=frozenset({"a", "the", "masterpiece", "的", "一只", "请", "画"}),
)


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("a red house", ()),
        ("A RED wombat, the Wombat", ("wombat",)),
        ("masterpiece, 4k, 8K!!", ()),
        ("the woman's t-shirt", ()),
        ("don't", ("don't",)),
        ("houses", ("houses",)),
        ("红色的房子", ()),
        ("请画一只猫", ("猫",)),
        ("红色猫狗房子鸟", ("猫狗", "鸟")),
        ("红房子", ()),
        ("a 猫house", ("猫",)),
        ("red 🐱", ("🐱",)),
        ("кот", ("кот",)),
        ("—!?", ()),
    ],
)
def test_words_that_are_in_no_list_are_found(text: str, unknown: tuple[str, ...]) -> None:
    """English by words, Chinese by what no known word covers."""
    assert unknown == WORDS.unknown(text)


def test_the_cut_that_covers_most_is_taken() -> None:
    """A longer word first would leave a character alone."""
    words = Vocabulary(frozenset({"大海", "大", "海上", "上"}), frozenset())

    assert () == words.unknown("大海上")


def test_a_long_run_is_cut_in_no_time() -> None:
    """A thousand characters, the most that a prompt holds."""
    assert ("猫" * 998,) == WORDS.unknown("红" + "猫" * 998 + "红")


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """A folder carries its words."""
    write_vocabulary(tmp_path, WORDS.meaningful, WORDS.harmless)

    assert WORDS == read_vocabulary(tmp_path)


def test_models_without_a_list_know_everything(tmp_path: Path) -> None:
    """A large model is never said not to know a word."""
    assert read_vocabulary(tmp_path) is None


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"meaningful": 3, "harmless": []}'])
def test_damaged_list_is_named(tmp_path: Path, content: str) -> None:
    """As any other file of a model."""
    (tmp_path / VOCABULARY).write_text(content)

    with pytest.raises(ModelUnavailable) as caught:
        read_vocabulary(tmp_path)

    assert VOCABULARY in caught.value.reason
