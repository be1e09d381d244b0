"""A learned word is read as diffusers reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import StableDiffusionPipeline, StableDiffusionXLPipeline
from safetensors.torch import load_file
from torch import Tensor

from generation.adapters.embedding import read_embedding, teach
from generation.cards import SHIPPED
from generation.catalogue import Base, Card, Catalogue, Purpose
from generation.engine import Engine
from generation.errors import ModelUnavailable
from generation.requests import Adapter, AdapterKind
from tests.generation.adapters.making import by_diffusers, card, write
from tests.generation.asked import ask
from tests.generation.test_parity import apart

MIRA = SHIPPED / "pocket-ti-mira"
WORN = (Adapter(kind=AdapterKind.TEXTUAL_INVERSION, name="word"),)


def vectors(count: int, width: int = 32, seed: int = 3) -> Tensor:
    """Draw the vectors of a word, as large as those of other words are."""
    return torch.randn(count, width, generator=torch.Generator().manual_seed(seed))


def test_the_pocket_word_equals_diffusers(pocket_engine: Engine) -> None:
    """One vector, in the middle of a prompt, within 1 of 255; without it the word means nothing."""
    pipeline: Any = StableDiffusionPipeline.from_pretrained(SHIPPED / "pocket", local_files_only=True)
    pipeline.to(torch.float32).load_textual_inversion(MIRA, local_files_only=True)
    worn = (Adapter(kind=AdapterKind.TEXTUAL_INVERSION, name="pocket-ti-mira"),)
    request = ask("pocket", prompt="a smiling <mira> on a blue background", adapters=worn)

    [ours] = pocket_engine.draw(request)

    [unknown] = pocket_engine.draw(request.model_copy(update={"adapters": ()}))
    assert apart(ours.image, by_diffusers(pipeline, request)) <= 1
    assert apart(ours.image, np.asarray(unknown.image)) > 20
    assert "mira" not in str(pocket_engine.notes(request))


def test_a_word_of_several_vectors_equals_diffusers(
    folders: dict[str, Path], cards: dict[str, Card], tmp_path: Path
) -> None:
    """As A1111 writes it, called without brackets, in both prompts."""
    file = write(tmp_path / "word", {"emb_params": vectors(3)})
    pipeline: Any = StableDiffusionPipeline.from_pretrained(folders["sd1"], local_files_only=True)
    pipeline.load_textual_inversion(load_file(file), token="zebra")
    model = cards["sd1"].model_copy(update={"base": Base.SD_1})
    extras = (card(Purpose.TEXTUAL_INVERSION, tmp_path / "word", trigger="zebra"),)
    request = ask("sd1", prompt="a zebra", negative_prompt="bad zebra", adapters=WORN)

    [ours] = Engine(Catalogue((model,), "sd1", extras), "cpu").draw(request)

    assert apart(ours.image, by_diffusers(pipeline, request)) <= 1


def test_a_word_for_two_encoders_equals_diffusers(
    folders: dict[str, Path], cards: dict[str, Card], tmp_path: Path
) -> None:
    """Stable Diffusion XL: clip_l and clip_g."""
    first, second = vectors(2), vectors(2, seed=4)
    write(tmp_path / "word", {"clip_l": first, "clip_g": second})
    pipeline: Any = StableDiffusionXLPipeline.from_pretrained(folders["sdxl"], local_files_only=True)
    for one, encoder, tokenizer in (
        (first, pipeline.text_encoder, pipeline.tokenizer),
        (second, pipeline.text_encoder_2, pipeline.tokenizer_2),
    ):
        pipeline.load_textual_inversion(
            {"emb_params": one}, token="zebra", text_encoder=encoder, tokenizer=tokenizer
        )
    extras = (card(Purpose.TEXTUAL_INVERSION, tmp_path / "word", trigger="zebra", base=Base.SDXL),)
    request = ask("sdxl", prompt="a zebra", adapters=WORN)

    [ours] = Engine(Catalogue((cards["sdxl"],), "sdxl", extras), "cpu").draw(request)

    assert apart(ours.image, by_diffusers(pipeline, request)) <= 1


@pytest.mark.parametrize(
    "tensors",
    [{"a": vectors(1), "b": vectors(1)}, {"emb_params": torch.ones(2, 2, 2)}, {"clip_l": torch.tensor([1])}],
)
def test_what_is_no_word_is_named(tensors: dict[str, Tensor], tmp_path: Path) -> None:
    """Several tensors, or none that is vectors."""
    with pytest.raises(ModelUnavailable):
        read_embedding(write(tmp_path, tensors), "odd", "odd")


def test_a_word_of_another_width_changes_nothing(cards: dict[str, Card], tmp_path: Path) -> None:
    """It was learned for another model."""
    engine = Engine(Catalogue((cards["sd1"],), "sd1"), "cpu")
    with engine._open()._models.use(cards["sd1"]) as model:
        encoder: Any = model.pipeline
        word = read_embedding(write(tmp_path, {"x": vectors(1, 16)}), "odd", "odd")

        with pytest.raises(ModelUnavailable) as caught:
            teach(encoder._text_encoder, "text_encoder", [word])

    assert "width 32" in caught.value.reason
