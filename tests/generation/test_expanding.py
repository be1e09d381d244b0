"""Short prompts enriched: by our own vocabulary, and by a causal language model in a folder."""

from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

from generation.catalogue import Catalogue
from generation.enriching import MOST, enriched, subjects
from generation.errors import ModelUnavailable, NothingToAdd
from generation.expanding import LETTERS, Expander
from generation.requests import ExpandRequest
from generation.vocabulary import Vocabulary, read_vocabulary
from tests.factories import CARD
from tests.generation.test_describing import shipped_catalogue

WORDS = ["<end>", "a", "red", "house", ",", "oil", "painting", "soft", "light"]


@pytest.fixture(scope="module")
def pocket() -> Vocabulary:
    """Read the words of the pocket model."""
    found = read_vocabulary(Path(shipped_catalogue().card("pocket").source))
    assert found is not None
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write a tiny language model of chance, as the large ones are written."""
    words = Tokenizer(models.WordLevel({word: at for at, word in enumerate(WORDS)}, unk_token="<end>"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    PreTrainedTokenizerFast(tokenizer_object=words, eos_token="<end>").save_pretrained(tmp_path)
    torch.manual_seed(1)
    sides = {"n_embd": 16, "n_layer": 1, "n_head": 2, "n_positions": 40}
    marks = {"bos_token_id": 0, "eos_token_id": 0}
    GPT2LMHeadModel(GPT2Config(vocab_size=len(WORDS), **sides, **marks)).save_pretrained(tmp_path)
    return tmp_path


def request(prompt: str, seed: int = 7) -> ExpandRequest:
    """Ask for proposals."""
    return ExpandRequest(prompt=prompt, model="pocket", seed=seed)


@pytest.mark.parametrize(
    "prompt", ["a red house", "红色房子", "a smiling woman", "a dragon, (old:1.2)", "a boat."]
)
@pytest.mark.parametrize("small", [True, False])
def test_proposals_only_add(pocket: Vocabulary, prompt: str, small: bool) -> None:
    """What was asked stands first; a small model is told nothing that it does not know."""
    texts = enriched(prompt, 7, pocket if small else None)

    assert 2 <= len(texts) <= MOST
    assert all(text.startswith(prompt.rstrip(".")) and len(text) > len(prompt) for text in texts)
    if small:
        assert {()} == {pocket.unknown(text[len(prompt) :]) for text in texts}


def test_seed_decides(pocket: Vocabulary) -> None:
    """The same one proposes the same, another one something else."""
    assert enriched("a red house", 7, pocket) == enriched("a red house", 7, pocket)
    assert len({enriched("a red house", seed, pocket) for seed in range(6)}) > 3


@pytest.mark.parametrize(
    ("prompt", "never"),
    [
        ("a house at night", "sunset"),
        ("a boat on the sea", "desert"),
        ("夜晚的房子", "日落"),
        ("a watercolour of a tree", "oil painting"),
        ("an old man", "on the left"),
    ],
)
def test_nothing_is_said_twice_or_against_what_is_asked(prompt: str, never: str) -> None:
    """A subject of which the prompt speaks is left alone; so is what does not concern it."""
    assert not any(never in text for seed in range(12) for text in enriched(prompt, seed))


def test_full_prompt_is_refused() -> None:
    """There is nothing to add."""
    full = " ".join(one.said[0] for one in subjects())

    with pytest.raises(NothingToAdd):
        Expander(shipped_catalogue()).expand(request(full))


def test_both_languages_have_as_much_to_add() -> None:
    """A phrase for a phrase."""
    assert all(len(one.english) == len(one.chinese) for one in subjects())


def test_language_model_goes_on(folder: Path) -> None:
    """Where one is set it writes, by the seed, with its own words, behind what was asked."""
    expander = Expander(Catalogue((CARD,), "pocket", expander=folder))
    texts = expander.expand(request("a red house"))

    assert all(text.startswith("a red house") and len(text) <= LETTERS for text in texts)
    assert all(set(text.replace(",", " ").split()) <= set(WORDS) for text in texts)
    assert texts == expander.expand(request("a red house"))
    assert texts != expander.expand(request("a red house", seed=8))


def test_language_model_is_not_asked_what_it_cannot_read(folder: Path) -> None:
    """Prompts in other letters are enriched by our own words."""
    catalogue = Catalogue((CARD.model_copy(update={"source": str(folder)}),), "pocket", expander=folder)

    assert all("，" in text for text in Expander(catalogue).expand(request("红房子")))


def test_long_prompt_leaves_the_model_little_room(folder: Path) -> None:
    """It counts no further than it has learnt to."""
    expander = Expander(Catalogue((CARD,), "pocket", expander=folder))
    prompt = " ".join(["a red house"] * 13)

    assert all(len(text.split()) == 40 for text in expander.expand(request(prompt)))


def test_folder_without_a_model_is_one_fault(folder: Path) -> None:
    """Also where its weights are pickled."""
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")

    for path in (folder, folder / "nowhere"):
        with pytest.raises(ModelUnavailable):
            Expander(Catalogue((CARD,), "pocket", expander=path)).expand(request("a red house"))
