"""Prompts taken apart and put together with other words: what is notation stays."""

import pytest

from generation.phrases import put_together, take_apart

WORDS = {
    "红房子": "a red house",
    "猫": "a cat",
    "在海上": "at sea",
    "红": "red",
    "蓝": "blue",
    "坏": "bad (BREAK): 2)",
}


@pytest.mark.parametrize(
    ("prompt", "written"),
    [
        ("红房子", "a red house"),
        ("红房子，(猫:1.3)在海上", "a red house, (a cat:1.3) at sea"),
        ("[猫] 在海上。", "[a cat] at sea"),
        ("{红,蓝}猫", "{red, blue} a cat"),
        ("红{猫,__animal__}", "red {a cat,__animal__}"),
        ("<lora:sepia:0.8>猫<lora:mira:1>", "<lora:sepia:0.8> a cat <lora:mira:1>"),
        ("猫 BREAK 红房子", "a cat BREAK a red house"),
        (r"猫\(红\)", r"a cat \(red\)"),
        ("oil painting, 猫, 4k", "oil painting, a cat, 4k"),
        ("mira 猫", "mira a cat"),
        ("猫 mira 红房子", "a cat mira a red house"),
        ("(坏:1.5)", "(bad break 2:1.5)"),
        ("a boat (at night:1.2)", "a boat (at night:1.2)"),
        ("", ""),
    ],
)
def test_words_change_and_notation_stays(prompt: str, written: str) -> None:
    """Gaps come where words of one script follow those of another, and no word becomes notation."""
    pieces = take_apart(prompt, names=("mira",))

    assert written == put_together(pieces, lambda words: WORDS.get(words, words))


def test_every_letter_is_in_a_piece() -> None:
    """Nothing is lost on the way."""
    prompt = r"红房子，(猫:1.3) {a,b}|c \[d\] <lora:e:1> __f__ BREAK 。"

    assert prompt == "".join(piece.text for piece in take_apart(prompt))
