"""The tokenizer: known words are single tokens, unknown ones fall back to pieces."""

from __future__ import annotations

import numpy as np
import pytest
from transformers import CLIPTokenizer

from training.captions import describe
from training.dataset import subject_of
from training.vocabulary import CONTEXT, build_tokenizer, chinese_words, english_words


@pytest.fixture(scope="module")
def tokenizer() -> CLIPTokenizer:
    """Build the tokenizer once."""
    return build_tokenizer()


def test_english_words_are_single_tokens(tokenizer: CLIPTokenizer) -> None:
    """Start, the word, end."""
    assert all(len(tokenizer(word).input_ids) == 3 for word in english_words())


def test_chinese_words_are_single_tokens(tokenizer: CLIPTokenizer) -> None:
    """Start, the word, end."""
    assert all(len(tokenizer(word).input_ids) == 3 for word in chinese_words())


def test_a_chinese_sentence_falls_into_words(tokenizer: CLIPTokenizer) -> None:
    """Without spaces, words are still found."""
    assert len(tokenizer("夜晚绿色山丘上的红房子").input_ids) <= 9


@pytest.mark.parametrize(
    "text",
    ["a red house on a green hill at night", "夜晚绿色山丘上的红房子", "戴眼镜的女人", "zebra", "老虎"],
)
def test_text_survives_a_round_trip(tokenizer: CLIPTokenizer, text: str) -> None:
    """Known or not, nothing is lost."""
    tokens = tokenizer(text).input_ids

    assert text == tokenizer.decode(tokens, skip_special_tokens=True)


def test_captions_fit_the_context(tokenizer: CLIPTokenizer) -> None:
    """Hardly any caption is cut."""
    texts = [describe(subject_of(s), np.random.default_rng(s)).text for s in range(1000)]

    lengths = [len(ids) for ids in tokenizer(texts).input_ids]
    assert CONTEXT == tokenizer.model_max_length
    assert np.percentile(lengths, 99) <= CONTEXT


def test_special_ids_are_inside_the_vocabulary(tokenizer: CLIPTokenizer) -> None:
    """A text model with the usual ids of 49406 and 49407 would fail here."""
    assert len(tokenizer) - 2 == tokenizer.bos_token_id
    assert len(tokenizer) - 1 == tokenizer.eos_token_id == tokenizer.pad_token_id
