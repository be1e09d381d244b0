"""Pictures put into words: by what ships, and by a folder of the kind that transformers writes."""

from collections.abc import Sequence
from pathlib import Path

import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from transformers import BertTokenizer, BlipConfig, BlipForConditionalGeneration, BlipImageProcessorPil

from generation.cards import shipped
from generation.catalogue import Card, Catalogue, ExtraCard
from generation.describing import LETTERS, MOST, Describer
from generation.errors import ModelUnavailable, WeightsDamaged, WordsMissing
from generation.requests import Tongue
from training.drawing import example

SIDE_PX = 32
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "cat", "on", "the", "sea", "red", "[DEC]"]
SAYABLE = [word for word in WORDS if not word.startswith("[")]
MARKS = [word for word in WORDS if word.startswith("[")]
CAR = 3  # the seed of a drawing of a white car on the sea


def shipped_catalogue() -> Catalogue:
    """List what ships."""
    cards = shipped()
    extras = tuple(card for card in cards if isinstance(card, ExtraCard))
    return Catalogue(tuple(card for card in cards if isinstance(card, Card)), "pocket", extras)


def chosen(folder: Path) -> Describer:
    """Describe with the model in a folder."""
    return Describer(Catalogue((), "pocket", describer=folder), "cpu")


@pytest.fixture(scope="module")
def ours() -> Describer:
    """Describe with what ships."""
    return Describer(shipped_catalogue(), "cpu")


@pytest.fixture
def blip(tmp_path: Path) -> Path:
    """Write a tiny BLIP of chance, with the tokenizer of BERT, as the large ones have it."""
    (tmp_path / "vocab.txt").write_text("\n".join(WORDS))
    sides = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}
    vision = {**sides, "image_size": SIDE_PX, "patch_size": 16}
    text = {
        **sides,
        "vocab_size": len(WORDS),
        "encoder_hidden_size": 16,
        "max_position_embeddings": 24,
        "bos_token_id": WORDS.index("[DEC]"),
        "sep_token_id": WORDS.index("[SEP]"),
        "eos_token_id": WORDS.index("[SEP]"),
        "pad_token_id": 0,
    }
    torch.manual_seed(1)
    net = BlipForConditionalGeneration(
        BlipConfig(text_config=text, vision_config=vision, initializer_range=1.0)
    )
    for weight in net.text_decoder.parameters():
        torch.nn.init.normal_(weight, std=0.5)
    like(net.text_decoder.cls.predictions.bias.data, ("[SEP]", *SAYABLE))
    net.save_pretrained(tmp_path)
    BlipImageProcessorPil(size={"height": SIDE_PX, "width": SIDE_PX}).save_pretrained(tmp_path)
    BertTokenizer(str(tmp_path / "vocab.txt")).save_pretrained(tmp_path)
    return tmp_path


def like(bias: torch.Tensor, words: Sequence[str]) -> None:
    """Let a net say some words alone."""
    bias.fill_(-1e4)
    bias[[WORDS.index(word) for word in words]] = 0


def drawing(seed: int) -> Image.Image:
    """Draw as the pocket model does."""
    return Image.fromarray(example(seed)[1].picture)


@pytest.mark.parametrize(
    ("tongue", "text"),
    [
        (Tongue.ENGLISH, "a white car in the middle on the sea by day"),
        (Tongue.CHINESE, "大海上的中间的一辆白色汽车"),
    ],
)
def test_drawing_is_put_into_words_of_either_language(ours: Describer, tongue: Tongue, text: str) -> None:
    """The true ones are among the four, whatever the size of the picture; it is told who speaks."""
    told = ours.describe(drawing(CAR).resize((300, 300)).convert("RGBA"), tongue)

    assert MOST == len(set(told.texts)) == len(told.texts)
    assert any(one.endswith(text) for one in told.texts)
    assert ["described_roughly"] == [note.code for note in told.notes]


def test_same_picture_gets_the_same_words(ours: Describer) -> None:
    """Nothing is left to chance, whatever was described before."""
    first = ours.describe(drawing(CAR), Tongue.ENGLISH)
    other = ours.describe(drawing(5), Tongue.ENGLISH)

    assert first == ours.describe(drawing(CAR), Tongue.ENGLISH)
    assert first.texts != other.texts


def test_model_of_ones_own_speaks_by_its_own_words(blip: Path) -> None:
    """It is told in the language that it has learnt, and fits below a picture."""
    told = chosen(blip).describe(drawing(CAR), Tongue.CHINESE)

    assert 1 <= len(told.texts) <= MOST
    assert set(" ".join(told.texts).split()) <= set(SAYABLE)
    assert max(map(len, told.texts)) <= LETTERS
    assert () == told.notes


def test_picture_without_words_is_refused(blip: Path) -> None:
    """An empty prompt would draw nothing."""
    weights = load_file(blip / "model.safetensors")
    like(weights["text_decoder.cls.predictions.bias"], [word for word in MARKS if word != "[DEC]"])
    save_file(weights, blip / "model.safetensors")

    with pytest.raises(WordsMissing):
        chosen(blip).describe(drawing(CAR), Tongue.ENGLISH)


def test_missing_weight_is_not_made_up(blip: Path) -> None:
    """It would speak by chance all the same."""
    weights = load_file(blip / "model.safetensors")
    weights.pop("vision_model.post_layernorm.weight")
    save_file(weights, blip / "model.safetensors")

    with pytest.raises(ModelUnavailable, match="post_layernorm"):
        chosen(blip).describe(drawing(CAR), Tongue.ENGLISH)


def test_nothing_is_unpickled(blip: Path) -> None:
    """A folder with pickled weights alone holds no model."""
    (blip / "model.safetensors").rename(blip / "pytorch_model.bin")

    with pytest.raises(ModelUnavailable):
        chosen(blip).describe(drawing(CAR), Tongue.ENGLISH)


def test_changed_weights_are_named(blip: Path) -> None:
    """Where somebody wrote down what they should be."""
    (blip / "SHA256SUMS").write_text(f"{'0' * 64}  model.safetensors\n")

    with pytest.raises(WeightsDamaged):
        chosen(blip).describe(drawing(CAR), Tongue.ENGLISH)


def test_folder_without_a_model_is_one_fault(tmp_path: Path) -> None:
    """And so is a studio without any describer."""
    with pytest.raises(ModelUnavailable):
        chosen(tmp_path / "nowhere").describe(drawing(CAR), Tongue.ENGLISH)
    with pytest.raises(ModelUnavailable):
        Describer(Catalogue((), "pocket"), "cpu").describe(drawing(CAR), Tongue.ENGLISH)
