"""What a model did not take in is told with the picture."""

import pytest

from generation.cards import pocket as pocket_card
from generation.catalogue import Catalogue
from generation.engine import Engine
from generation.notes import LISTED_LENGTH, Count, Note, notes_of
from generation.requests import Adapter, AdapterKind
from generation.vocabulary import Vocabulary
from tests.generation.asked import ask

POCKET = pocket_card()
NOTHING = Vocabulary(frozenset(), frozenset())


def whole(text: str) -> Count:
    """Read everything."""
    return Count(len(text.split()), 1, len(text))


@pytest.fixture(scope="module")
def pocket() -> Engine:
    """Keep the shipped model loaded."""
    return Engine(Catalogue((POCKET,), POCKET.name), "cpu")


def test_at_most_six_words_are_named() -> None:
    """The others are counted."""
    [note] = notes_of(ask(prompt="q w e r t y u i", negative_prompt=""), NOTHING, whole)

    assert {"words": "q, w, e, r, t, y", "more": 2} == note.facts


def test_long_words_are_named_as_far_as_they_fit() -> None:
    """The sentence stays one line."""
    words = " ".join(letter * 25 for letter in "abcd")
    [note] = notes_of(ask(prompt=words, negative_prompt=""), NOTHING, whole)

    assert len(str(note.facts["words"])) <= LISTED_LENGTH
    assert 2 == note.facts["more"]


def test_words_to_leave_out_are_looked_at_too() -> None:
    """Each word is named once."""
    [note] = notes_of(ask(prompt="wombat", negative_prompt="cats wombat"), NOTHING, whole)

    assert "wombat, cats" == note.facts["words"]


def test_words_that_were_added_are_told_by_the_name_that_their_owner_knows() -> None:
    """And never as unknown: a LoRA learnt them."""
    worn = Adapter(kind=AdapterKind.LORA, name="dots~0325213e2e", added="dots")

    [note] = notes_of(ask(prompt="dots", negative_prompt="", adapters=(worn,)), NOTHING, whole)

    assert Note(code="trigger_added", facts={"adapter": "dots", "words": "dots"}) == note


@pytest.mark.parametrize(
    ("prompt", "read", "facts"),
    [
        ("one two three four", 9, {"unit": "words", "read": 2, "total": 4}),
        ("红色 房子 三四", 4, {"unit": "characters", "read": 3, "total": 6}),
    ],
)
def test_a_cut_is_counted(prompt: str, read: int, facts: dict[str, object]) -> None:
    """In words, or in characters where there are no spaces."""
    [note] = notes_of(ask(prompt=prompt, negative_prompt=""), None, lambda text: Count(9, 1, read))

    assert Note(code="prompt_cut", facts={"field": "prompt", **facts}) == note


def test_large_models_are_never_said_not_to_know_a_word(engine: Engine) -> None:
    """They list no words."""
    assert () == engine.notes(ask("sd1", prompt="wombat", negative_prompt=""))


@pytest.mark.parametrize("model", ["sd1", "sdxl"])
def test_long_prompt_is_read_in_parts(engine: Engine, model: str) -> None:
    """The small model's window is 16 tokens, two of them the marks of start and end; a letter is one."""
    [note] = engine.notes(ask(model, prompt="ab " * 8, negative_prompt=""))

    assert Note(code="prompt_long", facts={"field": "prompt", "tokens": 16, "windows": 2}) == note


@pytest.mark.parametrize("model", ["sd1", "sdxl"])
def test_every_model_tells_where_it_stopped_reading(engine: Engine, model: str) -> None:
    """Eight windows of fourteen letters, two a word."""
    _, note = engine.notes(ask(model, prompt="ab " * 60, negative_prompt=""))

    assert ("prompt_cut", 56, 60) == (note.code, note.facts["read"], note.facts["total"])


@pytest.mark.parametrize(
    "prompt",
    [
        "a red house on a green hill at night",
        "please draw me a photo of a smiling woman with glasses, masterpiece, 4k, highly detailed",
        "夜晚绿色山丘上的红房子",
        "一位戴眼镜的微笑女人，黑色长发，蓝色背景",
    ],
)
def test_pocket_knows_its_own_words(pocket: Engine, prompt: str) -> None:
    """Nothing to tell."""
    assert () == pocket.notes(ask(POCKET.name, prompt=prompt, negative_prompt="clouds"))


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ("a cat on a skateboard by a red house", "cat, skateboard"),
        ("一只猫坐在红色房子前面", "猫"),
        ("an astronaut and a dog in the snow", "astronaut, dog"),
    ],
)
def test_pocket_tells_what_it_never_saw(pocket: Engine, prompt: str, words: str) -> None:
    """Also the words that it met as noise only."""
    [note] = pocket.notes(ask(POCKET.name, prompt=prompt, negative_prompt=""))

    assert {"words": words, "more": 0} == note.facts


def test_pocket_reads_a_long_prompt_in_parts(pocket: Engine) -> None:
    """46 known words fit into one, one token each."""
    [note] = pocket.notes(ask(POCKET.name, prompt="(red:1.2) house " * 30, negative_prompt=""))

    assert ("prompt_long", 60, 2) == (note.code, note.facts["tokens"], note.facts["windows"])
