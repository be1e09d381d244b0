"""Words weighed by the text encoder that reads them, and prompts without those that count little."""

from collections.abc import Sequence

import pytest

from generation.engine import Engine
from generation.errors import NothingToShorten
from generation.shortening import Span, Weight, little, shorter, weigh, words_in


@pytest.mark.parametrize(
    ("prompt", "most", "least"),
    [
        (
            "a very nice red house please on the sea at night",
            {"red", "house", "sea", "night"},
            {"very", "please"},
        ),
        (
            "masterpiece, best quality, a blue boat, 4k",
            {"blue", "boat"},
            {"masterpiece", "best", "quality", "4k"},
        ),
        ("请画一座红色房子在大海上，夜晚，高清", {"红色", "房子", "大海", "夜晚"}, {"一座", "高清"}),
    ],
)
def test_what_changes_a_picture_counts(engine: Engine, prompt: str, most: set[str], least: set[str]) -> None:
    """By the pocket model itself, in either of its languages."""
    weights = engine.weigh(prompt, "pocket")
    faint = {one.text for one in little(weights)}

    assert 1.0 == pytest.approx(sum(one.share for one in weights))
    assert all(prompt[slice(*one.span)] == one.text for one in weights)
    assert not most & faint
    assert least <= faint


def test_shorter_prompts_keep_order_and_what_counts(engine: Engine) -> None:
    """Each is shorter than the one before, and the last still says the most important."""
    prompt = "a very nice red house please on the sea at night"
    texts = shorter(prompt, engine.weigh(prompt, "pocket"))

    assert 3 <= len(texts) <= 5
    assert sorted(texts, key=len, reverse=True) == list(texts)
    assert all(set(text.split()) <= set(prompt.split()) for text in texts)
    assert "sea" in texts[-1]


def test_long_prompt_is_weighed_over_all_its_windows(engine: Engine) -> None:
    """A word of the second window counts as well."""
    weights = engine.weigh("a very nice " * 40 + "red house", "pocket")

    assert {"red", "house"} <= {one.text for one in sorted(weights, key=lambda one: -one.share)[:6]}


@pytest.mark.parametrize("model", ["sd1", "sdxl"])
def test_every_family_weighs(engine: Engine, model: str) -> None:
    """By what each makes of a whole text."""
    weights = engine.weigh("a red house on a hill", model)

    assert 6 == len(weights)
    assert all(one.share > 0 for one in weights)
    assert 1.0 == pytest.approx(sum(one.share for one in weights))


@pytest.mark.parametrize("prompt", ["house", "(house:1.3), ", "<lora:sepia:0.8> house"])
def test_single_word_is_refused(engine: Engine, prompt: str) -> None:
    """There is nothing to leave out."""
    with pytest.raises(NothingToShorten):
        engine.weigh(prompt, "pocket")


class Letters:
    """Reads wide characters one by one, the second in two tokens, and finds every word as far."""

    def spans(self, text: str) -> list[Span]:
        """Cut a text."""
        return [(0, 1), (1, 2), (1, 2), *((at, at + 1) for at in range(2, len(text)))]

    def apart(self, text: str, others: Sequence[str]) -> list[float]:
        """Find all as far."""
        return [0.0 for _ in others]


def test_words_are_found_between_notation() -> None:
    """And tokens of one character are one."""
    prompt = "(old house:1.3), 红房子 {a,b}"

    assert ["old", "house", "红", "房", "子", "a", "b"] == [
        prompt[first:last] for first, last in words_in(prompt, Letters().spans)
    ]
    assert {0.0} == {one.share for one in weigh(prompt, Letters())}


@pytest.mark.parametrize(
    ("prompt", "kept", "text"),
    [
        ("(nice:1.3) red house", "red house", "red house"),
        ("red, nice, very, house", "red house", "red, house"),
        ("[nice] ((old)) house on it", "house it", "house it"),
        ("红，好看，房子", "红 房子", "红，房子"),
    ],
)
def test_notation_about_nothing_goes_too(prompt: str, kept: str, text: str) -> None:
    """Empty brackets and commas in a row."""
    words = [prompt[first:last] for first, last in words_in(prompt, lambda run: [(0, len(run))])]
    spans = [(prompt.index(word), prompt.index(word) + len(word)) for word in words]
    share = {word: 0.45 if word in kept.split() else 0.0 for word in words}
    weights = [Weight(word, span, share[word]) for word, span in zip(words, spans, strict=True)]

    assert text in shorter(prompt, weights)
