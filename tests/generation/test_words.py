"""Prompts are laid into the windows that an encoder reads, and weighed."""

from collections.abc import Iterator

import numpy as np
import pytest
import torch
from transformers import CLIPTokenizer

from generation.cards import SHIPPED, pocket
from generation.catalogue import Catalogue
from generation.emphasis import plain
from generation.engine import Engine
from generation.pipelines.words import WINDOWS_MOST, Reading, Words, weigh
from tests.generation.asked import apart, ask

POCKET = SHIPPED / "pocket"
ROOM = 46  # tokens of pocket's window between its marks


@pytest.fixture(scope="module")
def tokenizer() -> CLIPTokenizer:
    """Load the shipped tokenizer."""
    return CLIPTokenizer.from_pretrained(POCKET / "tokenizer")


@pytest.fixture(scope="module")
def words(tokenizer: CLIPTokenizer) -> Words:
    """Read as the shipped model does."""
    return Words(tokenizer, torch.device("cpu"))


def texts(reading: Reading, tokenizer: CLIPTokenizer) -> Iterator[str]:
    """Give what stands in each window."""
    return (tokenizer.decode(row, skip_special_tokens=True).strip() for row in reading.ids)


def test_one_window_is_what_transformers_makes(words: Words, tokenizer: CLIPTokenizer) -> None:
    """Ids and padding; and nothing is weighed."""
    reading = words("a red house on a hill")

    theirs = tokenizer("a red house on a hill", padding="max_length", return_tensors="pt").input_ids
    assert torch.equal(theirs, reading.ids)
    assert bool((reading.weights == 1).all())


def test_window_ends_with_its_last_comma(words: Words, tokenizer: CLIPTokenizer) -> None:
    """So that what belongs together is read together."""
    first = "a house, " * (ROOM // 3)  # 45 tokens
    reading = words(first + "red hill, green sea")

    assert [first.strip().replace(",", " ,"), "red hill , green sea"] == list(texts(reading, tokenizer))


def test_words_without_commas_fill_a_window(words: Words) -> None:
    """Each window begins and ends with its mark."""
    reading = words("house " * (ROOM + 1))

    assert (2, ROOM + 2) == tuple(reading.ids.shape)
    assert 1 == len(set(reading.ids[:, 0].tolist()))
    assert ROOM + 1 == words.count("house " * (ROOM + 1)).tokens


def test_break_begins_a_window(words: Words, tokenizer: CLIPTokenizer) -> None:
    """However short the one before is."""
    assert ["red house", "green hill"] == list(texts(words("red house BREAK green hill"), tokenizer))


def test_weights_stand_at_their_tokens(words: Words) -> None:
    """One behind the mark of the start."""
    reading = words("a (red:1.5) house")

    assert [1.0, 1.0, 1.5, 1.0, 1.0] == reading.weights[0, :5].tolist()


def test_shorter_text_gets_empty_windows(words: Words) -> None:
    """So that both sides of the guidance have as many."""
    reading = words("house", windows=3)

    assert 3 == len(reading.ids)
    assert torch.equal(reading.ids[1], words("").ids[0])


def test_what_no_window_holds_is_counted(words: Words) -> None:
    """In characters of the words, without their marks."""
    prompt = "(red:1.2) house " * 400
    told = words.count(prompt)

    assert (800, WINDOWS_MOST) == (told.tokens, told.windows)
    assert WINDOWS_MOST * ROOM == len(plain(prompt)[: told.characters].split())


def test_weighing_keeps_the_mean() -> None:
    """And changes nothing where nothing is emphasised."""
    read = torch.arange(24.0).reshape(2, 3, 4)
    weights = torch.ones(2, 3)
    assert torch.equal(read.reshape(1, 6, 4), weigh(read, weights))
    weights[0, 1] = 1.5

    weighed = weigh(read, weights)

    assert pytest.approx(read.mean()) == weighed.mean()
    assert weighed[0, 1, 0] / weighed[0, 0, 1] == pytest.approx(1.5 * 4 / 1)


@pytest.mark.parametrize("model", ["sd1", "sdxl"])
def test_emphasis_and_later_windows_change_the_picture(engine: Engine, model: str) -> None:
    """Weight 1 does not."""
    drawn = {
        prompt: engine.draw(ask(model, prompt=prompt))[0].image
        for prompt in ("a red house", "a (red:1.0) house", "a (red:1.6) house", "a red house BREAK a hill")
    }
    same, more, longer = list(drawn)[1:]

    assert 0 == apart(drawn["a red house"], drawn[same])
    assert 0 < apart(drawn["a red house"], drawn[more])
    assert 0 < apart(drawn["a red house"], drawn[longer])


def test_emphasis_steers_pocket() -> None:
    """A house that is hardly red in words is less red in the picture."""
    engine = Engine(Catalogue((pocket(),), "pocket"), "cpu")
    prompt = "a {} house on a green hill at day"

    def redness(words: str) -> float:
        [picture] = engine.draw(
            ask(
                "pocket",
                prompt=prompt.format(words),
                negative_prompt="",
                width_px=128,
                height_px=128,
                steps=8,
            )
        )
        red, green, blue = np.asarray(picture.image).mean((0, 1))
        return float(red - (green + blue) / 2)

    assert redness("(red:0.2)") < redness("red")
