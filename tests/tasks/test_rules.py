"""Word lists find what is meant, however it is written, and leave innocent words alone."""

import json
import time
from importlib.resources import files

import pytest
from pydantic import ValidationError

from tasks.ages import minor_ages
from tasks.folding import fold
from tasks.rules import Asked, Measure, Rule, first_broken, rewrite

WORDS = (
    "ass",
    "nude",
    "penis",
    "god",
    "raping",
    "slut",
    "色情",
    "fuck",
    "cum",
    "nud*",
    "bad thing",
    "голый",
    "ναι",
)
RULE = Rule(name="test", words=WORDS)
MINORS = [
    Rule.model_validate(rule) for rule in json.loads((files("tasks") / "minors.json").read_text("utf-8"))
]

DODGES = [
    *("NUDE", "nudes", "Nude.", "n.u.d.e", "n-u-d-e", "n u d e", "N  U  D  E", "n_u_d_e", "nuuuude", "nud3"),
    *("ｎｕｄｅ", "nudе", "ΝUDΕ", "𝓷𝓾𝓭𝓮", "ⓝⓤⓓⓔ", "🅽🆄🅳🅴", "ɴᴜᴅᴇ", "n\u00adude", "fu.ck"),
    *("n\u200bu\u200bd\u200be", "n\u0336u\u0336d\u0336e"),
    *("nüdè", "nu\u202ede", "画nude女孩", "(nude:1.4)", "a$$", "@ss", "asssss", "sIut"),
    *("s1ut", "f*ck", "fvck"),
    *("色 情", "色\u200b情", "色、情", "很色情的画", "nudity", "BAD   thing", "bad-things", "ГОЛЫЙ", "голый"),
    *("ΝΑΙ", "Ναι"),
]  # fmt: skip
INNOCENT = [
    *("class", "bass guitar", "grass", "assassin", "classic", "Essex", "assess"),
    *("as soon", "as s", "pass", "cassette", "cucumber", "document", "accumulate"),
    *("the pen is red", "good", "goods", "goddess", "dodge", "rapping", "rapper"),
    *("therapist", "455 cars", "a 55", "slit", "slate", "nun", "a bad, thin girl", "thing", "色彩 情感"),
]  # fmt: skip


@pytest.mark.parametrize("text", DODGES)
def test_dodges_are_found(text: str) -> None:
    """Letters of other alphabets, digits, signs, spaces and marks hide nothing."""
    assert first_broken([RULE], Asked(f"a {text} picture")) is not None


@pytest.mark.parametrize("text", INNOCENT)
def test_innocent_words_are_left_alone(text: str) -> None:
    """A word is not what stands in the middle of it."""
    assert first_broken([RULE], Asked(f"a {text} picture")) is None


def test_two_contexts_are_needed_together() -> None:
    """Each of them alone is nothing."""
    rule = Rule(name="two", words=("knife",), together=("blood",))

    assert first_broken([rule], Asked("a knife and an apple")) is None
    assert first_broken([rule], Asked("a blood orange")) is None
    assert first_broken([rule], Asked("blood on a knife")) is not None


def test_what_is_meant_well_is_no_hit() -> None:
    """But only where it is that, and not beside it."""
    rule = Rule(name="shield", words=("cock",), unless=("cock pit",))

    assert first_broken([rule], Asked("the cock pit of a plane")) is None
    assert first_broken([rule], Asked("a cock in the cock pit")) is not None


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a gory red house", "a red house"),
        ("G.O.R.Y scene, gore", "scene,"),
        ("gо\u200brу night", "night"),
        ("an allegory", "an allegory"),
    ],
)
def test_rewriting_leaves_the_rest_as_it_was(text: str, written: str) -> None:
    """Only the words of the rule go."""
    assert written == rewrite(Rule(name="gore", measure=Measure.REWRITE, words=("gory", "gore")), text)


def test_rewriting_takes_whole_words() -> None:
    """Also where the ends of a term are open."""
    rule = Rule(name="blood", measure=Measure.REWRITE, words=("blood*", "*stain"))

    assert "a hand" == rewrite(rule, "a bloody bloodstain coffeestain hand")


def test_rewriting_puts_a_word_in_place() -> None:
    """Where the rule has one."""
    rule = Rule(name="gun", measure=Measure.REWRITE, words=("gun",), replacement="flower")

    assert "a flower, two flower" == rewrite(rule, "a gun, two guns")


@pytest.mark.parametrize(
    "text",
    [
        "15 year old",
        "15yo",
        "17-year-old",
        "aged twelve",
        "14岁",
        "十四岁",
        "fifteen-year-old",
        "１２ years old",
    ],
)
def test_ages_of_minors_are_known(text: str) -> None:
    """In digits, in words, in Chinese."""
    assert minor_ages(fold(text).text)


@pytest.mark.parametrize(
    "text",
    [
        "18 years old",
        "115 years old",
        "24岁",
        "二十四岁",
        "十八岁",
        "page 9",
        "15 yoga mats",
        "1.5 km",
        "aged 170",
    ],
)
def test_other_numbers_are_no_ages_of_minors(text: str) -> None:
    """Nor are the ages of adults."""
    assert not minor_ages(fold(text).text)


@pytest.mark.parametrize(
    "asked",
    [
        Asked("a nude child"),
        Asked("sexy 15 yo at the beach"),
        Asked("n u d e, l0li"),
        Asked("全裸的幼女"),
        Asked("十四岁 性感"),
        Asked("jailbait"),
        Asked("儿 童 色 情"),
        Asked("erotic photo of a woman", "ugly, adult"),
    ],
)
def test_sexual_content_with_minors_is_found(asked: Asked) -> None:
    """By the list that ships; also where adults are what shall not be seen."""
    broken = first_broken(MINORS, asked)

    assert broken is not None
    assert Measure.BLOCK is broken[0].measure


@pytest.mark.parametrize(
    "asked",
    [
        Asked("a child with a red balloon"),
        Asked("a nude statue of marble"),
        Asked("a gothic lolita dress, sexy"),
        Asked("kids and a naked mole rat"),
        Asked("a sexy woman", "nsfw, child, adult content, old, ugly"),
        Asked("teenagers playing chess in Essex"),
        Asked("小孩在花园里玩"),
        Asked("a sexist's grandchildren"),
    ],
)
def test_the_shipped_list_leaves_innocents_alone(asked: Asked) -> None:
    """A family studio can be used by families."""
    assert first_broken(MINORS, asked) is None


@pytest.mark.parametrize(
    "text", ["a" * 5000, "n u " * 1200, "n-u-" * 1200, "as" * 2500, "s$5" * 1600, "5" * 5000, "色 " * 2500]
)
def test_no_text_takes_long(text: str) -> None:
    """Whatever is written, an answer comes at once."""
    began = time.process_time()
    first_broken([RULE, *MINORS], Asked(text, text))

    assert time.process_time() - began < 1.0


@pytest.mark.parametrize(
    "wrong",
    [
        {"words": ()},
        {"words": ("a",), "name": "No Spaces"},
        {"words": ("a",), "together": ("b",), "measure": "rewrite"},
        {"words": ("a",), "taken_away": ("b",)},
    ],
)
def test_rules_that_mean_nothing_are_refused(wrong: dict[str, object]) -> None:
    """Before anybody relies on them."""
    with pytest.raises(ValidationError):
        Rule.model_validate({"name": "test", **wrong})
