"""The words that a folder lists are those of the captions."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest

from generation.cards import SHIPPED
from generation.checksums import SUMS
from generation.vocabulary import Vocabulary, read_vocabulary
from training.captions import STRAYS, describe
from training.dataset import subject_of
from training.known import MISSED, harmless_words, meaningful_words
from training.vocabulary import build_tokenizer

SEEDS = 1500


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    """Gather the words."""
    return Vocabulary(meaningful_words(), harmless_words())


def test_captions_without_noise_are_known_to_the_last_word(words: Vocabulary) -> None:
    """Nothing that the model was taught is said to be unknown."""
    texts = [describe(subject_of(i), np.random.default_rng(i), thorough=True).text for i in range(SEEDS)]

    assert {} == {text: words.unknown(text) for text in texts if words.unknown(text)}


def test_nouns_that_were_noise_are_unknown(words: Vocabulary) -> None:
    """The tokenizer knows "cat", the model does not."""
    assert tuple(MISSED.split()) == words.unknown(MISSED)
    assert set(MISSED.split()) <= set(STRAYS)


def test_known_words_are_few_tokens(words: Vocabulary) -> None:
    """Every English word that means something is one token, so it was seen whole."""
    tokenizer = build_tokenizer()
    split = [word for word in words.meaningful if word.isascii() and len(tokenizer.tokenize(word)) > 1]

    assert [] == split


def test_shipped_folder_lists_these_words() -> None:
    """`training.known.seal` was called after the words last changed."""
    shipped = read_vocabulary(SHIPPED / "pocket")

    assert shipped is not None
    assert (shipped.meaningful, shipped.harmless) == (meaningful_words(), harmless_words())


@pytest.mark.parametrize("folder", [SHIPPED / "pocket", SHIPPED / "judge"])
def test_shipped_weights_are_those_that_were_sealed(folder: Path) -> None:
    """And every one of them is listed."""
    answer = subprocess.run(["sha256sum", "--strict", "--quiet", "-c", SUMS], cwd=folder, check=False)

    assert 0 == answer.returncode
    weights = {file.relative_to(folder).as_posix() for file in folder.rglob("*.safetensors")}
    assert weights == {line.split("  ")[1] for line in (folder / SUMS).read_text().splitlines()}
